"""Files to text to passages: `extract`, `to_text`, `chunk`."""

from app.services.ingestion.chunker import MAX_CHARS, chunk
from app.services.ingestion.cleaning import content_hash
from app.services.ingestion.errors import Reason
from app.services.ingestion.extractor import extract
from app.services.ingestion.language import detect_document_language
from app.services.ingestion.model import (
    DEFAULT_LIMITS,
    Block,
    BlockKind,
    ChunkDraft,
    ExtractedDocument,
    Limits,
    MediaType,
    Warn,
)
from app.services.ingestion.rendering import to_text

__all__ = [
    "DEFAULT_LIMITS",
    "MAX_CHARS",
    "Block",
    "BlockKind",
    "ChunkDraft",
    "ExtractedDocument",
    "Limits",
    "MediaType",
    "Reason",
    "Warn",
    "chunk",
    "content_hash",
    "detect_document_language",
    "extract",
    "to_text",
]
