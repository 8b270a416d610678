"""Wishes that reach past one booking: two halves of a message, a wrong name, options by a word, reminders."""

import pytest

from app.agents.booking.actions import cancel_and_book, stops_reminders
from app.agents.booking.choosing import choose_among
from app.agents.booking.reminding import reminded
from app.agents.ports import BookingState
from app.config.constants import Action
from tests.factories import make_company, shipped_company
from tests.unit.test_booking_machine import WISH, Chat


def booked() -> Chat:
    chat = Chat()
    chat.all(WISH, "sí")
    return chat


def reminded_chat() -> Chat:
    chat = booked()
    chat.booking = reminded(BookingState(), chat.calendar.appointments[0], chat.now)
    return chat


def test_cancel_and_book_cancels_first_and_then_goes_on() -> None:
    chat = booked()
    asked = chat.say("cancela mi cita y agéndame una limpieza facial el viernes a las 10")
    assert (asked.receipts, chat.starts) == ((), ["10 15:00"])
    done = chat.say("sí")
    assert done.action is Action.APPOINTMENT_CANCELLED
    assert chat.starts == []
    assert chat.booking.stage == "confirm"
    chat.say("sí")
    assert chat.starts == ["13 10:00"]


def test_a_no_to_the_cancellation_books_nothing_else() -> None:
    chat = booked()
    chat.all("cancela mi cita y agéndame una limpieza facial el viernes a las 10", "no")
    assert chat.starts == ["10 15:00"]


@pytest.mark.parametrize(
    ("text", "then"),
    [
        ("cancela la de botox y agéndame otra el lunes", "y agéndame otra el lunes"),
        ("please cancel it and book a facial on friday", "and book a facial on friday"),
        ("quiero cancelar mi cita", ""),
        ("quiero una cita y reservar el lunes", ""),
    ],
)
def test_only_a_cancellation_with_a_booking_has_two_halves(text: str, then: str) -> None:
    assert cancel_and_book(text)[1] == then


def test_a_corrected_name_is_written_once_the_visit_is_booked() -> None:
    chat = booked()
    reply = chat.say("mi apellido quedó mal, es Ana Páez")
    assert chat.calendar.appointments[0].name == "Ana Páez"
    assert "Ana Páez" in reply.text
    assert chat.starts == ["10 15:00"]


def test_an_option_may_be_named_by_a_word_of_its_own() -> None:
    massages = [
        t for t in shipped_company("wellness").treatments.values() if "masaje" in t.key or "pareja" in t.key
    ]
    found = choose_among("el de espalda", massages)
    assert found is not None
    assert found.key == "masaje_descontracturante"
    assert choose_among("un masaje", massages) is None


def test_yes_to_a_reminder_notes_that_the_customer_comes() -> None:
    chat = reminded_chat()
    reply = chat.say("sí, ahí estaré")
    assert chat.calendar.attended == ["apt_1"]
    assert reply.receipts == ()


@pytest.mark.parametrize("answer", ["no", "no puedo"])
def test_no_to_a_reminder_cancels_nothing_by_itself(answer: str) -> None:
    chat = reminded_chat()
    chat.say(answer)
    assert chat.starts == ["10 15:00"]


def test_another_time_in_answer_to_a_reminder_moves_that_visit() -> None:
    chat = reminded_chat()
    chat.all("mejor el jueves a las 11", "sí")
    assert chat.starts == ["12 11:00"]


def test_a_reminder_does_not_replace_a_booking_in_course() -> None:
    chat = Chat()
    chat.say(WISH)
    visit = booked().calendar.appointments[0]
    assert reminded(chat.booking, visit, chat.now) == chat.booking


@pytest.mark.parametrize(
    "text", ["STOP", "stop.", "no más recordatorios", "no me envíen recordatorios", "no more reminders"]
)
def test_words_that_end_reminders(text: str) -> None:
    assert stops_reminders(text)


@pytest.mark.parametrize(
    "text", ["no", "cancela", "no recuerdo la hora", "¿me recuerda la dirección?", "baja un poco el precio"]
)
def test_words_that_do_not_end_reminders(text: str) -> None:
    assert not stops_reminders(text)


def test_reminder_settings_have_the_documented_defaults() -> None:
    company = make_company()
    assert (company.reminder_hours, company.quiet_hours) == ((24, 3), ("21:00", "08:00"))


def test_a_refused_cancellation_cancels_nothing() -> None:
    chat = booked()
    chat.say("quiero cancelar mi cita")
    chat.say("no, espera, mejor no la canceles")
    assert chat.starts == ["10 15:00"]


def test_who_cannot_come_and_names_another_time_moves() -> None:
    chat = booked()
    asked = chat.say("no alcanzo a llegar a las 3, puede ser a las 5?")
    assert "5:00" in asked.text
    assert chat.starts == ["10 15:00"]
    chat.say("sí")
    assert chat.starts == ["10 17:00"]


@pytest.mark.parametrize(
    ("wish", "start"),
    [
        ("puedo correr mi cita media hora más tarde?", "10 15:30"),
        ("adelantar mi cita una hora por favor", "10 14:00"),
        ("pueden mover mi cita un día después?", "11 15:00"),
    ],
)
def test_a_move_may_be_said_from_the_old_time(wish: str, start: str) -> None:
    chat = booked()
    chat.all(wish, "sí")
    assert chat.starts == [start]


def test_a_surname_corrects_what_was_read_back() -> None:
    chat = Chat()
    name = chat.say(WISH).booking.name or ""
    assert chat.say("no, mi apellido es Moreno").booking.name == f"{name.split()[0]} Moreno"
