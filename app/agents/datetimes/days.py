"""The days a line of symbols names, each with its place in the line."""

from dataclasses import dataclass
from datetime import date

from app.agents.datetimes import day_readers
from app.agents.datetimes.day_rules import CONDITIONAL, RULES


@dataclass(frozen=True, slots=True)
class DayMention:
    """A day or range of days at [start, end) of the line; `day` None: named, but not in the calendar."""

    start: int
    end: int
    day: date | None
    last: date | None = None


def find_days(line: str, moment: day_readers.Moment) -> tuple[str, list[DayMention]]:
    """The mentions in order, and the line with each of them overwritten by `@`."""
    found: list[DayMention] = []
    for pattern, reader in RULES:
        for m in list(pattern.finditer(line)):
            span = reader(tuple(group for group in m.groups() if group), moment)
            if span is None and reader in CONDITIONAL:
                continue
            day, last = span or (None, None)
            found.append(DayMention(m.start(), m.end(), day, last))
            line = f"{line[: m.start()]}{'@' * (m.end() - m.start())}{line[m.end() :]}"
    return line, sorted(found, key=lambda mention: mention.start)
