"""What each form of naming a day means, from the words a rule of `day_rules` caught."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.agents.datetimes import calendar_math as cal

Span = tuple[date, date | None]  # first day; last day of a range
Said = tuple[str, ...]  # the groups of the rule that took part


@dataclass(frozen=True, slots=True)
class Moment:
    """Today, and whether a date whose day-first reading is impossible is read month first."""

    today: date
    month_first: bool = False


_RELATIVE_DAYS = {"TODAY": 0, "TOMORROW": 1, "DAT": 2}


def _anchor(symbol: str, moment: Moment) -> date:
    if symbol.startswith("WD"):
        return cal.coming(moment.today, int(symbol[2]))
    return moment.today + timedelta(days=_RELATIVE_DAYS[symbol])


def one(day: date | None) -> Span | None:
    return (day, None) if day else None


def year_first(said: Said, moment: Moment) -> Span | None:
    return one(from_today(cal.valid(int(said[0]), int(said[1]), int(said[2])), moment))


def numeric(said: Said, moment: Moment) -> Span | None:
    day, month = _ordered(int(said[0]), int(said[1]), moment)
    return one(from_today(cal.valid(int(said[2]), month, day), moment))


def no_year(said: Said, moment: Moment) -> Span | None:
    day, month = _ordered(int(said[0]), int(said[1]), moment)
    return one(cal.in_month(moment.today, day, month))


def _ordered(first: int, second: int, moment: Moment) -> tuple[int, int]:
    swap = moment.month_first and second > 12 >= first
    return (second, first) if swap else (first, second)


def from_today(day: date | None, moment: Moment) -> date | None:
    return day if day and day >= moment.today else None


def _dated(day: str, month: str, year: Said, moment: Moment) -> date | None:
    if year:
        return from_today(cal.valid(int(year[0]), int(month), int(day)), moment)
    return cal.in_month(moment.today, int(day), int(month))


def day_month(said: Said, moment: Moment) -> Span | None:
    return one(_dated(said[0], said[1], said[2:], moment))


def month_day(said: Said, moment: Moment) -> Span | None:
    return one(_dated(said[1], said[0], said[2:], moment))


def days_of_month_named(said: Said, moment: Moment) -> Span | None:
    first, last = (_dated(day, said[2], said[3:], moment) for day in said[:2])
    return (first, last) if first and last and first < last else one(first or last)


_THIS_MONTH = {"THIS MONTH", "corriente", "presente"}


def days_after_month(said: Said, moment: Moment) -> Span | None:
    return days_of_month_named((*said[1:], said[0]), moment)


def this_or_next_month(said: Said, moment: Moment) -> Span | None:
    month = moment.today if said[1] in _THIS_MONTH else cal.next_month(moment.today)
    return one(from_today(cal.valid(month.year, month.month, int(said[0])), moment))


def days_of_month(said: Said, moment: Moment) -> Span | None:
    first = cal.on_day(moment.today, int(said[0]))
    last = cal.on_day(first, int(said[1])) if first else None
    return (first, last) if first else None


def day_of_month(said: Said, moment: Moment) -> Span | None:
    return one(cal.on_day(moment.today, int(said[0])))


def weekday_and_day(said: Said, moment: Moment) -> Span | None:
    """ "martes 15": the day of the month is believed, whatever the weekday."""
    return one(cal.on_day(moment.today, int(said[1])))


def weekday_and_matching_day(said: Said, moment: Moment) -> Span | None:
    """None where that day of the month is another weekday: then "viernes 3" means an hour."""
    day = cal.on_day(moment.today, int(said[1]))
    return one(day) if day and day.weekday() == int(said[0]) else None


def in_eight(said: Said, moment: Moment) -> Span | None:
    weeks = 1 if said[1] == "8" else 2
    return one(_anchor(said[0], moment) + timedelta(weeks=weeks))


def weeks_from(said: Said, moment: Moment) -> Span | None:
    count = int(said[0]) if said[0].isdigit() else 1
    return one(_anchor(said[-1].replace("now", "TODAY"), moment) + timedelta(weeks=count))


def week_after(said: Said, moment: Moment) -> Span | None:
    return one(_anchor(said[0], moment) + timedelta(weeks=1))


def delay(said: Said, moment: Moment) -> Span | None:
    count = {"a": 1, "an": 1, "1 par de": 2, "a couple of": 2}.get(said[0]) or int(said[0])
    if said[1] == "MONTH":
        return one(cal.next_month(moment.today, count))
    days = {"DAY": 1, "WEEK": 7, "FORTNIGHT": 15}[said[1]] * count
    return one(moment.today + timedelta(days=days))


def weeks_then_weekday(said: Said, moment: Moment) -> Span | None:
    return one(cal.in_week(moment.today, int(said[1]), int(said[0])))


def weekday_then_weeks(said: Said, moment: Moment) -> Span | None:
    return one(cal.in_week(moment.today, int(said[0]), int(said[1])))


def weekday_next_week(said: Said, moment: Moment) -> Span | None:
    return one(cal.in_week(moment.today, int(said[0]), 1))


def weekday_this_week(said: Said, moment: Moment) -> Span | None:
    day = cal.in_week(moment.today, int(said[0]), 0)
    return one(day if day >= moment.today else cal.coming(moment.today, int(said[0])))


def weekday_after_that(said: Said, moment: Moment) -> Span | None:
    """ "este viernes no, el otro": a week after the one first thought of."""
    return one(cal.coming(moment.today, int(said[0])) + timedelta(weeks=1))


def weekday_after_next(said: Said, moment: Moment) -> Span | None:
    return one(cal.in_week(moment.today, int(said[0]), 2))


def coming(said: Said, moment: Moment) -> Span | None:
    return one(cal.coming(moment.today, int(said[0])))


def weekdays(said: Said, moment: Moment) -> Span | None:
    first = cal.coming(moment.today, int(said[0]))
    return first, cal.coming(first, int(said[1]))


def relative(said: Said, moment: Moment) -> Span | None:
    return one(_anchor(said[0], moment))


def relative_and_matching_weekday(said: Said, moment: Moment) -> Span | None:
    """ "mañana martes": None where tomorrow is no Tuesday; then two days are named."""
    day = _anchor(said[0], moment)
    return one(day) if day.weekday() == int(said[1]) else None


def tonight(_said: Said, moment: Moment) -> Span | None:
    return one(moment.today)
