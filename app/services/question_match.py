"""Whether two questions ask the same, in whatever words.

Each is scored against the other as if it were the only document: what one asks must be in the other, both ways.
"¿El botox duele?" answers "duele ponerse botox??", and not "¿cuánto cuesta el botox?".
"""

from collections.abc import Sequence
from functools import lru_cache

from app.services.vector_backends.base import IndexedChunk
from app.services.vector_backends.questions import read_question
from app.services.vector_backends.scoring import read_words
from app.services.vector_backends.segment import Segment
from app.services.vector_backends.understanding import spelled_out

SAME_QUESTION = 0.6
"""Lowest likeness of two wordings of one question; chosen on `tests/quality/curated/dev.tsv`, where near questions
reach 0.44 and all but two of the same question 0.65."""


def best_match(query: str, questions: Sequence[str], language: str) -> tuple[int, float] | None:
    """Position and likeness of the question that `query` asks; None when it asks none of them."""
    scores = [likeness(query, question, language) for question in questions]
    best = max(range(len(scores)), key=scores.__getitem__, default=None)
    if best is None or scores[best] < SAME_QUESTION:
        return None
    return best, scores[best]


def likeness(left: str, right: str, language: str) -> float:
    """In [0, 1]; the smaller of the two shares that one question covers of the other."""
    return min(_covered(left, right, language), _covered(right, left, language))


def _covered(asked: str, by: str, language: str) -> float:
    segment = _segment(by, language)
    return float(read_words(segment, read_question(asked, [segment])).covered[0])


@lru_cache(maxsize=2_000)
def _segment(text: str, language: str) -> Segment:
    return Segment([IndexedChunk("q", 0, "", "", spelled_out(text, language), language)])
