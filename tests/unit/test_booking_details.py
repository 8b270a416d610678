"""What a company requires beyond name and phone: asked for, read, checked, read back, written."""

from datetime import timedelta

import pytest

from app.agents.booking.details import read_details
from app.agents.booking.state import details_of
from app.agents.ports import BookingState
from app.models.booking_fields import canonical, required_details
from app.models.errors import SlotTakenError
from tests.factories import make_company, make_turn
from tests.unit.test_booking_machine import WISH, Chat

ALL = ("treatment", "date", "time", "name", "phone", "cedula", "correo_electronico", "birth_date", "motivo")


def chat() -> Chat:
    return Chat(make_company(required_booking_fields=ALL))


def test_names_of_fields_under_any_spelling() -> None:
    assert canonical("correo electronico") == canonical("email") == "email"
    assert canonical("nombre_completo") == "name"
    assert canonical("shoe_size") is None
    assert required_details(ALL) == ("document_id", "email", "birth_date", "reason")


def test_they_are_asked_for_read_back_and_written() -> None:
    talk = chat()
    asked = talk.say(WISH).text
    assert "documento" in asked
    assert "correo" in asked
    assert "nacimiento" in asked
    assert "motivo" in talk.say("52.123.456, ana.perez@example.com, 15/03/1990").text
    read_back = talk.say("quiero quitarme unas arrugas de la frente").text
    for value in ("52123456", "ana.perez@example.com", "1990-03-15", "arrugas de la frente"):
        assert value in read_back
    talk.say("sí")
    assert talk.calendar.appointments[0].details == {
        "document_id": "52123456",
        "email": "ana.perez@example.com",
        "birth_date": "1990-03-15",
        "reason": "quiero quitarme unas arrugas de la frente",
    }


def test_what_cannot_be_read_is_asked_again() -> None:
    talk = chat()
    talk.say(WISH)
    assert "correo" in talk.say("ana.perez arroba example").text
    assert talk.calendar.writes == 0


def test_a_birth_date_is_not_the_day_wished() -> None:
    talk = chat()
    talk.all(WISH, "nací el 15 de marzo de 1990, cc 52123456, ana@example.com")
    assert talk.booking.date == "2026-03-10"
    assert details_of(talk.booking)["birth_date"] == "1990-03-15"


@pytest.mark.parametrize("text", ["nací el 31/02/1990", "15/03/2027", "15/03/1880"])
def test_an_impossible_birth_date_is_none(text: str) -> None:
    company = make_company(required_booking_fields=("birth_date",))
    assert read_details(make_turn(text, company), BookingState()).found == {}


def test_a_company_that_requires_nothing_more_reads_nothing_more() -> None:
    turn = make_turn("mi correo es ana@example.com", make_company())
    assert read_details(turn, BookingState()) == ({}, turn.text)


def test_a_time_read_back_is_kept_and_let_go_with_the_wish() -> None:
    talk = Chat()
    talk.say(WISH)
    assert [f"{start:%d %H:%M}" for start in talk.calendar.kept.values()] == ["10 15:00"]
    talk.say("déjalo así")
    assert talk.calendar.kept == {}


def test_a_yes_after_the_time_ran_out_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    talk = Chat()
    talk.say(WISH)
    talk.now += timedelta(minutes=30)

    def lost(*_args: object, **_kwargs: object) -> None:
        raise SlotTakenError()

    monkeypatch.setattr(talk.calendar, "book", lost)
    reply = talk.say("sí")
    assert "venció" in reply.text
    assert reply.receipts == ()
    assert talk.booking.offered
