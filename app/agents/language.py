"""Which of the product's languages a short message is written in.

A logistic model on the router's hashed features plus the letters only one language uses; trained on the router's
own examples by `make router`. It says "unsure" (the default language) rather than guess on "ok" or "botox".
"""

import math
import re
from functools import cache, lru_cache
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
# The features fold "hola", "ola" and "olá" into one word, so the spelling is read here.
_GREETINGS = {"es": re.compile(r"\bh+o+l+[aiu]+s*\b"), "pt": re.compile(r"\bolá+\b")}
_FOLDED_GREETING = re.compile(r"h?o+l+[aáiu]+s*")
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
    logits = _letter_evidence(text)
    if not told and not any(logits):
        return LANGUAGES[known[0]], 1.0 / len(known)
    if told:
        buckets, values = features(told)
        weights = _weights()
        learned = (values @ weights[buckets] + weights[-1]).tolist()
        logits = [evidence + score for evidence, score in zip(logits, learned, strict=True)]
    best = max(known, key=logits.__getitem__)
    return LANGUAGES[best], 1.0 / sum(math.exp(logits[i] - logits[best]) for i in known)


@lru_cache(maxsize=4_096)
def _tells(word: str) -> bool:
    """Numbers and the words all three languages share say nothing."""
    plain = word.strip("¿?¡!.,;:()").lower()
    if plain in _SHARED or _FOLDED_GREETING.fullmatch(plain):
        return False
    return any(c.isalpha() for c in plain) and not any(c.isdigit() for c in plain)


def _letter_evidence(text: str) -> list[float]:
    """By language, a logit for what only that language writes."""
    lowered = text.lower()
    found = [
        any(c in lowered for c in _LETTERS.get(language, ""))
        or (language in _GREETINGS and _GREETINGS[language].search(lowered) is not None)
        for language in LANGUAGES
    ]
    return [_LETTER_LOGIT * yes for yes in found]


@cache
def _weights() -> NDArray[np.float32]:
    """(buckets + 1, languages); the last row is the bias."""
    with np.load(LANGUAGE_WEIGHTS, allow_pickle=False) as stored:
        weights: NDArray[np.float32] = stored["weights"].astype(np.float32) * stored["scales"]
        return weights
