"""Text and tables of WordprocessingML elements."""

from collections.abc import Iterator
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIPPED = frozenset({W + "del", W + "moveFrom", _MC + "Fallback", W + "txbxContent", W + "pPr", W + "instrText"})
_TRANSPARENT = frozenset({W + "sdt", W + "sdtContent", W + "customXml", W + "ins", W + "moveTo"})
_MAX_SPAN = 50


def children(body: Any) -> Iterator[Any]:
    """Paragraphs and tables of a body, cell or text box, content controls opened."""
    for node in body:
        if node.tag in _TRANSPARENT:
            yield from children(node)
        elif node.tag in (W + "p", W + "tbl"):
            yield node


def paragraph_text(node: Any) -> str:
    """Shown text of a paragraph, with tracked insertions and without deletions and hidden runs."""
    return "".join(_pieces(node))


def _pieces(node: Any) -> Iterator[str]:
    for child in node:
        if child.tag in _SKIPPED:
            continue
        if child.tag == W + "t":
            yield child.text or ""
        elif child.tag == W + "tab":
            yield "\t"
        elif child.tag in (W + "br", W + "cr"):
            yield "\n"
        elif child.tag == W + "noBreakHyphen":
            yield "-"
        elif not (child.tag == W + "r" and _on(child.find(f"{W}rPr/{W}vanish"))):
            yield from _pieces(child)


def text_boxes(paragraph: Any) -> list[Any]:
    """Contents of the boxes anchored here; the fallback copy for old programs is left out."""
    boxes = paragraph.iter(W + "txbxContent")
    return [box for box in boxes if not any(above.tag == _MC + "Fallback" for above in box.iterancestors())]


def is_bold(paragraph: Any) -> bool:
    """Whether every run with text is bold."""
    runs = [run for run in paragraph.iter(W + "r") if any((t.text or "").strip() for t in run.iter(W + "t"))]
    return bool(runs) and all(_on(run.find(f"{W}rPr/{W}b")) for run in runs)


def _on(flag: Any) -> bool:
    return flag is not None and flag.get(W + "val") not in ("0", "false", "off")


def table_rows(table: Any) -> tuple[list[list[str]], bool]:
    """(rows, whether the first row is marked as header). A vertically merged cell is repeated in every row."""
    rows: list[list[str]] = []
    for row in table.iter(W + "tr"):
        if row.getparent() is table or row.getparent().tag in _TRANSPARENT:
            rows.append(_row(row, rows[-1] if rows else []))
    first = table.find(W + "tr")
    marked = first is not None and (_on(first.find(f"{W}trPr/{W}tblHeader")) or _bold_row(first))
    return rows, marked


def _bold_row(row: Any) -> bool:
    paragraphs = [p for p in row.iter(W + "p") if paragraph_text(p).strip()]
    return len(paragraphs) > 1 and all(is_bold(p) for p in paragraphs)


def _row(row: Any, above: list[str]) -> list[str]:
    line: list[str] = []
    for cell in row.iter(W + "tc"):
        if next(cell.iterancestors(W + "tr")) is not row:
            continue  # a nested table's cell is part of its outer cell's text
        merge = cell.find(f"{W}tcPr/{W}vMerge")
        goes_on = merge is not None and merge.get(W + "val") in (None, "continue")
        column = len(line)
        text = above[column] if goes_on and column < len(above) else _cell_text(cell)
        line += [text, *[""] * (_span(cell) - 1)]
    return line


def _cell_text(cell: Any) -> str:
    return "\n".join(text for text in (paragraph_text(p).strip() for p in cell.iter(W + "p")) if text)


def _span(cell: Any) -> int:
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    value = span.get(W + "val", "1") if span is not None else "1"
    return max(1, min(int(value), _MAX_SPAN)) if value.isdecimal() else 1
