"""What documents held before they were replaced; the last few versions of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.models.database import TenantDatabase
from app.models.document import Chunk, Document
from app.models.document_rows import VersionRow
from app.models.errors import DocumentNotFoundError


@dataclass(frozen=True, slots=True)
class DocumentVersion:
    """An earlier text of a document."""

    version: int
    document: Document
    chunks: tuple[Chunk, ...]
    created_at: datetime
    replaced_at: datetime


class VersionRepository:
    """One company's earlier texts."""

    def __init__(self, tenant: TenantDatabase) -> None:
        self._tenant = tenant

    def list(self, document_id: str) -> list[DocumentVersion]:
        """Newest first."""
        with self._tenant.reading() as session:
            query = select(VersionRow).where(VersionRow.document_id == document_id)
            return [_version(row) for row in session.scalars(query.order_by(VersionRow.version.desc()))]

    def get(self, document_id: str, version: int) -> DocumentVersion:
        """Raises: DocumentNotFoundError."""
        with self._tenant.reading() as session:
            query = select(VersionRow).where(VersionRow.document_id == document_id, VersionRow.version == version)
            row = session.scalar(query)
            if row is None:
                raise DocumentNotFoundError("No such version of this document")
            return _version(row)


def _version(row: VersionRow) -> DocumentVersion:
    document = Document(
        document_id=row.document_id,
        title=row.title,
        content=row.content,
        content_hash=row.content_hash,
        language=row.language,
        media_type=row.media_type,
        metadata=row.doc_metadata,
        chunk_count=len(row.chunks),
        version=row.version,
    )
    chunks = tuple(_chunk(number, raw) for number, raw in enumerate(row.chunks))
    return DocumentVersion(row.version, document, chunks, row.created_at, row.replaced_at)


def _chunk(number: int, raw: Mapping[str, Any]) -> Chunk:
    return Chunk(number, raw["content"], raw["section"], raw["metadata"])
