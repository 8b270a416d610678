"""PDF: text in reading order, tables as rows; pages that are only pictures are reported."""

import io
import re
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdftypes import resolve1
from pdfplumber.utils.exceptions import PdfminerException

from app.services.ingestion.cleaning import one_line
from app.services.ingestion.errors import Reason, unreadable
from app.services.ingestion.model import Warn
from app.services.ingestion.outline import Outline
from app.services.ingestion.parsers.base import Parsed, Source
from app.services.ingestion.parsers.pdf_assemble import Assembler
from app.services.ingestion.parsers.pdf_furniture import remove_furniture
from app.services.ingestion.parsers.pdf_layout import PageContent, read_page
from app.services.ingestion.parsers.pdf_page import lean

_MIN_PAGE_CHARS = 20  # fewer letters beside a picture: a stamp or page number on a scan
_UNMAPPED = re.compile(r"\(cid:\d+\)")
_POOR_TITLE = re.compile(
    r"^(microsoft (word|excel|powerpoint)|untitled|sin t[ií]tulo|documento?\s?\d*$|presentaci[oó]n\s?\d*$)"
    r"|^\(?anonymous\)?$"
    r"|\.(docx?|xlsx?|pdf|pptx?|indd|ai|cdr|psd)$",
    re.IGNORECASE,
)


def parse_pdf(source: Source) -> Parsed:
    """Parse a PDF.

    Raises: DocumentUnreadableError (`broken`, `encrypted`, `no_text`, `too_many_pages`, `too_large`).
    """
    document = _open(source.data)
    pages = _pages(document, source.limits.max_pages)
    contents: list[PageContent] = []
    chars = 0
    for number, page in enumerate(pages, 1):
        content = _read(page, number)
        page.close()  # keeps memory flat: pdfplumber caches every character
        chars += content.chars
        if chars > source.limits.max_chars:
            raise unreadable(Reason.TOO_LARGE, max_chars=source.limits.max_chars)
        contents.append(content)
        source.on_progress(number, len(pages))
    parsed = Parsed(Outline(source.limits), pages=len(pages), title=_title(document))
    _report_pictures(parsed, contents)
    remove_furniture(contents)
    Assembler(parsed.outline, contents).run()
    return parsed


def _open(data: bytes) -> Any:
    try:
        return pdfplumber.open(io.BytesIO(data), raise_unicode_errors=False)
    except PdfminerException as exc:
        raise unreadable(_reason(exc)) from exc


def _read(page: Any, number: int) -> PageContent:
    try:
        return read_page(page, number)
    except PdfminerException as exc:
        raise unreadable(_reason(exc)) from exc


def _reason(error: Exception) -> Reason:
    """Why pdfminer gave up: pdfplumber wraps its every exception, running out of memory too."""
    cause = error.args[0] if error.args else None
    if isinstance(cause, MemoryError):
        return Reason.BOMB
    return Reason.ENCRYPTED if isinstance(cause, PDFEncryptionError | PDFPasswordIncorrect) else Reason.BROKEN


def _pages(document: Any, max_pages: int) -> list[Any]:
    """Every page, or an error: a file cut short must not pass as a shorter one."""
    claimed = _claimed_pages(document)
    if claimed > max_pages:
        raise unreadable(Reason.TOO_MANY_PAGES, pages=claimed, max_pages=max_pages)
    pages = list(document.pages)
    if not pages or len(pages) < claimed:
        raise unreadable(Reason.BROKEN)
    if len(pages) > max_pages:
        raise unreadable(Reason.TOO_MANY_PAGES, pages=len(pages), max_pages=max_pages)
    return [lean(page) for page in pages]


def _claimed_pages(document: Any) -> int:
    tree = resolve1(document.doc.catalog.get("Pages"))
    count = resolve1(tree.get("Count")) if isinstance(tree, dict) else None
    return count if isinstance(count, int) else 0


def _title(document: Any) -> str:
    title = document.metadata.get("Title")
    text = one_line(title) if isinstance(title, str) else ""
    return "" if _POOR_TITLE.search(text) else text[:200]


def _report_pictures(parsed: Parsed, contents: list[PageContent]) -> None:
    """Raises DocumentUnreadableError (`no_text`) when no page can be read."""
    text = " ".join(content.sample for content in contents)
    unmapped = sum(len(match) for match in _UNMAPPED.findall(text))
    if unmapped * 2 > len(text):  # fonts that draw glyphs without saying which letters they are
        raise unreadable(Reason.NO_TEXT, pages=len(contents))
    scans = [content for content in contents if content.has_images and content.chars < _MIN_PAGE_CHARS]
    if len(scans) == len(contents):
        raise unreadable(Reason.NO_TEXT, pages=len(contents))
    if scans:
        parsed.warnings.append(Warn.PAGES_WITHOUT_TEXT)
