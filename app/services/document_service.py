"""A company's documents: take in, list, search, delete. SQL first, then the index, then Redis's copy."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from app.config.company_config import CompanyConfig
from app.config.constants import KeyKind
from app.models.database import Database
from app.models.document import Chunk, Document, DocumentRepository
from app.models.errors import DependencyError, QuotaExceededError
from app.services.ingestion import chunk as split_text
from app.services.ingestion import content_hash, detect_document_language, extract, to_text
from app.services.redis_service import RedisService
from app.services.vector_backends.base import Hit
from app.services.vectorstore_service import KnowledgeRegistry, VectorstoreService
from app.utils.logger import get_logger
from app.utils.validators import clean_text, validate_document_data

log = get_logger("documents")
TITLE_CHARS = 80


@dataclass(frozen=True, slots=True)
class NewDocument:
    """What a client sends: text, or a file's bytes."""

    content: str = ""
    title: str = ""
    metadata: Mapping[str, Any] | None = None
    external_id: str | None = None
    data: bytes = b""
    filename: str = ""
    media_type: str = ""


class DocumentService:
    """Use cases over every company's documents; each call names its company."""

    def __init__(self, database: Database, redis: RedisService, knowledge: KnowledgeRegistry) -> None:
        self._database, self._redis, self._knowledge = database, redis, knowledge

    def add(self, company: CompanyConfig, new: NewDocument) -> tuple[Document, bool]:
        """Store and index; the same `external_id` again replaces. Returns (document, created).

        Raises: ValidationFailedError, DocumentUnreadableError, UnsupportedMediaTypeError, QuotaExceededError.
        """
        repository = self._repository(company)
        self._check_quota(company, repository, new)
        document, drafts = _prepare(new)
        knowledge = self._knowledge.get(company)
        chunks = _with_embeddings(drafts, document, knowledge)
        stored, created = repository.save(document, chunks)
        knowledge.add(stored, chunks, replaced=not created)
        self._mirror(company, stored)
        log.info("document indexed: %d chunks", len(chunks))
        return stored, created

    def list(self, company: CompanyConfig, page: int, page_size: int) -> tuple[list[Document], int]:
        return self._repository(company).page(page, page_size)

    def get(self, company: CompanyConfig, document_id: str) -> Document:
        """Raises: DocumentNotFoundError."""
        return self._repository(company).get(document_id)

    def search(
        self, company: CompanyConfig, query: str, *, limit: int, filters: Mapping[str, Any] | None = None
    ) -> Sequence[Hit]:
        """Rank this company's chunks against a query; none below its threshold."""
        return self._knowledge.get(company).hits(query, limit=limit, filters=filters)

    def delete(self, company: CompanyConfig, document_id: str) -> int:
        """Remove everywhere; returns how many chunks went. Raises: DocumentNotFoundError."""
        removed = self._repository(company).delete(document_id)
        self._knowledge.get(company).delete(document_id)
        try:
            self._redis.company(company.redis_prefix).delete(KeyKind.DOCUMENT, document_id)
        except DependencyError:
            log.warning("working memory is out of reach; its copy of the document is stale")
        return removed

    def index_state(self, company: CompanyConfig) -> dict[str, Any]:
        """What the index holds, for operators."""
        return asdict(self._knowledge.get(company).status())

    def count(self, company: CompanyConfig) -> int:
        return self._repository(company).count()

    def _repository(self, company: CompanyConfig) -> DocumentRepository:
        return DocumentRepository(self._database.tenant(company.company_id))

    def _check_quota(self, company: CompanyConfig, repository: DocumentRepository, new: NewDocument) -> None:
        replaces = new.external_id is not None and repository.has_external(new.external_id)
        if not replaces and repository.count() >= company.max_documents:
            raise QuotaExceededError(details={"max_documents": company.max_documents})

    def _mirror(self, company: CompanyConfig, document: Document) -> None:
        """A summary under the company's own key, for operators and other programs on the same Redis."""
        summary = {"title": document.title, "chunks": document.chunk_count, "hash": document.content_hash}
        try:
            redis = self._redis.company(company.redis_prefix)
            redis.set(KeyKind.DOCUMENT, document.document_id, json.dumps(summary, ensure_ascii=False))
        except DependencyError:
            log.warning("working memory is out of reach; the record holds the document")


def _prepare(new: NewDocument) -> tuple[Document, list[Chunk]]:
    if new.data:
        extracted = extract(new.data, filename=new.filename, media_type=new.media_type)
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
    )
    return document, [Chunk(d.chunk_index, d.content, d.section, dict(d.metadata)) for d in drafts]


def _with_embeddings(chunks: list[Chunk], document: Document, knowledge: VectorstoreService) -> list[Chunk]:
    texts = [f"{document.title}\n{chunk.section}\n{chunk.content}" for chunk in chunks]
    embeddings, model = knowledge.embed_chunks(texts)
    return [
        Chunk(c.chunk_index, c.content, c.section, c.metadata, embedding, model)
        for c, embedding in zip(chunks, embeddings, strict=True)
    ]


def _title_of(text: str) -> str:
    """The first line, without Markdown marks."""
    line = next((line.strip("#*> \t") for line in text.splitlines() if line.strip("#*> \t")), "")
    return line[:TITLE_CHARS] or content_hash(text)[:12]
