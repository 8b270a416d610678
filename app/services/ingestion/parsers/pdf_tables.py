"""Tables without lines: consecutive rows whose cells stand under one another."""

import itertools
from collections.abc import Sequence

from app.services.ingestion.parsers.pdf_layout import Cell, Grid, Line

_MIN_ROWS = 2
_MAX_GAP = 2.2  # in line heights between two rows of one table
_WRAP_GAP = 0.45  # a row this close to the one above is the rest of its cell


def find_run(items: Sequence[Line | Grid], start: int) -> list[Line]:
    """The lines from `start` that form a table; empty when they do not.

    Lines with a single cell may stand inside (captions, wrapped cells) but neither begin nor end it.
    """
    run: list[Line] = []
    for item in items[start:]:
        if not isinstance(item, Line) or (run and not _near(run[-1], item)):
            break
        if len(item.cells) == 1 and (not run or len(run[-1].cells) == 1):
            break
        run.append(item)
    while run and len(run[-1].cells) == 1 and not _wraps(run, len(run) - 1):
        run.pop()
    rows = [line for line in run if len(line.cells) > 1]
    if len(rows) < _MIN_ROWS or len(_columns(rows)) < 2 or not _mostly_short(rows):
        return []
    return run


def run_rows(run: Sequence[Line]) -> list[list[str]]:
    """Cells by column; the rest of a wrapped cell joins the row above."""
    columns = _columns([line for line in run if len(line.cells) > 1])
    rows: list[list[str]] = []
    for number, line in enumerate(run):
        row = [""] * len(columns)
        for cell in line.cells:
            place = _place(cell, columns)
            row[place] = f"{row[place]} {cell.text}".strip()
        if rows and len(line.cells) == 1 and _wraps(run, number):
            rows[-1] = [f"{old} {new}".strip() for old, new in zip(rows[-1], row, strict=True)]
        else:
            rows.append(row)
    return rows


def _near(last: Line, line: Line) -> bool:
    return line.flow == last.flow and -0.5 * line.size <= line.top - last.bottom <= _MAX_GAP * line.size


def _wraps(run: Sequence[Line], number: int) -> bool:
    """A single cell under another column than the first, or closer to its row than rows are to each other."""
    line, above = run[number], run[number - 1]
    if line.x0 > above.cells[0].x1:
        return True
    gaps = [b.top - a.bottom for a, b in itertools.pairwise(run) if len(b.cells) > 1]
    usual = sorted(gaps)[len(gaps) // 2] if gaps else 0.0
    gap = line.top - above.bottom
    return gap < _WRAP_GAP * line.size and gap < usual - 1.0 and not line.bold


def _columns(rows: Sequence[Line]) -> list[tuple[float, float]]:
    """Spans that overlap are one column; every column must hold cells of half the rows."""
    spans: list[tuple[float, float, int]] = []
    for x0, x1 in sorted((cell.x0, cell.x1) for line in rows for cell in line.cells):
        if spans and x0 < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], x1), spans[-1][2] + 1)
        else:
            spans.append((x0, x1, 1))
    solid = [(x0, x1) for x0, x1, count in spans if count * 2 >= len(rows)]
    return solid if len(solid) == len(spans) or len(solid) >= 2 else []


def _mostly_short(rows: Sequence[Line]) -> bool:
    """Prose that happens to have wide gaps is not a table."""
    return sum(len(line.text) for line in rows) <= 120 * len(rows)


def _place(cell: Cell, columns: Sequence[tuple[float, float]]) -> int:
    middle = (cell.x0 + cell.x1) / 2
    return min(range(len(columns)), key=lambda n: max(columns[n][0] - middle, middle - columns[n][1], 0.0))
