"""Tables of HTML pages as rows of cells, with spans filled in."""

from lxml import html

from app.services.ingestion.cleaning import one_line

_MAX_SPAN = 50
_MAX_COLUMNS = 100


def is_data_table(table: html.HtmlElement) -> bool:
    """False for tables that only lay out a page: others inside them, headings, or a single column."""
    if table.find(".//table") is not None or any(table.find(f".//h{level}") is not None for level in (1, 2, 3)):
        return False
    return any(len(_cells(row)) > 1 for row in table.iter("tr"))


def table_rows(table: html.HtmlElement) -> tuple[list[list[str]], bool]:
    """(rows, whether the first row is marked as header). A spanning cell is repeated in each row it covers."""
    rows: list[list[str]] = []
    spans: dict[int, tuple[int, str]] = {}  # column → rows still covered, text
    for row in table.iter("tr"):
        rows.append(_row(row, spans))
    first = next(table.iter("tr"), None)
    marked = first is not None and all(cell.tag == "th" for cell in _cells(first))
    in_head = first is not None and (first.getparent() is not None and first.getparent().tag == "thead")
    return rows, (marked or in_head)


def _row(row: html.HtmlElement, spans: dict[int, tuple[int, str]]) -> list[str]:
    line: list[str] = []

    def fill_spans() -> None:
        while len(line) in spans:
            left, text = spans[len(line)]
            if left == 1:
                del spans[len(line)]
            else:
                spans[len(line)] = (left - 1, text)
            line.append(text)

    fill_spans()
    for cell in _cells(row):
        text = one_line(" ".join(cell.itertext()))
        below = _span(cell, "rowspan") - 1
        for offset in range(_span(cell, "colspan")):
            if len(line) >= _MAX_COLUMNS:
                break
            if below:
                spans[len(line)] = (below, text)
            line.append("" if offset else text)
        fill_spans()
    return line


def _cells(row: html.HtmlElement) -> list[html.HtmlElement]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def _span(cell: html.HtmlElement, name: str) -> int:
    value = cell.get(name) or ""
    return max(1, min(int(value), _MAX_SPAN)) if value.isdecimal() and len(value) < 6 else 1
