"""Dates and times on labelled sets; `pytest tests/quality/test_dates_quality.py -m quality -s` prints the table.

`dev_*` were looked at while the grammar was written; `held_*` were written first, see `dates/README.md`.
Every line of a set is `clock|text|date|time|period`, an empty field meaning "not found"; `*_nothing` holds
lines in which nothing is to be found. The labels follow the conventions listed in `app.agents.dates`.
"""

import csv
import json
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from app.agents.dates import find_datetime

SETS = Path(__file__).parent / "dates"
CLOCKS = {
    name: datetime.fromisoformat(at) for name, at in json.loads((SETS / "clocks.json").read_text("utf-8")).items()
}
TARGETS = {"es": 0.95, "en": 0.90, "pt": 0.90}
MAX_FALSE_FINDS = 0.10
P99_MS = 2.0


def rows(name: str) -> list[dict[str, str]]:
    with (SETS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE))


def wrong_answers(part: str, language: str) -> Iterator[tuple[dict[str, str], tuple[str, ...]]]:
    for row in rows(f"{part}_{language}"):
        found = find_datetime(row["text"], CLOCKS[row["clock"]], language)
        answer = (found.date or "", found.time or "", found.period or "")
        if answer != (row["date"], row["time"], row["period"]):
            yield row, answer


def false_finds(part: str) -> list[tuple[dict[str, str], str]]:
    pairs = ((row, clock) for row in rows(f"{part}_nothing") for clock in ("mon", "sun"))
    return [(row, clock) for row, clock in pairs if find_datetime(row["text"], CLOCKS[clock], row["language"])]


@pytest.mark.quality
@pytest.mark.parametrize("part", ["dev", "held", "fifth", "sixth", "seventh", "eighth"])
@pytest.mark.parametrize("language", ["es", "en", "pt"])
def test_dates_are_read_exactly(part, language):
    total = len(rows(f"{part}_{language}"))
    wrong = list(wrong_answers(part, language))
    print(f"\ndates {part:5} {language}  exact {total - len(wrong)}/{total} = {1 - len(wrong) / total:.3f}")
    for row, answer in wrong:
        print(f"  {row['clock']} {row['text']!r}: wanted {row['date'], row['time'], row['period']}, got {answer}")
    assert 1 - len(wrong) / total >= TARGETS[language]


@pytest.mark.quality
@pytest.mark.parametrize("part", ["dev", "held", "fifth", "sixth", "seventh", "eighth"])
def test_nothing_is_found_where_nothing_was_said(part):
    total = 2 * len(rows(f"{part}_nothing"))
    found = false_finds(part)
    print(f"\ndates {part:5} nothing  false finds {len(found)}/{total} = {len(found) / total:.3f}")
    for row, clock in found:
        print(f"  {row['text']!r}: {find_datetime(row['text'], CLOCKS[clock], row['language'])}")
    assert len(found) / total <= MAX_FALSE_FINDS


@pytest.mark.quality
def test_reading_takes_under_two_milliseconds_of_processor_time():
    lines = [(row["text"], lang) for lang in TARGETS for part in ("dev", "held") for row in rows(f"{part}_{lang}")]
    spent = []
    for text, language in lines * 3:
        started = time.process_time()
        find_datetime(text, CLOCKS["wed"], language)
        spent.append((time.process_time() - started) * 1000)
    spent.sort()
    p50, p99 = spent[len(spent) // 2], spent[int(len(spent) * 0.99)]
    print(f"\ndates processor time  p50 {p50:.2f} ms, p99 {p99:.2f} ms over {len(spent)} readings")
    assert p99 <= P99_MS
