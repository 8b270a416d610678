"""Pages set in two columns of prose are read one column after the other; rows of a price list are not."""

from collections.abc import Sequence
from typing import Any

Flow = tuple[list[Any], list[Any]]  # words, grids

_MIN_ROWS = 5
_MIN_WORDS_PER_LINE = 3.0
_MIN_GUTTER = 9.0  # points


def rows_of(words: Sequence[Any]) -> list[list[Any]]:
    """Words grouped by the printed line they stand on, from the top, each line from the left."""
    rows: list[list[Any]] = []
    for word in sorted(words, key=lambda word: (word["top"] + word["bottom"]) / 2):
        middle = (word["top"] + word["bottom"]) / 2
        if rows:
            anchor = rows[-1][0]
            height = min(word["bottom"] - word["top"], anchor["bottom"] - anchor["top"])
            if middle - (anchor["top"] + anchor["bottom"]) / 2 < 0.5 * height:
                rows[-1].append(word)
                continue
        rows.append([word])
    return [sorted(row, key=lambda word: float(word["x0"])) for row in rows]


def reading_order(words: Sequence[Any], grids: Sequence[Any], width: float) -> list[Flow]:
    """Split a page in flows: bands from top to bottom, and in a band of two columns left before right."""
    gutter = _gutter(words, width)
    if gutter is None:
        return [(list(words), list(grids))]
    flows: list[Flow] = []
    for band in _bands(words, grids, gutter):
        left, right = _sides(band, gutter)
        flows += [left, right] if _is_prose(left[0]) and _is_prose(right[0]) else [band]
    return flows


def _gutter(words: Sequence[Any], width: float) -> float | None:
    """Middle of the widest vertical strip near the page's centre that hardly any word crosses."""
    if len(words) < 40:
        return None
    step = 3
    crossings = [0] * (int(width) // step + 2)
    for word in words:
        for place in range(max(0, int(word["x0"])) // step, min(int(word["x1"]) // step + 1, len(crossings))):
            crossings[place] += 1
    tolerated = 0.04 * len(words)
    best: tuple[int, int] = (0, 0)
    start: int | None = None
    for place in range(int(0.3 * width) // step, int(0.7 * width) // step + 1):
        if crossings[place] <= tolerated:
            start = place if start is None else start
            best = max(best, (place - start + 1, start))
        else:
            start = None
    length, first = best
    return (first + length / 2) * step if length * step >= _MIN_GUTTER else None


def _bands(words: Sequence[Any], grids: Sequence[Any], gutter: float) -> list[Flow]:
    """Stretches of the page between lines that cross the gutter; a crossing line is a band with its like."""
    pieces: list[tuple[float, list[Any], list[Any], bool]] = [
        (row[0]["top"], row, [], _crosses(row, gutter)) for row in rows_of(words)
    ]
    pieces += [(grid.top, [], [grid], grid.x0 < gutter < grid.x1) for grid in grids]
    bands: list[Flow] = []
    previous: bool | None = None
    for _, row, row_grids, crossing in sorted(pieces, key=lambda piece: piece[0]):
        if crossing != previous:
            bands.append(([], []))
        bands[-1][0].extend(row)
        bands[-1][1].extend(row_grids)
        previous = crossing
    return bands


def _crosses(row: Sequence[Any], gutter: float) -> bool:
    """A word over the gutter, or two words around it with no more than a space between."""
    if any(word["x0"] < gutter < word["x1"] for word in row):
        return True
    left = [word["x1"] for word in row if word["x1"] <= gutter]
    right = [word["x0"] for word in row if word["x0"] >= gutter]
    return bool(left and right and min(right) - max(left) < 0.7 * _MIN_GUTTER)


def _sides(band: Flow, gutter: float) -> tuple[Flow, Flow]:
    words, grids = band
    left = ([w for w in words if w["x1"] <= gutter], [g for g in grids if g.x1 <= gutter])
    right = ([w for w in words if w["x1"] > gutter], [g for g in grids if g.x1 > gutter])
    return left, right


def _is_prose(words: Sequence[Any]) -> bool:
    rows = rows_of(words)
    wordy = sum(1 for word in words if any(char.isalpha() for char in word["text"]))
    return len(rows) >= _MIN_ROWS and wordy >= _MIN_WORDS_PER_LINE * len(rows)
