"""An immutable inverted index over some chunks: terms → (chunk, weight), words for misspellings, vectors."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.services.vector_backends.base import IndexedChunk
from app.services.vector_backends.chunk_vectors import ChunkVectors
from app.services.vector_backends.lexicon import load_lexicon
from app.services.vector_backends.understanding import chunk_terms
from app.services.vector_backends.vocabulary import CompanyWords

_TERM_BYTES = 28


class Segment:
    """Postings in compressed rows; a posting is 3 bytes (chunk and frequency), 5 in a large segment."""

    def __init__(self, chunks: Sequence[IndexedChunk]) -> None:
        self.chunks = tuple(_without_vector(c) for c in chunks)
        self.languages = frozenset(c.language for c in chunks)
        self.position = {c.key: i for i, c in enumerate(self.chunks)}
        words: set[str] = set()
        self.lengths = np.zeros(len(chunks), dtype=np.float32)
        numbers: dict[str, int] = {}
        ids: list[int] = []
        counts: list[int] = []
        sizes: list[int] = []
        for i, chunk in enumerate(self.chunks):
            terms, chunk_words = chunk_terms(chunk.title, chunk.section, chunk.content, chunk.language)
            words.update(chunk_words)
            self.lengths[i] = len(chunk_words)
            frequency = Counter(terms)
            ids.extend(numbers.setdefault(term[:_TERM_BYTES], len(numbers)) for term in frequency)
            counts.extend(min(n, 255) for n in frequency.values())
            sizes.append(len(frequency))
        usual = Counter(c.language for c in chunks).most_common(1)
        everyday = load_lexicon(usual[0][0] if usual else "es").words
        self.words = CompanyWords((w for w in words if not w[0].isdigit()), everyday)
        self._invert(numbers, ids, counts, sizes)
        self.vectors = ChunkVectors.of(chunks)

    def _invert(self, numbers: dict[str, int], ids: list[int], counts: list[int], sizes: list[int]) -> None:
        width = max(map(len, numbers), default=1)
        names = np.array([t.encode() for t in numbers], dtype=f"S{width}")
        by_name = np.argsort(names)
        rank = np.empty(len(names), dtype=np.int32)
        rank[by_name] = np.arange(len(names), dtype=np.int32)
        self._terms = names[by_name]
        terms = rank[np.array(ids, dtype=np.int32)]
        narrow = np.uint16 if len(sizes) < 1 << 16 else np.uint32
        owners = np.repeat(np.arange(len(sizes), dtype=narrow), sizes)
        order = np.argsort(terms, kind="stable")
        self._starts = np.searchsorted(terms[order], np.arange(len(names) + 1)).astype(np.int32)
        self._owners = owners[order]
        self._counts = np.array(counts, dtype=np.uint8)[order]

    def whole(self, key: tuple[str, int]) -> IndexedChunk:
        """A chunk with its vector, which the segment keeps apart."""
        at = self.position[key]
        return replace(self.chunks[at], embedding=self.vectors.vector(at) if self.vectors else None)

    def postings(self, term: str) -> tuple[NDArray[Any], NDArray[np.uint8]]:
        """Chunk positions that hold a term, and how often."""
        start, stop = self._span(term)
        return self._owners[start:stop], self._counts[start:stop]

    def holders(self, term: str) -> int:
        """How many chunks hold a term."""
        start, stop = self._span(term)
        return stop - start

    def _span(self, term: str) -> tuple[int, int]:
        key = np.bytes_(term[:_TERM_BYTES].encode())
        at = int(self._terms.searchsorted(key))
        if at == len(self._terms) or self._terms[at] != key:
            return 0, 0
        return int(self._starts[at]), int(self._starts[at + 1])

    def __len__(self) -> int:
        return len(self.chunks)


def _without_vector(chunk: IndexedChunk) -> IndexedChunk:
    return chunk if chunk.embedding is None else replace(chunk, embedding=None)
