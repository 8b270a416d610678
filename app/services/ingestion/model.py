"""What ingestion takes and gives: limits in, documents made of blocks and chunks out."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from app.config.constants import MAX_DOCUMENT_CHARS, MAX_UPLOAD_BYTES

Progress = Callable[[int, int], None]  # pages done, pages in all


class MediaType(StrEnum):
    """The kinds of file that are read."""

    TEXT = "text/plain"
    MARKDOWN = "text/markdown"
    HTML = "text/html"
    CSV = "text/csv"
    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"


class Warn(StrEnum):
    """What a successful reading left out; told to whoever uploaded the file."""

    PAGES_WITHOUT_TEXT = "pages_without_text"
    HIDDEN_SHEETS_SKIPPED = "hidden_sheets_skipped"
    HIDDEN_COLUMNS_SKIPPED = "hidden_columns_skipped"
    FORMULAS_WITHOUT_VALUES = "formulas_without_values"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may cost; beyond any of them the file is refused whole."""

    max_bytes: int = MAX_UPLOAD_BYTES
    max_pages: int = 300
    max_chars: int = MAX_DOCUMENT_CHARS
    max_decompressed_bytes: int = 200_000_000
    max_archive_entries: int = 5_000
    timeout_s: float = 60.0
    memory_bytes: int = 1_000_000_000  # address space of the parsing process
    max_in_process_bytes: int = 200_000  # larger text is parsed in the sandbox too


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a document in reading order.

    `text` holds headings and paragraphs, `items` lists, `header` and `rows` tables. `section` is the path of
    headings above, outermost first. `facts` marks spreadsheet tables, where each row stands alone.
    """

    kind: BlockKind
    text: str = ""
    level: int = 0
    section: tuple[str, ...] = ()
    page: int | None = None
    items: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    facts: bool = False


@dataclass(frozen=True, slots=True)
class ExtractedDocument:
    """A file's readable content; `pages` only where the format has pages, `language` is es, en or pt."""

    title: str
    blocks: tuple[Block, ...]
    language: str
    pages: int | None
    media_type: str
    warnings: tuple[Warn, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready form; `from_dict` reads it back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "ExtractedDocument":
        return cls(
            title=data["title"],
            blocks=tuple(_block(raw) for raw in data["blocks"]),
            language=data["language"],
            pages=data["pages"],
            media_type=data["media_type"],
            warnings=tuple(Warn(code) for code in data["warnings"]),
        )


@dataclass(frozen=True, slots=True)
class ChunkDraft:
    """One passage to index; `section` is the heading path joined by " > "."""

    chunk_index: int
    content: str
    section: str = ""
    page: int | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)  # kind, and rows (first, last) of tables


def _block(raw: Mapping[str, Any]) -> Block:
    return Block(
        kind=BlockKind(raw["kind"]),
        text=raw["text"],
        level=raw["level"],
        section=tuple(raw["section"]),
        page=raw["page"],
        items=tuple(raw["items"]),
        header=tuple(raw["header"]),
        rows=tuple(tuple(row) for row in raw["rows"]),
        facts=raw["facts"],
    )
