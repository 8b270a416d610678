"""Spreadsheets: each visible sheet a section, each row a fact with its header."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl

from app.services.ingestion.archive import check_archive, open_archive
from app.services.ingestion.errors import Reason, unreadable
from app.services.ingestion.model import Warn
from app.services.ingestion.outline import Outline
from app.services.ingestion.parsers.base import Parsed, Source
from app.services.ingestion.parsers.cell_format import show
from app.services.ingestion.parsers.sheet_layout import Layout, read_layout

_MAX_COLUMNS = 200
_GENERIC_SHEET = re.compile(r"^(hoja|sheet|planilha|folha|tabla?)\s?\d*$", re.IGNORECASE)


def parse_xlsx(source: Source) -> Parsed:
    """Parse a workbook. Hidden sheets and columns are left out: they hold what the owner does not show.

    Raises: DocumentUnreadableError (`bomb`, `broken`, `too_large`).
    """
    archive = open_archive(source.data)
    check_archive(archive, source.limits)
    outline = Outline(source.limits)
    parsed = Parsed(outline)
    values = openpyxl.load_workbook(io.BytesIO(source.data), read_only=True, data_only=True)
    sheets = values.worksheets
    visible = [sheet for sheet in sheets if sheet.sheet_state == "visible"]
    if len(visible) < len(sheets):
        parsed.warnings.append(Warn.HIDDEN_SHEETS_SKIPPED)
    for number, sheet in enumerate(visible, 1):
        _add_sheet(parsed, sheet, archive, source)
        source.on_progress(number, len(visible))
    parsed.title = values.properties.title or ""
    return parsed


def _add_sheet(parsed: Parsed, sheet: Any, archive: zipfile.ZipFile, source: Source) -> None:
    layout = read_layout(archive, sheet._worksheet_path)
    if layout.hidden_columns:
        _warn(parsed, Warn.HIDDEN_COLUMNS_SKIPPED)
    if layout.formulas_without_values:
        _warn(parsed, Warn.FORMULAS_WITHOUT_VALUES)
    rows = list(_rows(sheet, layout, source.limits.max_chars))
    if not any(any(row) for row in rows):
        return
    if not _GENERIC_SHEET.match(sheet.title):
        parsed.outline.heading(sheet.title, 1)
    else:
        parsed.outline.close(1)
    parsed.outline.table(rows, facts=True)


def _rows(sheet: Any, layout: Layout, max_chars: int) -> Iterator[list[str]]:
    """Rows as shown text, at most one blank between two; vertically merged cells repeat their value."""
    sheet.reset_dimensions()  # the file's own claim may be a million rows of nothing
    chars, blank = 0, True
    merged: dict[int, tuple[int, str]] = {}  # column → last row, text
    for number, row in enumerate(sheet.iter_rows(max_col=_MAX_COLUMNS), 1):
        cells = []
        for column, cell in enumerate(row, 1):
            if column in layout.hidden_columns:
                continue
            text = show(cell.value, cell.number_format) if cell.value is not None else ""
            last = layout.merges.get((number, column))
            if last:
                merged[column] = (last, text)
            elif column in merged and number <= merged[column][0]:
                text = merged[column][1]
            cells.append(text)
        chars += sum(map(len, cells))
        if chars > max_chars:
            raise unreadable(Reason.TOO_LARGE, max_chars=max_chars)
        if any(cells) or not blank:
            yield cells
        blank = not any(cells)


def _warn(parsed: Parsed, code: Warn) -> None:
    if code not in parsed.warnings:
        parsed.warnings.append(code)
