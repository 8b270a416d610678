"""Which of a few treatments an answer means, when it names none in full: "el de espalda", "the facial one"."""

from collections.abc import Sequence

from app.agents.folding import words
from app.config.company_config import Treatment

_MIN_WORD = 4  # shorter words tell no treatments apart


def choose_among(text: str, treatments: Sequence[Treatment]) -> Treatment | None:
    """The one treatment with the most words of `text` in its names; None when none or several have them."""
    said = {_stem(word) for word in words(text) if len(word) >= _MIN_WORD}
    scores = [len(said & _vocabulary(treatment)) for treatment in treatments]
    best = max(scores, default=0)
    return treatments[scores.index(best)] if best and scores.count(best) == 1 else None


def _vocabulary(treatment: Treatment) -> set[str]:
    names = (treatment.key, treatment.name, *treatment.aliases)
    return {_stem(word) for name in names for word in words(name) if len(word) >= _MIN_WORD}


def _stem(word: str) -> str:
    """Singular and plural, masculine and feminine alike."""
    return word.rstrip("s").rstrip("aoe")
