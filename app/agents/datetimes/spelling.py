"""Misspelt day and month words: same sound, or one slip of the finger away."""

from functools import lru_cache

from app.agents.datetimes.lexicon import NOT_MISSPELT, SPELLINGS
from app.agents.folding import sound

_BY_SOUND = {sound(word): word for word in SPELLINGS}


def _one_slip_apart(typed: str, word: str) -> bool:
    """Damerau-Levenshtein distance of exactly 1, for words that share their first letter."""
    start = 0
    shortest = min(len(typed), len(word))
    while start < shortest and typed[start] == word[start]:
        start += 1
    left, right = typed[start:], word[start:]
    swapped = left[:2] == right[1::-1] and left[2:] == right[2:] and len(left) > 1
    return swapped or left[1:] == right[1:] or left[1:] == right or left == right[1:]


@lru_cache(maxsize=8192)
def corrected(word: str) -> str:
    """The day or month word meant by a folded `word`, or `word` itself."""
    if len(word) < 5 or word in NOT_MISSPELT:
        return word
    if sounded := _BY_SOUND.get(sound(word)):
        return sounded
    near = (w for w in SPELLINGS if w[0] == word[0] and abs(len(w) - len(word)) <= 1)
    return next((w for w in near if len(w) > 4 and _one_slip_apart(word, w)), word)
