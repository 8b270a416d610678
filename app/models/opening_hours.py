"""When a company can be visited: opening ranges of a day, the grid of starts, and why a time is refused.

Pure arithmetic over the configuration; what is already taken is the appointment book's knowledge.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.config.company_config import WEEKDAYS, CompanyConfig

Range = tuple[datetime, datetime]


class Refusal(StrEnum):
    """Why a start cannot be booked."""

    PAST = "past"
    TOO_SOON = "too_soon"
    TOO_FAR = "too_far"
    CLOSED = "closed"
    HOLIDAY = "holiday"
    OUTSIDE_HOURS = "outside_hours"
    OFF_GRID = "off_grid"
    TAKEN = "taken"


def opening_ranges(company: CompanyConfig, day: date) -> tuple[Range, ...]:
    """Open ranges of a local day, aware; empty when closed, on closed dates and observed holidays."""
    if day.isoformat() in company.closed_dates or is_holiday(company, day):
        return ()
    hours = company.working_hours.get(WEEKDAYS[day.weekday()], ())
    return tuple((_moment(day, start, company.zone), _moment(day, end, company.zone)) for start, end in hours)


def is_holiday(company: CompanyConfig, day: date) -> bool:
    """A public holiday of the company's country, where the company observes them."""
    return company.observe_holidays and day in _holidays(company.country, day.year)


def starts(company: CompanyConfig, day: date, duration_min: int) -> Iterator[datetime]:
    """Starts on the company's grid at which a visit of `duration_min` ends before closing."""
    step, length = timedelta(minutes=company.slot_minutes), timedelta(minutes=duration_min)
    for opening, closing in opening_ranges(company, day):
        # UTC arithmetic keeps the lengths true on the days when clocks change.
        moment, end = opening.astimezone(UTC), closing.astimezone(UTC)
        while moment + length <= end:
            yield moment.astimezone(company.zone)
            moment += step


def refusal(company: CompanyConfig, start: datetime, duration_min: int, now: datetime) -> Refusal | None:
    """Why a customer may not book `start`, None when the company's rules allow it."""
    limits = advance_refusal(company, start, now)
    if limits:
        return limits
    day = start.astimezone(company.zone).date()
    if not opening_ranges(company, day):
        return Refusal.HOLIDAY if is_holiday(company, day) else Refusal.CLOSED
    if not fits_opening(company, start, duration_min):
        return Refusal.OUTSIDE_HOURS
    return None if start in set(starts(company, day, duration_min)) else Refusal.OFF_GRID


def advance_refusal(company: CompanyConfig, start: datetime, now: datetime) -> Refusal | None:
    """Whether `start` is past, sooner than `min_advance_hours` or later than `max_advance_days`."""
    if start <= now:
        return Refusal.PAST
    if start < now + timedelta(hours=company.min_advance_hours):
        return Refusal.TOO_SOON
    return Refusal.TOO_FAR if start.astimezone(company.zone).date() > last_day(company, now) else None


def fits_opening(company: CompanyConfig, start: datetime, duration_min: int) -> bool:
    """Whether a visit lies inside one opening range of its day."""
    end = start.astimezone(UTC) + timedelta(minutes=duration_min)
    day = start.astimezone(company.zone).date()
    return any(opening <= start and end <= closing for opening, closing in opening_ranges(company, day))


def last_day(company: CompanyConfig, now: datetime) -> date:
    """The last local day that may be booked today."""
    return now.astimezone(company.zone).date() + timedelta(days=company.max_advance_days)


def _moment(day: date, clock: str, zone: ZoneInfo) -> datetime:
    """`HH:MM` of a local day; "24:00" is the midnight that ends it."""
    hour, minute = (int(part) for part in clock.split(":"))
    if hour == 24:
        return datetime.combine(day + timedelta(days=1), time(0, minute), zone)
    return datetime.combine(day, time(hour, minute), zone)


@lru_cache(maxsize=64)
def _holidays(country: str, year: int) -> frozenset[date]:
    # Imported on first use: 40 ms that companies without holidays never pay.
    import holidays

    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:  # a country the library does not know observes none
        return frozenset()
