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


def _one(day: date | None) -> Span | None:
    return (day, None) if day else None


def year_first(said: Said, moment: Moment) -> Span | None:
    return _one(_from_today(cal.valid(int(said[0]), int(said[1]), int(said[2])), moment))


def numeric(said: Said, moment: Moment) -> Span | None:
    day, month = _ordered(int(said[0]), int(said[1]), moment)
    return _one(_from_today(cal.valid(int(said[2]), month, day), moment))


def no_year(said: Said, moment: Moment) -> Span | None:
    day, month = _ordered(int(said[0]), int(said[1]), moment)
    return _one(cal.in_month(moment.today, day, month))


def _ordered(first: int, second: int, moment: Moment) -> tuple[int, int]:
    swap = moment.month_first and second > 12 >= first
    return (second, first) if swap else (first, second)


def _from_today(day: date | None, moment: Moment) -> date | None:
    return day if day and day >= moment.today else None


def _dated(day: str, month: str, year: Said, moment: Moment) -> date | None:
    if year:
        return _from_today(cal.valid(int(year[0]), int(month), int(day)), moment)
    return cal.in_month(moment.today, int(day), int(month))


def day_month(said: Said, moment: Moment) -> Span | None:
    return _one(_dated(said[0], said[1], said[2:], moment))


def month_day(said: Said, moment: Moment) -> Span | None:
    return _one(_dated(said[1], said[0], said[2:], moment))


def days_of_month_named(said: Said, moment: Moment) -> Span | None:
    first, last = (_dated(day, said[2], said[3:], moment) for day in said[:2])
    return (first, last) if first and last and first < last else _one(first or last)


_THIS_MONTH = {"THIS MONTH", "corriente", "presente"}


def days_after_month(said: Said, moment: Moment) -> Span | None:
    return days_of_month_named((*said[1:], said[0]), moment)


def this_or_next_month(said: Said, moment: Moment) -> Span | None:
    month = moment.today if said[1] in _THIS_MONTH else cal.next_month(moment.today)
    return _one(_from_today(cal.valid(month.year, month.month, int(said[0])), moment))


def days_of_month(said: Said, moment: Moment) -> Span | None:
    first = cal.on_day(moment.today, int(said[0]))
    last = cal.on_day(first, int(said[1])) if first else None
    return (first, last) if first else None


def day_of_month(said: Said, moment: Moment) -> Span | None:
    return _one(cal.on_day(moment.today, int(said[0])))


def weekday_and_day(said: Said, moment: Moment) -> Span | None:
    """ "martes 15": the day of the month is believed, whatever the weekday."""
    return _one(cal.on_day(moment.today, int(said[1])))


def weekday_and_matching_day(said: Said, moment: Moment) -> Span | None:
    """None where that day of the month is another weekday: then "viernes 3" means an hour."""
    day = cal.on_day(moment.today, int(said[1]))
    return _one(day) if day and day.weekday() == int(said[0]) else None


def in_eight(said: Said, moment: Moment) -> Span | None:
    weeks = 1 if said[1] == "8" else 2
    return _one(_anchor(said[0], moment) + timedelta(weeks=weeks))


def weeks_from(said: Said, moment: Moment) -> Span | None:
    count = int(said[0]) if said[0].isdigit() else 1
    return _one(_anchor(said[-1].replace("now", "TODAY"), moment) + timedelta(weeks=count))


def week_after(said: Said, moment: Moment) -> Span | None:
    return _one(_anchor(said[0], moment) + timedelta(weeks=1))


def delay(said: Said, moment: Moment) -> Span | None:
    count = {"a": 1, "an": 1, "1 par de": 2, "a couple of": 2}.get(said[0]) or int(said[0])
    if said[1] == "MONTH":
        return _one(cal.next_month(moment.today, count))
    days = {"DAY": 1, "WEEK": 7, "FORTNIGHT": 15}[said[1]] * count
    return _one(moment.today + timedelta(days=days))


def weeks_then_weekday(said: Said, moment: Moment) -> Span | None:
    return _one(cal.in_week(moment.today, int(said[1]), int(said[0])))


def weekday_then_weeks(said: Said, moment: Moment) -> Span | None:
    return _one(cal.in_week(moment.today, int(said[0]), int(said[1])))


def weekday_next_week(said: Said, moment: Moment) -> Span | None:
    return _one(cal.in_week(moment.today, int(said[0]), 1))


def weekday_this_week(said: Said, moment: Moment) -> Span | None:
    day = cal.in_week(moment.today, int(said[0]), 0)
    return _one(day if day >= moment.today else cal.coming(moment.today, int(said[0])))


def weekday_after_that(said: Said, moment: Moment) -> Span | None:
    """ "este viernes no, el otro": a week after the one first thought of."""
    return _one(cal.coming(moment.today, int(said[0])) + timedelta(weeks=1))


def weekday_after_next(said: Said, moment: Moment) -> Span | None:
    return _one(cal.in_week(moment.today, int(said[0]), 2))


def coming(said: Said, moment: Moment) -> Span | None:
    return _one(cal.coming(moment.today, int(said[0])))


def weekdays(said: Said, moment: Moment) -> Span | None:
    first = cal.coming(moment.today, int(said[0]))
    return first, cal.coming(first, int(said[1]))


def relative(said: Said, moment: Moment) -> Span | None:
    return _one(_anchor(said[0], moment))


def relative_and_matching_weekday(said: Said, moment: Moment) -> Span | None:
    """ "mañana martes": None where tomorrow is no Tuesday; then two days are named."""
    day = _anchor(said[0], moment)
    return _one(day) if day.weekday() == int(said[1]) else None


def tonight(_said: Said, moment: Moment) -> Span | None:
    return _one(moment.today)


def next_week(_said: Said, moment: Moment) -> Span | None:
    monday = cal.in_week(moment.today, 0, 1)
    return monday, monday + timedelta(days=6)


def week_after_next(_said: Said, moment: Moment) -> Span | None:
    monday = cal.in_week(moment.today, 0, 2)
    return monday, monday + timedelta(days=6)


def this_week(_said: Said, moment: Moment) -> Span | None:
    return moment.today, cal.in_week(moment.today, 6, 0)


def _monday_of(said: Said, moment: Moment) -> date:
    """Of a week named so, or of this one: `WEEK` alone is the running one, on a Saturday or Sunday the next."""
    named = said[0] if said else "WEEK"
    ahead = named not in ("WEEK", "THIS WEEK") or moment.today.weekday() > FRIDAY
    return cal.in_week(moment.today, 0, int(ahead))


FRIDAY = 4


def week_start(said: Said, moment: Moment) -> Span | None:
    """Monday and Tuesday; of the next week where this one's have passed."""
    monday = _monday_of(said, moment)
    if monday <= moment.today - timedelta(days=1):
        monday += timedelta(weeks=1)
    return monday, monday + timedelta(days=1)


def week_middle(said: Said, moment: Moment) -> Span | None:
    day = _monday_of(said, moment) + timedelta(days=2)
    return _one(day if day >= moment.today else day + timedelta(weeks=1))


def week_end(said: Said, moment: Moment) -> Span | None:
    return _one(_monday_of(said, moment) + timedelta(days=FRIDAY))


def weekend(said: Said, moment: Moment) -> Span | None:
    """The coming Saturday and Sunday; the running one on a Saturday, the next one on a Sunday."""
    today = moment.today
    if said and said[0] == "OTHER":
        saturday = cal.in_week(today, 5, 1)
    else:
        saturday = today if today.weekday() == 5 and not said else cal.coming(today, 5)
    return saturday, saturday + timedelta(days=1)


def month(said: Said, moment: Moment) -> Span | None:
    if said[0].startswith("THIS"):
        return moment.today, cal.month_end(moment.today)
    first = cal.next_month(moment.today.replace(day=1))
    return first, cal.month_end(first)


def month_start(said: Said, moment: Moment) -> Span | None:
    """The 1st to the 10th; of the next month when this one's are over and no month was named."""
    first = _first_of(said, moment)
    if moment.today > first.replace(day=10):
        first = cal.next_month(first)
    return max(first, moment.today), first.replace(day=10)


def month_middle(said: Said, moment: Moment) -> Span | None:
    middle = _first_of(said, moment).replace(day=15)
    return _one(middle if moment.today <= middle else cal.next_month(middle))


def month_end(said: Said, moment: Moment) -> Span | None:
    return _one(cal.month_end(_first_of(said, moment)))


def _first_of(said: Said, moment: Moment) -> date:
    """The first of this month, or of a named one (`MO5`, `NEXT MONTH`) that has not ended."""
    first, month = moment.today.replace(day=1), said[-1]
    if month == "YEAR":
        return first.replace(month=12)
    if month[2:].isdigit():
        return cal.next_month(first, (int(month[2:]) - first.month) % 12)
    return cal.next_month(first) if "NEXT" in month or "COMING" in month else first


def named_month(said: Said, moment: Moment) -> Span | None:
    first = _first_of(said, moment)
    return max(first, moment.today), cal.month_end(first)


_WEEK_ORDER = {
    **dict.fromkeys(("primera", "primeira"), 1),
    **dict.fromkeys(("segunda", "WD0", "2"), 2),
    **dict.fromkeys(("tercera", "terceira"), 3),
    **dict.fromkeys(("cuarta", "WD2"), 4),
}


def week_of_month(said: Said, moment: Moment) -> Span | None:
    """Days 1 to 7, 8 to 14, … of a month; the last one begins on its last Monday, or seven days before the end."""
    first = _first_of(said, moment)
    order = _WEEK_ORDER.get(said[0]) or (int(said[0][3:]) if said[0].startswith("ORD") else 0)
    end = cal.month_end(first) if order == 0 else first.replace(day=7 * order)
    start = end - timedelta(days=6)
    if order == 0 and end.weekday() >= 3:  # its last Monday-to-Sunday week, where that is most of a week
        start = end - timedelta(days=end.weekday())
    return (max(start, moment.today), end) if end >= moment.today else None


_WEEKDAY_ORDER = {
    **dict.fromkeys(("ORD1", "primer", "primero", "primera", "primeira", "1"), 1),
    **dict.fromkeys(("ORD2", "segundo", "WD0", "2"), 2),
    **dict.fromkeys(("ORD3", "tercer", "tercero", "tercera", "terceiro", "terceira", "3"), 3),
    **dict.fromkeys(("ORD4", "QUARTER", "quarto", "4"), 4),
}


def weekday_of_month(said: Said, moment: Moment) -> Span | None:
    """ "el primer lunes de diciembre", "the last Friday of the month"; None where it has passed."""
    first, weekday = _first_of(said, moment), int(said[1])
    if order := _WEEKDAY_ORDER.get(said[0]):
        day = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (order - 1))
    else:
        end = cal.month_end(first)
        day = end - timedelta(days=(end.weekday() - weekday) % 7)
    return _one(_from_today(day, moment))


def payday(_said: Said, moment: Moment) -> Span | None:
    """ "quincena": the next 15th or last day of the month."""
    middle = moment.today.replace(day=15)
    return _one(middle if moment.today <= middle else cal.month_end(moment.today))


def payday_of_month(said: Said, moment: Moment) -> Span | None:
    first = _first_of(said, moment)
    middle = first.replace(day=15)
    return _one(middle if moment.today <= middle else cal.month_end(first))


def half_month(said: Said, moment: Moment) -> Span | None:
    first = _first_of(said, moment)
    if said[0] in {"ORD1", "primera", "primeira", "1"}:
        return max(first, moment.today), first.replace(day=15)
    return max(first.replace(day=16), moment.today), cal.month_end(first)
