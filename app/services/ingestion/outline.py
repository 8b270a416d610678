"""Builds blocks in reading order and keeps the path of headings above each."""

from collections.abc import Sequence

from app.services.ingestion.cleaning import has_text, one_line, tidy
from app.services.ingestion.errors import Reason, unreadable
from app.services.ingestion.model import Block, BlockKind, Limits
from app.services.ingestion.tables import split_parts

CAPTION_LEVEL = 7  # below every real heading
_MAX_HEADING_CHARS = 200


class Outline:
    """Collects one document's blocks. Raises DocumentUnreadableError (`too_large`) past `limits.max_chars`."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._chars = 0
        self._path: list[tuple[int, str]] = []
        self.blocks: list[Block] = []

    @property
    def section(self) -> tuple[str, ...]:
        return tuple(text for _, text in self._path)

    def heading(self, text: str, level: int, page: int | None = None) -> None:
        text = one_line(text)
        if len(text) > _MAX_HEADING_CHARS:
            self.paragraph(text, page)
            return
        if not has_text(text):
            return
        self.close(level)
        self._add(Block(BlockKind.HEADING, text=text, level=level, section=self.section, page=page), len(text))
        self._path.append((level, text))

    def close(self, level: int) -> None:
        """End the sections at `level` and below."""
        while self._path and self._path[-1][0] >= level:
            self._path.pop()

    def paragraph(self, text: str, page: int | None = None) -> None:
        text = tidy(text)
        if has_text(text):
            self._add(Block(BlockKind.PARAGRAPH, text=text, section=self.section, page=page), len(text))

    def bullets(self, items: Sequence[str], page: int | None = None) -> None:
        """Items keep their own marks ("- ", "1. ") and indentation."""
        kept = tuple(clean for clean in (_item(item) for item in items) if has_text(clean))
        if kept:
            block = Block(BlockKind.LIST, items=kept, section=self.section, page=page)
            self._add(block, sum(len(item) for item in kept))

    def table(
        self,
        rows: Sequence[Sequence[str]],
        page: int | None = None,
        *,
        explicit: bool = False,
        facts: bool = False,
    ) -> None:
        """Captions inside the table become headings below all others."""
        outer = len(self._path)
        for part in split_parts(
            [[one_line(cell) for cell in row] for row in rows], explicit=explicit, sheet=facts
        ):
            if part.caption:
                self.heading(part.caption, CAPTION_LEVEL, page)
                continue
            self.rows(part.header, part.rows, page, facts=facts)
        del self._path[outer:]

    def rows(
        self,
        header: tuple[str, ...],
        rows: tuple[tuple[str, ...], ...],
        page: int | None = None,
        *,
        facts: bool = False,
    ) -> None:
        """Rows whose header is already known. A single column is a list."""
        if header == () and all(len(row) == 1 for row in rows):
            self.bullets([row[0] for row in rows], page)
            return
        block = Block(BlockKind.TABLE, header=header, rows=rows, section=self.section, page=page, facts=facts)
        self._add(block, sum(len(cell) for row in rows for cell in row))

    def _add(self, block: Block, chars: int) -> None:
        self._chars += chars
        if self._chars > self._limits.max_chars:
            raise unreadable(Reason.TOO_LARGE, max_chars=self._limits.max_chars)
        self.blocks.append(block)


def _item(item: str) -> str:
    indent = len(item) - len(item.lstrip(" "))
    return " " * min(indent, 8) + one_line(item)
