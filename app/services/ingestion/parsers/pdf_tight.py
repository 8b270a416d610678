"""Tables set so tight that only their columns show: gaps hardly wider than a space, one under another."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

TIGHT_GAP = 0.9  # in line heights: three times a word space
_MIN_ROWS = 3
_OFF = 2.0  # points by which the edges of a column may differ

Span = tuple[float, float]


def tight_rows(rows: Sequence[Sequence[Any]]) -> set[int]:
    """Numbers of the printed lines (words from the left) that are rows of such tables."""
    spans = [_spans(words) for words in rows]
    found: set[int] = set()
    run = [0]
    for number, (above, here) in enumerate(pairwise(spans), 1):
        if not _under_one_another(above, here):
            run = []
        run.append(number)
        if len(run) >= _MIN_ROWS:
            found.update(run)
    return found


def _spans(words: Sequence[Any]) -> list[Span]:
    """Left and right edge of each run of words without such a gap."""
    spans: list[Span] = []
    for word in words:
        height = word["bottom"] - word["top"]
        if spans and word["x0"] - spans[-1][1] <= TIGHT_GAP * height:
            spans[-1] = (spans[-1][0], word["x1"])
        else:
            spans.append((word["x0"], word["x1"]))
    return spans


def _under_one_another(above: Sequence[Span], here: Sequence[Span]) -> bool:
    """Whether two lines have the same columns, of which each begins or ends at the same place."""
    if len(above) != len(here) or len(here) < 2:
        return False
    return all(
        abs(upper[0] - lower[0]) <= _OFF or abs(upper[1] - lower[1]) <= _OFF
        for upper, lower in zip(above, here, strict=True)
    )
