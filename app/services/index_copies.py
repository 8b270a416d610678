"""Copies of the record that can be searched: one in this process, one in Redis shared by all."""

import json
import threading
from collections.abc import Callable, Mapping, Sequence

from app.config.constants import KeyKind
from app.models.errors import VectorStoreUnavailableError
from app.services.knowledge_record import KnowledgeRecord, RecordState
from app.services.redis_service import CompanyRedis
from app.services.vector_backends.base import VectorIndex
from app.services.vector_backends.lexicon import reading_version
from app.services.vector_backends.redis_index import RedisVectorIndex

HELD, HELD_ITEMS = "index", "index_items"
LOCK_WAIT_S = 10.0
SHORT_WAIT_S = 0.5


class LocalCopy:
    """An index in this process, loaded when first needed and kept equal to the record item by item."""

    def __init__(self, index: VectorIndex, record: KnowledgeRecord) -> None:
        self.index, self._record = index, record
        self._stamps: Mapping[str, str] | None = None
        self._lock = threading.Lock()

    @property
    def loaded(self) -> bool:
        return self._stamps is not None

    def holds(self, state: RecordState) -> bool:
        return self._stamps == state.stamps

    def bring_up(self, state: RecordState, *, anew: bool = False) -> None:
        """Make the index hold `state`; `anew` reads everything again. Raises: RecordUnavailableError."""
        with self._lock:
            if self._stamps is None or anew:
                self.index.replace_all(list(self._record.chunks()))
            else:
                _apply(self.index, self._record, self._stamps, state.stamps)
            self._stamps = state.stamps


class SharedCopy:
    """The company's index in Redis. Two keys beside it say what it holds, so that any process can bring it up.

    `{prefix}version:index` is the fingerprint of the state it holds, written last; `{prefix}version:index_items`
    the stamp of each item in it.
    """

    def __init__(
        self, make: Callable[[], RedisVectorIndex | None], record: KnowledgeRecord, redis: CompanyRedis
    ) -> None:
        self._make, self._record, self._redis = make, record, redis
        self._index: RedisVectorIndex | None = None

    @property
    def index(self) -> RedisVectorIndex | None:
        """None where Redis has no query engine, or did not answer yet."""
        if self._index is None:
            self._index = self._make()
        return self._index

    def holds(self, state: RecordState) -> bool:
        """Whether searching it now answers from `state`. Raises: DependencyError."""
        index = self.index
        if index is None:
            raise VectorStoreUnavailableError()
        return self._redis.get(KeyKind.VERSION, HELD) == _held_mark(state) and index.present()

    def bring_up(self, *, anew: bool = False) -> None:
        """Make it hold what the record has now; one process at a time. Raises: DependencyError."""
        with self._redis.lock(HELD, wait_s=LOCK_WAIT_S) as held:
            if held:
                self._write({} if anew else self._held_items(), self._record.state(), anew=anew)

    def catch_up(self, most: int) -> bool:
        """Take in at most `most` changed items, if no other process is at it. Raises: DependencyError."""
        with self._redis.lock(HELD, wait_s=SHORT_WAIT_S) as held:
            known, state = self._held_items() if held else {}, self._record.state()
            items = set(known) ^ set(state.stamps) | set(_changed(known, state.stamps))
            if not known or len(items) > most:
                return False
            self._write(known, state)
            return True

    def _write(self, known: Mapping[str, str], state: RecordState, *, anew: bool = False) -> None:
        """`state` was read under the lock: a slower process must not bring an older one back."""
        index = self.index
        if index is None:
            raise VectorStoreUnavailableError()
        if not anew and self.holds(state):
            return
        if known and index.present():
            _apply(index, self._record, known, state.stamps)
        else:
            self._redis.delete(KeyKind.VERSION, HELD)
            index.replace_all(list(self._record.chunks()))
        self._redis.set(KeyKind.VERSION, HELD_ITEMS, json.dumps(dict(state.stamps)))
        self._redis.set(KeyKind.VERSION, HELD, _held_mark(state).decode())

    def _held_items(self) -> dict[str, str]:
        raw, mark = self._redis.get(KeyKind.VERSION, HELD_ITEMS), self._redis.get(KeyKind.VERSION, HELD)
        if not raw or not mark or not mark.endswith(reading_version().encode()):
            return {}  # nothing, or analysed by another version of the program: written anew
        return dict(json.loads(raw))


def _held_mark(state: RecordState) -> bytes:
    """What the index holds, and by which reading of the texts."""
    return f"{state.fingerprint}:{reading_version()}".encode()


def _apply(
    index: VectorIndex, record: KnowledgeRecord, before: Mapping[str, str], after: Mapping[str, str]
) -> None:
    """Bring only what changed from the record into the index."""
    changed = _changed(before, after)
    gone = {*(i for i in before if i not in after), *(i for i in changed if i in before)}
    index.update(gone, list(record.chunks(changed)) if changed else [])


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> Sequence[str]:
    return [id_ for id_, stamp in after.items() if before.get(id_) != stamp]
