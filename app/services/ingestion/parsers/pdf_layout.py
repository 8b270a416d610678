"""One PDF page as lines and tables in reading order; lengths in points, y grows downwards."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.services.ingestion.parsers.pdf_columns import reading_order, rows_of
from app.services.ingestion.parsers.pdf_tight import TIGHT_GAP, tight_rows

_MAX_EDGES = 3_000  # more is a drawing, and looking for a grid in it takes minutes
_CELL_GAP = 1.6  # in line heights: wider than any word space of justified text
_SPACE_GAP = 0.12  # in line heights: narrower gaps are one word drawn in two fonts
_LEADER = re.compile(r"^[.·_…]{2,}$")
_INNER_LEADER = re.compile(r"[.·_…]{4,}")
_MARK = re.compile(r"^(?:[-–—*•·▪►●○◦✓✔➤➢§]|\(cid:\d+\)|[\ue000-\uf8ff]|\d{1,2}[.)]|[a-z]\))$")
_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)


APART = -1  # the flow of lines that belong to no column


@dataclass(frozen=True, slots=True)
class Cell:
    """A run of words without a wide gap."""

    x0: float
    x1: float
    text: str


@dataclass(slots=True)
class Line:
    """One printed line; more than one cell where wide gaps part it."""

    cells: list[Cell]
    top: float
    bottom: float
    size: float
    bold: bool
    text_x0: float  # where the words begin after a bullet or number
    flow: int = 0  # lines of one column of one band share it
    right: float = 0.0  # right edge of that column's text, known once running lines are gone

    @property
    def x0(self) -> float:
        return self.cells[0].x0

    @property
    def x1(self) -> float:
        return self.cells[-1].x1

    @property
    def text(self) -> str:
        return " ".join(cell.text for cell in self.cells)


@dataclass(slots=True)
class Grid:
    """A table drawn with lines; None marks a cell merged with its neighbour."""

    rows: list[list[str | None]]
    x0: float
    x1: float
    top: float
    bottom: float
    flow: int = 0


@dataclass(slots=True)
class PageContent:
    """What a page holds, in reading order."""

    number: int
    height: float
    has_images: bool
    items: list[Line | Grid] = field(default_factory=list)

    @property
    def sample(self) -> str:
        return " ".join(_texts(self.items))

    @property
    def chars(self) -> int:
        return sum(1 for text in _texts(self.items) for char in text if char.isalnum())


def _texts(items: Sequence[Line | Grid]) -> list[str]:
    texts: list[str] = []
    for item in items:
        if isinstance(item, Line):
            texts.append(item.text)
        else:
            texts += [cell for row in item.rows for cell in row if cell]
    return texts


def read_page(page: Any, number: int) -> PageContent:
    """Read one pdfplumber page."""
    if _drawn_twice(page.chars):
        page = page.dedupe_chars()
    grids = _grids(page)
    words = page.extract_words(x_tolerance_ratio=0.15, extra_attrs=["fontname"])
    words = [word for word in words if word["upright"] and not any(_inside(word, grid) for grid in grids)]
    content = PageContent(number, float(page.height), has_images=bool(page.images))
    flows = reading_order(words, grids, float(page.width))
    for flow, (flow_words, flow_grids) in enumerate(flows):
        content.items += _flow_items(flow_words, flow_grids, flow)
    return content


def _drawn_twice(chars: Sequence[Any]) -> bool:
    """Some programs fake bold by drawing each letter again beside itself."""
    places = {(char["text"], round(char["x0"]), round(char["top"])) for char in chars}
    return len(places) < 0.9 * len(chars)


def _grids(page: Any) -> list[Grid]:
    if not 4 <= len(page.edges) <= _MAX_EDGES:
        return []
    grids = []
    for table in page.find_tables():
        rows = table.extract(x_tolerance_ratio=0.15)
        wide = max((sum(1 for cell in row if cell) for row in rows), default=0)
        if len(rows) >= 2 and wide >= 2:  # else a frame around text
            x0, top, x1, bottom = table.bbox
            grids.append(Grid(rows, x0, x1, top, bottom))
    return grids


def _inside(word: Any, grid: Grid) -> bool:
    x, y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(grid.x0 <= x <= grid.x1 and grid.top <= y <= grid.bottom)


def _flow_items(words: Sequence[Any], grids: Sequence[Grid], flow: int) -> list[Line | Grid]:
    rows = rows_of(words)
    tight = tight_rows(rows)
    lines = [_line(row, TIGHT_GAP if number in tight else _CELL_GAP) for number, row in enumerate(rows)]
    for line in lines:
        line.flow = flow
    for grid in grids:
        grid.flow = flow
    return sorted([*lines, *grids], key=lambda item: item.top)


def _line(words: Sequence[Any], cell_gap: float) -> Line:
    sizes = sorted(word["bottom"] - word["top"] for word in words)
    size = sizes[len(sizes) // 2]
    letters = sum(len(word["text"]) for word in words)
    bold = sum(len(word["text"]) for word in words if _BOLD.search(word["fontname"] or ""))
    return Line(
        cells=_cells(words, size, cell_gap),
        top=min(word["top"] for word in words),
        bottom=max(word["bottom"] for word in words),
        size=round(size * 2) / 2,
        bold=bold * 10 >= letters * 9,
        text_x0=words[1 if len(words) > 1 and _MARK.match(words[0]["text"]) else 0]["x0"],
    )


def _cells(words: Sequence[Any], size: float, gap: float) -> list[Cell]:
    """`gap`: in line heights, from where on words belong to different cells."""
    cells: list[Cell] = []
    parted = False
    for word in words:
        if _LEADER.match(word["text"]):  # "Botox ........ $ 850.000"
            parted = True
            continue
        for number, text in enumerate(_INNER_LEADER.split(word["text"])):
            if text:
                _place(cells, Cell(word["x0"], word["x1"], text), (size, gap), parted=parted or number > 0)
                parted = False
    return cells or [Cell(words[0]["x0"], words[-1]["x1"], "")]


def _place(cells: list[Cell], new: Cell, widths: tuple[float, float], *, parted: bool) -> None:
    size, least = widths
    last = cells[-1] if cells else None
    gap = new.x0 - last.x1 if last else 0.0
    if last is None or parted or (gap > least * size and not (len(cells) == 1 and _MARK.match(last.text))):
        cells.append(new)
        return
    space = " " if gap > _SPACE_GAP * size else ""
    cells[-1] = Cell(last.x0, new.x1, last.text + space + new.text)
