"""Day arithmetic of the conventions listed in `app.agents.dates`; weekdays count from 0 = Monday."""

from calendar import monthrange
from datetime import date, timedelta

CENTURY = 2000
MONTHS_AHEAD = 24  # how far a day of the month without a month is looked for


def coming(today: date, weekday: int) -> date:
    """The next such weekday; today's own weekday means a week from today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def in_week(today: date, weekday: int, weeks: int) -> date:
    """That weekday of the Monday-to-Sunday week `weeks` after today's."""
    return today + timedelta(days=weekday - today.weekday() + 7 * weeks)


def next_month(day: date, months: int = 1) -> date:
    """The same day `months` later, or that month's last day where it is shorter."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def on_day(today: date, day: int) -> date | None:
    """The first date from today on whose day of the month is `day`; None where no month has it."""
    first = today.replace(day=1)
    for months in range(MONTHS_AHEAD):
        month = next_month(first, months)
        found = valid(month.year, month.month, day)
        if found and found >= today:
            return found
    return None


def in_month(today: date, day: int, month: int) -> date | None:
    """That day this year, or next year once it has passed; None where the nearer of both has no such day."""
    year = today.year if (month, day) >= (today.month, today.day) else today.year + 1
    return valid(year, month, day)


def valid(year: int, month: int, day: int) -> date | None:
    """The date, or None if the calendar has none; two-digit years are of this century."""
    try:
        return date(year + CENTURY if year < 100 else year, month, day)
    except ValueError:
        return None
