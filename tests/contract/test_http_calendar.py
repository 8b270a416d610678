"""The HTTP schedule service behind the calendar port, against a double with faults; no socket is opened."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import requests
from sqlalchemy import select

from app.agents.booking.command import BookingAction, BookingCommand
from app.agents.booking.context import Context
from app.agents.booking.machine import BookingMachine
from app.agents.booking.state import Stage
from app.agents.claims import claims_done
from app.agents.ports import AgentReply, AppointmentStatus, BookingState, HandoffReason
from app.config.company_config import Treatment
from app.models.appointment import AppointmentEventRow, AppointmentRow
from app.models.company import CompanyRow
from app.models.database import Database
from app.models.errors import AppointmentStateError, CalendarUnavailableError, SlotTakenError
from app.services.calendars.http import HttpScheduleCalendar
from app.services.calendars.remote import ScheduleClient
from tests.factories import make_company, make_turn
from tests.fakes import FakeClock
from tests.stubs.schedule_double import ScheduleDouble

TUESDAY = date(2026, 3, 10)


@pytest.fixture
def service() -> ScheduleDouble:
    return ScheduleDouble()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def record(database: Database) -> Database:
    with database.platform() as session:
        session.add(
            CompanyRow(
                company_id="aurora",
                company_name="Aurora",
                redis_prefix="aurora:",
                vectorstore_index="aurora_documents",
            )
        )
    return database


Make = Callable[..., HttpScheduleCalendar]


@pytest.fixture
def make(record: Database, service: ScheduleDouble, clock: FakeClock) -> Make:
    def calendar(integration: str = "http") -> HttpScheduleCalendar:
        company = make_company(schedule_integration=integration, schedule_service_url="http://agenda.example:4040")
        session = requests.Session()
        session.mount("http://", service)
        return HttpScheduleCalendar(
            record.tenant("aurora"), company, ScheduleClient(company, session, clock=clock)
        )

    return calendar


@pytest.fixture
def calendar(make: Make) -> HttpScheduleCalendar:
    return make()


COMPANY = make_company()
BOTOX, FACIAL = COMPANY.treatments["botox"], COMPANY.treatments["limpieza_facial"]
NOW = datetime(2026, 3, 9, 9, 0, tzinfo=COMPANY.zone)
AT_NINE = datetime(2026, 3, 10, 9, 0, tzinfo=COMPANY.zone)


def book(calendar: HttpScheduleCalendar, treatment: Treatment = BOTOX, start: datetime = AT_NINE) -> Any:
    return calendar.book(treatment, start, name="Ana Pérez", phone="+573001234567", user_id="u1", now=NOW)


def statuses(record: Database) -> list[str]:
    with record.tenant("aurora").reading() as session:
        return list(session.scalars(select(AppointmentRow.status)))


def test_offered_times_come_as_strings_or_objects(calendar: HttpScheduleCalendar) -> None:
    times = [f"{s.start:%H:%M}" for s in calendar.free_slots(BOTOX, TUESDAY, TUESDAY, now=NOW)]
    assert times == ["09:00", "09:30", "10:00", "11:00", "15:00"]


def test_a_longer_treatment_needs_consecutive_times(calendar: HttpScheduleCalendar) -> None:
    times = [f"{s.start:%H:%M}" for s in calendar.free_slots(FACIAL, TUESDAY, TUESDAY, now=NOW)]
    assert times == ["09:00", "09:30"]


def test_a_booking_is_confirmed_and_synced(
    calendar: HttpScheduleCalendar, service: ScheduleDouble, record: Database
) -> None:
    made = book(calendar)
    assert made.status is AppointmentStatus.CONFIRMED
    assert calendar.upcoming("u1", now=NOW) == (made,)
    sent = service.booked[0]
    assert sent["patient_info"]["nombre_completo"] == "Ana Pérez"
    assert (sent["date"], sent["time"]) == ("10-03-2026", "09:00")
    with record.tenant("aurora").reading() as session:
        kinds = set(session.scalars(select(AppointmentEventRow.kind)))
    assert kinds == {"held", "confirmed", "synced"}


def test_what_the_company_requires_is_sent_by_the_protocols_names(
    calendar: HttpScheduleCalendar, service: ScheduleDouble
) -> None:
    details = {
        "email": "ana@example.com",
        "document_id": "52123456",
        "birth_date": "1990-03-15",
        "reason": "arrugas",
    }
    calendar.book(
        BOTOX,
        NOW.replace(day=10, hour=9),
        name="Ana Pérez",
        phone="+573001234567",
        user_id="u1",
        now=NOW,
        details=details,
    )
    assert service.booked[0]["patient_info"] == {
        "nombre_completo": "Ana Pérez",
        "telefono": "+573001234567",
        "correo_electronico": "ana@example.com",
        "numero_de_cedula": "52123456",
        "fecha_de_nacimiento": "1990-03-15",
        "motivo": "arrugas",
    }


def test_the_same_wish_again_asks_nobody(calendar: HttpScheduleCalendar, service: ScheduleDouble) -> None:
    assert book(calendar) == book(calendar)
    assert len(service.booked) == 1


def test_a_time_not_offered_is_taken_and_not_asked_for(
    calendar: HttpScheduleCalendar, service: ScheduleDouble
) -> None:
    with pytest.raises(SlotTakenError):
        book(calendar, start=AT_NINE + timedelta(hours=4))
    assert service.keys == []


def test_a_refusal_is_no_booking(
    calendar: HttpScheduleCalendar, service: ScheduleDouble, record: Database
) -> None:
    service.faults = ["refuse"]
    with pytest.raises(SlotTakenError):
        book(calendar)
    assert statuses(record) == ["cancelled"]


def test_a_service_that_wants_more_needs_a_person(calendar: HttpScheduleCalendar, service: ScheduleDouble) -> None:
    service.faults = ["ask"]
    with pytest.raises(CalendarUnavailableError):
        book(calendar)
    assert calendar.upcoming("u1", now=NOW) == ()


@pytest.mark.parametrize("fault", ["dead", "500"])
def test_a_write_that_plainly_did_not_happen_is_repeated_with_the_same_key(
    calendar: HttpScheduleCalendar, service: ScheduleDouble, fault: str
) -> None:
    service.faults = [fault]
    assert book(calendar).status is AppointmentStatus.CONFIRMED
    assert len(service.booked) == 1
    assert len(service.keys) == 2
    assert len(set(service.keys)) == 1


def test_a_lost_answer_is_neither_repeated_nor_promised(
    calendar: HttpScheduleCalendar, service: ScheduleDouble, record: Database
) -> None:
    service.faults = ["lost"]
    for _ in range(2):  # the customer tries again
        with pytest.raises(CalendarUnavailableError) as failure:
            book(calendar)
        assert failure.value.details == {"reason": "outcome_unknown"}
    assert len(service.booked) == 1
    assert statuses(record) == ["held"]
    assert calendar.upcoming("u1", now=NOW) == ()


def test_a_dead_service_is_left_alone_after_three_failures(
    calendar: HttpScheduleCalendar, service: ScheduleDouble, clock: FakeClock
) -> None:
    service.down = True
    for _ in range(5):
        with pytest.raises(CalendarUnavailableError):
            calendar.free_slots(BOTOX, TUESDAY, TUESDAY, now=NOW)
    assert len(service.calls) == 3
    service.down = False
    clock.advance(31)
    assert calendar.free_slots(BOTOX, TUESDAY, TUESDAY, now=NOW)


def test_health_is_asked_once_in_thirty_seconds(
    calendar: HttpScheduleCalendar, service: ScheduleDouble, clock: FakeClock
) -> None:
    calendar.free_slots(BOTOX, TUESDAY, TUESDAY + timedelta(days=2), now=NOW)
    assert service.calls.count("health") == 1
    clock.advance(31)
    calendar.free_slots(BOTOX, TUESDAY, TUESDAY, now=NOW)
    assert service.calls.count("health") == 2


def test_a_service_that_cannot_change_bookings_needs_a_person(
    calendar: HttpScheduleCalendar, record: Database
) -> None:
    made = book(calendar)
    with pytest.raises(AppointmentStateError):
        calendar.cancel(made.appointment_id, now=NOW)
    with pytest.raises(AppointmentStateError):
        calendar.move(made.appointment_id, AT_NINE + timedelta(hours=1), now=NOW)
    assert statuses(record) == ["confirmed"]
    with record.tenant("aurora").reading() as session:
        kinds = set(session.scalars(select(AppointmentEventRow.kind)))
    assert {"cancel_wished", "move_wished"} <= kinds


def test_the_webhook_form_moves_and_cancels(make: Make, service: ScheduleDouble) -> None:
    calendar = make("webhook")
    made = book(calendar)
    moved = calendar.move(made.appointment_id, AT_NINE + timedelta(hours=1), now=NOW)
    assert moved.start == AT_NINE + timedelta(hours=1)
    assert calendar.cancel(made.appointment_id, now=NOW).status is AppointmentStatus.CANCELLED
    assert service.calls == [
        "check_availability",
        "create_booking",
        "reschedule_booking",
        "cancel_booking",
    ]


def yes_to_what_was_read_back(calendar: HttpScheduleCalendar) -> AgentReply:
    state = BookingState(
        stage=Stage.CONFIRM,
        treatment="botox",
        date="2026-03-10",
        time="09:00",
        name="Ana Pérez",
        phone="+573001234567",
    )
    turn = make_turn("sí", COMPANY, booking=state, now=NOW)
    return BookingMachine(calendar).step(turn, BookingCommand(action=BookingAction.CONFIRM))


def test_a_service_killed_before_the_yes_is_told_and_a_person_called(
    calendar: HttpScheduleCalendar, service: ScheduleDouble
) -> None:
    calendar.free_slots(BOTOX, TUESDAY, TUESDAY, now=NOW)  # what was offered
    service.down = True
    reply = yes_to_what_was_read_back(calendar)
    assert reply.handoff is not None
    assert (reply.handoff.reason, reply.receipts) == (HandoffReason.CALENDAR_DOWN, ())
    assert not claims_done(reply.text)
    assert service.booked == []
    service.down = False


def test_a_service_killed_while_it_wrote_is_told_as_unknown_and_never_asked_twice(
    calendar: HttpScheduleCalendar, service: ScheduleDouble, record: Database
) -> None:
    service.faults = ["lost"]
    for _ in range(2):  # the customer says yes again
        reply = yes_to_what_was_read_back(calendar)
        assert reply.handoff is not None
        assert (reply.receipts, claims_done(reply.text)) == ((), False)
        assert reply.text == Context(make_turn("sí", COMPANY), BookingState(), BookingCommand(), calendar).say(
            "outcome_unknown"
        )
    assert len(service.booked) == 1
    assert statuses(record) == ["held"]
