"""From what a client sends to a document with its passages, ready to be stored."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.models.document import Chunk, Document
from app.services.ingestion import chunk as split_text
from app.services.ingestion import content_hash, detect_document_language, extract, to_text
from app.services.ingestion.model import Progress
from app.services.ingestion.parsers.base import no_progress
from app.utils.validators import clean_text, validate_document_data

TITLE_CHARS = 80


@dataclass(frozen=True, slots=True)
class NewDocument:
    """What a client sends: text, or a file's bytes. `expires_at` is aware."""

    content: str = ""
    title: str = ""
    metadata: Mapping[str, Any] | None = None
    external_id: str | None = None
    data: bytes = b""
    filename: str = ""
    media_type: str = ""
    expires_at: datetime | None = None
    cut: tuple[Chunk, ...] = ()  # passages of `content`, where it was cut before

    @property
    def source_hash(self) -> str:
        """SHA-256 of everything that makes the document what it is: the same input again changes nothing."""
        said = [self.title, dict(self.metadata or {}), self.external_id, self.filename, str(self.expires_at)]
        digest = hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode())
        digest.update(self.data or self.content.encode("utf-8", "surrogatepass"))
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document with its passages, without embeddings."""

    document: Document
    chunks: tuple[Chunk, ...]


def prepare(new: NewDocument, on_progress: Progress = no_progress) -> Prepared:
    """Read, cut and describe.

    Raises: ValidationFailedError, DocumentUnreadableError, UnsupportedMediaTypeError.
    """
    if new.data:
        extracted = extract(new.data, filename=new.filename, media_type=new.media_type, on_progress=on_progress)
        text, media_type = to_text(extracted), extracted.media_type
        title = new.title or extracted.title or new.filename or _title_of(text)
        drafts = split_text(extracted, title=title)
    else:
        text, media_type = clean_text(new.content).strip(), "text/plain"
        title = new.title or _title_of(text)
        drafts = split_text(text, title=title)
    validate_document_data({"content": text, "metadata": new.metadata})
    document = Document(
        document_id="",
        title=clean_text(title)[:300],
        content=text,
        content_hash=content_hash(text),
        language=detect_document_language(text),
        media_type=media_type,
        external_id=new.external_id,
        metadata=dict(new.metadata or {}),
        expires_at=new.expires_at,
        source_hash=new.source_hash,
    )
    chunks = tuple(Chunk(d.chunk_index, d.content, d.section, dict(d.metadata)) for d in drafts)
    return Prepared(document, new.cut or chunks)


def announced(new: NewDocument) -> Document:
    """What is known of a file before it has been read."""
    return Document(
        document_id="",
        title=clean_text(new.title or new.filename)[:300],
        content="",
        content_hash="",
        media_type=(new.media_type or "application/octet-stream")[:100],
        external_id=new.external_id,
        metadata=dict(new.metadata or {}),
        expires_at=new.expires_at,
        progress=0.0,
    )


def _title_of(text: str) -> str:
    """The first line, without Markdown marks."""
    line = next((line.strip("#*> \t") for line in text.splitlines() if line.strip("#*> \t")), "")
    return line[:TITLE_CHARS] or content_hash(text)[:12]
