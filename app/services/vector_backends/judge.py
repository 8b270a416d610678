"""Whether a passage answers, learned from labelled questions: words and meaning are weighed together.

`make meaning` rebuilds the weights (tools/train_meaning.py). A judge belongs to the encoder whose vectors it saw.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.services.vector_backends.evidence import Evidence, Scores

BESIDE = 2.0  # runners-up lose their distance to the best by this: where one answers, the next may help
_LEAST = -30.0  # logit
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
        best = logits.max(initial=_LEAST)
        return np.asarray(1 / (1 + np.exp((best - logits) / BESIDE - best)), dtype=np.float32)
