"""Sentences that claim are taken out of a model's text; what stands around them stays."""

import pytest

from app.agents.assertions import asserts, without_assertions


def test_only_the_claiming_sentence_is_taken_out() -> None:
    read = without_assertions("El botox dura cuatro meses. Te aparté el martes a las 3. ¿Algo más?")
    assert read.text == "El botox dura cuatro meses. ¿Algo más?"
    assert read.taken_out == ("Te aparté el martes a las 3.",)
    assert read.of_the_agenda


def test_what_belonged_to_the_claim_goes_with_it() -> None:
    assert without_assertions("¡Listo! Su cita quedó para mañana. ¡Te esperamos!").text == ""


def test_a_text_without_claims_is_the_same_text() -> None:
    text = "Atendemos de 8:00 a 19:00.\n\n¿Qué día prefiere? "
    assert without_assertions(text).text == text


def test_a_person_called_in_is_not_of_the_agenda() -> None:
    read = without_assertions("Ya le avisé a una asesora y lo llama enseguida.")
    assert (read.text, read.of_the_agenda) == ("", False)


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("Le agendo el jueves a las 3.", True),
        ("Le agendo el jueves a las 3, si quiere.", False),
        ("Si quiere, le agendo el jueves a las 3.", False),
        ("Si tienes dudas escríbeme, te espero el martes a las 3.", True),
        ("Ya fue tramitada la cancelación y no tendrá cobro.", True),
        ("Aún no fue tramitada la cancelación.", False),
        ("No olvide su cita de mañana.", True),
        ("You're booked for Friday at 4, anything else?", True),
        ("We have a slot on Friday at 4, shall I book it?", False),
        ("Martes 12 · 10:00 · Botox ✔️", True),
        ("Martes a viernes: 10:00 a 19:00", False),
        ("tu turno kedó confirmdo", True),
    ],
)
def test_a_claim_is_told_from_an_offer(text: str, claims: bool) -> None:
    assert asserts(text) is claims


def test_a_question_after_it_makes_an_offer() -> None:
    assert asserts("Con gusto le agendo.")
    assert not asserts("Con gusto le agendo.", following="que dia le conviene?")
    assert asserts("Le agendo el jueves.", following="algo mas?")


def test_a_rule_that_stands_in_a_passage_may_be_told_but_no_deed() -> None:
    rule = "Un asesor le llamará el lunes para confirmar la entrega de resultados."
    assert asserts(rule)
    assert not asserts(rule, (f"Resultados. {rule}",))
    assert asserts("Tu cita quedó agendada.", ("Tu cita quedó agendada.",))
