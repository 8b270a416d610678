"""How much a sentence sounds like a claim, learned from examples; beside the rules of `assertions`.

`make claims` rebuilds the weights from `data/claims` (tools/train_claims.py).
"""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.agents.intent_features import features

WEIGHTS = Path(__file__).parent / "data" / "claims.npz"


class ClaimModel:
    """One logistic model over the router's features."""

    def __init__(self, weights: NDArray[np.float32]) -> None:
        """`weights`: (buckets + 1,), the last is the bias."""
        self._weights = weights

    @classmethod
    def load(cls) -> "ClaimModel":
        """The shipped model, read once per process."""
        return _load(WEIGHTS)

    def chance(self, sentence: str) -> float:
        """How likely the sentence tells of something done or promised, in [0, 1]."""
        buckets, values = features(sentence)
        return float(1.0 / (1.0 + np.exp(-(values @ self._weights[buckets] + self._weights[-1]))))


@cache
def _load(path: Path) -> ClaimModel:
    with np.load(path, allow_pickle=False) as stored:
        return ClaimModel((stored["weights"].astype(np.float32) * stored["scales"])[:, 0])
