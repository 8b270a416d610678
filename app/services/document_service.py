"""A company's documents: take in, list, search, delete. SQL first, then the index, then Redis's copy."""

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from app.config.company_config import CompanyConfig
from app.config.constants import KeyKind
from app.models.database import Database
from app.models.document import Chunk, Document, DocumentRepository
from app.models.errors import DependencyError, DocumentNotFoundError, DomainError, QuotaExceededError
from app.services.document_intake import NewDocument, Prepared, announced, prepare
from app.services.document_reader import DocumentReader, Reading
from app.services.event_bus import NullPublisher, Publisher
from app.services.knowledge_registry import KnowledgeRegistry
from app.services.knowledge_vectors import embedded_text
from app.services.redis_service import RedisService
from app.services.vector_backends.base import Hit
from app.services.vectorstore_service import VectorstoreService
from app.utils.logger import get_logger, log_context

log = get_logger("documents")

LARGE_BYTES = 1_000_000  # read in the background
PATIENCE_S = 10.0  # what a request waits for a smaller file


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of a new document; `unchanged`: the very same was there already."""

    document: Document
    created: bool
    unchanged: bool = False


class DocumentService:
    """Use cases over every company's documents; each call names its company."""

    def __init__(
        self,
        database: Database,
        redis: RedisService,
        knowledge: KnowledgeRegistry,
        reader: DocumentReader | None = None,
        patience_s: float = PATIENCE_S,
        events: Publisher | None = None,
    ) -> None:
        self._events = events or NullPublisher()
        self._database, self._redis, self._knowledge = database, redis, knowledge
        self._reader, self._patience_s = reader or DocumentReader(), patience_s

    def add(self, company: CompanyConfig, new: NewDocument, *, background: bool = False) -> Intake:
        """Store and index; the same `external_id` again replaces, the very same input changes nothing.

        A large or slow file goes on being read after the answer: its document says `processing`, then `indexed`
        or `failed`. A failure before that stores nothing.
        Raises: ValidationFailedError, DocumentUnreadableError, UnsupportedMediaTypeError, QuotaExceededError.
        """
        repository = self._repository(company)
        known = repository.by_external(new.external_id) if new.external_id else None
        same = known or repository.by_source(new.source_hash)
        if same is not None and _is_same(same, new):
            return Intake(same, created=False, unchanged=True)
        limit = company.limits.max_documents
        if known is None and limit is not None and repository.count() >= limit:
            raise QuotaExceededError(details={"max_documents": limit})
        if not new.data:
            return self._store(company, prepare(new))
        reading = self._reader.start(new)
        patience = 0.0 if background or len(new.data) > LARGE_BYTES else self._patience_s
        prepared = reading.wait(patience)
        if prepared is not None:
            return self._store(company, prepared)
        return Intake(self._follow(company, new, reading), created=known is None)

    def list(self, company: CompanyConfig, page: int, page_size: int) -> tuple[list[Document], int]:
        return self._repository(company).page(page, page_size)

    def get(self, company: CompanyConfig, document_id: str) -> Document:
        """Raises: DocumentNotFoundError."""
        return self._repository(company).get(document_id)

    def change(self, company: CompanyConfig, document_id: str, **values: Any) -> Document:
        """Set title, metadata or expiry. Raises: DocumentNotFoundError."""
        changed = self._repository(company).change(document_id, **values)
        self._knowledge.get(company).changed()
        return changed

    def search(
        self, company: CompanyConfig, query: str, *, limit: int, filters: Mapping[str, Any] | None = None
    ) -> Sequence[Hit]:
        """Rank this company's chunks against a query; none below its threshold."""
        return self._knowledge.get(company).hits(query, limit=limit, filters=filters)

    def delete(self, company: CompanyConfig, document_id: str) -> int:
        """Remove everywhere; returns how many chunks went. Raises: DocumentNotFoundError."""
        removed = self._repository(company).delete(document_id)
        self._tell(company, document_id, "deleted")
        self._knowledge.get(company).changed()
        try:
            self._redis.company(company.redis_prefix).delete(KeyKind.DOCUMENT, document_id)
        except DependencyError:
            log.warning("working memory is out of reach; its copy of the document is stale")
        return removed

    def embedding_state(self, company: CompanyConfig) -> str:
        """Whether vectors take part in searches, as `VectorstoreService.embedding_state` says."""
        return self._knowledge.get(company).embedding_state

    def index_state(self, company: CompanyConfig) -> dict[str, Any]:
        """What the index holds, for operators."""
        return asdict(self._knowledge.get(company).status())

    def count(self, company: CompanyConfig) -> int:
        return self._repository(company).count()

    def put(self, company: CompanyConfig, document: Document, chunks: Sequence[Chunk]) -> Document:
        """Store and index passages that are cut already: an earlier version, or one brought from elsewhere."""
        return self._store(company, Prepared(document, tuple(chunks))).document

    def close(self) -> None:
        self._reader.close()

    def _repository(self, company: CompanyConfig) -> DocumentRepository:
        return DocumentRepository(self._database.tenant(company.company_id))

    def _store(self, company: CompanyConfig, prepared: Prepared) -> Intake:
        knowledge = self._knowledge.get(company)
        chunks = with_embeddings(prepared.chunks, prepared.document.title, knowledge)
        stored, created = self._repository(company).save(prepared.document, chunks)
        knowledge.changed()
        self._mirror(company, stored)
        log.info("document indexed: %d chunks", len(chunks))
        self._tell(company, stored.document_id, "indexed", title=stored.title, chunk_count=len(chunks))
        return Intake(stored, created)

    def _follow(self, company: CompanyConfig, new: NewDocument, reading: Reading) -> Document:
        repository = self._repository(company)
        document = repository.begin(announced(new))

        def tell(share: float) -> None:
            try:
                repository.advance(document.document_id, share)
            except DependencyError:
                log.warning("progress of a file could not be recorded")

        def done(future: "Future[Prepared]") -> None:
            with log_context(company=company.company_id):
                self._finish(company, document.document_id, future)

        reading.follow(tell, done)
        return document

    def _finish(self, company: CompanyConfig, document_id: str, future: "Future[Prepared]") -> None:
        """The end of a background reading; its outcome stands in the document."""
        error = future.exception()
        try:
            if error is None:
                self.get(company, document_id)  # deleted meanwhile: nothing to store
                prepared = future.result()
                self._store(
                    company, replace(prepared, document=replace(prepared.document, document_id=document_id))
                )
                return
            log.warning("a file could not be read: %s", type(error).__name__, exc_info=_unexpected(error))
            self._repository(company).fail(document_id, describe_error(error))
            self._tell(company, document_id, "failed")
        except DocumentNotFoundError:
            log.info("a document was deleted while it was read")
        except DependencyError as exc:
            log.error("a file was read but could not be stored: %s", exc.code)

    def _tell(self, company: CompanyConfig, document_id: str, status: str, **more: Any) -> None:
        data = {"document_id": document_id, "status": status, **more}
        self._events.publish(company.company_id, "document", data)

    def _mirror(self, company: CompanyConfig, document: Document) -> None:
        """A summary under the company's own key, for operators and other programs on the same Redis."""
        summary = {"title": document.title, "chunks": document.chunk_count, "hash": document.content_hash}
        try:
            redis = self._redis.company(company.redis_prefix)
            redis.set(KeyKind.DOCUMENT, document.document_id, json.dumps(summary, ensure_ascii=False))
        except DependencyError:
            log.warning("working memory is out of reach; the record holds the document")


def describe_error(error: BaseException) -> dict[str, Any]:
    """Code, reason and message that may be shown."""
    if not isinstance(error, DomainError):
        return {
            "code": "internal_error",
            "reason": "internal_error",
            "message": "Something went wrong on our side",
        }
    return {
        "code": error.code,
        "reason": error.details.get("reason", error.code),
        "message": str(error),
        "details": error.details,
    }


def with_embeddings(chunks: Sequence[Chunk], title: str, knowledge: VectorstoreService) -> list[Chunk]:
    """The chunks with vectors of what is indexed of them, where an embedding model answers."""
    embeddings, model = knowledge.embed_chunks([embedded_text(title, c) for c in chunks])
    return [
        Chunk(c.chunk_index, c.content, c.section, c.metadata, embedding, model)
        for c, embedding in zip(chunks, embeddings, strict=True)
    ]


def _is_same(known: Document, new: NewDocument) -> bool:
    alive = known.expires_at is None or known.expires_at > datetime.now(UTC)
    return known.status == "indexed" and known.source_hash == new.source_hash and alive


def _unexpected(error: BaseException) -> BaseException | None:
    return None if isinstance(error, DomainError) else error
