"""Word documents: headings, paragraphs, lists and tables in the order they stand."""

import io
import re
from typing import Any

import docx

from app.services.ingestion.archive import check_archive, open_archive
from app.services.ingestion.outline import Outline
from app.services.ingestion.parsers.base import Parsed, Source
from app.services.ingestion.parsers.docx_lists import Numbering
from app.services.ingestion.parsers.docx_xml import W, children, is_bold, paragraph_text, table_rows, text_boxes
from app.services.ingestion.parsers.text import BULLET, list_item

_HEADING_STYLE = re.compile(r"^(?:heading|t[ií]tulo|encabezado)\s*(\d)$", re.IGNORECASE)
_TITLE_STYLES = frozenset({"title", "título", "titulo", "puesto"})
_SKIPPED_STYLE = re.compile(r"^(toc|tdc|tabla de contenido|table of contents)\b", re.IGNORECASE)
_PSEUDO_LEVEL = 6  # a short bold line that plays heading
_MAX_PSEUDO_CHARS = 90


def parse_docx(source: Source) -> Parsed:
    """Parse a document. Raises: DocumentUnreadableError (`bomb`, `broken`, `too_large`)."""
    check_archive(open_archive(source.data), source.limits)
    document = docx.Document(io.BytesIO(source.data))
    reader = _Reader(document, Outline(source.limits))
    reader.read(document.element.body)
    title = reader.title or (document.core_properties.title or "").strip()
    return Parsed(reader.outline, title="" if title.lower() == "word document" else title)


class _Reader:
    """Walks the body; python-docx alone would pass over content controls, text boxes and tracked insertions."""

    def __init__(self, document: Any, outline: Outline) -> None:
        self.outline = outline
        self.title = ""
        self._styles = {style.style_id: style for style in document.styles}
        self._numbering = Numbering(document)
        self._items: list[str] = []

    def read(self, body: Any) -> None:
        for node in children(body):
            if node.tag == W + "p":
                self._paragraph(node)
            elif node.tag == W + "tbl":
                self._flush()
                self._table(node)
        self._flush()

    def _table(self, node: Any) -> None:
        rows, marked = table_rows(node)
        if any(sum(1 for cell in row if cell) > 1 for row in rows):
            self.outline.table(rows, explicit=marked)
            return
        for row in rows:  # one column: a frame around text
            for cell in row:
                self.outline.paragraph(cell)

    def _paragraph(self, node: Any) -> None:
        text = paragraph_text(node)
        style = self._style_name(node)
        if text.strip() and not _SKIPPED_STYLE.match(style):
            self._place(node, text.strip(), style)
        for box in text_boxes(node):
            self._flush()
            self.read(box)

    def _place(self, node: Any, text: str, style: str) -> None:
        level = self._level(node, style, text)
        item = None if level else self._numbering.mark(node, self._styles.get(self._style_id(node)))
        if level is not None:
            self._flush()
            if level == 0 and not self.title:
                self.title = text
            self.outline.heading(text, level)
        elif item is not None:
            depth, mark = item
            self._items.append("  " * depth + f"{mark} {text}")
        elif BULLET.match(text) and "\n" not in text:
            self._items.append(list_item(text))
        else:
            self._flush()
            self.outline.paragraph(text)

    def _level(self, node: Any, style: str, text: str) -> int | None:
        """0 for the title, 1 to 6 for headings, None for the rest."""
        if style.lower() in _TITLE_STYLES:
            return 0
        match = _HEADING_STYLE.match(style)
        if match:
            return min(int(match[1]), 6)
        outline_level = node.find(f"{W}pPr/{W}outlineLvl")
        if outline_level is not None and (outline_level.get(W + "val") or "9") in "012345":
            return int(outline_level.get(W + "val")) + 1
        plain = node.find(f"{W}pPr/{W}numPr") is None and not BULLET.match(text)
        short = len(text) <= _MAX_PSEUDO_CHARS and not text.endswith((".", ",", ";")) and "\n" not in text
        if not (plain and short and is_bold(node)) or re.search(r"\d{3}", text):
            return None
        return _PSEUDO_LEVEL - 1 if text.isupper() else _PSEUDO_LEVEL

    def _style_id(self, node: Any) -> str:
        style = node.find(f"{W}pPr/{W}pStyle")
        return str(style.get(W + "val")) if style is not None else ""

    def _style_name(self, node: Any) -> str:
        style = self._styles.get(self._style_id(node))
        return str(style.name or "") if style is not None else self._style_id(node)

    def _flush(self) -> None:
        self.outline.bullets(self._items)
        self._items.clear()
