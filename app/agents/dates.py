"""Dates and times as customers write them, in Spanish, English and Portuguese.

A deterministic grammar, no statistics: text → symbols (`tokens`) → noise silenced (`noise`) → days
(`day_rules`) and hours (`hours`) → the one meant (`choice`) → business hours (`business`).

Conventions, where usage leaves a choice (today is never meant by a bare weekday name):

| said | read as |
|---|---|
| lunes, el próximo lunes, el lunes que viene, segunda que vem | the coming Monday; on a Monday, in a week |
| este lunes, on a Monday | today if an hour still ahead was said, else in a week |
| hoy lunes, mañana martes | today, tomorrow; the weekday only repeats it |
| el otro lunes, next Monday, el lunes de la otra semana | the Monday of next week (weeks start on Monday) |
| el lunes en ocho, Monday week, a week from Monday | the Monday after the coming one |
| de hoy en ocho, en ocho días; de hoy en quince, en quince días | 7; 14 days; "en 15 días" as counted |
| el 5, where it has passed this month | the next month's, of those that have such a day |
| 5 de diciembre, 5/12, where it has passed | next year; with a past year written: nothing |
| 12/15 in English | month first only where day first is impossible; day first otherwise |
| la próxima semana; esta semana | Monday to Sunday; today to Sunday |
| fin de semana | the coming Saturday and Sunday; on a Saturday today; on a Sunday the next |
| dentro de 2 horas | today and the minute it will be then |
| fin de mes, a fines de mes; mediados; principios | the last day; the 15th; the 1st to the 10th |
| quincena | the next 15th or last day of the month |
| lunes a viernes, ¿abren los domingos?, cada lunes | nothing: a habit, not a day |
| en la tarde, a primera hora, temprano | a period without a time |
| a las 3, a las 9 | the reading in working hours and still ahead: 15:00, 09:00 |
| de 3 a 5, después de las 4 | time is the start; `not_before`, `not_after` bound it |
| antes de las 5 | `not_after` only |
| antes del viernes; a más tardar el viernes, by Friday | today to Thursday; today to Friday |
| el lunes no puedo, mejor el martes; del lunes al martes (a move) | Tuesday |
| 31 de febrero | no date |
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from app.agents.datetimes import business
from app.agents.datetimes.choice import accepted, meant, nearest, unlinked
from app.agents.datetimes.day_readers import Moment
from app.agents.datetimes.days import DayMention, find_days
from app.agents.datetimes.hours import PERIODS, ClockMention, PeriodMention, find_clocks, find_periods
from app.agents.datetimes.noise import silenced
from app.agents.datetimes.tokens import symbols
from app.config.company_config import DEFAULT_WORKING_HOURS, Hours
from app.config.constants import LANGUAGES


@dataclass(frozen=True, slots=True)
class FoundDatetime:
    """What a text says of a day and an hour, local to the clock it was read by; None = not said.

    Of a range of days `date` is the first and `end_date` the last, inclusive. `time` is the hour said or the
    start of a range of hours; `not_before` and `not_after` bound the wish when bounds were said. `period` is
    the part of the day as said, with or without an hour.
    """

    date: str | None = None  # YYYY-MM-DD
    time: str | None = None  # HH:MM
    period: str | None = None  # morning | afternoon | night
    end_date: str | None = None  # YYYY-MM-DD
    not_before: str | None = None  # HH:MM
    not_after: str | None = None  # HH:MM

    def __bool__(self) -> bool:
        """Whether anything was found."""
        return self != _NOTHING


_NOTHING = FoundDatetime()


def find_datetime(
    text: str, now: datetime, language: str = "es", hours: Mapping[str, Hours] | None = None
) -> FoundDatetime:
    """Read the day and the hour a customer wishes.

    `now` is aware, in the company's zone; `hours` are the company's working hours by weekday name
    (default: `DEFAULT_WORKING_HOURS`). An unknown `language` is read as Spanish. Never raises for a text.
    """
    language = language if language in LANGUAGES else LANGUAGES[0]
    line = _without_past_morning(silenced(unlinked(symbols(text, language))), now)
    marked, days = find_days(line, Moment(now.date(), month_first=language == "en"))
    marked, clocks = find_clocks(marked)
    days, clocks, periods = (
        accepted(days, marked),
        accepted(clocks, marked),
        accepted(find_periods(marked), marked),
    )
    day = _day_meant(days, line, marked)
    clock, period = nearest(clocks, day, days, marked), nearest(periods, day, days, marked)
    if day and clock:
        day = _today_if_ahead(day, clock, line, business.Setting(None, now, _or_default(hours)))
    setting = business.Setting(day.day if day else None, now, _or_default(hours))
    if not (day or clock) and (soon := _DELAY.search(line)):
        return _after_delay(soon, now)
    if day and not clock:
        day = _deadline(day, line, now.date())
    return _found(day, clock, period, setting)


_BEFORE = re.compile(
    r"(?P<refused> (?:no|not|nao|ni|nunca))?(?P<eve> DAY)?"
    r" (?:(?P<before>antes|before|prior to|ahead of)|a mas tardar|como (?:mucho|maximo|muy AFT)|(?:a|lo) mas AFT"
    r"|maximo|no maximo|max|no later than|at the latest|"
    r"(?<!stand )(?<!stop )(?<!come )(?<!drop )(?<!swing )by)"
    r"(?: (?:de|del|do|da|que|QUE|sea|el|la|o|a|ate|the|para|DAY|este|THIS))* $"
)


def _deadline(day: DayMention, line: str, today: date) -> DayMention:
    """ "antes del viernes": from today to Thursday; "a más tardar el viernes": to Friday."""
    said = _BEFORE.search(line[: day.start])
    if not said or said["refused"] or day.day is None or (day.last and not said["before"]):
        return day
    last = day.day - timedelta(days=1) if said["before"] else day.day
    if last < today:
        return day
    if said["eve"] or last == today:
        return replace(day, day=last)
    return replace(day, day=today, last=last)


_COUNTED = r"(\d{1,2}|an?(?: couple(?: of)?)?|1 par de|HALF(?: an?)?)"
_DELAY = re.compile(
    r" (?:(?:en|em|in|dentro de|daqui(?: a)?|within)(?: unas?| unos?| umas?| como| about)?"
    rf" {_COUNTED} (HOUR|HS|MINUTE)"
    rf"(?: (?:y|e|and) (?:a )?(HALF))?|{_COUNTED} (HOUR|MINUTE) from now()) "
)
_COUNT = {"a": 1.0, "an": 1.0, "1 par de": 2.0, "a couple": 2.0, "a couple of": 2.0}


def _after_delay(said: re.Match[str], now: datetime) -> FoundDatetime:
    """ "dentro de dos horas": the minute it will be then; whole days ("en 48 horas") name a day alone."""
    number, unit = said[1] or said[4], said[2] or said[5]
    count = float(number) if number.isdigit() else _COUNT.get(number, 0.5)
    count = count / 60 if unit == "MINUTE" else count + (0.5 if said[3] else 0)
    then = now + timedelta(hours=count)
    return FoundDatetime(date=then.date().isoformat(), time=None if count >= DAY_HOURS else f"{then:%H:%M}")


DAY_HOURS = 24


def _or_default(hours: Mapping[str, Hours] | None) -> Mapping[str, Hours]:
    return DEFAULT_WORKING_HOURS if hours is None else hours


def _without_past_morning(line: str, now: datetime) -> str:
    """ "esta mañana" said in the afternoon tells what happened."""
    return line.replace(" THIS MORN ", " ") if now.hour >= 12 else line


def _day_meant(days: Sequence[DayMention], line: str, marked: str) -> DayMention | None:
    """As `meant`; a bare "hoy" before another day only says when this is written ("hoy pido para el lunes")."""
    first = meant(days, marked)
    if first and line[: first.start].endswith(" 1 ") and (named := [d for d in days if d is not first]):
        first = named[0]  # "qué pena molestar un domingo, ¿puede ser el miércoles?"
    others = [d for d in days if first and d.start > first.end]
    if first is None or not others:
        return first
    other = others[0]
    if first.day and first.last:
        return _within(first, other, line)
    joined = marked[first.end : other.start].split()[-1:] in [[word] for word in _JOINING]
    return other if line[first.start : first.end] == "TODAY" and not joined else first


_JOINING = ("o", "or", "ou", "y", "e", "and", ",")


def _within(days: DayMention, other: DayMention, line: str) -> DayMention:
    """ "la próxima semana, ojalá el viernes": the Friday of those days; `days` where it has none such."""
    if days.day is None or days.last is None or other.day is None or other.last:
        return days
    wish = other.day
    if line[other.start : other.end].startswith("WD"):
        wish = days.day + timedelta(days=(wish.weekday() - days.day.weekday()) % 7)
    return replace(other, day=wish) if days.day <= wish <= days.last else days


def _today_if_ahead(day: DayMention, clock: ClockMention, line: str, today: business.Setting) -> DayMention:
    """ "este lunes a las 4" said on a Monday before four is today; `today` names no day, so hours are as usual."""
    same_weekday = day.day == today.now.date() + timedelta(weeks=1)
    if not (same_weekday and line[day.start : day.end].startswith("THIS WD")):
        return day
    start, _ = business.bounds(clock.clock, clock.until, today)
    ahead = start > today.now.hour * 60 + today.now.minute
    return replace(day, day=today.now.date()) if ahead else day


def _found(
    day: DayMention | None, clock: ClockMention | None, period: PeriodMention | None, setting: business.Setting
) -> FoundDatetime:
    found = FoundDatetime(
        date=day.day.isoformat() if day and day.day else None,
        end_date=day.last.isoformat() if day and day.last else None,
        period=period.period if period else None,
    )
    if clock is None:
        return found
    said = PERIODS.get(clock.clock.part) or PERIODS.get(clock.until.part if clock.until else "") or found.period
    if not clock.clock.part and clock.clock.half != "24" and said:
        clock = replace(clock, clock=replace(clock.clock, part=_PARTS[said]))
    start, end = business.bounds(clock.clock, clock.until, setting)
    bounded_from = _text(start) if clock.until or clock.bound == "after" else None
    return replace(
        found,
        time=None if clock.bound == "before" else _text(start),
        period=said,
        not_before=bounded_from,
        not_after=_text(start) if clock.bound == "before" else _text(end),
    )


_PARTS = {period: symbol for symbol, period in PERIODS.items()}


def _text(minutes: int | None) -> str | None:
    return None if minutes is None else f"{minutes // 60:02d}:{minutes % 60:02d}"
