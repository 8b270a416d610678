"""One company's knowledge as agents and the API search it: an index over what SQL holds.

The index is a copy. A token in Redis names the state of the documents; a process whose copy is of another
state loads it again from SQL before it searches, so a change made anywhere is seen by everybody's next search.
"""

import threading
import time
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from app.agents.ports import Passage
from app.config.company_config import CompanyConfig
from app.config.constants import KeyKind
from app.models.document import Chunk, Document, DocumentRepository
from app.models.errors import DependencyError, EmbeddingUnavailableError
from app.services.redis_service import CompanyRedis
from app.services.vector_backends.base import Hit, IndexedChunk, Vector, VectorIndex
from app.utils.logger import get_logger

log = get_logger("vectorstore")
STATE = "documents"


class Embedder(Protocol):
    """Texts to unit vectors. Raises: EmbeddingUnavailableError."""

    model: str

    def embed(self, texts: Sequence[str]) -> list[Vector]: ...


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """What the index holds against what the record holds."""

    healthy: bool
    documents: int
    chunks: int
    index: str
    backend: str


class VectorstoreService:
    """`Retriever` of one company."""

    def __init__(
        self,
        company: CompanyConfig,
        index: VectorIndex,
        documents: DocumentRepository,
        redis: CompanyRedis,
        embedder: Embedder | None = None,
    ) -> None:
        self._company, self._index, self._documents = company, index, documents
        self._redis, self._embedder = redis, embedder
        self._state: str | None = None  # None: nothing loaded yet
        self._lock = threading.Lock()

    def search(self, query: str, *, limit: int = 5) -> list[Passage]:
        return [as_passage(hit) for hit in self.hits(query, limit=limit)]

    def hits(self, query: str, *, limit: int, filters: Mapping[str, Any] | None = None) -> list[Hit]:
        """Chunks above the company's threshold with their scores, best first.

        Raises: VectorStoreUnavailableError, RecordUnavailableError (only before the first load).
        """
        started = time.perf_counter()
        self.refresh()
        found = self._index.search(
            query,
            limit=limit,
            embedding=self._embed_query(query),
            filters=filters,
            min_score=self._company.min_score,
        )
        log.info("rag: %d hits in %.0f ms", len(found), (time.perf_counter() - started) * 1000)
        return found

    def add(self, document: Document, chunks: Sequence[Chunk], *, replaced: bool) -> None:
        """Bring a stored document into this process's index and tell the others."""
        self.refresh()
        with self._lock:
            if replaced:
                self._index.delete(document.document_id)
            self._index.add([indexed(document, chunk) for chunk in chunks])
            self._announce()

    def delete(self, document_id: str) -> None:
        self.refresh()
        with self._lock:
            self._index.delete(document_id)
            self._announce()

    def refresh(self) -> None:
        """Load the index again from the record if another state of the documents is current."""
        state = self._current_state()
        if self._state == state:
            return
        with self._lock:
            if self._state != state:
                self._load(state)

    def warm_up(self) -> None:
        """Load the index and, with one search, the word lists of the company's language."""
        self.hits(self._company.services or self._company.company_name, limit=1)

    def rebuild(self) -> int:
        """Load everything again from the record; returns the number of chunks."""
        with self._lock:
            return self._load(self._current_state())

    def status(self) -> IndexStatus:
        """Raises: DependencyError."""
        self.refresh()
        documents, chunks = self._index.count()
        recorded = self._documents.indexed_counts()
        return IndexStatus(
            healthy=(documents, chunks) == recorded,
            documents=documents,
            chunks=chunks,
            index=self._company.vectorstore_index,
            backend=self._index.backend,
        )

    def embed_chunks(self, texts: Sequence[str]) -> tuple[list[bytes | None], str | None]:
        """Embeddings to store beside chunks, with the model's name; none when it does not answer."""
        if self._embedder is None:
            return [None] * len(texts), None
        try:
            vectors = self._embedder.embed(texts)
        except EmbeddingUnavailableError:
            log.warning("documents are indexed without embeddings for now")
            return [None] * len(texts), None
        return [vector.astype("<f4").tobytes() for vector in vectors], self._embedder.model

    def _load(self, state: str) -> int:
        rows = [indexed(document, chunk) for document, chunk in self._documents.all_chunks()]
        self._index.replace_all(rows)
        self._state = state
        log.debug("index loaded: %d chunks", len(rows))
        return len(rows)

    def _current_state(self) -> str:
        try:
            return (self._redis.get(KeyKind.VERSION, STATE) or b"").decode()
        except DependencyError:
            return self._state if self._state is not None else ""

    def _announce(self) -> None:
        self._state = uuid.uuid4().hex
        try:
            self._redis.set(KeyKind.VERSION, STATE, self._state)
        except DependencyError:
            self._state = ""
            log.warning("a document change could not be announced to other processes")

    def _embed_query(self, query: str) -> Vector | None:
        if self._embedder is None:
            return None
        try:
            return self._embedder.embed([query])[0]
        except EmbeddingUnavailableError:
            return None  # words alone still find most passages


class KnowledgeRegistry:
    """The knowledge of every company in use; idle ones are dropped and load again when needed."""

    def __init__(self, make: Callable[[CompanyConfig], VectorstoreService], *, idle_s: float = 3600.0) -> None:
        self._make, self._idle_s = make, idle_s
        self._items: dict[str, tuple[str, VectorstoreService, float]] = {}
        self._lock = threading.Lock()

    def get(self, company: CompanyConfig) -> VectorstoreService:
        with self._lock:
            now = time.monotonic()
            known = self._items.get(company.company_id)
            service = known[1] if known and known[0] == company.version else self._make(company)
            self._items[company.company_id] = (company.version, service, now)
            return service

    def loaded(self) -> Iterable[tuple[str, VectorstoreService]]:
        with self._lock:
            return [(company_id, item[1]) for company_id, item in self._items.items()]

    def evict_idle(self) -> None:
        with self._lock:
            limit = time.monotonic() - self._idle_s
            self._items = {key: item for key, item in self._items.items() if item[2] >= limit}


def as_passage(hit: Hit) -> Passage:
    chunk = hit.chunk
    return Passage(
        document_id=chunk.document_id,
        title=chunk.title,
        content=chunk.content,
        score=hit.score,
        chunk_index=chunk.chunk_index,
        section=chunk.section,
        metadata=chunk.metadata,
    )


def indexed(document: Document, chunk: Chunk) -> IndexedChunk:
    return IndexedChunk(
        document_id=document.document_id,
        chunk_index=chunk.chunk_index,
        title=document.title,
        section=chunk.section,
        content=chunk.content,
        language=document.language,
        metadata={**document.metadata, **chunk.metadata},
        embedding=np.frombuffer(chunk.embedding, dtype="<f4") if chunk.embedding else None,
    )
