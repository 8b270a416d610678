"""What documents held before they were replaced; the last few versions of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, String, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.database import Base, TenantDatabase, TenantMixin
from app.models.document import Chunk, ChunkRow, Document, DocumentRow
from app.models.errors import DocumentNotFoundError

KEPT_VERSIONS = 10


class VersionRow(TenantMixin, Base):
    """One replaced text with the passages it was cut into."""

    __tablename__ = "document_versions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["company_id", "document_id"],
            ["documents.company_id", "documents.document_id"],
            ondelete="CASCADE",
        ),
    )

    document_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(300))
    content: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(100))
    language: Mapped[str] = mapped_column(String(5))
    doc_metadata: Mapped[dict[str, Any]] = mapped_column("metadata", default=dict)
    chunks: Mapped[list[Any]] = mapped_column(default=list)  # content, section, metadata of each
    created_at: Mapped[datetime]
    replaced_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))


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


def keep_version(session: Session, row: DocumentRow) -> None:
    """Copy a document that is about to be replaced; the oldest copies beyond `KEPT_VERSIONS` go."""
    chunks = session.scalars(
        select(ChunkRow).where(ChunkRow.document_id == row.document_id).order_by(ChunkRow.chunk_index)
    )
    session.add(
        VersionRow(
            company_id=row.company_id,
            document_id=row.document_id,
            version=row.version,
            title=row.title,
            content=row.content,
            content_hash=row.content_hash,
            media_type=row.media_type,
            language=row.language,
            doc_metadata=dict(row.doc_metadata),
            chunks=[{"content": c.content, "section": c.section, "metadata": c.chunk_metadata} for c in chunks],
            created_at=row.updated_at,
        )
    )
    too_old = VersionRow.version <= row.version - KEPT_VERSIONS
    session.execute(delete(VersionRow).where(VersionRow.document_id == row.document_id, too_old))


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
