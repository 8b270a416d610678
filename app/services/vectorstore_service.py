"""One company's knowledge as agents and the API search it: copies of what SQL holds.

A token in Redis names the state of the record; a process that knows another state reads what changed before it
searches, so a change made anywhere is seen by everybody's next search. Where Redis has the query engine its index
serves; while that one is missing or behind, a copy in this process does, and the other is brought up meanwhile.
"""

import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from app.agents.ports import OWN_ANSWER, Passage
from app.config.company_config import CompanyConfig
from app.models.document import Chunk
from app.models.errors import DependencyError, DocumentNotFoundError, EmbeddingUnavailableError
from app.services.index_copies import LocalCopy, SharedCopy
from app.services.knowledge_record import CURATED, KnowledgeRecord, RecordState
from app.services.question_match import best_match
from app.services.record_token import RecordToken
from app.services.vector_backends.base import Hit, Vector, VectorIndex
from app.utils.logger import get_logger

log = get_logger("vectorstore")
CURATED_CANDIDATES = 5
FEW = 50  # items the shared index may lack and still be brought up before a search
RETRY_S = 5.0
CLOSE_WAIT_S = 10.0


class Embedder(Protocol):
    """Texts to unit vectors. Raises: EmbeddingUnavailableError."""

    model: str

    def embed(self, texts: Sequence[str]) -> list[Vector]: ...

    def embed_query(self, text: str) -> Vector: ...


def label_of(embedder: Embedder, vector: Vector) -> str:
    """What is kept beside a vector: vectors compare only within one model and dimension."""
    return f"{embedder.model[:90]}@{len(vector)}"


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """What the serving index holds against what the record holds."""

    healthy: bool
    documents: int
    chunks: int
    index: str
    backend: str


@dataclass(frozen=True, slots=True)
class Copies:
    """Where a company's passages are searched; `shared` is None without Redis."""

    local: LocalCopy
    shared: SharedCopy | None = None


class VectorstoreService:
    """`Retriever` of one company."""

    def __init__(
        self,
        company: CompanyConfig,
        record: KnowledgeRecord,
        copies: Copies,
        token: RecordToken,
        embedder: Embedder | None = None,
    ) -> None:
        self._company, self._record = company, record
        self._local, self._shared = copies.local, copies.shared
        self._token, self._embedder = token, embedder
        self._foreign: bool | None = None  # whether vectors of another model are in the index; None: not asked
        self._model_answers = True
        self._state: RecordState | None = None  # None: nothing known yet
        self._known_token = ""
        self._retry_at = 0.0  # while the record is out of reach
        self._lock = threading.RLock()
        self._repairing = threading.Lock()

    def adopt(self, company: CompanyConfig, embedder: Embedder | None) -> None:
        """Go on for a changed configuration of the same company."""
        self._company, self._embedder = company, embedder
        self._foreign = None

    def serves(self, company: CompanyConfig) -> bool:
        """Whether prefix and index are still the ones this service was made for."""
        mine = self._company
        return (mine.redis_prefix, mine.vectorstore_index) == (company.redis_prefix, company.vectorstore_index)

    def search(self, query: str, *, limit: int = 5) -> list[Passage]:
        """Passages that answer, best first; an own answer of the company to this very question stands alone."""
        state = self.refresh()
        if state.answers:
            own = self._own_answer(state, query)
            if own is not None:
                return [own]
        return [as_passage(hit) for hit in self._hits(state, query, limit=limit)]

    def _own_answer(self, state: RecordState, query: str) -> Passage | None:
        """The company's own answer, where its question is the one that is asked."""
        near = self._hits(state, query, limit=CURATED_CANDIDATES, filters={"kind": CURATED}, floor=0.2)
        wordings = [(hit.chunk, text) for hit in near for text in _wordings(hit)]
        found = best_match(query, [text for _chunk, text in wordings], self._company.language)
        if found is None:
            return None
        position, score = found
        return replace(as_passage(Hit(wordings[position][0], score)), metadata={"kind": OWN_ANSWER})

    def hits(self, query: str, *, limit: int, filters: Mapping[str, Any] | None = None) -> list[Hit]:
        """Chunks above the company's threshold with their scores, best first.

        Raises: RecordUnavailableError, only before the first load.
        """
        return self._hits(self.refresh(), query, limit=limit, filters=filters)

    def _hits(
        self,
        state: RecordState,
        query: str,
        *,
        limit: int,
        filters: Mapping[str, Any] | None = None,
        floor: float | None = None,
    ) -> list[Hit]:
        """As `hits`, of a state that was read for this very search; `floor` replaces the threshold."""
        started = time.perf_counter()
        wanted: dict[str, Any] = {
            "limit": limit,
            "embedding": self._embed_query(query),
            "filters": filters,
            "min_score": self._company.min_score if floor is None else floor,
        }
        try:
            found = self._serving(state).search(query, **wanted)
        except DependencyError as exc:
            log.warning("the shared index does not answer (%s); this process's own does", exc.code)
            found = self._local_index(state).search(query, **wanted)
        log.info("rag: %d hits in %.0f ms", len(found), (time.perf_counter() - started) * 1000)
        return found

    def changed(self) -> None:
        """The record has changed here: bring the copies up and tell the other processes."""
        with self._lock:
            self._learn(self._record.state())
            self._known_token = self._token.announce(self._known_token)
        if self._shared is not None:
            try:
                self._shared.bring_up()
            except DependencyError as exc:
                log.warning("the shared index is out of reach: %s", exc.code)

    def refresh(self) -> RecordState:
        """The state to search; read again from the record where it may have moved on.

        Raises: RecordUnavailableError, only before the first load.
        """
        token = self._token.current()
        if self._state is not None and self._is_fresh(self._state, token):
            return self._state
        with self._lock:
            if self._state is not None and self._is_fresh(self._state, token):
                return self._state
            return self._read_again(token)

    def _is_fresh(self, state: RecordState, token: str) -> bool:
        """Without a token (no Redis) the record itself is asked, unless it just did not answer."""
        if time.monotonic() < self._retry_at:
            return True
        return bool(token) and token == self._known_token and not state.has_expired()

    def _read_again(self, token: str) -> RecordState:
        try:
            state = self._record.state()
            self._learn(state)
        except DependencyError:
            if self._state is None:
                raise
            self._retry_at = time.monotonic() + RETRY_S
            log.warning("the record is out of reach; searching what was loaded")
            return self._state
        self._known_token = token or self._token.establish()
        return state

    def warm_up(self) -> None:
        """Load the index and, with one search, the word lists of the company's language."""
        self.hits(self._company.services or self._company.company_name, limit=1)

    def rebuild(self) -> int:
        """Load everything again from the record; returns the number of chunks. Raises: DependencyError.

        Searches go on: the old content serves until the new one is complete.
        """
        state = self._record.state()
        if self._shared is not None and self._shared.index is not None:
            self._shared.bring_up(anew=True)
        if self._local.loaded or self._shared is None:
            self._local.bring_up(state, anew=True)
        with self._lock:
            self._state = state
        log.info("index rebuilt: %d chunks", state.chunks)
        return state.chunks

    def close(self) -> None:
        """Let a repair in course end, since it uses connections that close next."""
        if self._repairing.acquire(timeout=CLOSE_WAIT_S):
            self._repairing.release()

    def status(self) -> IndexStatus:
        """Raises: DependencyError."""
        state = self._record.state()
        if not self._local.loaded and (self._shared is None or self._shared.index is None):
            return self._unloaded(state)
        index = self._serving_now(state)
        documents, chunks = index.count()
        preferred = self._shared is None or self._shared.index is None or index is self._shared.index
        return IndexStatus(
            healthy=preferred and (documents, chunks) == (len(state.stamps), state.chunks),
            documents=max(0, documents - state.answers),  # own answers are told apart from documents
            chunks=max(0, chunks - state.answers),
            index=self._company.vectorstore_index,
            backend=index.backend,
        )

    def catch_up(self) -> bool:
        """Whether a change had been missed, and is now known. Raises: RecordUnavailableError."""
        known, state = self.refresh(), self._record.state()
        if known.stamps == state.stamps:
            return False
        with self._lock:
            self._learn(state)
        return True

    def embed_chunks(self, texts: Sequence[str]) -> tuple[list[bytes | None], str | None]:
        """Embeddings to store beside chunks, with the model's name; none when it does not answer."""
        if self._embedder is None:
            return [None] * len(texts), None
        try:
            vectors = self._embedder.embed(texts)
        except EmbeddingUnavailableError:
            log.warning("documents are indexed without embeddings for now")
            return [None] * len(texts), None
        if not vectors:
            return [], None
        return [vector.astype("<f4").tobytes() for vector in vectors], label_of(self._embedder, vectors[0])

    def embed_missing(self) -> int:
        """Embed what has no vector, or one of another model or dimension; searches go on meanwhile.

        Returns the number of documents done: 0 also while the model does not answer.
        Raises: RecordUnavailableError.
        """
        if self._embedder is None:
            return 0
        documents, label, done = self._record.documents, "", 0
        for document_id in documents.lacking_embeddings(f"{self._embedder.model[:90]}@"):
            done += self._embed_document(document_id)
        probe = self._embed_query_now("dimension")
        if probe is not None:
            label = label_of(self._embedder, probe)
            for document_id in documents.lacking_embeddings(label):
                done += self._embed_document(document_id)
        if done:
            log.info("embeddings made later for %d documents", done)
            self.changed()
            self.rebuild()  # a segment has one dimension: all of it is loaded anew
        return done

    @property
    def embedding_state(self) -> str:
        """`none` (no model), `ready`, `reindexing` (vectors of another model remain) or `unavailable`."""
        if self._embedder is None:
            return "none"
        if self._has_foreign_vectors():
            return "reindexing"
        return "ready" if self._model_answers else "unavailable"

    @property
    def embedding_model(self) -> str | None:
        return self._embedder.model if self._embedder else None

    def _unloaded(self, state: RecordState) -> IndexStatus:
        """Nothing was searched yet: the index is loaded from the record at the first search."""
        name, backend = self._company.vectorstore_index, self._local.index.backend
        return IndexStatus(True, state.documents, state.chunks - state.answers, name, backend)

    def _learn(self, state: RecordState) -> None:
        """Take a state over; this process's copy follows where it is what searches use."""
        if self._local.loaded or self._shared is None:
            self._local.bring_up(state)
        self._state, self._foreign = state, None

    def _serving(self, state: RecordState) -> VectorIndex:
        index = self._serving_now(state)
        if self._shared is not None and index is not self._shared.index:
            self._repair_soon()
        return index

    def _serving_now(self, state: RecordState) -> VectorIndex:
        if self._shared is None or self._shared.index is None:
            return self._local_index(state)
        try:
            if self._shared.holds(state) or (not self._local.loaded and self._shared.catch_up(FEW)):
                return self._shared.index
        except DependencyError:
            log.debug("the shared index is out of reach")
        return self._local_index(state)

    def _local_index(self, state: RecordState) -> VectorIndex:
        if not self._local.holds(state):
            with self._lock:
                if not self._local.holds(state):
                    self._local.bring_up(state)
        return self._local.index

    def _repair_soon(self) -> None:
        """Bring the shared index up beside the searches; once at a time."""
        if self._shared is None or self._shared.index is None or not self._repairing.acquire(blocking=False):
            return
        threading.Thread(target=self._repair, args=(self._shared,), name="index-repair", daemon=True).start()

    def _repair(self, shared: SharedCopy) -> None:
        try:
            shared.bring_up()
        except DependencyError as exc:
            log.warning("the shared index could not be brought up: %s", exc.code)
        finally:
            self._repairing.release()

    def _embed_query(self, query: str) -> Vector | None:
        """None without a model, while it is down, and while vectors of another model are in the index:
        words alone still find most passages."""
        if self._embedder is None or not query.strip() or self._has_foreign_vectors():
            return None
        return self._embed_query_now(query)

    def _embed_query_now(self, query: str) -> Vector | None:
        if self._embedder is None:
            return None
        try:
            vector = self._embedder.embed_query(query)
        except EmbeddingUnavailableError:
            self._model_answers = False
            return None
        self._model_answers = True
        return vector

    def _has_foreign_vectors(self) -> bool:
        if self._embedder is None:
            return False
        if self._foreign is None:
            try:
                self._foreign = self._record.documents.has_other_embeddings(f"{self._embedder.model[:90]}@")
            except DependencyError:
                return True  # asked again next time; words serve until then
        return self._foreign

    def _embed_document(self, document_id: str) -> bool:
        documents = self._record.documents
        try:
            document, chunks = documents.get(document_id), documents.chunks_of(document_id)
            vectors, label = self.embed_chunks([embedded_text(document.title, c) for c in chunks])
            if label is None:
                return False
            pairs = zip(chunks, vectors, strict=True)
            documents.set_embeddings(
                document_id, [replace(c, embedding=v, embedding_model=label) for c, v in pairs]
            )
        except DocumentNotFoundError:
            return False  # deleted meanwhile
        return True


def embedded_text(title: str, chunk: Chunk) -> str:
    """What of a passage is embedded: its headings say what it is about."""
    return f"{title}\n{chunk.section}\n{chunk.content}"


class KnowledgeRegistry:
    """The knowledge of every company in use; idle ones are dropped and load again when needed."""

    def __init__(
        self,
        make: Callable[[CompanyConfig], VectorstoreService],
        embedder: Callable[[CompanyConfig], Embedder | None] = lambda _company: None,
        *,
        idle_s: float = 3600.0,
    ) -> None:
        self._make, self._embedder, self._idle_s = make, embedder, idle_s
        self._items: dict[str, tuple[str, VectorstoreService, float]] = {}
        self._lock = threading.Lock()

    def get(self, company: CompanyConfig) -> VectorstoreService:
        with self._lock:
            version, service, _used = self._items.get(company.company_id, ("", None, 0.0))
            if service is None or not service.serves(company):
                service = self._make(company)
            if version != company.version:
                service.adopt(company, self._embedder(company))
            self._items[company.company_id] = (company.version, service, time.monotonic())
            return service

    def loaded(self) -> Iterable[tuple[str, VectorstoreService]]:
        with self._lock:
            return [(company_id, item[1]) for company_id, item in self._items.items()]

    def close(self) -> None:
        for _company_id, service in self.loaded():
            service.close()

    def retain(self, company_ids: Collection[str]) -> None:
        """Drop the knowledge of companies that are no more."""
        with self._lock:
            self._items = {key: item for key, item in self._items.items() if key in company_ids}

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


def _wordings(hit: Hit) -> list[str]:
    return [hit.chunk.title, *filter(None, hit.chunk.section.split(" > "))]
