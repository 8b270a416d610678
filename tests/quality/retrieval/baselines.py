"""Plain methods to compare with, ranking without a threshold: BM25 with stemming, character n-gram TF-IDF."""

import math
from collections import Counter
from collections.abc import Callable, Sequence

from app.services.text_analysis import fold, stem_words, tokenise
from app.services.vector_backends.base import IndexedChunk

Ranker = Callable[[str], list[str]]  # question → ids of all passages, best first
K1, B = 1.2, 0.75
GRAMS = (3, 4, 5)


def bm25(chunks: Sequence[IndexedChunk]) -> Ranker:
    """Okapi BM25 over Snowball stems, accents folded."""
    documents = [Counter(_stems(_text(c))) for c in chunks]
    lengths = [sum(d.values()) for d in documents]
    mean = sum(lengths) / len(lengths)
    holding = Counter(term for d in documents for term in d)

    def score(terms: list[str], at: int) -> float:
        total = 0.0
        for term in terms:
            n = documents[at][term]
            idf = math.log(1 + (len(documents) - holding[term] + 0.5) / (holding[term] + 0.5))
            total += idf * n * (K1 + 1) / (n + K1 * (1 - B + B * lengths[at] / mean))
        return total

    return lambda question: _ranked(chunks, lambda at: score(_stems(question), at))


def character_grams(chunks: Sequence[IndexedChunk]) -> Ranker:
    """Cosine of TF-IDF over character 3- to 5-grams inside words."""
    documents = [Counter(_grams(_text(c))) for c in chunks]
    holding = Counter(gram for d in documents for gram in d)

    def vector(counts: Counter[str]) -> dict[str, float]:
        found = {g: n * (math.log((1 + len(documents)) / (1 + holding[g])) + 1) for g, n in counts.items()}
        norm = math.sqrt(sum(v * v for v in found.values())) or 1.0
        return {g: v / norm for g, v in found.items()}

    vectors = [vector(d) for d in documents]

    def rank(question: str) -> list[str]:
        asked = vector(Counter(_grams(question)))
        return _ranked(chunks, lambda at: sum(v * vectors[at].get(g, 0.0) for g, v in asked.items()))

    return rank


BASELINES: dict[str, Callable[[Sequence[IndexedChunk]], Ranker]] = {
    "BM25 with stemming": bm25,
    "character n-grams": character_grams,
}


def _ranked(chunks: Sequence[IndexedChunk], score: Callable[[int], float]) -> list[str]:
    order = sorted(range(len(chunks)), key=lambda at: -score(at))
    return [chunks[at].document_id for at in order]


def _text(chunk: IndexedChunk) -> str:
    return f"{chunk.title} {chunk.section} {chunk.content}"


def _stems(text: str) -> list[str]:
    return stem_words(tokenise(text), "es")


def _grams(text: str) -> list[str]:
    words = [f" {word} " for word in fold(text).split()]
    return [w[i : i + n] for w in words for n in GRAMS for i in range(len(w) - n + 1)]
