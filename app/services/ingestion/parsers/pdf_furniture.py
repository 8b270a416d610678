"""Running headers, footers and page numbers: said once or not at all."""

import re
from collections import Counter

from app.services.ingestion.parsers.pdf_layout import APART, Line, PageContent

_EDGE = 0.12  # share of the page's height where they stand
_EDGE_LINES = 3
_SURE_PAGES = 6  # a running title changes with the chapter
_MIN_PAGES = 2
_PAGE_NUMBER = re.compile(
    r"^[-–\s]*(?:p[áa]g(?:ina|\.)?|page|hoja|folha)?\s*\d{1,3}\s*(?:(?:de|of|/)\s*\d{1,3})?[-–\s]*$", re.IGNORECASE
)
_NUMBERING = re.compile(
    r"(?:p[áa]g(?:ina|\.)?|page|hoja)\s*\d+(?:\s*(?:de|of|/)\s*\d+)?|[|·–-]\s*\d{1,3}$|^\d{1,3}\s*[|·–-]|\d+\s*/\s*\d+$"
)
_SCANNER = re.compile(
    r"\b(?:scanned|escaneado|digitalizado)\s+(?:with|by|con|com|por)\b|^camscanner$", re.IGNORECASE
)
_CONTACT = re.compile(r"@|www\.|https?:|(?:\d[\s.-]?){7,}", re.IGNORECASE)


def remove_furniture(pages: list[PageContent]) -> None:
    """Take repeated edge lines out of `pages`; one with a phone, mail or web address is said at the end."""
    counts = Counter(key for page in pages for key in {_key(line) for line in _edge_lines(page)})
    needed = max(_MIN_PAGES, min((len(pages) + 1) // 2, _SURE_PAGES))
    repeated = {key for key, count in counts.items() if count >= needed}
    told: dict[str, Line] = {}
    for page in pages:
        edges = {id(line) for line in _edge_lines(page)}
        page.items = [
            item
            for item in page.items
            if not (isinstance(item, Line) and id(item) in edges and _is_furniture(item, repeated, told))
        ]
    _set_edges(pages)
    for line in told.values():
        line.cells = [cell for cell in line.cells if not _PAGE_NUMBER.match(cell.text)] or line.cells
        line.flow = APART
        pages[-1].items.append(line)


def _set_edges(pages: list[PageContent]) -> None:
    """The right edge of each column, passing over the few lines that stick out."""
    for page in pages:
        lines = [item for item in page.items if isinstance(item, Line)]
        for flow in {line.flow for line in lines}:
            edges = sorted(line.x1 for line in lines if line.flow == flow)
            for line in lines:
                if line.flow == flow:
                    line.right = edges[int(0.9 * (len(edges) - 1))]


def _is_furniture(line: Line, repeated: set[str], told: dict[str, Line]) -> bool:
    text, key = line.text.strip(), _key(line)
    if _PAGE_NUMBER.match(text) or _SCANNER.search(text):
        return True
    if key not in repeated:
        return False
    if _CONTACT.search(text):
        told.setdefault(key, line)
    return True


def _edge_lines(page: PageContent) -> list[Line]:
    lines = sorted((item for item in page.items if isinstance(item, Line)), key=lambda line: line.top)
    top = [line for line in lines[:_EDGE_LINES] if line.bottom < _EDGE * page.height]
    bottom = [line for line in lines[-_EDGE_LINES:] if line.top > (1 - _EDGE) * page.height]
    return [*top, *bottom]


def _key(line: Line) -> str:
    """The line without its page number; other digits count, or "Paquete 1", "Paquete 2" would be furniture."""
    return _NUMBERING.sub("#", line.text.strip().lower())
