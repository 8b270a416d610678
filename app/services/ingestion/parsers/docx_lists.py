"""Which paragraphs of a Word document are list items, and with what mark."""

from collections import Counter
from typing import Any

from app.services.ingestion.parsers.docx_xml import W

_BULLETS = frozenset({"bullet", "none"})
_MAX_DEPTH = 8


class Numbering:
    """Counts numbered lists as the document's numbering part defines them."""

    def __init__(self, document: Any) -> None:
        self._formats: dict[tuple[str, str], str] = {}  # (numId, level) → format
        self._counts: Counter[tuple[str, int]] = Counter()
        part = next(
            (rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/numbering")), None
        )
        if part is not None:
            self._read(part.element)

    def mark(self, paragraph: Any, style: Any) -> tuple[int, str] | None:
        """(depth, "-" or "1.") of a list item; None for other paragraphs."""
        properties = paragraph.find(f"{W}pPr/{W}numPr")
        if properties is None:
            properties = _style_numbering(style)
        if properties is None:
            return None
        number, level = _value(properties, "numId"), _value(properties, "ilvl")
        if number == "0":  # numbering taken away from this paragraph
            return None
        depth = min(int(level), _MAX_DEPTH) if level.isdecimal() else 0
        if self._formats.get((number, str(depth)), "bullet") in _BULLETS:
            return depth, "-"
        self._counts[number, depth] += 1
        for deeper in range(depth + 1, _MAX_DEPTH + 1):
            self._counts[number, deeper] = 0
        return depth, f"{self._counts[number, depth]}."

    def _read(self, root: Any) -> None:
        abstract = {node.get(W + "abstractNumId"): node for node in root.iter(W + "abstractNum")}
        for number in root.iter(W + "num"):
            reference = number.find(W + "abstractNumId")
            definition = abstract.get(reference.get(W + "val")) if reference is not None else None
            for level in definition.iter(W + "lvl") if definition is not None else ():
                key = (number.get(W + "numId"), level.get(W + "ilvl"))
                self._formats[key] = _value(level, "numFmt") or "bullet"


def _style_numbering(style: Any) -> Any:
    seen = 0
    while style is not None and seen < 10:  # styles may inherit in a circle in a damaged file
        properties = style.element.find(f"{W}pPr/{W}numPr")
        if properties is not None:
            return properties
        style, seen = style.base_style, seen + 1
    return None


def _value(node: Any, name: str) -> str:
    child = node.find(W + name)
    return str(child.get(W + "val")) if child is not None else ""
