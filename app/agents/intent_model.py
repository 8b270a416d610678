"""Which intents a message carries: one calibrated logistic model per label, on numpy alone.

`make router` rebuilds the weights from the examples beside them (tools/train_router.py).
"""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.agents.intent_features import features
from app.config.constants import Intent

WEIGHTS = Path(__file__).parent / "data" / "router.npz"


class IntentModel:
    """Independent probability per intent; several may be likely at once."""

    def __init__(
        self, labels: tuple[Intent, ...], weights: NDArray[np.float32], calibration: NDArray[np.float32]
    ) -> None:
        """`weights`: (buckets + 1, labels), the last row is the bias; `calibration`: (labels, 2) slope, offset."""
        self._labels, self._weights, self._calibration = labels, weights, calibration

    @classmethod
    def load(cls) -> "IntentModel":
        """The shipped model, read once per process."""
        return _load(WEIGHTS)

    def probabilities(self, text: str) -> dict[Intent, float]:
        """Calibrated probability of each intent in [0, 1]; they need not sum to one."""
        buckets, values = features(text)
        logits = values @ self._weights[buckets] + self._weights[-1]
        logits = logits * self._calibration[:, 0] + self._calibration[:, 1]
        chances = 1.0 / (1.0 + np.exp(-logits))
        return {label: float(p) for label, p in zip(self._labels, chances, strict=True)}


@cache
def _load(path: Path) -> IntentModel:
    with np.load(path, allow_pickle=False) as stored:
        weights = stored["weights"].astype(np.float32) * stored["scales"]
        labels = tuple(Intent(str(name)) for name in stored["labels"])
        return IntentModel(labels, weights, stored["calibration"].astype(np.float32))
