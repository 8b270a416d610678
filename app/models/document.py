"""Documents and their chunks: the record from which every index can be rebuilt."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, String, Text, delete, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from app.models.database import Base, TenantDatabase, TenantMixin
from app.models.errors import DocumentNotFoundError
from app.models.ids import new_id


class DocumentRow(TenantMixin, Base):
    __tablename__ = "documents"
    __table_args__ = (
        Index("ix_documents_created", "company_id", "created_at"),
        Index("uq_documents_external", "company_id", "external_id", unique=True),
    )

    document_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    external_id: Mapped[str | None] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(300))
    content: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(100), default="text/plain")
    language: Mapped[str] = mapped_column(String(5), default="es")
    status: Mapped[str] = mapped_column(String(20), default="indexed")
    doc_metadata: Mapped[dict[str, Any]] = mapped_column("metadata", default=dict)
    chunk_count: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))
    updated_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))


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


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage of a document as indexed."""

    chunk_index: int
    content: str
    section: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)
    embedding: bytes | None = None
    embedding_model: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A document as stored; `content` is its whole text."""

    document_id: str
    title: str
    content: str
    content_hash: str
    language: str = "es"
    media_type: str = "text/plain"
    external_id: str | None = None
    status: str = "indexed"
    metadata: Mapping[str, Any] = field(default_factory=dict)
    chunk_count: int = 0
    version: int = 1
    expires_at: datetime | None = None
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))


class DocumentRepository:
    """One company's documents."""

    def __init__(self, tenant: TenantDatabase) -> None:
        self._tenant = tenant

    def save(self, document: Document, chunks: Sequence[Chunk]) -> tuple[Document, bool]:
        """Store a document with its chunks; the same `external_id` replaces. Returns (stored, created)."""
        with self._tenant.session() as session:
            row = None
            if document.external_id:
                row = session.scalar(select(DocumentRow).where(DocumentRow.external_id == document.external_id))
            created = row is None
            if row is None:
                row = DocumentRow(
                    company_id=self._tenant.company_id, document_id=document.document_id or new_id("doc")
                )
                row.version = 1
                session.add(row)
            else:
                row.version += 1
                session.execute(delete(ChunkRow).where(ChunkRow.document_id == row.document_id))
            _fill(row, document, len(chunks))
            session.flush()
            session.add_all(_chunk_row(row, chunk) for chunk in chunks)
            return _document(row), created

    def has_external(self, external_id: str) -> bool:
        with self._tenant.reading() as session:
            query = select(DocumentRow.document_id).where(DocumentRow.external_id == external_id)
            return session.scalar(query) is not None

    def get(self, document_id: str) -> Document:
        """Raises: DocumentNotFoundError."""
        with self._tenant.reading() as session:
            row = session.scalar(select(DocumentRow).where(DocumentRow.document_id == document_id))
            if row is None:
                raise DocumentNotFoundError()
            return _document(row)

    def page(self, page: int, page_size: int) -> tuple[list[Document], int]:
        """Newest first, with the total of all pages."""
        with self._tenant.reading() as session:
            total = session.scalar(select(func.count()).select_from(DocumentRow)) or 0
            rows = session.scalars(
                select(DocumentRow)
                .order_by(DocumentRow.created_at.desc(), DocumentRow.document_id.desc())
                .offset((page - 1) * page_size)
                .limit(page_size)
            )
            return [_document(row) for row in rows], total

    def count(self) -> int:
        with self._tenant.reading() as session:
            return session.scalar(select(func.count()).select_from(DocumentRow)) or 0

    def indexed_counts(self) -> tuple[int, int]:
        """(documents, chunks) that an index should hold now."""
        with self._tenant.reading() as session:
            live = or_(DocumentRow.expires_at.is_(None), DocumentRow.expires_at > datetime.now(UTC))
            query = select(func.count(), func.coalesce(func.sum(DocumentRow.chunk_count), 0))
            documents, chunks = session.execute(query.where(live, DocumentRow.chunk_count > 0)).one()
            return documents, int(chunks)

    def delete(self, document_id: str) -> int:
        """Remove a document; returns how many chunks it had. Raises: DocumentNotFoundError."""
        with self._tenant.session() as session:
            row = session.scalar(select(DocumentRow).where(DocumentRow.document_id == document_id))
            if row is None:
                raise DocumentNotFoundError()
            session.execute(delete(ChunkRow).where(ChunkRow.document_id == document_id))
            session.delete(row)
            return row.chunk_count

    def all_chunks(self) -> Iterator[tuple[Document, Chunk]]:
        """Every chunk with its document, for building an index; expired documents are left out."""
        with self._tenant.reading() as session:
            documents = {row.document_id: _document(row) for row in session.scalars(select(DocumentRow))}
            now = datetime.now(UTC)
            for row in session.scalars(select(ChunkRow).order_by(ChunkRow.document_id, ChunkRow.chunk_index)):
                document = documents[row.document_id]
                if document.expires_at is None or document.expires_at > now:
                    yield document, _chunk(row)


def _fill(row: DocumentRow, document: Document, chunk_count: int) -> None:
    row.external_id, row.title, row.content = document.external_id, document.title, document.content
    row.content_hash, row.media_type, row.language = document.content_hash, document.media_type, document.language
    row.status, row.doc_metadata, row.chunk_count = document.status, dict(document.metadata), chunk_count
    row.expires_at, row.updated_at = document.expires_at, datetime.now(UTC)


def _chunk_row(row: DocumentRow, chunk: Chunk) -> ChunkRow:
    return ChunkRow(
        company_id=row.company_id,
        document_id=row.document_id,
        chunk_index=chunk.chunk_index,
        section=chunk.section[:500],
        content=chunk.content,
        chunk_metadata=dict(chunk.metadata),
        embedding=chunk.embedding,
        embedding_model=chunk.embedding_model,
    )


def _document(row: DocumentRow) -> Document:
    return Document(
        document_id=row.document_id,
        title=row.title,
        content=row.content,
        content_hash=row.content_hash,
        language=row.language,
        media_type=row.media_type,
        external_id=row.external_id,
        status=row.status,
        metadata=row.doc_metadata,
        chunk_count=row.chunk_count,
        version=row.version,
        expires_at=row.expires_at,
        created_at=row.created_at or datetime.now(UTC),
    )


def _chunk(row: ChunkRow) -> Chunk:
    return Chunk(row.chunk_index, row.content, row.section, row.chunk_metadata, row.embedding, row.embedding_model)
