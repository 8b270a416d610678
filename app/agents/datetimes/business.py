"""Which half of the day an hour belongs to: the one said, else the one in which the business works."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.agents.datetimes.hours import Clock
from app.config.company_config import WEEKDAYS, Hours

_NOON = 12 * 60
_EARLIEST_USUAL = 8 * 60


@dataclass(frozen=True, slots=True)
class Setting:
    """What the choice of a half of the day depends on."""

    day: date | None  # the day meant; None = not said
    now: datetime
    hours: Mapping[str, Hours]


def bounds(clock: Clock, until: Clock | None, setting: Setting) -> tuple[int, int | None]:
    """Start and end in minutes after midnight; the end is the first reading of `until` after the start."""
    if until is None:
        return _minutes_of(clock, setting), None
    if until.half and not clock.half:
        last = _minutes_of(until, setting)
        first = max((m for m in _readings(clock) if m < last), default=_minutes_of(clock, setting))
        return first, last
    if until.part and not clock.part:
        clock = replace(clock, part=until.part)
    first = _minutes_of(clock, setting)
    if until.half or until.part:
        return first, _minutes_of(until, setting)
    return first, next((m for m in _readings(until) if m > first), None)


def _readings(clock: Clock) -> list[int]:
    face = clock.hour * 60 + clock.minute
    return [face] if clock.half == "24" else [face % _NOON, face % _NOON + _NOON]


def _minutes_of(clock: Clock, setting: Setting) -> int:
    face = clock.hour * 60 + clock.minute
    if clock.half == "24" or clock.hour == 0:
        return face
    morning = face % _NOON
    if clock.half:
        return morning if clock.half == "AM" else morning + _NOON
    if clock.part:
        return _by_part(clock, morning)
    return _by_business(morning, setting)


def _by_part(clock: Clock, morning: int) -> int:
    """12 at night is midnight, 1 to 4 at night are after it; 12 in the morning or by day is noon."""
    if clock.part == "DAWN":
        return morning
    if clock.part == "MORN":
        return morning if clock.hour != 12 else _NOON + clock.minute
    if clock.part == "NIGHT" and (clock.hour == 12 or clock.hour < 5):
        return morning
    if clock.part == "DAY" and 5 < clock.hour < 12:
        return morning
    return morning + _NOON


def _by_business(morning: int, setting: Setting) -> int:
    """The reading still to come and nearest to working hours; a tie goes to the usual hours of the day."""
    readings, now = [morning, morning + _NOON], setting.now
    if setting.day == now.date():
        readings = [m for m in readings if m > now.hour * 60 + now.minute] or readings
    ranges = _ranges(setting.day, setting.hours)
    usual = morning if morning >= _EARLIEST_USUAL else morning + _NOON
    return min(readings, key=lambda m: (_distance(m, ranges), m != usual))


def _ranges(day: date | None, hours: Mapping[str, Hours]) -> list[tuple[int, int]]:
    """That day's working ranges in minutes, or every day's where it is unknown or closed."""
    of_day = hours.get(WEEKDAYS[day.weekday()], ()) if day else ()
    chosen = of_day or tuple(r for name in WEEKDAYS for r in hours.get(name, ()))
    return [(_minutes(start), _minutes(end)) for start, end in chosen]


def _distance(minute: int, ranges: list[tuple[int, int]]) -> int:
    """Minutes to the nearest working range; its end is outside by one."""
    return min((max(start - minute, minute - end + 1, 0) for start, end in ranges), default=0)


def _minutes(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)
