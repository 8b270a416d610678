"""What agents may rely on with any calendar: the built-in book, an HTTP service, a CalDAV account."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import requests

from app.agents.ports import Appointment, AppointmentStatus, Calendar
from app.models.database import Database
from app.models.errors import (
    AppointmentNotFoundError,
    CalendarUnavailableError,
    SlotTakenError,
    SlotUnavailableError,
)
from app.services.calendars.builtin import BuiltinCalendar
from app.services.calendars.caldav_book import CaldavCalendar
from app.services.calendars.caldav_client import CaldavClient
from app.services.calendars.http import HttpScheduleCalendar
from app.services.calendars.remote import ScheduleClient
from tests.factories import add_companies, make_company
from tests.stubs.radicale_server import RadicaleServer
from tests.stubs.schedule_double import ScheduleDouble

BOTOX = make_company().treatments["botox"]
NOW = datetime(2026, 3, 9, 9, 0, tzinfo=make_company().zone)
NINE, TEN = NOW + timedelta(days=1), NOW + timedelta(days=1, hours=1)


@pytest.fixture(params=["builtin", "http", pytest.param("caldav", marks=pytest.mark.integration)])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def make(kind: str, request: pytest.FixtureRequest, database: Database) -> Callable[[str], Calendar]:
    add_companies(database, "aurora", "boreal")

    def calendar(company_id: str = "aurora") -> Calendar:
        tenant = database.tenant(company_id)
        if kind == "builtin":
            return BuiltinCalendar(tenant, make_company(company_id))
        if kind == "http":
            url = f"http://{company_id}.example"
            company = make_company(company_id, schedule_integration="webhook", schedule_service_url=url)
            session = requests.Session()
            session.mount("http://", ScheduleDouble())
            return HttpScheduleCalendar(tenant, company, ScheduleClient(company, session))
        server: RadicaleServer = request.getfixturevalue("radicale")
        company = server.company(company_id)
        return CaldavCalendar(tenant, company, CaldavClient(company))

    return calendar


@pytest.fixture
def calendar(make: Callable[[str], Calendar]) -> Calendar:
    return make("aurora")


def booked(calendar: Calendar, start: datetime = NINE, user: str = "u1") -> Appointment:
    return calendar.book(BOTOX, start, name="Ana Pérez", phone="+573001234567", user_id=user, now=NOW)


def free(calendar: Calendar) -> list[datetime]:
    return [slot.start for slot in calendar.free_slots(BOTOX, NINE.date(), NINE.date(), now=NOW)]


def test_a_free_time_can_be_booked_and_is_then_not_free(calendar: Calendar) -> None:
    assert NINE in free(calendar)
    made = booked(calendar)
    assert (made.status, made.start, made.name) == (AppointmentStatus.CONFIRMED, NINE, "Ana Pérez")
    assert NINE not in free(calendar)
    assert calendar.upcoming("u1", now=NOW) == (made,)


def test_the_same_wish_again_is_the_same_appointment(calendar: Calendar) -> None:
    assert booked(calendar) == booked(calendar)


def test_a_taken_time_is_refused(calendar: Calendar) -> None:
    booked(calendar)
    with pytest.raises(SlotTakenError):
        booked(calendar, user="u2")
    assert calendar.upcoming("u2", now=NOW) == ()


def test_a_time_too_soon_is_refused(calendar: Calendar) -> None:
    with pytest.raises(SlotUnavailableError) as refused:
        booked(calendar, NOW + timedelta(minutes=30))
    assert refused.value.details == {"reason": "too_soon"}


def test_a_move_keeps_the_appointment_and_frees_its_time(calendar: Calendar) -> None:
    made = booked(calendar)
    moved = calendar.move(made.appointment_id, TEN, now=NOW)
    assert (moved.appointment_id, moved.start) == (made.appointment_id, TEN)
    assert NINE in free(calendar)
    assert TEN not in free(calendar)


def test_a_cancelled_time_is_free_and_cancelling_twice_harmless(calendar: Calendar) -> None:
    made = booked(calendar)
    for _ in range(2):
        assert calendar.cancel(made.appointment_id, now=NOW).status is AppointmentStatus.CANCELLED
    assert calendar.upcoming("u1", now=NOW) == ()
    assert NINE in free(calendar)


def test_a_kept_time_is_the_customers_until_it_runs_out(calendar: Calendar) -> None:
    kept = calendar.keep(BOTOX, NINE, user_id="u1", now=NOW)
    assert NINE not in free(calendar)
    with pytest.raises(SlotTakenError):
        calendar.keep(BOTOX, NINE, user_id="u2", now=NOW)
    with pytest.raises(SlotTakenError):
        booked(calendar, user="u2")
    ignoring = calendar.free_slots(BOTOX, NINE.date(), NINE.date(), now=NOW, ignoring=kept)
    assert NINE in [slot.start for slot in ignoring]
    assert calendar.upcoming("u1", now=NOW) == ()
    later = NOW + timedelta(minutes=11)
    taken = calendar.book(BOTOX, NINE, name="Eva", phone="+573001234568", user_id="u2", now=later)
    assert taken.status is AppointmentStatus.CONFIRMED


def test_a_yes_uses_the_kept_time_up(calendar: Calendar) -> None:
    calendar.keep(BOTOX, NINE, user_id="u1", now=NOW)
    details = {"email": "ana@example.com"}
    made = calendar.book(
        BOTOX, NINE, name="Ana Pérez", phone="+573001234567", user_id="u1", now=NOW, details=details
    )
    assert (made.status, made.name, made.details) == (AppointmentStatus.CONFIRMED, "Ana Pérez", details)
    assert calendar.upcoming("u1", now=NOW) == (made,)


def test_one_time_at_most_is_kept_for_a_customer(calendar: Calendar) -> None:
    calendar.keep(BOTOX, NINE, user_id="u1", now=NOW)
    calendar.keep(BOTOX, TEN, user_id="u1", now=NOW)
    assert NINE in free(calendar)
    assert TEN not in free(calendar)
    calendar.let_go("u1", now=NOW)
    assert TEN in free(calendar)


def test_a_move_uses_the_kept_time_up(calendar: Calendar) -> None:
    made = booked(calendar)
    calendar.keep(BOTOX, TEN, user_id="u1", now=NOW)
    assert calendar.move(made.appointment_id, TEN, now=NOW).start == TEN
    assert NINE in free(calendar)


def test_another_company_sees_and_changes_nothing(make: Callable[[str], Calendar]) -> None:
    ours, theirs = make("aurora"), make("boreal")
    made = booked(ours)
    assert theirs.upcoming("u1", now=NOW) == ()
    with pytest.raises(AppointmentNotFoundError):
        theirs.cancel(made.appointment_id, now=NOW)


def test_a_calendar_out_of_reach_says_so(
    calendar: Calendar, kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    made = booked(calendar)
    if kind == "builtin":
        calendar = BuiltinCalendar(Database(f"sqlite:///{tmp_path}").tenant("aurora"), make_company())  # a folder
    elif kind == "http":
        double = calendar._client._session.get_adapter("http://")  # type: ignore[attr-defined]
        double.down = True
    else:
        request.getfixturevalue("radicale").down = True
    with pytest.raises(CalendarUnavailableError):
        free(calendar)
    with pytest.raises(CalendarUnavailableError):
        calendar.cancel(made.appointment_id, now=NOW)
