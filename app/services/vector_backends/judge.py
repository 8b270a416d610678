"""Whether a passage answers, learned from labelled questions: words and meaning are weighed together.

`make meaning` rebuilds the weights (tools/train_meaning.py). A judge belongs to the encoder whose vectors it saw.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from app.services.vector_backends.base import DEFAULT_MIN_SCORE
from app.services.vector_backends.evidence import Evidence, Scores

NEARLY, SURE = 0.1, 0.4  # scores between which a runner-up is lifted to the threshold and above
CERTAIN = 0.82  # by words; see what `make meaning` prints


@dataclass(frozen=True, slots=True)
class Weighing:
    """A linear model with one small hidden layer."""

    hidden: NDArray[np.float32]  # (inputs, units)
    hidden_bias: NDArray[np.float32]
    output: NDArray[np.float32]  # (units,)
    linear: NDArray[np.float32]  # (inputs,)
    bias: NDArray[np.float32]  # ()

    @classmethod
    def of(cls, values: Mapping[str, NDArray[np.float32]], prefix: str = "") -> "Weighing":
        """From arrays of the same names after a prefix."""
        return cls(**{field.name: values[prefix + field.name] for field in fields(cls)})

    def __call__(self, rows: NDArray[np.float32]) -> Scores:
        """(rows, inputs) to (rows,) in (0, 1)."""
        logits = np.tanh(rows @ self.hidden + self.hidden_bias) @ self.output + rows @ self.linear + self.bias
        return np.asarray(1 / (1 + np.exp(-logits)), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class LearnedJudge:
    """Two weighings: of evidence and cosine together, and of evidence alone."""

    mean: NDArray[np.float32]  # (features,) of the examples
    spread: NDArray[np.float32]
    both: Weighing  # of features and, last, the cosine
    words: Weighing
    certain: float = CERTAIN

    @classmethod
    def of(cls, values: Mapping[str, NDArray[np.float32]]) -> "LearnedJudge":
        """From the arrays that the trainer saves."""
        both, words = Weighing.of(values), Weighing.of(values, "words_")
        return cls(values["mean"], values["spread"], both, words)

    def __call__(self, evidence: Evidence, cosine: Scores) -> Scores:
        """(chunks,) in (0, 1); at `DEFAULT_MIN_SCORE` a passage is as good as not answering."""
        return _together(self.both(np.concatenate([self._standard(evidence), cosine[:, None]], axis=1)))

    def by_words(self, evidence: Evidence) -> Scores:
        """As `Judge.by_words`."""
        return _together(self.words(self._standard(evidence)))

    def _standard(self, evidence: Evidence) -> NDArray[np.float32]:
        return (evidence.features() - self.mean) / self.spread


def _together(own: Scores) -> Scores:
    """Where one passage answers, one that nearly does may hold the other half: it counts as just answering."""
    if own.max(initial=0.0) < DEFAULT_MIN_SCORE:
        return own
    lift = DEFAULT_MIN_SCORE + (own - NEARLY) / (SURE - NEARLY) * (SURE - DEFAULT_MIN_SCORE)
    return np.where((own >= NEARLY) & (own < SURE), lift, own)
