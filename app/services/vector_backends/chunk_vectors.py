"""Vectors of a segment's chunks, one byte a number: memory counts, a hundredth of a cosine does not."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.services.vector_backends.base import IndexedChunk, Vector
from app.services.vector_backends.evidence import Scores

_STEPS = 127  # of an int8 on either side of zero


class ChunkVectors:
    """`known` (chunks,) tells which have a vector; the rows of others are zero."""

    def __init__(self, rows: NDArray[np.float32]) -> None:
        """`rows`: (chunks, dim), of unit norm or zero."""
        largest = np.abs(rows).max(axis=1)
        self.known = largest > 0
        self._scales = (np.where(self.known, largest, 1.0) / _STEPS).astype(np.float32)
        self._rows = np.rint(rows / self._scales[:, None]).astype(np.int8)

    @classmethod
    def of(cls, chunks: Sequence[IndexedChunk]) -> "ChunkVectors | None":
        """None when no chunk has a vector; those of another size than the last one's are left out."""
        found = [c.embedding for c in chunks if c.embedding is not None]
        if not found:
            return None
        rows = np.zeros((len(chunks), len(found[-1])), dtype=np.float32)
        for i, chunk in enumerate(chunks):
            if chunk.embedding is not None and len(chunk.embedding) == rows.shape[1]:
                rows[i] = chunk.embedding
        return cls(rows)

    @property
    def dim(self) -> int:
        return int(self._rows.shape[1])

    def vector(self, at: int) -> Vector | None:
        """The vector of one chunk, as exactly as it is kept."""
        return self._rows[at] * self._scales[at] if self.known[at] else None

    def cosines(self, embedding: Vector) -> Scores:
        """(chunks,) with a question's vector of unit norm."""
        return np.asarray((self._rows @ embedding) * self._scales, dtype=np.float32)
