"""From a sniffed kind to a finished document; runs in this process or in the sandbox."""

from pathlib import PurePath

from app.services.ingestion.cleaning import has_text, one_line
from app.services.ingestion.errors import Reason, unreadable
from app.services.ingestion.language import detect_document_language
from app.services.ingestion.model import BlockKind, ExtractedDocument, MediaType
from app.services.ingestion.parsers.base import Parsed, Parser, Source
from app.services.ingestion.rendering import to_text

_MAX_TITLE = 200


def parse(kind: MediaType, source: Source) -> ExtractedDocument:
    """Parse `source` as `kind`. Raises: DocumentUnreadableError for what can be told apart."""
    parsed = _parser(kind)(source)
    blocks = tuple(parsed.outline.blocks)
    document = ExtractedDocument(
        title=_title(parsed, source.filename, kind),
        blocks=blocks,
        language="",
        pages=parsed.pages,
        media_type=str(kind),
        warnings=tuple(parsed.warnings),
    )
    text = to_text(document)
    if not has_text(text):
        raise unreadable(Reason.NO_TEXT)
    if len(text) > source.limits.max_chars:  # headers repeated over many rows
        raise unreadable(Reason.TOO_LARGE, max_chars=source.limits.max_chars)
    return ExtractedDocument(
        document.title, blocks, detect_document_language(text), parsed.pages, str(kind), document.warnings
    )


def _parser(kind: MediaType) -> Parser:
    # Imported here, one by one: the libraries behind them cost up to half a second each.
    if kind is MediaType.PDF:
        from app.services.ingestion.parsers.pdf import parse_pdf as parser
    elif kind is MediaType.DOCX:
        from app.services.ingestion.parsers.docx import parse_docx as parser
    elif kind is MediaType.XLSX:
        from app.services.ingestion.parsers.xlsx import parse_xlsx as parser
    elif kind is MediaType.HTML:
        from app.services.ingestion.parsers.html_page import parse_html as parser
    elif kind is MediaType.MARKDOWN:
        from app.services.ingestion.parsers.markdown import parse_markdown as parser
    elif kind is MediaType.CSV:
        from app.services.ingestion.parsers.csv_file import parse_csv as parser
    else:
        from app.services.ingestion.parsers.text import parse_text as parser
    return parser


def _title(parsed: Parsed, filename: str, kind: MediaType) -> str:
    """The file's own title, else the heading it begins with, else its name without extension.

    Sheets and plain text begin with a section more often than with a title: there the name comes first.
    """
    first = next(iter(parsed.outline.blocks), None)
    heading = first.text if first is not None and first.kind is BlockKind.HEADING else ""
    stem = one_line(PurePath(filename.replace("\\", "/")).stem.replace("_", " "))
    named = (stem, heading) if kind in (MediaType.TEXT, MediaType.XLSX, MediaType.CSV) else (heading, stem)
    return next((title for title in (one_line(parsed.title), *named) if title), "")[:_MAX_TITLE]
