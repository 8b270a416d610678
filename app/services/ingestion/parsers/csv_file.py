"""CSV: delimiter found by consistency, then the same reading as a spreadsheet's sheet."""

import csv
import io
from collections import Counter

from app.services.ingestion.errors import Reason, unreadable
from app.services.ingestion.outline import Outline
from app.services.ingestion.parsers.base import Parsed, Source
from app.services.ingestion.parsers.text import read_text

_DELIMITERS = (";", ",", "\t", "|")
_SAMPLE_LINES = 60
_MAX_COLUMNS = 200


def parse_csv(source: Source) -> Parsed:
    """Parse a CSV file. Raises DocumentUnreadableError (`broken`)."""
    text = read_text(source)
    hint, rest = _separator_line(text)
    outline = Outline(source.limits)
    outline.table(_rows(rest, hint or find_delimiter(rest) or ","), facts=True)
    return Parsed(outline)


def find_delimiter(text: str) -> str | None:
    """The separator whose columns agree most from line to line; None when none gives two columns."""
    sample = "\n".join(text.splitlines()[:_SAMPLE_LINES])
    best, best_score = None, 0.0
    for delimiter in _DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if row]
        except csv.Error:
            continue
        score = _agreement(widths)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _agreement(widths: list[int]) -> float:
    """Share of lines with the usual number of columns, a little more for more columns; 0 for one column."""
    if not widths:
        return 0.0
    width, lines = Counter(widths).most_common(1)[0]
    if width < 2:
        wide = [count for count in widths if count > 1]
        return 0.3 * len(wide) / len(widths)
    return lines / len(widths) + 0.01 * min(width, 20)


def _separator_line(text: str) -> tuple[str, str]:
    """Excel's own hint: a first line "sep=;"."""
    first, _, rest = text.partition("\n")
    hint = first.strip().strip('"')
    return (hint[4], rest) if hint.lower().startswith("sep=") and len(hint) == 5 else ("", text)


def _rows(text: str, delimiter: str) -> list[list[str]]:
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return [row[:_MAX_COLUMNS] for row in rows]
    except csv.Error as exc:
        raise unreadable(Reason.BROKEN) from exc
