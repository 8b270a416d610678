"""Which of the product's languages a short message is written in.

A logistic model on the router's hashed features plus the letters only one language uses; trained on the router's
own examples by `make router`. It says "unsure" (the default language) rather than guess on "ok" or "botox".
"""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.agents.intent_features import features
from app.config.constants import LANGUAGES

LANGUAGE_WEIGHTS = Path(__file__).parent / "data" / "language.npz"
SURE = 0.80
_LETTERS = {"es": "¿¡ñ", "pt": "ãõçêâôà"}
_SHARED = frozenset(
    "no ok okay okey botox laser láser peeling spa email whatsapp am pm a me hifu prp filler super".split()
)
_LETTER_LOGIT = 4.0  # one such letter settles an otherwise open question, not a clear one


def detect_language(text: str, allowed: tuple[str, ...], default: str) -> str:
    """The language of `text` among `allowed`, or `default` when the text does not tell."""
    language, chance = detect_language_scored(text, allowed)
    return language if chance >= SURE else default


def detect_language_scored(text: str, allowed: tuple[str, ...] = LANGUAGES) -> tuple[str, float]:
    """(most likely language, its probability among `allowed`); ("", 0.0) if none of them is known."""
    known = [i for i, language in enumerate(LANGUAGES) if language in allowed]
    if not known:
        return "", 0.0
    told = " ".join(word for word in text.split() if _tells(word))
    if not told:
        return LANGUAGES[known[0]], 1.0 / len(known)
    buckets, values = features(told)
    weights = _weights(LANGUAGE_WEIGHTS)
    logits = (values @ weights[buckets] + weights[-1] + _letter_evidence(text))[known]
    chances = np.exp(logits - logits.max())
    best = int(chances.argmax())
    return LANGUAGES[known[best]], float(chances[best] / chances.sum()) if len(known) > 1 else 1.0


def _tells(word: str) -> bool:
    """Numbers and the words all three languages share say nothing."""
    plain = word.strip("¿?¡!.,;:()").lower()
    return plain not in _SHARED and any(c.isalpha() for c in plain) and not any(c.isdigit() for c in plain)


def _letter_evidence(text: str) -> NDArray[np.float32]:
    lowered = text.lower()
    return np.array(
        [_LETTER_LOGIT * any(c in lowered for c in _LETTERS.get(language, "")) for language in LANGUAGES],
        dtype=np.float32,
    )


@cache
def _weights(path: Path) -> NDArray[np.float32]:
    """(buckets + 1, languages); the last row is the bias."""
    with np.load(path, allow_pickle=False) as stored:
        weights: NDArray[np.float32] = stored["weights"].astype(np.float32) * stored["scales"]
        return weights
