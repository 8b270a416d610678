"""Tables of documents, the passages they were cut into, and their earlier versions."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, String, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.database import Base, TenantMixin

KEPT_VERSIONS = 10


class DocumentStatus(StrEnum):
    PROCESSING = "processing"
    INDEXED = "indexed"
    FAILED = "failed"


class DocumentRow(TenantMixin, Base):
    __tablename__ = "documents"
    __table_args__ = (
        Index("ix_documents_created", "company_id", "created_at"),
        Index("uq_documents_external", "company_id", "external_id", unique=True),
        Index("ix_documents_source", "company_id", "source_hash"),
    )

    document_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    external_id: Mapped[str | None] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(300))
    content: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64))
    source_hash: Mapped[str] = mapped_column(String(64), default="")  # of all that the client sent
    media_type: Mapped[str] = mapped_column(String(100), default="text/plain")
    language: Mapped[str] = mapped_column(String(5), default="es")
    status: Mapped[str] = mapped_column(String(20), default=DocumentStatus.INDEXED.value)
    progress: Mapped[float] = mapped_column(default=1.0)  # share read, in [0, 1]
    error: Mapped[dict[str, Any]] = mapped_column(default=dict)  # code, reason, message of the last failure
    doc_metadata: Mapped[dict[str, Any]] = mapped_column("metadata", default=dict)
    chunk_count: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))
    updated_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))
    indexed_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))  # what an index must see


class ChunkRow(TenantMixin, Base):
    __tablename__ = "document_chunks"
    __table_args__ = (
        ForeignKeyConstraint(
            ["company_id", "document_id"],
            ["documents.company_id", "documents.document_id"],
            ondelete="CASCADE",
        ),
    )

    document_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    chunk_index: Mapped[int] = mapped_column(primary_key=True)
    section: Mapped[str] = mapped_column(String(500), default="")
    content: Mapped[str] = mapped_column(Text)
    chunk_metadata: Mapped[dict[str, Any]] = mapped_column("metadata", default=dict)
    embedding: Mapped[bytes | None] = mapped_column(LargeBinary)  # float32, little endian, unit norm
    embedding_model: Mapped[str | None] = mapped_column(String(100))


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
