"""Whether a passage answers, learned from labelled questions: words and meaning are weighed together.

`make meaning` rebuilds the weights (tools/train_meaning.py). A judge belongs to the encoder whose vectors it saw.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.services.vector_backends.base import DEFAULT_MIN_SCORE
from app.services.vector_backends.evidence import Evidence, Scores

NEARLY, SURE = 0.1, 0.4  # scores between which a runner-up is lifted to the threshold and above
_ARRAYS = ("mean", "spread", "hidden", "hidden_bias", "output", "linear")


@dataclass(frozen=True, slots=True)
class LearnedJudge:
    """A linear model with one small hidden layer over the evidence and the cosine."""

    mean: NDArray[np.float32]  # (features,) of the examples
    spread: NDArray[np.float32]
    hidden: NDArray[np.float32]  # (features + 1, units); the cosine is last
    hidden_bias: NDArray[np.float32]
    output: NDArray[np.float32]  # (units,)
    linear: NDArray[np.float32]  # (features + 1,)
    bias: float

    @classmethod
    def of(cls, values: Mapping[str, NDArray[np.float32]]) -> "LearnedJudge":
        """From arrays of the same names."""
        return cls(bias=float(values["bias"]), **{name: values[name] for name in _ARRAYS})

    def __call__(self, evidence: Evidence, cosine: Scores) -> Scores:
        """(chunks,) in (0, 1); at `DEFAULT_MIN_SCORE` a passage is as good as not answering."""
        standard = (evidence.features() - self.mean) / self.spread
        rows = np.concatenate([standard, cosine[:, None]], axis=1)
        bent = np.tanh(rows @ self.hidden + self.hidden_bias)
        logits = bent @ self.output + rows @ self.linear + self.bias
        own = 1 / (1 + np.exp(-logits))
        if own.max(initial=0.0) < DEFAULT_MIN_SCORE:
            return np.asarray(own, dtype=np.float32)
        return np.asarray(np.where(own < SURE, _beside(own), own), dtype=np.float32)


def _beside(own: Scores) -> Scores:
    """Where one passage answers, one that nearly does may hold the other half: it counts as just answering."""
    lift = DEFAULT_MIN_SCORE + (own - NEARLY) / (SURE - NEARLY) * (SURE - DEFAULT_MIN_SCORE)
    return np.where(own >= NEARLY, lift, own)
