"""Puts misspellings back to a word the router knows: "depilasion" → "depilacion", "qiuero" → "quiero".

Source: symmetric deletes (SymSpell, W. Garbe): a word and its misspelling share a form with one letter missing.
A long word may be two slips away, a short one only a key beside the right one; two words written as one are
parted. The words are those of the router's examples, written by `make router`; what stands in data/spoken.json and
names are left as they are: "Infante" is no heart attack. Source of the surnames: the Faker project's lists (MIT).
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from app.agents.folding import sound
from app.agents.given_names import MORE_GIVEN_NAMES

WORDS = Path(__file__).parent / "data" / "words.txt"
SPOKEN, SURNAMES = WORDS.with_name("spoken.json"), WORDS.with_name("surnames.txt")
SHORTEST = 4  # shorter words have too many neighbours
LONG = 7  # from here on two slips are forgiven
EVERYDAY, FREQUENT = 500, 2000  # ranks: read into a slip of two or three letters, and after a word not parted
_WITH_PRONOUN = re.compile(r"(a|e|i|ar|er|ir|ando|iendo)(?:(?:me|te|se|nos)?(?:l[aeo]s?)|me|te|se|nos)$")
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = {key: "".join(row[max(0, i - 1) : i] + row[i + 1 : i + 2]) for row in _KEYS for i, key in enumerate(row)}


class WordRepair:
    """Known words, most frequent first, and how to find the one a slip away."""

    def __init__(self, words: Sequence[str], spoken: "Spoken | None" = None) -> None:
        self._spoken = spoken or Spoken(*[frozenset()] * 3)
        self._rank = {word: rank for rank, word in enumerate(words)}
        self._short = _slips_of_short(word for word in words[:EVERYDAY] if 2 <= len(word) < SHORTEST)
        self._long: dict[tuple[str, int], list[str]] = defaultdict(list)
        self._near: dict[str, str] = {}  # words with a space between them: a tenth of the memory of lists
        near = self._near
        for word in words:
            if len(word) >= SHORTEST and word.isalpha():
                self._long[_initial(word), len(word)].append(word)
                for i in range(len(word)):
                    form = word[:i] + word[i + 1 :]
                    near[form] = f"{near[form]} {word}" if form in near else word

    @classmethod
    def load(cls) -> "WordRepair":
        """The router's words."""
        return _load()

    def text(self, folded: str) -> str:
        """The folded text with its unknown words repaired where few slips explain them."""
        return " ".join(self.word(word) for word in folded.split())

    def knows(self, word: str) -> bool:
        return word in self._rank or self._spoken.has(word)

    def word(self, word: str) -> str:
        """The known word this one was meant to be; the word itself where that is not clear."""
        return _meant(self, word)

    def near(self, word: str) -> str | None:
        """The one of these words that a word which nobody says is a slip or two away from."""
        return _near(self, word)

    def repaired(self, word: str) -> str:
        """`word`, not remembered."""
        if not word.isalpha() or self.knows(word):
            return word
        if len(word) < SHORTEST:
            return self._short.get(word, word)
        return self._one_slip(word) or self._parted(word) or self._two_slips(word) or word

    def nearest(self, word: str) -> str | None:
        """`near`, not remembered."""
        if len(word) < SHORTEST - 1 or not word.isalpha():
            return None
        return self._one_slip(word) or self._two_slips(word)

    def _one_slip(self, word: str) -> str | None:
        forms = _forms(word)
        candidates = {near for form in forms for near in self._near.get(form, "").split()}
        candidates.update(form for form in forms if len(form) >= SHORTEST and form in self._rank)
        close = [near for near in candidates if OSA.distance(word, near) <= 1]
        heard = sound(word)
        return min(
            close, key=lambda near: (sound(near) != heard, near[0] != word[0], self._rank[near]), default=None
        )

    def _parted(self, word: str) -> str | None:
        """ "nopuedo" → "no puedo": an everyday word before a longer one."""
        for cut in range(2, len(word) - 2):
            first, second = word[:cut], word[cut:]
            if self._rank.get(first, EVERYDAY) < EVERYDAY and self._rank.get(second, FREQUENT) < FREQUENT:
                return f"{first} {second}"
        return None

    def _two_slips(self, word: str) -> str | None:
        """A long word two slips away, or any that sounds the same: "kemadura", "desmallo"."""
        sizes = range(len(word) - 2, len(word) + 3)
        alike = [near for size in sizes for near in self._long.get((_initial(word), size), ())]
        found = process.extract(word, alike, scorer=OSA.distance, score_cutoff=2, limit=4)
        heard = sound(word)
        return next((near for near, _, _ in found if len(word) >= LONG or sound(near) == heard), None)


@dataclass(frozen=True, slots=True)
class Spoken:
    """Everyday words that are no misspellings of others: whole ones, and verbs by stem and ending."""

    words: frozenset[str]
    stems: frozenset[str]
    endings: frozenset[str]

    def has(self, word: str) -> bool:
        """Whether it is one of the words, with a plural or a pronoun at its end if need be."""
        plain = _WITH_PRONOUN.sub(r"\1", word) if len(word) > LONG else word
        if plain in self.words or plain.removesuffix("s") in self.words:
            return True
        return any(plain[:cut] in self.stems and plain[cut:] in self.endings for cut in range(3, len(plain)))


def _slips_of_short(words: Iterable[str]) -> dict[str, str]:
    """What each short word becomes by a key beside the right one or two letters in the wrong order."""
    made: dict[str, str] = {}
    for word in words:
        for slip in _slips(word):
            made.setdefault(slip, word)
    return made


def _slips(word: str) -> Iterator[str]:
    for i, letter in enumerate(word):
        yield from (f"{word[:i]}{key}{word[i + 1 :]}" for key in _BESIDE.get(letter, ""))
        yield f"{word[:i]}{word[i + 1 : i + 2]}{letter}{word[i + 2 :]}"


def _forms(word: str) -> set[str]:
    return {word} | {word[:i] + word[i + 1 :] for i in range(len(word))}


@lru_cache(maxsize=8_192)  # a message is read several times, and people misspell alike
def _meant(repair: WordRepair, word: str) -> str:
    return repair.repaired(word)


@lru_cache(maxsize=4_096)
def _near(repair: WordRepair, word: str) -> str | None:
    return repair.nearest(word)


def _initial(word: str) -> str:
    """The first letter as it sounds: a silent h is no letter, "k", "c" and "q" are one."""
    heard = word.removeprefix("h")
    first = heard[0]
    if first in "ck" or heard.startswith("qu"):
        return "s" if first == "c" and heard[1:2] in ("e", "i") else "k"
    return {"z": "s", "v": "b", "w": "b"}.get(first, first)


@cache
def _load() -> WordRepair:
    spoken = {name: frozenset(text.split()) for name, text in json.loads(SPOKEN.read_text("utf-8")).items()}
    names = MORE_GIVEN_NAMES.union(SURNAMES.read_text(encoding="utf-8").split())
    spoken["words"] |= {name for name in names if len(name) > SHORTEST}
    return WordRepair(WORDS.read_text(encoding="utf-8").split(), Spoken(**spoken))
