"""The appointment book beside a clinic's own calendar, on a real CalDAV server with faults in between."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar, Event
from sqlalchemy import select

from app.agents.booking.command import BookingAction, BookingCommand
from app.agents.booking.machine import BookingMachine
from app.agents.booking.state import Stage
from app.agents.ports import Appointment, AppointmentStatus, BookingState, HandoffReason
from app.config.company_config import Resource
from app.models.appointment import AppointmentEventRow, AppointmentRow
from app.models.database import Database
from app.models.errors import CalendarUnavailableError, SlotTakenError
from app.services.calendars.caldav_book import CaldavCalendar
from app.services.calendars.caldav_client import CaldavClient
from tests.factories import add_companies, make_company, make_turn
from tests.stubs.radicale_server import RadicaleServer

pytestmark = pytest.mark.integration
BOTOX = make_company().treatments["botox"]
ZONE = make_company().zone
NOW = datetime(2026, 3, 9, 9, 0, tzinfo=ZONE)
TUESDAY = date(2026, 3, 10)
AT_THREE = datetime(2026, 3, 10, 15, 0, tzinfo=ZONE)
Make = Callable[..., CaldavCalendar]


@pytest.fixture
def make(database: Database, radicale: RadicaleServer) -> Make:
    add_companies(database, "aurora")

    def calendar(**values: Any) -> CaldavCalendar:
        company = radicale.company("aurora", **values)
        return CaldavCalendar(database.tenant("aurora"), company, CaldavClient(company))

    return calendar


@pytest.fixture
def calendar(make: Make) -> CaldavCalendar:
    return make()


def book(calendar: CaldavCalendar, start: datetime = AT_THREE) -> Appointment:
    return calendar.book(BOTOX, start, name="Ana Pérez", phone="+573001234567", user_id="u1", now=NOW)


def free(calendar: CaldavCalendar, day: date = TUESDAY) -> list[str]:
    return [f"{slot.start:%H:%M}" for slot in calendar.free_slots(BOTOX, day, day, now=NOW)]


def stored(radicale: RadicaleServer, name: str = "aurora") -> list[Event]:
    return [event for text in radicale.events(name) for event in Calendar.from_ical(text).walk("VEVENT")]


def rows(database: Database) -> list[tuple[str, str]]:
    with database.tenant("aurora").reading() as session:
        return [
            (r.status, r.starts_at.astimezone(ZONE).strftime("%H:%M"))
            for r in session.scalars(select(AppointmentRow))
        ]


def kinds(database: Database) -> set[str]:
    with database.tenant("aurora").reading() as session:
        return set(session.scalars(select(AppointmentEventRow.kind)))


def test_a_booking_lands_in_the_clinics_calendar(
    calendar: CaldavCalendar, radicale: RadicaleServer, database: Database
) -> None:
    assert book(calendar).status is AppointmentStatus.CONFIRMED
    (event,) = stored(radicale)
    assert (event.start, event.end) == (AT_THREE.astimezone(UTC), AT_THREE.astimezone(UTC) + timedelta(minutes=30))
    assert event["summary"] == "Botox · Ana Pérez"
    assert kinds(database) == {"held", "confirmed", "synced"}


@pytest.mark.parametrize(
    ("lines", "taken"),
    [
        (("DTSTART:20260310T200000Z", "DTEND:20260310T210000Z"), True),
        (("DTSTART;TZID=America/Bogota:20260310T150000", "DURATION:PT1H"), True),
        (("DTSTART:20260303T200000Z", "DTEND:20260303T210000Z", "RRULE:FREQ=WEEKLY"), True),
        (("DTSTART;VALUE=DATE:20260310",), True),
        (("DTSTART:20260310T200000Z", "DTEND:20260310T210000Z", "TRANSP:TRANSPARENT"), False),
        (("DTSTART:20260310T200000Z", "DTEND:20260310T210000Z", "STATUS:CANCELLED"), False),
        (("DTSTART:20260310T220000Z", "DTEND:20260310T230000Z"), False),
    ],
    ids=["utc", "zone", "weekly", "whole_day", "shown_as_free", "cancelled", "later"],
)
def test_what_the_clinic_wrote_itself_blocks_times(
    calendar: CaldavCalendar, radicale: RadicaleServer, lines: tuple[str, ...], taken: bool
) -> None:
    radicale.add_event("aurora", "own", *lines)
    assert ("15:00" not in free(calendar)) is taken
    if taken:
        with pytest.raises(SlotTakenError):
            book(calendar)
        assert len(stored(radicale)) == 1


def test_a_move_updates_the_same_event(calendar: CaldavCalendar, radicale: RadicaleServer) -> None:
    made = book(calendar)
    before = stored(radicale)[0]
    moved = calendar.move(made.appointment_id, AT_THREE + timedelta(minutes=15), now=NOW)
    (event,) = stored(radicale)
    assert event.start == moved.start.astimezone(UTC)
    assert event["uid"] == before["uid"]
    assert int(event["sequence"]) == int(before["sequence"]) + 1


def test_a_cancelled_visit_leaves_the_clinics_calendar(calendar: CaldavCalendar, radicale: RadicaleServer) -> None:
    made = book(calendar)
    assert calendar.cancel(made.appointment_id, now=NOW).status is AppointmentStatus.CANCELLED
    assert stored(radicale) == []
    assert "15:00" in free(calendar)


def test_a_corrected_name_reaches_the_clinic(calendar: CaldavCalendar, radicale: RadicaleServer) -> None:
    made = book(calendar)
    calendar.correct(made.appointment_id, name="Ana Páez", phone=made.phone, now=NOW)
    assert stored(radicale)[0]["summary"] == "Botox · Ana Páez"


def test_every_resource_has_a_calendar_of_its_own(make: Make, radicale: RadicaleServer) -> None:
    radicale.add_calendar("luz")
    radicale.add_calendar("sol")
    resources = [
        {"key": "luz", "name": "Luz", "caldav_calendar": "luz"},
        {"key": "sol", "name": "Sol", "caldav_calendar": "Agenda sol"},  # by the name people see
    ]
    calendar = make(resources=resources)
    assert isinstance(calendar._company.resources[0], Resource)
    radicale.add_event("luz", "own", "DTSTART:20260310T200000Z", "DTEND:20260310T210000Z")
    assert book(calendar).resource == "sol"
    assert len(stored(radicale, "sol")) == 1
    assert "15:00" not in free(calendar)


def test_a_lost_answer_is_read_back_and_true(calendar: CaldavCalendar, radicale: RadicaleServer) -> None:
    radicale.faults = ["lost"]
    assert book(calendar).status is AppointmentStatus.CONFIRMED
    assert (len(stored(radicale)), radicale.writes) == (1, ["PUT"])


def test_what_plainly_did_not_happen_is_tried_again_once(
    calendar: CaldavCalendar, radicale: RadicaleServer
) -> None:
    radicale.faults = ["dead"]
    assert book(calendar).status is AppointmentStatus.CONFIRMED
    assert (len(stored(radicale)), radicale.writes) == (1, ["PUT", "PUT"])


def test_an_unknown_outcome_is_no_appointment_until_it_is_known(
    calendar: CaldavCalendar, radicale: RadicaleServer, database: Database
) -> None:
    radicale.faults = ["down"]
    with pytest.raises(CalendarUnavailableError) as failure:
        book(calendar)
    assert failure.value.details == {"reason": "outcome_unknown"}
    assert rows(database) == [("held", "15:00")]
    assert calendar.upcoming("u1", now=NOW) == ()
    radicale.down = False
    assert book(calendar).status is AppointmentStatus.CONFIRMED
    assert len(stored(radicale)) == 1


def test_a_refused_event_is_no_appointment(
    calendar: CaldavCalendar, radicale: RadicaleServer, database: Database
) -> None:
    radicale.faults = ["refuse"]
    with pytest.raises(CalendarUnavailableError) as failure:
        book(calendar)
    assert failure.value.details == {}
    assert rows(database) == [("cancelled", "15:00")]


@pytest.mark.parametrize("fault", ["refuse", "down"])
def test_a_move_the_clinic_does_not_see_did_not_happen(
    calendar: CaldavCalendar, radicale: RadicaleServer, database: Database, fault: str
) -> None:
    made = book(calendar)
    radicale.faults = [fault]
    with pytest.raises(CalendarUnavailableError):
        calendar.move(made.appointment_id, AT_THREE + timedelta(hours=1), now=NOW)
    assert rows(database) == [("confirmed", "15:00")]


def test_a_cancellation_without_an_answer_is_not_claimed(
    calendar: CaldavCalendar, radicale: RadicaleServer, database: Database
) -> None:
    made = book(calendar)
    radicale.faults = ["down"]
    with pytest.raises(CalendarUnavailableError):
        calendar.cancel(made.appointment_id, now=NOW)
    assert rows(database) == [("confirmed", "15:00")]
    assert "outcome_unknown" in kinds(database)


def test_a_wrong_password_is_a_calendar_out_of_reach(database: Database, radicale: RadicaleServer) -> None:
    add_companies(database, "aurora")
    company = radicale.company("aurora", caldav_username="nobody")
    calendar = CaldavCalendar(database.tenant("aurora"), company, CaldavClient(company))
    with pytest.raises(CalendarUnavailableError):
        free(calendar)


def test_a_dead_calendar_is_told_and_handed_over(calendar: CaldavCalendar, radicale: RadicaleServer) -> None:
    free(calendar)
    radicale.down = True
    state = BookingState(
        stage=Stage.CONFIRM, treatment="botox", date="2026-03-10", time="15:00", name="Ana", phone="+573001234567"
    )
    turn = make_turn("sí", radicale_company(calendar), booking=state, now=NOW)
    reply = BookingMachine(calendar).step(turn, BookingCommand(action=BookingAction.CONFIRM))
    assert reply.handoff is not None
    assert reply.handoff.reason is HandoffReason.CALENDAR_DOWN
    assert reply.receipts == ()


def radicale_company(calendar: CaldavCalendar) -> Any:
    return calendar._company
