"""What customers want done with appointments, from their words."""

import pytest

from app.agents.booking.actions import find_action, wants_another
from app.agents.booking.choices import find_choice, find_shift, wants_soonest
from app.agents.booking.command import BookingAction, Shift


@pytest.mark.parametrize(
    ("action", "texts"),
    [
        (
            "book",
            "hola quiero una cita de botox|quero marcar um horario|tienen turno para mañana|"
            "I'd like to book|kiero botox",
        ),
        (
            "move",
            "necesito cambiar mi cita para el jueves|puedo mover la cita?|reschedule please|"
            "quero remarcar minha consulta|"
            "cambiarla para el viernes|mejor cámbiala para el viernes|me pueden correr la cita media hora",
        ),
        (
            "cancel",
            "quiero cancelar mi cita|ya no puedo ir mañana|no voy a poder asistir|"
            "can't make it tomorrow|quero desmarcar|"
            "anular el turno del martes",
        ),
        (
            "query",
            "cuando es mi cita?|a que hora tengo la cita|tengo cita?|when is my appointment?|"
            "quando é minha consulta?|"
            "me recuerda mi cita",
        ),
        ("abandon", "olvídalo|no gracias|ya no quiero|lo voy a pensar|después te aviso|never mind|deixa pra lá"),
        ("person", "quiero hablar con una persona|pásame con un asesor|talk to a human|falar com atendente"),
        ("none", "no, mejor el jueves|cobran por cancelar?|Ana Pérez|mañana a las 3|gracias"),
    ],
)
def test_action_is_read_from_the_words(action: str, texts: str) -> None:
    assert {text: find_action(text).value for text in texts.split("|")} == dict.fromkeys(texts.split("|"), action)


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("la segunda", 1),
        ("la primera por favor", 0),
        ("2", 1),
        ("opción 3", 2),
        ("la última", -1),
        ("the first one", 0),
        ("a primeira", 0),
        ("mañana a las 2", None),
        ("el 2 de dic", None),
        ("la de las 2", None),
        ("uno de los dos", None),
    ],
)
def test_choice_among_offers(text: str, choice: int | None) -> None:
    assert find_choice(text) == choice


def test_other_times_are_asked_for() -> None:
    assert find_shift("más tarde") is Shift.LATER
    assert find_shift("algo más temprano?") is Shift.EARLIER
    assert find_shift("ninguno me sirve") is Shift.OTHER
    assert find_shift("mañana") is None


def test_another_appointment_and_haste_are_seen() -> None:
    assert wants_another("quiero otra cita para mi mamá")
    assert not wants_another("quiero una cita")
    assert wants_soonest("lo antes posible")
    assert not wants_soonest("mañana")


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("no, no la cancele", BookingAction.KEEP),
        ("mejor no la muevan", BookingAction.KEEP),
        ("wait, don't cancel it", BookingAction.KEEP),
        ("não, deixa como está", BookingAction.KEEP),
        ("no quiero cancelar, quiero cambiarla para el lunes", BookingAction.MOVE),
        ("me la pueden recorrer al miércoles?", BookingAction.MOVE),
        ("será que me pasan lo del viernes para el sábado", BookingAction.MOVE),
        ("correcto, esa es la cita", BookingAction.BOOK),
        ("qué citas tengo agendadas", BookingAction.QUERY),
        ("tengo dos citas la otra semana verdad?", BookingAction.QUERY),
        ("mejor comuníqueme con una asesora", BookingAction.PERSON),
        ("me pueden llamar el viernes?", BookingAction.NONE),
    ],
)
def test_a_change_is_told_from_its_refusal(text: str, action: BookingAction) -> None:
    assert find_action(text) is action
