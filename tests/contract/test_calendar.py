"""What the appointment book promises, on each database, alone and kept in step with a CalDAV calendar."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from app.agents.ports import Appointment, AppointmentStatus
from app.config.company_config import CompanyConfig, Resource, Treatment
from app.models.appointment import AppointmentCellRow, AppointmentEventRow
from app.models.database import Database
from app.models.errors import (
    AppointmentNotFoundError,
    AppointmentStateError,
    CalendarUnavailableError,
    DomainError,
    SlotTakenError,
    SlotUnavailableError,
)
from app.services.calendars.book import Customer
from app.services.calendars.builtin import BuiltinCalendar
from app.services.calendars.caldav_book import CaldavCalendar
from app.services.calendars.caldav_client import CaldavClient
from tests.factories import add_companies, make_company
from tests.stubs.radicale_server import RadicaleServer

MONDAY = date(2026, 3, 9)
Make = Callable[..., BuiltinCalendar]


@pytest.fixture
def company() -> CompanyConfig:
    return make_company()


@pytest.fixture
def now(company: CompanyConfig) -> datetime:
    return datetime(2026, 3, 9, 9, 0, tzinfo=company.zone)


@pytest.fixture
def botox(company: CompanyConfig) -> Treatment:
    return company.treatments["botox"]


@pytest.fixture(params=["builtin", pytest.param("caldav", marks=pytest.mark.integration)])
def make(request: pytest.FixtureRequest, database: Database, company: CompanyConfig) -> Make:
    """Calendars over one record; values change the company's configuration."""
    add_companies(database, "aurora", "boreal")
    if request.param == "builtin":
        return lambda company_id="aurora", **values: BuiltinCalendar(
            database.tenant(company_id), replace(company, company_id=company_id, **values)
        )
    server: RadicaleServer = request.getfixturevalue("radicale")
    return lambda company_id="aurora", **values: CaldavCalendar(
        database.tenant(company_id),
        caldav := replace(server.company(company_id), **values),
        CaldavClient(caldav),
    )


@pytest.fixture
def calendar(make: Make) -> BuiltinCalendar:
    return make()


def at(hour: int, minute: int = 0, *, days: int = 1, company: CompanyConfig | None = None) -> datetime:
    zone = (company or make_company()).zone
    return datetime(2026, 3, 9, hour, minute, tzinfo=zone) + timedelta(days=days)


def booked(
    calendar: BuiltinCalendar, treatment: Treatment, start: datetime, now: datetime, user: str = "u1"
) -> Appointment:
    return calendar.book(treatment, start, name="Ana Pérez", phone="+573001234567", user_id=user, now=now)


def free(calendar: BuiltinCalendar, treatment: Treatment, day: date, now: datetime, **values: Any) -> list[str]:
    return [f"{slot.start:%H:%M}" for slot in calendar.free_slots(treatment, day, day, now=now, **values)]


def test_free_slots_fill_opening_hours_on_the_grid(
    calendar: BuiltinCalendar, botox: Treatment, now: datetime
) -> None:
    times = free(calendar, botox, MONDAY + timedelta(days=1), now)
    assert times[:3] == ["08:00", "08:15", "08:30"]
    assert times[-1] == "18:30"  # thirty minutes before closing


def test_no_slot_in_the_past_or_sooner_than_the_notice(
    calendar: BuiltinCalendar, botox: Treatment, now: datetime
) -> None:
    assert free(calendar, botox, MONDAY, now)[0] == "10:00"
    assert free(calendar, botox, MONDAY - timedelta(days=1), now) == []


def test_no_slot_beyond_the_open_calendar(make: Make, botox: Treatment, now: datetime) -> None:
    calendar = make(max_advance_days=3)
    assert free(calendar, botox, MONDAY + timedelta(days=3), now)
    assert free(calendar, botox, MONDAY + timedelta(days=4), now) == []


def test_no_slot_on_closed_days_breaks_and_holidays(make: Make, botox: Treatment, now: datetime) -> None:
    hours = {"tuesday": (("08:00", "12:00"), ("14:00", "18:00")), "monday": (("08:00", "18:00"),)}
    calendar = make(working_hours=hours, closed_dates=("2026-03-17",), observe_holidays=True)
    times = free(calendar, botox, MONDAY + timedelta(days=1), now)
    assert "11:30" in times
    assert not {"11:45", "12:00", "13:45"} & set(times)
    assert free(calendar, botox, date(2026, 3, 15), now) == []  # a Sunday
    assert free(calendar, botox, date(2026, 3, 17), now) == []  # closed
    assert free(calendar, botox, date(2026, 3, 23), now) == []  # San José, a public holiday in Colombia


def test_book_writes_one_confirmed_appointment(calendar: BuiltinCalendar, botox: Treatment, now: datetime) -> None:
    made = booked(calendar, botox, at(15), now)
    assert (made.status, made.start, made.end) == (AppointmentStatus.CONFIRMED, at(15), at(15, 30))
    assert calendar.upcoming("u1", now=now) == (made,)


def test_the_same_wish_again_returns_the_first_appointment(
    calendar: BuiltinCalendar, botox: Treatment, now: datetime
) -> None:
    assert booked(calendar, botox, at(15), now) == booked(calendar, botox, at(15), now)
    assert len(calendar.upcoming("u1", now=now)) == 1


def test_a_cancelled_wish_can_be_booked_again(calendar: BuiltinCalendar, botox: Treatment, now: datetime) -> None:
    first = booked(calendar, botox, at(15), now)
    calendar.cancel(first.appointment_id, now=now)
    assert booked(calendar, botox, at(15), now).appointment_id != first.appointment_id


@pytest.mark.parametrize(("hour", "minute"), [(15, 0), (14, 45), (15, 15)])
def test_overlapping_times_are_taken(
    calendar: BuiltinCalendar, botox: Treatment, now: datetime, hour: int, minute: int
) -> None:
    booked(calendar, botox, at(15), now)
    with pytest.raises(SlotTakenError):
        booked(calendar, botox, at(hour, minute), now, "u2")


def test_neighbouring_times_are_not_taken(calendar: BuiltinCalendar, botox: Treatment, now: datetime) -> None:
    for hour, minute in ((15, 0), (14, 30), (15, 30)):
        booked(calendar, botox, at(hour, minute), now, f"u{hour}{minute}")
    assert not {"14:30", "15:00", "15:30", "15:15"} & set(free(calendar, botox, MONDAY + timedelta(days=1), now))


def test_buffer_keeps_the_resource_busy(
    make: Make, company: CompanyConfig, botox: Treatment, now: datetime
) -> None:
    buffered = replace(botox, buffer_min=20)
    calendar = make(treatments={**company.treatments, "botox": buffered})
    booked(calendar, buffered, at(15), now)
    times = free(calendar, botox, MONDAY + timedelta(days=1), now)
    assert "15:45" not in times
    assert "16:00" in times


def test_resources_serve_side_by_side_and_only_their_treatments(
    make: Make, company: CompanyConfig, botox: Treatment, now: datetime
) -> None:
    resources = (Resource("a", "A"), Resource("b", "B", ("botox",)), Resource("c", "C", ("limpieza_facial",)))
    calendar = make(resources=resources)
    rooms = {booked(calendar, botox, at(15), now, user).resource for user in ("u1", "u2")}
    assert rooms == {"a", "b"}
    with pytest.raises(SlotTakenError):
        booked(calendar, botox, at(15), now, "u3")
    assert booked(calendar, company.treatments["limpieza_facial"], at(15), now, "u3").resource == "c"


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        (at(8, days=0), "past"),
        (at(9, 30, days=0), "too_soon"),
        (at(10, days=91), "too_far"),
        (at(10, days=6), "closed"),
        (at(20), "outside_hours"),
        (at(18, 45), "outside_hours"),
        (at(10, 5), "off_grid"),
    ],
)
def test_rules_refuse_with_a_reason(
    calendar: BuiltinCalendar, botox: Treatment, now: datetime, start: datetime, reason: str
) -> None:
    with pytest.raises(SlotUnavailableError) as refused:
        booked(calendar, botox, start, now)
    assert refused.value.details == {"reason": reason}


def test_move_frees_the_old_time(calendar: BuiltinCalendar, botox: Treatment, now: datetime) -> None:
    made = booked(calendar, botox, at(15), now)
    moved = calendar.move(made.appointment_id, at(16), now=now)
    assert (moved.appointment_id, moved.start, moved.end) == (made.appointment_id, at(16), at(16, 30))
    assert booked(calendar, botox, at(15), now, "u2").start == at(15)


def test_move_to_a_taken_time_changes_nothing(calendar: BuiltinCalendar, botox: Treatment, now: datetime) -> None:
    made = booked(calendar, botox, at(15), now)
    booked(calendar, botox, at(16), now, "u2")
    with pytest.raises(SlotTakenError):
        calendar.move(made.appointment_id, at(16), now=now)
    assert calendar.find(made.appointment_id).start == at(15)
    with pytest.raises(SlotTakenError):
        booked(calendar, botox, at(15), now, "u3")


def test_move_may_overlap_its_own_old_time(calendar: BuiltinCalendar, botox: Treatment, now: datetime) -> None:
    made = booked(calendar, botox, at(15), now)
    assert "15:15" in free(calendar, botox, MONDAY + timedelta(days=1), now, ignoring=made.appointment_id)
    assert calendar.move(made.appointment_id, at(15, 15), now=now).start == at(15, 15)


def test_cancel_frees_the_time_and_is_harmless_twice(
    calendar: BuiltinCalendar, botox: Treatment, now: datetime
) -> None:
    made = booked(calendar, botox, at(15), now)
    for _ in range(2):
        assert calendar.cancel(made.appointment_id, now=now).status is AppointmentStatus.CANCELLED
    assert calendar.upcoming("u1", now=now) == ()
    assert "15:00" in free(calendar, botox, MONDAY + timedelta(days=1), now)


def test_ended_appointments_cannot_be_moved_or_confirmed(
    calendar: BuiltinCalendar, botox: Treatment, now: datetime
) -> None:
    made = booked(calendar, botox, at(15), now)
    calendar.cancel(made.appointment_id, now=now)
    with pytest.raises(AppointmentStateError):
        calendar.move(made.appointment_id, at(16), now=now)
    with pytest.raises(AppointmentStateError):
        calendar.confirm(made.appointment_id, now=now)


def test_a_hold_blocks_until_it_expires(calendar: BuiltinCalendar, botox: Treatment, now: datetime) -> None:
    held = calendar.hold(botox, at(15), Customer("Ana", "+573001234567", "u1"), now=now)
    assert held.status is AppointmentStatus.HELD
    with pytest.raises(SlotTakenError):
        booked(calendar, botox, at(15), now, "u2")
    later = now + timedelta(minutes=10)
    assert "15:00" in free(calendar, botox, MONDAY + timedelta(days=1), later)
    assert calendar.upcoming("u1", now=later) == ()
    assert booked(calendar, botox, at(15), later, "u2").status is AppointmentStatus.CONFIRMED
    with pytest.raises(AppointmentStateError):
        calendar.confirm(held.appointment_id, now=later)


def test_a_confirmed_hold_stays(calendar: BuiltinCalendar, botox: Treatment, now: datetime) -> None:
    held = calendar.hold(botox, at(15), Customer("Ana", "+573001234567", "u1"), now=now)
    calendar.confirm(held.appointment_id, now=now)
    later = now + timedelta(hours=1)
    assert calendar.upcoming("u1", now=later)[0].status is AppointmentStatus.CONFIRMED


def test_staff_book_without_notice_and_on_a_named_resource(make: Make, botox: Treatment, now: datetime) -> None:
    calendar = make(resources=(Resource("a", "A"), Resource("b", "B")))
    made = calendar.book_by_staff(botox, at(9, 5, days=0), Customer("Ana", "+573001234567"), now=now, resource="b")
    assert made.resource == "b"
    with pytest.raises(SlotUnavailableError):
        calendar.book_by_staff(botox, at(8, days=0), Customer("Ana", "+573001234567"), now=now)


def test_visits_are_finished_once(calendar: BuiltinCalendar, botox: Treatment, now: datetime) -> None:
    made = booked(calendar, botox, at(15), now)
    done = calendar.finish(made.appointment_id, AppointmentStatus.COMPLETED, now=now)
    assert done.status is AppointmentStatus.COMPLETED
    with pytest.raises(AppointmentStateError):
        calendar.finish(made.appointment_id, AppointmentStatus.NO_SHOW, now=now)
    with pytest.raises(AppointmentStateError):
        calendar.cancel(made.appointment_id, now=now)


def test_history_tells_what_happened(
    calendar: BuiltinCalendar, database: Database, botox: Treatment, now: datetime
) -> None:
    made = booked(calendar, botox, at(15), now)
    calendar.move(made.appointment_id, at(16), now=now)
    calendar.cancel(made.appointment_id, now=now)
    with database.tenant("aurora").reading() as session:
        kinds = session.scalars(select(AppointmentEventRow.kind).order_by(AppointmentEventRow.event_id)).all()
    assert [kind for kind in sorted(kinds) if kind not in ("held", "synced")] == [
        "cancelled",
        "confirmed",
        "moved",
    ]


def test_another_company_sees_and_blocks_nothing(make: Make, botox: Treatment, now: datetime) -> None:
    ours, theirs = make("aurora"), make("boreal")
    made = booked(ours, botox, at(15), now)
    assert theirs.upcoming("u1", now=now) == ()
    with pytest.raises(AppointmentNotFoundError):
        theirs.cancel(made.appointment_id, now=now)
    assert booked(theirs, botox, at(15), now).start == at(15)


def test_the_database_itself_refuses_an_overlap(
    calendar: BuiltinCalendar, database: Database, botox: Treatment, now: datetime
) -> None:
    made = booked(calendar, botox, at(15), now)
    with database.tenant("aurora").session() as session:
        taken = session.scalars(select(AppointmentCellRow)).first()
        assert taken is not None
        again = insert(AppointmentCellRow).values(
            company_id="aurora", resource=taken.resource, cell=taken.cell, appointment_id=made.appointment_id
        )
        with pytest.raises(IntegrityError):
            session.execute(again)
        session.rollback()


def test_hundred_at_once_for_one_slot_make_one_appointment(
    calendar: BuiltinCalendar, botox: Treatment, now: datetime
) -> None:
    def attempt(number: int) -> str:
        try:
            return booked(calendar, botox, at(15), now, f"u{number}").user_id
        except DomainError as exc:
            return exc.code

    with ThreadPoolExecutor(20) as pool:
        outcomes = list(pool.map(attempt, range(100)))
    assert sum(outcome.startswith("u") for outcome in outcomes) == 1
    assert outcomes.count("slot_taken") == 99


def test_one_wish_sent_twenty_times_at_once_is_one_appointment(
    make: Make, botox: Treatment, now: datetime
) -> None:
    calendar = make(resources=(Resource("a", "A"), Resource("b", "B")))
    with ThreadPoolExecutor(20) as pool:
        made = list(pool.map(lambda _: booked(calendar, botox, at(15), now).appointment_id, range(20)))
    assert len(set(made)) == 1


def test_an_unreachable_record_is_an_unreachable_calendar(tmp_path: Any, botox: Treatment, now: datetime) -> None:
    database = Database(f"sqlite:///{tmp_path}")  # a folder is no database
    calendar = BuiltinCalendar(database.tenant("aurora"), make_company())
    with pytest.raises(CalendarUnavailableError):
        calendar.free_slots(botox, MONDAY, MONDAY, now=now)
