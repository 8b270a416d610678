"""Reminders: due by the record, each once, in the right words, and answered through the booking machine."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.agents.ports import Appointment
from app.config.company_config import CompanyConfig
from app.models.appointment import AppointmentRow
from app.models.errors import DependencyError
from app.models.reminder import ReminderRow
from app.services.calendars.book import Customer
from app.services.calendars.builtin import BuiltinCalendar
from app.services.conversation_service import ConversationService
from app.services.outbound import OutboundMessage
from app.services.reminder_service import ReminderService
from tests.conftest import MakeApp

BOOKED_AT = datetime(2026, 3, 9, 14, 0, tzinfo=UTC)  # a Monday, 09:00 in Bogotá
USER = "user1"


@dataclass
class Channel:
    """An `Outbound` with WhatsApp's window that notes what it is given; `fault` decides what becomes of it."""

    sent: list[tuple[str, OutboundMessage]] = field(default_factory=list)
    fault: str = ""

    def send(self, company: CompanyConfig, user_id: str, message: OutboundMessage) -> str:
        if self.fault == "down":
            raise DependencyError()
        if not message.window_open and not message.template:
            return "outside_window"
        self.sent.append((user_id, message))
        return self.fault


class Clinic:
    """One company's reminders by a clock of their own."""

    def __init__(self, app: Flask) -> None:
        self.services = app.extensions["services"]
        self.services.companies.manager.all()  # seeded at the first look
        self.now = BOOKED_AT
        self.channel = Channel()
        self.conversations = ConversationService(
            self.services.database, self.services.redis, self.services.factory, clock=lambda: self.now
        )
        self.reminders = self.worker()

    def worker(self) -> ReminderService:
        manager = self.services.companies.manager
        return ReminderService(
            self.services.database, manager, self.conversations, self.channel, clock=lambda: self.now
        )

    @property
    def company(self) -> CompanyConfig:
        found: CompanyConfig = self.services.companies.manager.get("benova")
        return found

    @property
    def calendar(self) -> BuiltinCalendar:
        return BuiltinCalendar(self.services.database.tenant("benova"), self.company)

    def say(self, text: str) -> Any:
        return self.conversations.reply(self.company, USER, text)[0]

    def book(self, start: datetime, user: str = USER) -> Appointment:
        treatment, customer = self.company.treatments["botox"], Customer("Ana Pérez", "+573001234567", user)
        made = self.calendar.book_by_staff(treatment, start, customer, now=self.now)
        with self.services.database.tenant("benova").session() as session:  # the rows' clock is the machine's
            row = session.scalars(select(AppointmentRow)).one()
            row.updated_at = row.created_at = self.now
        return made

    def run_at(self, moment: datetime) -> int:
        self.now = moment
        return self.reminders.run()

    def outcomes(self) -> list[tuple[str, str]]:
        with self.services.database.tenant("benova").reading() as session:
            return [(row.state, row.reason) for row in session.scalars(select(ReminderRow))]


@pytest.fixture
def clinic(make_app: MakeApp) -> Clinic:
    return Clinic(make_app())


@pytest.fixture
def visit(clinic: Clinic) -> Appointment:
    """Wednesday 15:00, booked on Monday by somebody who wrote on Tuesday evening."""
    made = clinic.book(datetime(2026, 3, 11, 15, 0, tzinfo=clinic.company.zone))
    clinic.now = made.start - timedelta(hours=25)
    clinic.say("hola")
    return made


def test_a_visit_is_reminded_a_day_and_three_hours_before(clinic: Clinic, visit: Appointment) -> None:
    sent = [clinic.run_at(visit.start - timedelta(hours=h)) for h in (25, 24, 23, 4, 3, 2, 0)]
    assert sent == [0, 1, 0, 0, 1, 0, 0]
    user, message = clinic.channel.sent[0]
    assert (user, len(message.choices), message.window_open) == (USER, 3, True)
    assert "Ana" in message.text
    assert "3:00" in message.text


def test_many_workers_send_one(clinic: Clinic, visit: Appointment) -> None:
    clinic.now = visit.start - timedelta(hours=24)
    workers = [clinic.worker() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda worker: worker.run(), workers)) == 1
    assert len(clinic.channel.sent) == 1


def test_a_cancelled_visit_is_not_reminded_and_a_moved_one_anew(clinic: Clinic, visit: Appointment) -> None:
    clinic.run_at(visit.start - timedelta(hours=24))
    moved = clinic.calendar.move_by_staff(visit.appointment_id, visit.start + timedelta(days=2), now=clinic.now)
    assert clinic.run_at(moved.start - timedelta(hours=30)) == 0
    clinic.say("ok")
    assert clinic.run_at(moved.start - timedelta(hours=24)) == 1
    clinic.calendar.cancel(visit.appointment_id, now=clinic.now)
    assert clinic.run_at(moved.start - timedelta(hours=3)) == 0


def test_yes_means_coming(clinic: Clinic, visit: Appointment) -> None:
    clinic.run_at(visit.start - timedelta(hours=24))
    result = clinic.say("sí")
    assert "sigue en pie" in result.text
    assert result.receipts == ()
    assert clinic.calendar.upcoming(USER, now=clinic.now)[0].start == visit.start


def test_move_it_moves_the_visit_of_the_reminder(clinic: Clinic, visit: Appointment) -> None:
    clinic.run_at(visit.start - timedelta(hours=24))
    clinic.say("cámbiala para el viernes a las 10")
    clinic.say("sí")
    (moved,) = clinic.calendar.upcoming(USER, now=clinic.now)
    assert (moved.appointment_id, f"{moved.start:%d %H:%M}") == (visit.appointment_id, "13 10:00")


def test_cancel_cancels_after_a_yes(clinic: Clinic, visit: Appointment) -> None:
    clinic.run_at(visit.start - timedelta(hours=24))
    clinic.say("cancela")
    assert clinic.calendar.upcoming(USER, now=clinic.now)
    assert clinic.say("sí").action.value == "appointment_cancelled"
    assert clinic.calendar.upcoming(USER, now=clinic.now) == ()


def test_no_asks_what_instead(clinic: Clinic, visit: Appointment) -> None:
    clinic.run_at(visit.start - timedelta(hours=24))
    assert len(clinic.say("no").choices) == 2
    assert clinic.calendar.upcoming(USER, now=clinic.now)


def test_a_booking_in_course_goes_on(clinic: Clinic, visit: Appointment) -> None:
    clinic.now = visit.start - timedelta(hours=24, minutes=5)
    before = clinic.say("quiero una hidrafacial el viernes a las 10, soy Ana Pérez 3001234567").booking
    clinic.run_at(visit.start - timedelta(hours=24))
    assert clinic.say("sí").action.value == "appointment_booked"
    assert before.stage == "confirm"


@pytest.mark.parametrize("words", ["STOP", "no más recordatorios por favor", "no quiero lembretes"])
def test_who_wants_none_gets_none(clinic: Clinic, visit: Appointment, words: str) -> None:
    clinic.run_at(visit.start - timedelta(hours=24))
    clinic.say(words)
    assert clinic.run_at(visit.start - timedelta(hours=3)) == 0
    assert clinic.outcomes()[-1] == ("not_sent", "opted_out")


def test_outside_the_window_only_a_template_goes(clinic: Clinic) -> None:
    clinic.say("hola")
    made = clinic.book(datetime(2026, 3, 13, 15, 0, tzinfo=clinic.company.zone))
    assert clinic.run_at(made.start - timedelta(hours=24)) == 0
    assert clinic.outcomes() == [("not_sent", "outside_window")]


def test_with_a_template_it_goes_outside_the_window_too(clinic: Clinic) -> None:
    params = {"body": {"1": "{name}", "2": "{treatment}", "3": "{moment}", "4": "{company}", "5": "{{x}}"}}
    template = {"name": "recordatorio_cita", "language": "es", "processed_params": params}
    clinic.services.companies.update("benova", {"reminder_template": template})
    clinic.say("hola")
    made = clinic.book(datetime(2026, 3, 13, 15, 0, tzinfo=clinic.company.zone))
    assert clinic.run_at(made.start - timedelta(hours=24)) == 1
    sent = clinic.channel.sent[0][1].template
    assert sent["name"] == "recordatorio_cita"
    body = sent["processed_params"]["body"]
    assert (body["1"], body["2"], body["4"]) == ("Ana", made.treatment_name, clinic.company.company_name)
    assert "3:00" in body["3"]


def test_somebody_without_a_conversation_cannot_be_written_to(clinic: Clinic) -> None:
    made = clinic.book(datetime(2026, 3, 11, 15, 0, tzinfo=clinic.company.zone), user="nobody")
    assert clinic.run_at(made.start - timedelta(hours=24)) == 0
    assert clinic.outcomes() == [("not_sent", "no_conversation")]


@pytest.mark.parametrize(("fault", "reason"), [("down", "dependency_unavailable"), ("no_channel", "no_channel")])
def test_a_channel_that_fails_is_noted_and_changes_no_conversation(
    clinic: Clinic, visit: Appointment, fault: str, reason: str
) -> None:
    clinic.channel.fault = fault
    assert clinic.run_at(visit.start - timedelta(hours=24)) == 0
    assert clinic.outcomes() == [("not_sent", reason)]
    assert "cita" not in clinic.conversations.history(clinic.company, USER, 10)[0][-1].content.lower()


def test_a_company_without_reminder_hours_sends_none(clinic: Clinic, visit: Appointment) -> None:
    clinic.services.companies.update("benova", {"reminder_hours": []})
    assert clinic.run_at(visit.start - timedelta(hours=24)) == 0
