"""When a reminder is due."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from app.agents.reminder_times import due_hours, is_quiet, send_at
from tests.factories import make_company

COMPANY = make_company()
LONG_AGO = datetime(2026, 3, 1, tzinfo=COMPANY.zone)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-{text}").replace(tzinfo=COMPANY.zone)


@pytest.mark.parametrize(
    ("start", "hours", "moment"),
    [
        ("11T15:00", 24, "10T15:00"),
        ("11T15:00", 3, "11T12:00"),
        ("11T10:00", 3, "11T08:00"),  # 07:00 is quiet: at its end
        ("11T08:30", 3, "10T20:30"),  # its end would be too late: the evening before
        ("12T00:30", 3, "11T20:30"),
        ("12T07:00", 24, "11T08:00"),
    ],
)
def test_quiet_hours_shift_the_moment(start: str, hours: float, moment: str) -> None:
    assert send_at(COMPANY, at(start), hours) == at(moment)


@pytest.mark.parametrize(
    ("now", "quiet"), [("11T20:59", False), ("11T21:00", True), ("11T07:59", True), ("11T08:00", False)]
)
def test_quiet_hours_cross_midnight(now: str, quiet: bool) -> None:
    assert is_quiet(COMPANY, at(now)) is quiet


def test_equal_ends_mean_no_quiet_hours() -> None:
    assert not is_quiet(make_company(quiet_hours=["00:00", "00:00"]), at("11T03:00"))


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        ("10T14:59", None),
        ("10T15:00", 24),
        ("11T11:00", 24),
        ("11T12:00", 3),
        ("11T14:01", None),  # too late to help
        ("10T22:00", None),  # quiet
    ],
)
def test_the_latest_reminder_that_is_due_counts(now: str, hours: float | None) -> None:
    assert due_hours(COMPANY, at("11T15:00"), LONG_AGO, at(now)) == hours


@pytest.mark.parametrize(("changed", "hours"), [("10T14:00", 24), ("10T16:00", None)])
def test_what_was_just_booked_needs_no_reminder(changed: str, hours: Any) -> None:
    assert due_hours(COMPANY, at("11T15:00"), at(changed), at("10T15:00") + timedelta(hours=2)) == hours
