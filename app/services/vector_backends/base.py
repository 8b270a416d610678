"""The contract of a company's index: what goes in, what comes out, and what every backend must do."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from app.services.vector_backends.sense import Sense

Vector = NDArray[np.float32]

DEFAULT_MIN_SCORE = 0.36
"""Below this a chunk does not answer the query; measured in `tests/quality/test_retrieval_quality.py`."""


@dataclass(frozen=True, slots=True)
class IndexedChunk:
    """One piece of a document; `embedding` is (dim,), unit norm, or None without an embedder."""

    document_id: str
    chunk_index: int
    title: str
    section: str  # path of headings, outermost first
    content: str
    language: str
    metadata: Mapping[str, Any] = field(default_factory=dict)
    embedding: Vector | None = None

    @property
    def key(self) -> tuple[str, int]:
        return (self.document_id, self.chunk_index)


@dataclass(frozen=True, slots=True)
class Hit:
    """A found chunk; `score` in [0, 1] has one meaning for every backend and corpus size.

    `explain`: `lexical` and `dense` parts in [0, 1], and per query word the share it contributed.
    """

    chunk: IndexedChunk
    score: float
    explain: Mapping[str, float] = field(default_factory=dict)


class VectorIndex(Protocol):
    """One company's searchable chunks; bound to that company at birth.

    Raises: VectorStoreUnavailableError when the storage behind it does not answer.
    """

    name: str
    backend: str

    def add(self, chunks: Sequence[IndexedChunk]) -> None:
        """Add or replace chunks; the same (document_id, chunk_index) again replaces."""
        ...

    def delete(self, document_id: str) -> int:
        """Forget a document; returns how many chunks went."""
        ...

    def update(self, gone: Collection[str], chunks: Sequence[IndexedChunk]) -> None:
        """Forget the documents `gone` and take `chunks`, which may be new ones of theirs.

        Searches see an old or a new form of each document, never neither.
        """
        ...

    def search(
        self,
        query: str,
        *,
        limit: int,
        sense: "Sense | None" = None,
        filters: Mapping[str, Any] | None = None,
        min_score: float | None = None,
    ) -> list[Hit]:
        """Hits with a score of at least `min_score` (None: DEFAULT_MIN_SCORE), best first.

        `sense`: the question's meaning; without it words alone count.

        `filters`: metadata key → the value it must equal, or a list of which it must equal one.
        """
        ...

    def replace_all(self, chunks: Sequence[IndexedChunk]) -> None:
        """Hold exactly `chunks`; searches see the old or the new content, never neither."""
        ...

    def count(self) -> tuple[int, int]:
        """(documents, chunks)."""
        ...

    def drop(self) -> None:
        """Remove everything of this index."""
        ...


def matches(metadata: Mapping[str, Any], filters: Mapping[str, Any] | None) -> bool:
    """Whether a chunk's metadata passes the filters; list values on either side mean "any of"."""
    return all(_agrees(metadata.get(key), wanted) for key, wanted in (filters or {}).items())


def _agrees(value: Any, wanted: Any) -> bool:
    values = {str(v) for v in value} if isinstance(value, list | tuple | set) else {str(value)}
    accepted = {str(w) for w in wanted} if isinstance(wanted, list | tuple | set) else {str(wanted)}
    return value is not None and bool(values & accepted)
