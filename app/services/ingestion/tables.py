"""Tables of any source: which row is the header, which rows are captions, and how a row reads alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

Row = tuple[str, ...]

_DIGIT = re.compile(r"\d")
_MAX_HEADER_CELL = 60
_HEADER_WORDS = re.compile(
    r"^(tratamientos?|servicios?|procedimientos?|productos?|paquetes?|planes|plan|precios?|valor(es)?|costos?|coste"
    r"|tarifas?|importe|duraci[oó]n|tiempo|minutos|sesi[oó]n(es)?|descripci[oó]n|detalles?|incluye|observaci[oó]n(es)?"
    r"|notas?|categor[ií]a|zonas?|[aá]reas?|especialidad|profesional(es)?|d[ií]as?|horarios?|horas?|preguntas?"
    r"|respuestas?|promoci[oó]n(es)?|descuento|sedes?|tel[eé]fonos?|direcci[oó]n|ciudad|nombre|c[oó]digo|moneda"
    r"|services?|treatments?|procedures?|prices?|costs?|rates?|fees?|durations?|times?|minutes|descriptions?|details"
    r"|notes?|categor(y|ies)|days?|hours|schedule|questions?|answers?|name|discounts?"
    r"|servi[cç]os?|tratamentos?|procedimentos?|pre[cç]os?|dura[cç][aã]o|hor[aá]rios?|perguntas?|respostas?"
    r"|descri[cç][aã]o)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A caption above a table (`header` and `rows` empty) or a run of rows under one header."""

    caption: str = ""
    header: Row = ()
    rows: tuple[Row, ...] = ()


def render_row(header: Sequence[str], row: Sequence[str]) -> str:
    """One row as a line that stands alone: "Tratamiento: Botox | Precio: $850.000".

    Without a header two cells read "Botox: $850.000" and more are joined by " | ". Empty cells are left out.
    """
    if not header:
        cells = [cell for cell in row if cell]
        key_value = len(cells) == 2 and len(row) == 2 and not cells[0].endswith((":", "?", "."))
        return ": ".join(cells) if key_value else " | ".join(cells)
    padded = [*header, *[""] * (len(row) - len(header))]
    pairs = zip(padded, row, strict=False)
    return " | ".join(f"{name.rstrip(' :')}: {cell}" if name else cell for name, cell in pairs if cell)


def split_parts(rows: Sequence[Sequence[str]], *, explicit: bool = False, sheet: bool = False) -> list[Part]:
    """Cut a raw table into captions and runs of rows, each run with the header that governs it.

    A blank row ends a run; a row with a single cell in a wider table is a caption. `explicit`: the source marked
    its first row as header. `sheet`: spreadsheets and CSV, whose first full row is a header unless it cannot be.
    """
    table = _squeeze([[cell.strip() for cell in row] for row in rows])
    parts: list[Part] = []
    header: Row = ()
    region: list[Row] = []
    fresh = True  # at the start of a region, where a header may stand

    def flush() -> None:
        if region:
            parts.append(Part(header=header, rows=tuple(region)))
            region.clear()

    for number, row in enumerate(table):
        filled = sum(1 for cell in row if cell)
        if filled == 0:
            flush()
            fresh = True
        elif filled == 1 and len(row) > 1 and row[0] and not _lonely_value(row[0], table, number):
            flush()
            parts.append(Part(caption=row[0]))
            fresh = fresh or not header
        elif fresh and _is_header(table, number, explicit=explicit and not header, sheet=sheet, first=not header):
            flush()
            header, fresh = row, False
        elif row != header:  # a header repeated on the next page says nothing new
            region.append(row)
            fresh = False
    flush()
    if not any(part.rows for part in parts) and header:
        parts.append(Part(rows=(header,)))  # a table of one row
    return parts


def continues(header: Row, rows: Sequence[Sequence[str]]) -> bool:
    """Whether a table at the top of a page goes on with the one that ended the page before."""
    if not header or not rows or len(rows[0]) != len(header):
        return False
    first = tuple(cell.strip() for cell in rows[0])
    return first == header or not _could_be_header(first) or any(_DIGIT.search(cell) for cell in first)


def _squeeze(rows: list[list[str]]) -> list[Row]:
    """Same width for every row; columns without any text dropped."""
    width = max((len(row) for row in rows), default=0)
    padded = [row + [""] * (width - len(row)) for row in rows]
    kept = [column for column in range(width) if any(row[column] for row in padded)]
    return [tuple(row[column] for column in kept) for row in padded]


def _lonely_value(cell: str, table: list[Row], number: int) -> bool:
    """A single filled cell is data, not a caption, when it is a number or ends the table."""
    followed = any(sum(1 for value in row if value) > 1 for row in table[number + 1 :])
    return not followed or len(cell) > 120


def _could_be_header(row: Row) -> bool:
    cells = [cell for cell in row if cell]
    short = all(len(cell) <= _MAX_HEADER_CELL and not cell.endswith(("?", ".")) for cell in cells)
    numeric = sum(1 for cell in cells if _DIGIT.match(cell.lstrip("$€ ")))
    return len(cells) >= 2 and short and numeric * 2 < len(cells) and bool(cells) and not _prices(cells)


def _prices(cells: Sequence[str]) -> bool:
    return any(re.search(r"[$€]\s*\d|\d{3,}[.,]\d{2,3}", cell) for cell in cells)


def _is_header(table: list[Row], number: int, *, explicit: bool, sheet: bool, first: bool) -> bool:
    """Header if marked, if its words are header words, or if its columns hold numbers below words."""
    row, below = table[number], [r for r in table[number + 1 :] if any(r)]
    if explicit:
        return bool(below)
    if not below or not _could_be_header(row):
        return False
    vocabulary = sum(1 for cell in row if _HEADER_WORDS.match(cell))
    if vocabulary >= 2 or (vocabulary and len(row) > 2):
        return True
    contrast = any(
        row[c] and not _DIGIT.search(row[c]) and sum(1 for r in below if _DIGIT.search(r[c])) * 2 > len(below)
        for c in range(1, len(row))
    )
    if not first:  # after a blank row: rows of plain data look like headers too
        return contrast and not any(_DIGIT.search(cell) for cell in row)
    if len(row) == 2:  # "Nombre | Clínica": a list of facts, unless the second cell is a header word
        return bool(_HEADER_WORDS.match(row[1])) or (sheet and contrast)
    return sheet or contrast or len(row) > 2
