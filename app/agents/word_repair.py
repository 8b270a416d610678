"""Puts one-slip misspellings back to a word the router knows: "depilasion" → "depilacion", "qiuero" → "quiero".

Source: symmetric deletes (SymSpell, W. Garbe): a word and its misspelling share a form with one letter missing.
The words are those of the router's examples, written by `make router`.
"""

from functools import cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from app.agents.folding import sound

WORDS = Path(__file__).parent / "data" / "words.txt"
SHORTEST = 4  # shorter words have too many neighbours
LONG = 7


class WordRepair:
    """Known words, most frequent first, and how to find the one a slip away."""

    def __init__(self, words: list[str]) -> None:
        self._rank = {word: rank for rank, word in enumerate(words)}
        self._near: dict[str, str] = {}  # words with a space between them: a tenth of the memory of lists
        near = self._near
        for word in words:
            if len(word) >= SHORTEST and word.isalpha():
                for form in _forms(word):
                    near[form] = f"{near[form]} {word}" if form in near else word

    @classmethod
    def load(cls) -> "WordRepair":
        return _load(WORDS)

    def text(self, folded: str) -> str:
        """The folded text with its unknown words repaired where exactly one slip explains them."""
        return " ".join(self.word(word) for word in folded.split())

    def knows(self, word: str) -> bool:
        return word in self._rank

    def word(self, word: str) -> str:
        if word in self._rank or len(word) < SHORTEST or not word.isalpha():
            return word
        candidates = {near for form in _forms(word) for near in self._near.get(form, "").split()}
        close = [near for near in candidates if OSA.distance(word, near) <= 1]
        heard = sound(word)
        return min(
            close, key=lambda near: (sound(near) != heard, near[0] != word[0], self._rank[near]), default=word
        )


def towards(folded: str, vocabulary: tuple[str, ...]) -> str:
    """The text with its unknown words read as the nearest of `vocabulary`: one slip, two in a long word."""
    known = WordRepair.load().knows
    return " ".join(
        word if known(word) or len(word) < SHORTEST or not word.isalpha() else _nearest(word, vocabulary)
        for word in folded.split()
    )


def _nearest(word: str, vocabulary: tuple[str, ...]) -> str:
    slips = 2 if len(word) >= LONG else 1
    found = process.extractOne(word, vocabulary, scorer=OSA.distance, score_cutoff=slips)
    return found[0] if found and (found[1] < 2 or found[0][0] == word[0]) else word


def _forms(word: str) -> set[str]:
    return {word} | {word[:i] + word[i + 1 :] for i in range(len(word))}


@cache
def _load(path: Path) -> WordRepair:
    return WordRepair(path.read_text(encoding="utf-8").split())
