"""Documents and their chunks: the record from which every index can be rebuilt."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import Session

from app.models.database import TenantDatabase
from app.models.document_rows import ChunkRow, DocumentRow, DocumentStatus, keep_version
from app.models.errors import DocumentNotFoundError
from app.models.ids import new_id

STALLED_AFTER = timedelta(minutes=5)  # reading a file tells its progress every few seconds
INTERRUPTED = {"code": "interrupted", "reason": "interrupted", "message": "Reading was interrupted; send it again"}


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
    status: str = DocumentStatus.INDEXED.value
    metadata: Mapping[str, Any] = field(default_factory=dict)
    chunk_count: int = 0
    version: int = 1
    expires_at: datetime | None = None
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    updated_at: datetime | None = None
    source_hash: str = ""
    progress: float = 1.0
    error: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LiveDocument:
    """What an index must hold of one document; `stamp` changes whenever its chunks may have."""

    document_id: str
    stamp: str
    chunk_count: int
    expires_at: datetime | None


class DocumentRepository:
    """One company's documents."""

    def __init__(self, tenant: TenantDatabase) -> None:
        self._tenant = tenant

    def save(self, document: Document, chunks: Sequence[Chunk]) -> tuple[Document, bool]:
        """Store a document with its chunks; a known `external_id` or `document_id` replaces, keeping the version.

        Returns (stored, created).
        """
        with self._tenant.session() as session:
            row = _existing(session, document)
            created = row is None
            if row is None:
                row = self._new_row(document)
                session.add(row)
            elif row.chunk_count:
                keep_version(session, row)
                row.version += 1
                session.execute(delete(ChunkRow).where(ChunkRow.document_id == row.document_id))
            _fill(row, document, len(chunks))
            session.flush()
            session.add_all(_chunk_row(row, chunk) for chunk in chunks)
            return _document(row), created

    def begin(self, document: Document) -> Document:
        """A row for a file that is being read; one that is replaced keeps serving until the new one is ready."""
        with self._tenant.session() as session:
            row = _existing(session, document)
            if row is None:
                row = self._new_row(document)
                _fill(row, document, 0)
                session.add(row)
            row.status, row.progress, row.error = DocumentStatus.PROCESSING.value, 0.0, {}
            row.updated_at = datetime.now(UTC)
            session.flush()
            return _document(row)

    def advance(self, document_id: str, progress: float) -> None:
        """How much of a file has been read; nothing for a document that is gone."""
        with self._tenant.session() as session:
            row = session.scalar(_by_id(document_id))
            if row is not None and row.status == DocumentStatus.PROCESSING:
                row.progress, row.updated_at = progress, datetime.now(UTC)

    def fail(self, document_id: str, error: Mapping[str, Any]) -> None:
        """Reading ended without a text; what the document held before stays as it was."""
        with self._tenant.session() as session:
            row = session.scalar(_by_id(document_id))
            if row is not None:
                row.status, row.error, row.updated_at = DocumentStatus.FAILED.value, dict(error), datetime.now(UTC)

    def change(self, document_id: str, **values: Any) -> Document:
        """Set title, metadata or expiry without a new version of the text. Raises: DocumentNotFoundError."""
        with self._tenant.session() as session:
            row = _found(session, document_id)
            for name, value in values.items():
                setattr(row, {"metadata": "doc_metadata"}.get(name, name), value)
            row.source_hash = ""
            row.indexed_at = row.updated_at = datetime.now(UTC)
            session.flush()
            return _document(row)

    def set_embeddings(self, document_id: str, chunks: Sequence[Chunk]) -> None:
        """New embeddings for the chunks as they are. Raises: DocumentNotFoundError."""
        with self._tenant.session() as session:
            row = _found(session, document_id)
            known = {c.chunk_index: c for c in chunks}
            for item in session.scalars(select(ChunkRow).where(ChunkRow.document_id == document_id)):
                if item.chunk_index in known:
                    item.embedding = known[item.chunk_index].embedding
                    item.embedding_model = known[item.chunk_index].embedding_model
            row.indexed_at = row.updated_at = datetime.now(UTC)

    def lacking_embeddings(self, label: str) -> list[str]:
        """Indexed documents with a passage that has no embedding of this label (`model@dimension`)."""
        other = or_(ChunkRow.embedding_model.is_(None), ChunkRow.embedding_model != label)
        with self._tenant.reading() as session:
            return list(session.scalars(select(ChunkRow.document_id).where(other).distinct()))

    def has_other_embeddings(self, label: str) -> bool:
        """Whether a passage has an embedding of another label; `model@` alone stands for any dimension."""
        other = ChunkRow.embedding_model != label
        if label.endswith("@"):
            other = ~ChunkRow.embedding_model.startswith(label, autoescape=True)
        query = select(ChunkRow.document_id).where(ChunkRow.embedding_model.is_not(None), other).limit(1)
        with self._tenant.reading() as session:
            return session.scalar(query) is not None

    def by_external(self, external_id: str) -> Document | None:
        with self._tenant.reading() as session:
            row = session.scalar(select(DocumentRow).where(DocumentRow.external_id == external_id))
            return _document(row) if row else None

    def by_source(self, source_hash: str) -> Document | None:
        """An indexed document made of exactly the same input."""
        with self._tenant.reading() as session:
            query = select(DocumentRow).where(
                DocumentRow.source_hash == source_hash, DocumentRow.status == DocumentStatus.INDEXED.value
            )
            row = session.scalar(query.order_by(DocumentRow.created_at).limit(1))
            return _document(row) if row else None

    def get(self, document_id: str) -> Document:
        """Raises: DocumentNotFoundError."""
        with self._tenant.reading() as session:
            return _document(_found(session, document_id))

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

    def live(self) -> list[LiveDocument]:
        """What an index must hold now: documents with text that have not expired."""
        with self._tenant.reading() as session:
            columns = (
                DocumentRow.document_id,
                DocumentRow.version,
                DocumentRow.indexed_at,
                DocumentRow.chunk_count,
                DocumentRow.expires_at,
            )
            rows = session.execute(select(*columns).where(_is_live(), DocumentRow.chunk_count > 0)).all()
            return [LiveDocument(id_, _stamp(version, at), n, end) for id_, version, at, n, end in rows]

    def chunks(self, document_ids: Sequence[str] | None = None) -> Iterator[tuple[Document, Chunk]]:
        """Chunks of live documents (all, or the named ones) with their documents, in reading order."""
        with self._tenant.reading() as session:
            wanted = select(DocumentRow).where(_is_live())
            query = select(ChunkRow).order_by(ChunkRow.document_id, ChunkRow.chunk_index)
            if document_ids is not None:
                wanted = wanted.where(DocumentRow.document_id.in_(document_ids))
                query = query.where(ChunkRow.document_id.in_(document_ids))
            documents = {row.document_id: _document(row) for row in session.scalars(wanted)}
            for row in session.scalars(query.execution_options(yield_per=1000)):
                if row.document_id in documents:
                    yield documents[row.document_id], _chunk(row)

    def chunks_of(self, document_id: str) -> list[Chunk]:
        """Every chunk of one document, expired or not. Raises: DocumentNotFoundError."""
        with self._tenant.reading() as session:
            _found(session, document_id)
            query = select(ChunkRow).where(ChunkRow.document_id == document_id).order_by(ChunkRow.chunk_index)
            return [_chunk(row) for row in session.scalars(query)]

    def delete(self, document_id: str) -> int:
        """Remove a document; returns how many chunks it had. Raises: DocumentNotFoundError."""
        with self._tenant.session() as session:
            row = _found(session, document_id)
            session.execute(delete(ChunkRow).where(ChunkRow.document_id == document_id))
            session.delete(row)
            return row.chunk_count

    def statistics(self) -> dict[str, Any]:
        """Counts by status, language and media type, and sums of chunks and characters."""
        with self._tenant.reading() as session:
            counts = {
                name: {str(k): n for k, n in session.execute(select(column, func.count()).group_by(column))}
                for name, column in _GROUPED.items()
            }
            sums = select(
                func.count(),
                func.coalesce(func.sum(DocumentRow.chunk_count), 0),
                func.coalesce(func.sum(func.length(DocumentRow.content)), 0),
            )
            documents, chunks, characters = session.execute(sums).one()
            expired = session.scalar(select(func.count()).select_from(DocumentRow).where(~_is_live())) or 0
            embedded = select(func.count()).select_from(ChunkRow).where(ChunkRow.embedding_model.is_not(None))
            return {
                "documents": documents,
                "chunks": int(chunks),
                "characters": int(characters),
                "expired": expired,
                "embedded_chunks": session.scalar(embedded) or 0,
                **counts,
            }

    def _new_row(self, document: Document) -> DocumentRow:
        id_ = document.document_id or new_id("doc")
        return DocumentRow(company_id=self._tenant.company_id, document_id=id_, version=1)


_GROUPED = {
    "by_status": DocumentRow.status,
    "by_language": DocumentRow.language,
    "by_media_type": DocumentRow.media_type,
}


def _is_live() -> ColumnElement[bool]:
    return or_(DocumentRow.expires_at.is_(None), DocumentRow.expires_at > datetime.now(UTC))


def _stamp(version: int, changed: datetime) -> str:
    return f"{version}.{int(changed.timestamp() * 1e6)}"


def _by_id(document_id: str) -> Any:
    return select(DocumentRow).where(DocumentRow.document_id == document_id)


def _found(session: Session, document_id: str) -> DocumentRow:
    row: DocumentRow | None = session.scalar(_by_id(document_id))
    if row is None:
        raise DocumentNotFoundError()
    return row


def _existing(session: Session, document: Document) -> DocumentRow | None:
    if document.document_id:
        row: DocumentRow | None = session.scalar(_by_id(document.document_id))
        if row is not None:
            return row
    if not document.external_id:
        return None
    return session.scalar(select(DocumentRow).where(DocumentRow.external_id == document.external_id))


def _fill(row: DocumentRow, document: Document, chunk_count: int) -> None:
    row.external_id, row.title, row.content = document.external_id, document.title, document.content
    row.content_hash, row.media_type, row.language = document.content_hash, document.media_type, document.language
    row.status, row.doc_metadata, row.chunk_count = document.status, dict(document.metadata), chunk_count
    row.source_hash, row.progress, row.error = document.source_hash, document.progress, dict(document.error)
    row.expires_at = document.expires_at
    row.indexed_at = row.updated_at = datetime.now(UTC)


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
    stalled = row.status == DocumentStatus.PROCESSING and row.updated_at < datetime.now(UTC) - STALLED_AFTER
    return Document(
        document_id=row.document_id,
        title=row.title,
        content=row.content,
        content_hash=row.content_hash,
        language=row.language,
        media_type=row.media_type,
        external_id=row.external_id,
        status=DocumentStatus.FAILED.value if stalled else row.status,
        metadata=row.doc_metadata,
        chunk_count=row.chunk_count,
        version=row.version,
        expires_at=row.expires_at,
        created_at=row.created_at or datetime.now(UTC),
        updated_at=row.updated_at,
        source_hash=row.source_hash,
        progress=row.progress,
        error=INTERRUPTED if stalled else row.error,
    )


def _chunk(row: ChunkRow) -> Chunk:
    return Chunk(row.chunk_index, row.content, row.section, row.chunk_metadata, row.embedding, row.embedding_model)
