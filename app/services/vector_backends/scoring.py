"""How well the words of chunks answer a question: one score in [0, 1], whatever the size of the corpus.

It is the share of the question's information that a chunk covers: every unit weighs its
inverse document frequency, estimated from this corpus and, as if `PRIOR_CHUNKS` chunks of everyday text
were in it, from general word frequency, so that one tiny document is judged as soundly as thousands.
Within a unit the best alternative counts, saturated as in BM25+ (Lv & Zhai 2011).
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.services.vector_backends.evidence import PRESENT, Evidence, Scores, gather
from app.services.vector_backends.questions import Corpus, Question
from app.services.vector_backends.segment import Segment
from app.services.vector_backends.understanding import RULES, SILENT_ZIPF, Unit

Places = NDArray[np.intp]  # positions of chunks in a segment

PRIOR_CHUNKS = 100
TYPICAL_WORDS = 80  # of a chunk of everyday text
K1 = 1.2
B = 0.5
CIRCUMSTANCE = 0.4  # of the weight stays for a word outside the trade and the documents
PRESENCE = 0.75  # of a unit's weight is for being there, the rest for how often
LEAST = 1.5  # nats; "de la" asks for nothing
CORE = (4.5, 0.2)  # nats of a question that a passage must cover; the share of those beyond
WHOLE = (8.0, 0.4)  # the same where a whole question must be covered
STEEPNESS = 1.25  # keeps scores near the threshold as they are, and tells the high ones apart
NAME = 1.5  # a name or a topic that no document holds: the question is about something else
TOPIC_ZIPF = 5.6  # a rarer word is a topic
ADVISED = 0.4  # of a match counts in a passage of advice where the question is whether something is to be had
BESIDE = 0.5  # of its score keeps a passage beside the topic of a question
STANDS_FOR = 0.5  # least quality of an alternative by which the documents hold a topic


def weight(unit: Unit, corpus: Corpus) -> float:
    """Inverse document frequency of a unit in nats, shrunk towards everyday language."""
    if unit.zipf >= SILENT_ZIPF:
        return 0.0
    expected = 1 - np.exp(-TYPICAL_WORDS * 10 ** (unit.zipf - 9))
    strong = [t for t, q in unit.alternatives.items() if q >= 0.75]
    seen = max((corpus.frequency.get(t, 0) for t in strong), default=0)
    holding = seen + PRIOR_CHUNKS * expected
    nats = float(np.log1p((corpus.chunks + PRIOR_CHUNKS - holding + 0.5) / (holding + 0.5)))
    return nats * (CIRCUMSTANCE if _is_foreign(unit, corpus) and not _is_absent(unit, corpus) else 1.0)


def _is_absent(unit: Unit, corpus: Corpus) -> bool:
    """A name or the topic of the question, of which the documents say nothing."""
    if unit.name:
        return _is_foreign(unit, corpus)
    if not unit.key or unit.needed < 1 or unit.zipf >= TOPIC_ZIPF:
        return False
    return not any(corpus.frequency.get(t) for t, q in unit.alternatives.items() if q >= STANDS_FOR)


def _is_foreign(unit: Unit, corpus: Corpus) -> bool:
    """Neither of the trade nor in these documents."""
    return not any(corpus.frequency.get(t) or t.startswith("#") for t in unit.alternatives)


class Words(NamedTuple):
    """What the words say of every chunk of a segment."""

    lexical: Scores
    covered: Scores
    weights: Scores  # (units,) nats
    found: Scores  # (units, chunks): how well each chunk meets each unit
    absent: float  # nats that no chunk holds
    parts: list[tuple[str, Scores]]  # each unit's contribution to `lexical`

    def evidence(self, question: Question, at: Places) -> Evidence:
        """For a judge, of the chunks at some positions."""
        shares = self.lexical[at], self.covered[at]
        return gather(question.units, self.weights, self.found[:, at], shares, self.absent)


def word_evidence(segment: Segment, question: Question) -> Evidence:
    """What the words say of every chunk of a segment, for a judge."""
    return read_words(segment, question).evidence(question, np.arange(len(segment)))


def read_words(segment: Segment, question: Question) -> Words:
    """Score a whole segment by words."""
    corpus = question.corpus
    weights = np.array([weight(u, corpus) for u in question.units], dtype=np.float32)
    missing = [_is_absent(u, corpus) for u in question.units]
    absent = float(weights[missing].sum())
    present = float(weights.sum() - absent)
    room = K1 * (1 - B + B * segment.lengths / max(corpus.mean_length, 1.0))
    found = np.zeros((len(question.units), len(segment)), dtype=np.float32)
    for row, (unit, lacking) in enumerate(zip(question.units, missing, strict=True)):
        if not lacking:
            found[row] = _unit_scores(segment, unit, room)
    nats = weights @ found
    covered = np.minimum(nats / (_asked(present, *WHOLE) + NAME * absent), 1.0)
    asked = _asked(present, *CORE) + NAME * absent
    nats *= _with_what_is_asked(question, found, len(segment))
    shares = weights / asked
    parts = [(u.text, share * values) for u, share, values in zip(question.units, shares, found, strict=True)]
    lexical = 1 - np.exp(-STEEPNESS * nats / asked)
    return Words(lexical, covered, weights, found, absent, parts)


def _with_what_is_asked(question: Question, found: Scores, chunks: int) -> Scores:
    """The share of its score that each chunk keeps: less without a price where the price is asked, and less
    where it speaks of something else than the thing asked for, of which other chunks speak."""
    kept = np.ones(chunks, dtype=np.float32)
    for unit, values in zip(question.units, found, strict=True):
        if unit.needed < 1:
            lacking = values < PRESENT
            kept[lacking] = np.minimum(kept[lacking], unit.needed)
        elif unit.key and unit.zipf < TOPIC_ZIPF and (values >= STANDS_FOR).any():
            lacking = values < STANDS_FOR
            kept[lacking] = np.minimum(kept[lacking], BESIDE)
    return kept


def _asked(information: float, core: float, beyond: float) -> float:
    """The nats an answer must cover: people add circumstances, so what goes beyond a core counts less."""
    return max(LEAST, min(information, core) + beyond * max(information - core, 0.0))


def _unit_scores(segment: Segment, unit: Unit, room: Scores) -> Scores:
    best = np.zeros(len(segment), dtype=np.float32)
    for term, quality in unit.alternatives.items():
        owners, counts = segment.postings(term)
        saturated = counts / (counts + room[owners])
        values = quality * (PRESENCE + (1 - PRESENCE) * saturated)
        best[owners] = np.maximum(best[owners], values)
    if len(unit.phrase) > 1:
        best[_holding_all(segment, unit.phrase)] = 1.0
    if unit.offer:
        best[segment.postings(RULES)[0]] *= ADVISED
    return best


def _holding_all(segment: Segment, terms: Sequence[str]) -> NDArray[Any]:
    """Positions of the chunks with every one of the terms."""
    first, *others = sorted((segment.postings(term)[0] for term in terms), key=len)
    for owners in others:
        first = np.intersect1d(first, owners, assume_unique=True)
    return first
