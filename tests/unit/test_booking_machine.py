"""The booking machine turn by turn: what it asks, offers, reads back, and when it writes."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.agents.availability_agent import AvailabilityAgent
from app.agents.booking.state import from_dict, live, to_dict
from app.agents.guard import claims_done
from app.agents.phrases.booking import TEXTS
from app.agents.ports import AgentReply, BookingState, Contact, HandoffReason
from app.agents.schedule_agent import ScheduleAgent
from app.config.company_config import CompanyConfig
from app.config.constants import Action, Intent
from app.models.errors import LLMTimeoutError
from tests.factories import make_company, make_turn
from tests.fakes import FakePrompts, ScriptedModel
from tests.unit.booking_calendar import MemoryCalendar

RECEIPTS = {"booked", "moved", "cancelled"}
WISH = "quiero botox mañana a las 3, soy Ana Pérez, 3001234567"


class Chat:
    """One customer talking to the schedule agent, Monday at nine."""

    def __init__(
        self, company: CompanyConfig | None = None, model: ScriptedModel | None = None, **turn: Any
    ) -> None:
        self.company = company or make_company()
        self.calendar = MemoryCalendar(self.company)
        self.agent = ScheduleAgent(self.company, model, FakePrompts(), self.calendar)
        self.availability = AvailabilityAgent(self.company, model, FakePrompts(), self.calendar)
        self.now = datetime(2026, 3, 9, 9, 0, tzinfo=self.company.zone)
        self.booking = BookingState()
        self._turn = turn

    def say(self, text: str, *, asks_times: bool = False) -> AgentReply:
        self.now += timedelta(minutes=1)
        turn = make_turn(text, self.company, now=self.now, booking=self.booking, **self._turn)
        reply = (self.availability if asks_times else self.agent).reply(turn)
        self.booking = reply.booking or self.booking
        return reply

    def all(self, *texts: str) -> AgentReply:
        return [self.say(text) for text in texts][-1]

    @property
    def starts(self) -> list[str]:
        return [f"{a.start:%d %H:%M}" for a in self.calendar.appointments if a.status.value == "confirmed"]


def test_everything_said_is_read_back_before_anything_is_written() -> None:
    chat = Chat()
    reply = chat.say(WISH)
    assert chat.calendar.writes == 0
    for detail in ("Botox", "10 de marzo", "3:00 p. m.", "Ana Pérez", "+573001234567"):
        assert detail in reply.text
    assert chat.booking.stage == "confirm"


def test_a_clear_yes_writes_once_and_answers_from_the_receipt() -> None:
    chat = Chat()
    reply = chat.all(WISH, "sí")
    assert (reply.action, len(reply.receipts), chat.starts) == (Action.APPOINTMENT_BOOKED, 1, ["10 15:00"])
    assert chat.say("sí").receipts == ()
    assert chat.calendar.writes == 1


@pytest.mark.parametrize("answer", ["mmm no sé", "¿y duele?", "sí pero el jueves", "creo que sí", "no", "espera"])
def test_anything_but_a_clear_yes_writes_nothing(answer: str) -> None:
    chat = Chat()
    chat.all(WISH, answer)
    assert chat.calendar.writes == 0


def test_a_no_is_followed_by_a_new_read_back_not_by_a_booking() -> None:
    chat = Chat()
    chat.all(WISH, "no", "sí")
    assert chat.calendar.writes == 0
    assert chat.booking.stage == "confirm"


@pytest.mark.parametrize(
    ("text", "asked", "not_asked"),
    [
        ("quiero botox mañana a las 3", ("A nombre de quién", "teléfono"), ("Qué día", "servicio")),
        ("quiero botox mañana a las 3, soy Ana Pérez", ("teléfono",), ("nombre", "Qué día")),
        ("quiero botox mañana a las 3, 3001234567", ("nombre",), ("teléfono", "Qué día")),
        ("quiero una cita", ("servicio", "el día y la hora", "nombre", "teléfono"), ()),
        ("quiero una cita el jueves a las 3", ("servicio", "nombre", "teléfono"), ("el día", "la hora")),
    ],
)
def test_exactly_what_is_missing_is_asked(text: str, asked: tuple[str, ...], not_asked: tuple[str, ...]) -> None:
    reply = Chat().say(text).text
    assert all(piece in reply for piece in asked)
    assert not any(piece in reply for piece in not_asked)


def test_offered_times_are_free_near_the_wish_and_at_most_three() -> None:
    chat = Chat()
    chat.all(WISH, "sí")
    other = Chat()
    other.calendar = chat.calendar
    other.agent = ScheduleAgent(other.company, None, FakePrompts(), chat.calendar)
    reply = other.say("botox mañana a las 3")
    assert reply.action is Action.AVAILABILITY_SHOWN
    offered = [datetime.fromisoformat(text) for text in other.booking.offered]
    assert 0 < len(offered) <= 3
    assert all(abs(start - chat.calendar.appointments[0].start) <= timedelta(hours=2) for start in offered)
    assert chat.calendar.appointments[0].start not in offered


@pytest.mark.parametrize(("period", "hours"), [("en la mañana", range(12)), ("en la tarde", range(12, 24))])
def test_the_part_of_the_day_is_kept(period: str, hours: range) -> None:
    chat = Chat()
    chat.say(f"quiero botox el jueves {period}")
    assert chat.booking.offered
    assert all(datetime.fromisoformat(text).hour in hours for text in chat.booking.offered)


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        ("botox el domingo a las 10", "no atendemos"),
        ("botox mañana a las 10 de la noche", "atendemos de 8:00 a. m. a 7:00 p. m."),
        ("botox hoy a las 9:30", "al menos 1 hora"),
        ("botox el 15 de diciembre a las 10", "próximos 90 días"),
    ],
)
def test_a_time_that_cannot_be_is_explained_with_others_offered(wish: str, why: str) -> None:
    chat = Chat()
    assert why in chat.say(wish).text
    assert chat.booking.offered


def test_a_button_a_number_and_a_time_pick_the_offered_slot() -> None:
    for pick in ("button", "la segunda", "time"):
        chat = Chat()
        reply = chat.say("quiero botox el jueves")
        second = datetime.fromisoformat(chat.booking.offered[1])
        chat.say({"button": reply.choices[1], "time": f"a las {second:%H:%M}"}.get(pick, pick))
        assert (chat.booking.date, chat.booking.time) == (second.date().isoformat(), f"{second:%H:%M}")


def test_a_slot_lost_at_the_last_moment_is_told_and_others_offered() -> None:
    chat = Chat()
    chat.say(WISH)
    chat.calendar.lost = True
    reply = chat.say("sí")
    assert reply.receipts == ()
    assert reply.action is Action.AVAILABILITY_SHOWN
    assert not claims_done(reply.text)


def test_an_agenda_out_of_reach_hands_over_with_the_data_and_promises_nothing() -> None:
    chat = Chat()
    chat.calendar.down = True
    reply = chat.say(WISH)
    assert reply.handoff is not None
    assert reply.handoff.reason is HandoffReason.CALENDAR_DOWN
    assert "Ana Pérez" in reply.handoff.summary
    assert not claims_done(reply.text)


def test_the_channels_contact_is_used_and_read_back() -> None:
    chat = Chat(contact=Contact("Ana Pérez", "+573001234567"))
    reply = chat.say("botox mañana a las 3")
    assert "Ana Pérez" in reply.text
    assert chat.booking.stage == "confirm"


def test_a_person_asked_for_is_called_and_the_booking_kept() -> None:
    chat = Chat()
    chat.say("quiero botox mañana a las 3")
    reply = chat.say("quiero hablar con una persona")
    assert reply.handoff is not None
    assert reply.handoff.reason is HandoffReason.CUSTOMER_ASKED
    assert chat.booking.treatment == "botox"


def test_move_keeps_one_appointment_and_needs_a_yes() -> None:
    chat = Chat()
    chat.all(WISH, "sí")
    chat.say("mejor a las 4")
    assert chat.starts == ["10 15:00"]
    reply = chat.say("sí")
    assert (reply.action, chat.starts) == (Action.APPOINTMENT_RESCHEDULED, ["10 16:00"])
    assert reply.receipts[0].previous is not None


def test_cancel_needs_a_yes() -> None:
    chat = Chat()
    chat.all(WISH, "sí", "quiero cancelar mi cita")
    assert chat.starts == ["10 15:00"]
    assert chat.say("sí").action is Action.APPOINTMENT_CANCELLED
    assert chat.starts == []


def test_changes_shortly_before_the_visit_go_to_a_person() -> None:
    chat = Chat()
    chat.all("botox hoy a las 11, soy Ana Pérez, 3001234567", "sí")
    chat.now = chat.now.replace(hour=10)
    reply = chat.say("quiero cancelar mi cita")
    assert reply.handoff is not None
    assert reply.handoff.reason is HandoffReason.CALENDAR_NEEDS_PERSON
    assert chat.starts == ["09 11:00"]


def test_a_second_of_a_kind_is_offered_as_a_move_unless_it_is_another() -> None:
    chat = Chat()
    chat.all(WISH, "sí")
    chat.say("quiero cita de botox el viernes a las 10")
    chat.all("es otra", "sí")
    assert chat.starts == ["10 15:00", "13 10:00"]


def test_availability_never_books_and_leaves_its_offer_for_a_yes() -> None:
    chat = Chat()
    reply = chat.say("¿tienen mañana a las 3 para botox?", asks_times=True)
    assert (reply.action, chat.calendar.writes) == (Action.AVAILABILITY_SHOWN, 0)
    chat.say("sí, esa")
    assert (chat.booking.date, chat.booking.time) == ("2026-03-10", "15:00")


def test_availability_without_a_treatment_shows_times_and_asks_which() -> None:
    reply = Chat().say("¿qué horarios tienen mañana?", asks_times=True)
    assert reply.action is Action.AVAILABILITY_SHOWN
    assert "Limpieza facial" in reply.text


def test_availability_leaves_the_turn_to_schedule_when_both_are_asked() -> None:
    chat = Chat(intents=(Intent.SCHEDULE, Intent.AVAILABILITY))
    assert chat.say("quiero botox, ¿qué hay mañana?", asks_times=True).text == ""


def test_check_availability_names_the_treatments_times() -> None:
    assert "Botox" in Chat().availability.check_availability("botox")


def test_a_model_makes_one_call_and_cannot_confirm_or_invent() -> None:
    lie = '{"action": "confirm", "name": "Eva Lara", "phone": "3009999999", "treatment": "lifting", "date": "1"}'
    model = ScriptedModel(lie, lie)
    chat = Chat(model=model)
    chat.all("quiero botox mañana a las 3", "Ana Pérez 3001234567")
    assert len(model.requests) == 2
    assert chat.calendar.writes == 0
    assert (chat.booking.name, chat.booking.phone) == ("Ana Pérez", "+573001234567")


def test_a_model_fills_what_the_local_reader_missed() -> None:
    model = ScriptedModel('```json\n{"action": "book", "treatment": "botox", "time": "9:30"}\n```')
    chat = Chat(model=model)
    chat.say("lo de las arruguitas el jueves tempranito")
    assert (chat.booking.treatment, chat.booking.date) == ("botox", "2026-03-12")


@pytest.mark.parametrize("answer", [LLMTimeoutError(), "no json", "[1]", '{"action": 7, "date": "2026-02-31"}'])
def test_a_model_that_fails_or_babbles_changes_nothing(answer: Any) -> None:
    chat = Chat(model=ScriptedModel(answer))
    chat.say(WISH)
    assert chat.booking.stage == "confirm"


def test_state_survives_json_and_a_day_at_most() -> None:
    chat = Chat()
    chat.say("quiero botox el jueves en la tarde")
    assert from_dict(to_dict(chat.booking)) == chat.booking
    assert live(chat.booking, chat.now + timedelta(hours=23)) == chat.booking
    assert live(chat.booking, chat.now + timedelta(hours=25)) == BookingState()


@pytest.mark.parametrize("data", [None, {}, {"stage": 3, "offered": "x", "extra": [], "new": 1}])
def test_a_broken_state_is_an_empty_one(data: Any) -> None:
    assert from_dict(data) == BookingState()


def test_a_way_back_is_offered_only_in_the_middle_of_a_booking() -> None:
    chat = Chat()
    turn = make_turn("¿cuánto cuesta?", chat.company, now=chat.now)
    assert chat.agent.resume(turn) == ""
    chat.say(WISH)
    assert "¿Confirma la cita?" in chat.agent.resume(replace(turn, booking=chat.booking))


@pytest.mark.parametrize("key", sorted(TEXTS.keys() - RECEIPTS))
def test_no_text_without_a_receipt_claims_anything_done(key: str) -> None:
    entry = TEXTS[key]
    texts = [t for value in entry.values() for t in ((value,) if isinstance(value, str) else value)]
    assert not [t for t in texts if claims_done(t)]


def test_every_text_speaks_the_three_languages_and_both_forms() -> None:
    assert {key for key, entry in TEXTS.items() if set(entry) != {"es", "en", "pt"}} == set()
    informal = Chat(make_company(formality="tu"))
    assert "te conviene" in informal.all(WISH, "sí", "quiero cambiar mi cita").text
