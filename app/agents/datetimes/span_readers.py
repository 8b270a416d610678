"""What each form of naming a week, a month or a part of one means, from the words a rule of `day_rules` caught."""

from datetime import date, timedelta

from app.agents.datetimes import calendar_math as cal
from app.agents.datetimes.day_readers import Moment, Said, Span, from_today, one


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
    return one(day if day >= moment.today else day + timedelta(weeks=1))


def week_end(said: Said, moment: Moment) -> Span | None:
    return one(_monday_of(said, moment) + timedelta(days=FRIDAY))


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
    return one(middle if moment.today <= middle else cal.next_month(middle))


def month_end(said: Said, moment: Moment) -> Span | None:
    return one(cal.month_end(_first_of(said, moment)))


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
    return one(from_today(day, moment))


def payday(_said: Said, moment: Moment) -> Span | None:
    """ "quincena": the next 15th or last day of the month."""
    middle = moment.today.replace(day=15)
    return one(middle if moment.today <= middle else cal.month_end(moment.today))


def payday_of_month(said: Said, moment: Moment) -> Span | None:
    first = _first_of(said, moment)
    middle = first.replace(day=15)
    return one(middle if moment.today <= middle else cal.month_end(first))


def half_month(said: Said, moment: Moment) -> Span | None:
    first = _first_of(said, moment)
    if said[0] in {"ORD1", "primera", "primeira", "1"}:
        return max(first, moment.today), first.replace(day=15)
    return max(first.replace(day=16), moment.today), cal.month_end(first)
