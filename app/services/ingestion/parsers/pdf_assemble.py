"""Lines of all pages to headings, paragraphs, lists and tables."""

import re
from collections import Counter
from itertools import pairwise

from app.services.ingestion.outline import Outline
from app.services.ingestion.parsers.pdf_layout import APART, Grid, Line, PageContent
from app.services.ingestion.parsers.pdf_tables import find_run, run_rows
from app.services.ingestion.parsers.pdf_words import Joiner
from app.services.ingestion.parsers.text import BULLET, list_item
from app.services.ingestion.tables import Row, continues, split_parts

_ODD_BULLET = re.compile(r"^(?:\(cid:\d+\)|[\ue000-\uf8ff]|§)\s*")
_HEADING_RATIO = 1.15
_MAX_LEVELS = 4
_BOLD_LEVEL = 5
_MAX_HEADING_CHARS = 120
_PARAGRAPH_GAP = 0.35  # in line heights, beyond the usual space between lines
_JUSTIFIED_LINE = 0.97
_FULL_LINE = 0.85  # of the column's width: a line this long goes on in the next


class Assembler:
    """Walks the pages once and fills an outline."""

    def __init__(self, outline: Outline, pages: list[PageContent]) -> None:
        self._outline, self._pages = outline, pages
        lines = [item for page in pages for item in page.items if isinstance(item, Line)]
        self._joiner = Joiner(line.text for line in lines)
        sizes: Counter[float] = Counter()
        bold = 0
        for line in lines:
            sizes[line.size] += len(line.text)
            bold += len(line.text) if line.bold else 0
        self._body = sizes.most_common(1)[0][0] if sizes else 0.0
        larger = sorted((size for size in sizes if size >= _HEADING_RATIO * self._body), reverse=True)
        self._levels = {size: min(rank, _MAX_LEVELS) for rank, size in enumerate(larger, 1)}
        self._bold_stands_out = bold * 2 < sum(sizes.values())
        self._gap = _usual_gap(pages, self._body) + _PARAGRAPH_GAP * self._body
        self._text: list[str] = []
        self._items: list[str] = []
        self._last: Line | None = None
        self._page = 1
        self._begun = 1  # page on which the open paragraph or list began
        self._header: Row = ()  # of the table that ended last, if nothing came after

    def run(self) -> None:
        for page in self._pages:
            self._page = page.number
            number = 0
            while number < len(page.items):
                number += self._step(page.items, number)
        self._flush()

    def _step(self, items: list[Line | Grid], number: int) -> int:
        """Handle what stands at `number`; returns how many items that took."""
        item = items[number]
        if isinstance(item, Grid):
            self._table([[cell or "" for cell in row] for row in _filled(item.rows)])
            return 1
        heading = self._heading_lines(items, number)
        if heading:
            self._flush()
            level = self._level(heading[0]) or _BOLD_LEVEL
            self._outline.heading(" ".join(line.text for line in heading), level, self._page)
            self._header = ()
            return len(heading)
        run = self._until_heading(find_run(items, number))
        if run:
            self._table(run_rows(run))
            return len(run)
        self._line(item)
        return 1

    def _until_heading(self, run: list[Line]) -> list[Line]:
        """A bold line inside a table is a caption under the table's header; without a header it is a heading."""
        if any(part.header for part in split_parts(run_rows(run))):
            return run
        headings = (n for n, line in enumerate(run) if len(line.cells) == 1 and self._level(line) is not None)
        return run[: next(headings, len(run))]

    def _table(self, rows: list[list[str]]) -> None:
        self._flush()
        before = len(self._outline.blocks)
        if self._header and continues(self._header, rows):
            rows = [list(self._header), *rows]
            self._outline.table(rows, self._page, explicit=True)
        else:
            self._outline.table(rows, self._page)
        added = [block.header for block in self._outline.blocks[before:] if block.rows]
        self._header = added[-1] if added else ()

    def _heading_lines(self, items: list[Line | Grid], number: int) -> list[Line]:
        first = items[number]
        if not isinstance(first, Line) or self._level(first) is None:
            return []
        lines = [first]
        for item in items[number + 1 : number + 3]:
            last = lines[-1]
            if not isinstance(item, Line) or (item.size, item.bold, item.flow) != (
                last.size,
                last.bold,
                last.flow,
            ):
                break
            if item.top - last.bottom > 0.5 * last.size or len(item.cells) > 1 or last.size == self._body:
                break
            lines.append(item)
        text = " ".join(line.text for line in lines)
        return lines if len(text) <= _MAX_HEADING_CHARS and any(char.isalpha() for char in text) else []

    def _level(self, line: Line) -> int | None:
        if len(line.cells) > 1 or BULLET.match(line.text) or re.search(r"[.;,]$|[$€]\s?\d", line.text):
            return None
        if line.size in self._levels:
            return self._levels[line.size]
        short = len(line.text) <= _MAX_HEADING_CHARS * 0.75 and line.size >= 0.95 * self._body
        return _BOLD_LEVEL if line.bold and self._bold_stands_out and short else None

    def _line(self, line: Line) -> None:
        self._header = ()
        text = _bullet(line.text)
        goes_on = self._goes_on(line)
        if BULLET.match(text):
            self._flush_text()
            if not self._items:
                self._begun = self._page
            self._items.append(list_item(text))
        elif self._items and goes_on:
            self._items[-1] = self._joiner.join(self._items[-1], text)
        elif self._text and goes_on:
            self._join(text)
        else:
            self._flush()
            self._begun = self._page
            self._text.append(text)
        self._last = line

    def _goes_on(self, line: Line) -> bool:
        """Whether `line` belongs to the paragraph or item of the line before."""
        last = self._last
        if last is None or abs(line.size - last.size) > 1.0 or line.flow == APART:
            return False
        gap = line.top - last.bottom
        if gap + 0.5 * line.size >= 0 and line.flow == last.flow and gap <= self._gap:
            return not self._items or line.x0 >= last.text_x0 - 2 or (self._full(last) and line.text[:1].islower())
        if gap >= 0:
            return False
        broken_sentence = not re.search(r"[.:;!?]$", last.text) and not line.text[:1].isupper()
        return broken_sentence or self._full(last, _JUSTIFIED_LINE)  # on in the next column or page

    def _full(self, line: Line, share: float = _FULL_LINE) -> bool:
        return line.x1 - line.x0 >= share * (line.right - line.x0)

    def _join(self, text: str) -> None:
        if self._last is not None and self._full(self._last):
            self._text[-1] = self._joiner.join(self._text[-1], text)
        else:
            self._text.append(text)

    def _flush_text(self) -> None:
        self._outline.paragraph("\n".join(self._text), self._begun)
        self._text.clear()

    def _flush(self) -> None:
        self._flush_text()
        self._outline.bullets(self._items, self._begun)
        self._items.clear()
        self._last = None


def _usual_gap(pages: list[PageContent], body: float) -> float:
    """The most frequent space between two lines of running text, in points."""
    gaps: Counter[int] = Counter()
    for page in pages:
        for above, line in pairwise(page.items):
            if not (isinstance(above, Line) and isinstance(line, Line) and above.flow == line.flow):
                continue
            if above.size == line.size == body and line.top > above.top:
                gaps[round(line.top - above.bottom)] += 1
    return float(gaps.most_common(1)[0][0]) if gaps else 0.2 * body


def _filled(rows: list[list[str | None]]) -> list[list[str | None]]:
    """A first cell merged downwards (None below text) repeats its text; other merged cells stay empty."""
    filled: list[list[str | None]] = []
    for row in rows:
        above = filled[-1] if filled else []
        starts = bool(row) and row[0] is None and any(row)
        filled.append([above[0] if starts and above and not column else cell for column, cell in enumerate(row)])
    return filled


def _bullet(text: str) -> str:
    """Symbol fonts' bullets come out as private or unmapped characters."""
    return _ODD_BULLET.sub("• ", text)
