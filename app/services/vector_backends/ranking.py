"""Which chunks answer a question, by words and by meaning, best first.

Where the model of the vectors has a judge, it was taught on labelled questions what words and cosine together are
worth; where words alone make it certain, nobody asks for the question's vector. Without a judge the cosine is
mapped to [0, 1] and joins as independent evidence (noisy or).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.services.vector_backends.base import Hit, matches
from app.services.vector_backends.evidence import Judge, Scores
from app.services.vector_backends.questions import Question
from app.services.vector_backends.scoring import Places, Words, read_words
from app.services.vector_backends.segment import Segment
from app.services.vector_backends.sense import Sense

JUDGED = 300  # chunks by words, and as many by meaning, that a judge looks at
COSINE_NONE, COSINE_SURE = 0.25, 0.65  # what unrelated and matching texts typically reach
DENSE_TRUST = 0.9


class Searched(NamedTuple):
    """A segment, and which of its chunks (chunks,) are current; None: all."""

    segment: Segment
    alive: NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a search asks for besides its words."""

    limit: int
    sense: Sense | None
    filters: Mapping[str, Any] | None
    min_score: float


class _Read(NamedTuple):
    """A segment read for a question."""

    segment: Segment
    words: Words
    living: Places  # of the chunks that may be found: none other has a say in what is best


@dataclass(frozen=True, slots=True)
class _Scored:
    """Scores of every chunk of one segment, (chunks,) in [0, 1]."""

    read: _Read
    total: Scores
    dense: Scores | None  # cosines, where they were asked for

    def hits(self, wanted: Wanted) -> Iterator[Hit]:
        """Best first."""
        segment, _words, living = self.read
        total = self.total[living]
        good = np.flatnonzero(total >= max(wanted.min_score, 1e-6))
        best = living[good[np.argsort(-total[good], kind="stable")[: wanted.limit]]]
        for at in best.tolist():
            yield Hit(segment.chunks[at], float(self.total[at]), self._explain(at))

    def _explain(self, at: int) -> dict[str, float]:
        """Why chunk `at` has its score, as `Hit.explain` says."""
        words = self.read.words
        why = {f"word:{text}": round(float(part[at]), 4) for text, part in words.parts if part[at] > 0}
        dense = {} if self.dense is None else {"dense": round(float(self.dense[at]), 4)}
        return {"lexical": round(float(words.lexical[at]), 4), **dense, **why}


def best_hits(parts: Sequence[Searched], question: Question, wanted: Wanted) -> list[Hit]:
    """The chunks of a company that answer, best first."""
    read = [_Read(part.segment, read_words(part.segment, question), _living(part, wanted)) for part in parts]
    scored = _by_words(read, question, wanted.sense) or [_by_all(one, question, wanted.sense) for one in read]
    found = [hit for one in scored for hit in one.hits(wanted)]
    return sorted(found, key=lambda hit: (-hit.score, hit.chunk.key))[: wanted.limit]


def _living(part: Searched, wanted: Wanted) -> Places:
    segment, alive = part
    places = np.arange(len(segment)) if alive is None else np.flatnonzero(alive)
    if not wanted.filters:
        return places
    passing = [at for at in places.tolist() if matches(segment.chunks[at].metadata, wanted.filters)]
    return np.array(passing, dtype=np.intp)


def _by_words(read: Sequence[_Read], question: Question, sense: Sense | None) -> list[_Scored]:
    """Everything scored by the judge's view of the words, where that is certain of one chunk; else nothing."""
    if sense is None or sense.judge is None:
        return []
    scored = [_Scored(one, _words_judged(one, question, sense.judge), None) for one in read]
    best = max((one.total.max(initial=0.0) for one in scored), default=0.0)
    return scored if best >= sense.judge.certain else []


def _words_judged(read: _Read, question: Question, judge: Judge) -> Scores:
    total = np.zeros_like(read.words.lexical)
    at = _worth_judging(read.living, read.words.lexical)
    if len(at):
        total[at] = judge.by_words(read.words.evidence(question, at))
    return total


def _by_all(read: _Read, question: Question, sense: Sense | None) -> _Scored:
    """By words and by meaning, where chunks have vectors like that of the question."""
    words, vectors = read.words, read.segment.vectors
    embedding = None if sense is None or vectors is None else sense.vector
    if sense is None or vectors is None or embedding is None or vectors.dim != len(embedding):
        return _Scored(read, words.lexical, None)
    cosine = vectors.cosines(embedding)
    if sense.judge is None:
        total = _fuse(words.lexical, cosine)
    else:
        at = _worth_judging(read.living, words.lexical, cosine)
        total = np.zeros_like(words.lexical)
        total[at] = sense.judge(words.evidence(question, at), cosine[at])
    total = np.where(vectors.known, total, words.lexical)  # words alone, until all have a vector
    return _Scored(read, total, np.clip(cosine, 0.0, 1.0))


def _worth_judging(living: Places, *scores: Scores) -> Places:
    """Of many chunks those that any of the scores puts first: the others can not be the best."""
    if len(living) <= len(scores) * JUDGED:
        return living
    first = [np.argpartition(-one[living], JUDGED)[:JUDGED] for one in scores]
    return living[np.unique(np.concatenate(first))]


def _fuse(lexical: Scores, cosine: Scores) -> Scores:
    """Either kind of evidence suffices, both together convince more."""
    dense = np.clip((cosine - COSINE_NONE) / (COSINE_SURE - COSINE_NONE), 0.0, 1.0)
    return np.asarray(1 - (1 - lexical) * (1 - DENSE_TRUST * dense), dtype=np.float32)
