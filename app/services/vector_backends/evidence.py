"""What the words of a question and of each chunk say about whether it answers, for a judge to weigh."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from app.services.vector_backends.understanding import Unit

Scores = NDArray[np.float32]

PRESENT = 0.25  # least of an attribute for a passage to say something of it
_SMALLEST = 1e-3  # keeps the logarithm of a share finite


class Evidence(NamedTuple):
    """What words say of each chunk, (chunks,) each; `nats` of a question are those of its units' weights."""

    lexical: Scores  # score of the words alone
    covered: Scores  # share of the whole question
    worst_unmet: Scores  # nats of the unit that is missed most
    best_met: Scores  # nats of the unit that is met best
    key_unmet: Scores  # nats missed of what the question is about
    lacking: Scores  # how much it lacks an attribute that is asked for
    asks_attribute: Scores  # 1 where one is asked for; the same for all chunks, as are the next
    asked: Scores  # nats of the question
    absent: Scores  # nats of names and topics that no chunk holds

    def features(self) -> NDArray[np.float32]:
        """(chunks, features)."""
        return np.stack([*self, np.log(_SMALLEST + self.lexical)], axis=1)


class Judge(Protocol):
    """Weighs evidence and the cosine of a model's vectors, (chunks,), into scores, (chunks,) in [0, 1]."""

    def __call__(self, evidence: Evidence, cosine: Scores) -> Scores: ...

    def by_words(self, evidence: Evidence) -> Scores:
        """Scores, (chunks,), from the words alone."""
        ...

    @property
    def certain(self) -> float:
        """Score by words from which a passage answers whatever its vector says."""
        ...


def gather(
    units: Sequence[Unit],
    weights: Scores,
    found: Scores,
    shares: tuple[Scores, Scores],
    absent: float,
) -> Evidence:
    """The evidence of one question.

    `weights`: (units,) nats; `found`: (units, chunks) how well each chunk meets each unit, in [0, 1]; `shares`:
    the lexical score and the share covered; `absent`: the nats that no chunk holds.
    """
    lexical, covered = shares
    chunks = len(lexical)
    met = weights[:, None] * np.minimum(found, 1.0)
    unmet = weights[:, None] - met
    keys = [at for at, unit in enumerate(units) if unit.key]
    attributes = [at for at, unit in enumerate(units) if unit.needed < 1]
    missed = [np.where(found[at] < PRESENT, 1 - units[at].needed, 0.0) for at in attributes if weights[at] > 0]
    return Evidence(
        lexical=lexical,
        covered=covered,
        worst_unmet=_highest(unmet),
        best_met=_highest(met),
        key_unmet=_highest(unmet[keys]),
        lacking=_highest(np.reshape(missed, (len(missed), chunks))),
        asks_attribute=_all(chunks, float(bool(attributes))),
        asked=_all(chunks, float(weights.sum())),
        absent=_all(chunks, absent),
    )


def _highest(rows: Scores) -> Scores:
    """(chunks,): of each column, 0 where there are no rows."""
    return np.asarray(rows.max(axis=0, initial=0.0), dtype=np.float32)


def _all(chunks: int, value: float) -> Scores:
    return np.full(chunks, value, dtype=np.float32)
