"""One company's knowledge as agents and the API search it: copies of what SQL holds.

A token in Redis names the state of the record; a process that knows another state reads what changed before it
searches, so a change made anywhere is seen by everybody's next search. Where Redis has the query engine its index
serves; while that one is missing or behind, a copy in this process does, and the other is brought up meanwhile.
"""

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.agents.ports import OWN_ANSWER, Passage
from app.config.company_config import CompanyConfig
from app.models.errors import DependencyError
from app.services.index_copies import LocalCopy, SharedCopy
from app.services.knowledge_record import CURATED, KnowledgeRecord, RecordState
from app.services.knowledge_vectors import Embedder, KnowledgeVectors
from app.services.question_match import best_match
from app.services.record_token import RecordToken
from app.services.vector_backends.base import Hit, VectorIndex
from app.utils.logger import get_logger

log = get_logger("vectorstore")
CURATED_CANDIDATES = 5
FEW = 50  # items the shared index may lack and still be brought up before a search
RETRY_S = 5.0
CLOSE_WAIT_S = 10.0


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
        self._token = token
        self._vectors = KnowledgeVectors(record.documents, embedder)
        self._state: RecordState | None = None  # None: nothing known yet
        self._known_token = ""
        self._retry_at = 0.0  # while the record is out of reach
        self._lock = threading.RLock()
        self._repairing = threading.Lock()

    def adopt(self, company: CompanyConfig, embedder: Embedder | None) -> None:
        """Go on for a changed configuration of the same company."""
        self._company = company
        self._vectors.adopt(embedder)

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
            "sense": self._vectors.sense(query),
            "filters": filters,
            "min_score": self._company.min_score if floor is None else floor,
        }
        try:
            index = self._serving(state)
            found = index.search(query, **wanted)
            lost = not found and self._is_lost(index)
        except DependencyError as exc:
            log.warning("the shared index does not answer: %s", exc.code)
            found, lost = [], True
        if lost:  # or just being made anew
            found = self._local_index(state).search(query, **wanted)
        log.info("rag: %d hits in %.0f ms", len(found), (time.perf_counter() - started) * 1000)
        return found

    def _is_lost(self, index: VectorIndex) -> bool:
        shared = None if self._shared is None else self._shared.index
        return shared is not None and index is shared and not shared.present()

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

    @property
    def embedding_state(self) -> str:
        """As `KnowledgeVectors.state`."""
        return self._vectors.state

    def embed_chunks(self, texts: Sequence[str]) -> tuple[list[bytes | None], str | None]:
        """As `KnowledgeVectors.of_passages`."""
        return self._vectors.of_passages(texts)

    def embed_missing(self) -> int:
        """Make the vectors that lack; searches go on meanwhile. The number of documents done.

        Raises: RecordUnavailableError.
        """
        done = self._vectors.make_missing()
        if done:
            self.changed()
            self.rebuild()  # a segment has one dimension: all of it is loaded anew
        return done

    def _unloaded(self, state: RecordState) -> IndexStatus:
        """Nothing was searched yet: the index is loaded from the record at the first search."""
        name, backend = self._company.vectorstore_index, self._local.index.backend
        return IndexStatus(True, state.documents, state.chunks - state.answers, name, backend)

    def _learn(self, state: RecordState) -> None:
        """Take a state over; this process's copy follows where it is what searches use."""
        if self._local.loaded or self._shared is None:
            self._local.bring_up(state)
        self._state = state
        self._vectors.record_changed()

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
