"""A company's index inside this process: immutable segments, swapped whole, built when first searched."""

import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.services.vector_backends.base import DEFAULT_MIN_SCORE, Hit, IndexedChunk
from app.services.vector_backends.questions import Question, read_question
from app.services.vector_backends.ranking import Searched, Wanted, best_hits
from app.services.vector_backends.segment import Segment
from app.services.vector_backends.sense import Sense

_Key = tuple[str, int]
_REMEMBERED = 16  # questions
_MERGE_FACTOR = 4  # a segment this much larger than what arrives is left as it is


@dataclass(frozen=True, slots=True)
class _Part:
    """A segment and which of its chunks are still current."""

    segment: Segment
    alive: NDArray[np.bool_]

    @classmethod
    def of(cls, segment: Segment) -> "_Part":
        return cls(segment, np.ones(len(segment), dtype=np.bool_))

    @property
    def living(self) -> int:
        return int(self.alive.sum())

    def holds(self, key: _Key) -> bool:
        return bool(self.alive[self.segment.position[key]])

    def without(self, keys: set[_Key]) -> "_Part":
        gone = [at for key in keys if (at := self.segment.position.get(key)) is not None]
        if not gone:
            return self
        alive = self.alive.copy()
        alive[gone] = False
        return _Part(self.segment, alive)


class InProcessIndex:
    """Thread-safe: a search reads one snapshot; writers are serialised.

    New chunks wait in a list until the next search, which makes a small segment of them; segments
    are merged as in a log-structured store, so that one added document never rebuilds a large index.
    """

    backend = "in_process"

    def __init__(self, name: str) -> None:
        self.name = name
        self._lock = threading.RLock()
        self._chunks: dict[_Key, IndexedChunk] = {}
        self._pending: dict[_Key, IndexedChunk] = {}
        self._parts: tuple[_Part, ...] = ()
        self._questions: dict[str, Question] = {}  # as read by the current parts, oldest first

    def add(self, chunks: Sequence[IndexedChunk]) -> None:
        with self._lock:
            self._bury({c.key for c in chunks})
            for chunk in chunks:
                self._chunks[chunk.key] = self._pending[chunk.key] = chunk

    def delete(self, document_id: str) -> int:
        with self._lock:
            gone = {key for key in self._chunks if key[0] == document_id}
            self._bury(gone)
            for key in gone:
                del self._chunks[key]
                self._pending.pop(key, None)
            return len(gone)

    def update(self, gone: Collection[str], chunks: Sequence[IndexedChunk]) -> None:
        with self._lock:  # a search takes its snapshot under it
            for document_id in gone:
                self.delete(document_id)
            self.add(chunks)

    def replace_all(self, chunks: Sequence[IndexedChunk]) -> None:
        with self._lock:
            self._chunks = {c.key: c for c in chunks}
            self._pending = dict(self._chunks)
            self._show(())

    def drop(self) -> None:
        self.replace_all(())

    def count(self) -> tuple[int, int]:
        with self._lock:
            return len({document for document, _ in self._chunks}), len(self._chunks)

    def search(
        self,
        query: str,
        *,
        limit: int,
        sense: Sense | None = None,
        filters: Mapping[str, Any] | None = None,
        min_score: float | None = None,
    ) -> list[Hit]:
        parts = self._snapshot()
        wanted = Wanted(limit, sense, filters, DEFAULT_MIN_SCORE if min_score is None else min_score)
        searched = [Searched(part.segment, part.alive) for part in parts]
        return best_hits(searched, self._read(query, parts), wanted)

    def _read(self, query: str, parts: tuple[_Part, ...]) -> Question:
        """The question as these parts understand it; one message searches several times with the same words."""
        with self._lock:
            if parts is self._parts and (known := self._questions.get(query)) is not None:
                return known
        question = read_question(query, [p.segment for p in parts])
        with self._lock:
            if parts is self._parts:
                self._questions[query] = question
                if len(self._questions) > _REMEMBERED:
                    del self._questions[next(iter(self._questions))]
        return question

    def _show(self, parts: tuple[_Part, ...]) -> None:
        """Let the next searches see these parts."""
        self._parts, self._questions = parts, {}

    def _bury(self, keys: set[_Key]) -> None:
        """Hide chunks from the next snapshot; running searches keep the one they have."""
        self._show(tuple(part.without(keys) for part in self._parts))

    def _snapshot(self) -> tuple[_Part, ...]:
        with self._lock:
            if self._pending:
                self._absorb()
            return self._parts

    def _absorb(self) -> None:
        """Index what waits, taking in every segment not much larger than it, and those mostly dead."""
        waiting = len(self._pending)
        kept: list[_Part] = []
        for part in sorted(self._parts, key=lambda p: -len(p.segment)):
            if part.living > _MERGE_FACTOR * waiting and part.living > len(part.segment) // 2:
                kept.append(part)
            else:
                waiting += part.living
        held = {key for part in kept for key in part.segment.position}
        buried = {key for part in kept for key in part.segment.position if not part.holds(key)}
        wanted = [key for key in self._chunks if key not in held or key in buried]
        segment = Segment([self._whole(key) for key in wanted])
        self._chunks.update({c.key: c for c in segment.chunks})  # without a second copy of their vectors
        self._pending = {}
        self._show((*kept, _Part.of(segment)))

    def _whole(self, key: _Key) -> IndexedChunk:
        """A chunk as it came, its vector from the segment that held it until now."""
        if key in self._pending:
            return self._pending[key]
        part = next(p for p in self._parts if key in p.segment.position and p.holds(key))
        return part.segment.whole(key)
