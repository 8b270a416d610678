"""Puts misspellings back to a word the router knows: "depilasion" → "depilacion", "qiuero" → "quiero".

Source: symmetric deletes (SymSpell, W. Garbe): a word and its misspelling share a form with one letter missing.
A long word may be two slips away, a short one only a key beside the right one; two words written as one are
parted. The words are those of the router's examples, written by `make router`; what stands in data/spoken.json and
names are left as they are: "Infante" is no heart attack. Source of the surnames: the Faker project's lists (MIT).
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from string import ascii_lowercase

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from app.agents.folding import sound
from app.agents.given_names import MORE_GIVEN_NAMES

WORDS = Path(__file__).parent / "data" / "words.txt"
SPOKEN, SURNAMES = WORDS.with_name("spoken.json"), WORDS.with_name("surnames.txt")
SHORTEST = 4  # shorter words have too many neighbours
LONG = 7  # from here on two slips are forgiven
EVERYDAY, FREQUENT = 500, 2000  # ranks: read into a slip of two or three letters, and after a word not parted
PATIENCE = 40  # words of a message that nothing explains: after them a word two slips away is sought no more
_WITH_PRONOUN = re.compile(r"(a|e|i|ar|er|ir|ando|iendo)(?:(?:me|te|se|nos)?(?:l[aeo]s?)|me|te|se|nos)$")
_PRONOUNS = ("me", "te", "se", "nos", *(f"l{vowel}{plural}" for vowel in "aeo" for plural in ("", "s")))
_BITS = {letter: 1 << i for i, letter in enumerate(ascii_lowercase)}
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = {key: "".join(row[max(0, i - 1) : i] + row[i + 1 : i + 2]) for row in _KEYS for i, key in enumerate(row)}


class WordRepair:
    """Known words, most frequent first, and how to find the one a slip away."""

    def __init__(self, words: Sequence[str], spoken: "Spoken | None" = None) -> None:
        self._spoken = spoken or Spoken(*[frozenset()] * 3)
        self._rank = {word: rank for rank, word in enumerate(words)}
        self._short = _slips_of_short(word for word in words[:EVERYDAY] if 2 <= len(word) < SHORTEST)
        longer = [word for word in words if len(word) >= SHORTEST and word.isalpha()]
        self._alike = _Alike(longer)
        self._near: dict[str, str] = {}  # words with a space between them: a tenth of the memory of lists
        near = self._near
        for word in longer:
            for form in _forms(word):
                near[form] = f"{near[form]} {word}" if form in near else word

    @classmethod
    def load(cls) -> "WordRepair":
        """The router's words."""
        return _load()

    def text(self, folded: str) -> str:
        """The folded text with its unknown words repaired where few slips explain them."""
        return _text(self, folded)

    def knows(self, word: str) -> bool:
        return word in self._rank or self._spoken.has(word)

    def word(self, word: str, *, far: bool = True) -> str:
        """The known word this one was meant to be; the word itself where that is not clear."""
        return _meant(self, word, far)

    def near(self, word: str, *, far: bool = True) -> str | None:
        """The one of these words that a word which nobody says is a slip or two away from."""
        return _near(self, word, far)

    def words(self, folded: str) -> Iterator[str]:
        """Each word of `text`, not remembered."""
        lost = 0
        for word in folded.split():
            far = lost < PATIENCE
            meant = _meant(self, word, far)
            lost += far and meant == word and not self.knows(word)
            yield meant

    def repaired(self, word: str, far: bool) -> str:
        """`word`, not remembered; `far`: two slips are forgiven too."""
        if not word.isalpha() or self.knows(word):
            return word
        if len(word) < SHORTEST:
            return self._short.get(word, word)
        return self._one_slip(word) or self._parted(word) or (far and self._two_slips(word)) or word

    def nearest(self, word: str, far: bool) -> str | None:
        """`near`, not remembered."""
        if len(word) < SHORTEST - 1 or not word.isalpha():
            return None
        return self._one_slip(word) or (self._two_slips(word) if far else None)

    def _one_slip(self, word: str) -> str | None:
        forms = _forms(word)
        candidates: set[str] = set()
        for form in self._near.keys() & forms:
            candidates.update(self._near[form].split())
        close = [near for near in candidates if OSA.distance(word, near, score_cutoff=1) <= 1]
        if len(close) < 2:
            return close[0] if close else None
        heard = sound(word)
        return min(close, key=lambda near: (sound(near) != heard, near[0] != word[0], self._rank[near]))

    def _parted(self, word: str) -> str | None:
        """ "nopuedo" → "no puedo": an everyday word before a longer one."""
        rank = self._rank
        for cut in range(2, len(word) - 2):
            if rank.get(word[:cut], EVERYDAY) < EVERYDAY and rank.get(word[cut:], FREQUENT) < FREQUENT:
                return f"{word[:cut]} {word[cut:]}"
        return None

    def _two_slips(self, word: str) -> str | None:
        """A long word two slips away, or any that sounds the same: "kemadura", "desmallo"."""
        alike = self._alike.to(word)
        if not alike:
            return None
        found = process.extract(word, alike, scorer=OSA.distance, score_cutoff=2, limit=4)
        heard = "" if len(word) >= LONG else sound(word)
        return next((near for near, _, _ in found if not heard or sound(near) == heard), None)


class _Alike:
    """Words by first letter and length. Those with other letters than a word two slips away could have are passed
    over by one look at all, which is what makes nonsense cheap."""

    def __init__(self, words: Sequence[str]) -> None:
        groups: dict[str, dict[int, list[str]]] = {}
        for word in words:
            groups.setdefault(_initial(word), {}).setdefault(len(word), []).append(word)
        self._words: list[str] = []
        self._spans: dict[tuple[str, int], tuple[int, int]] = {}  # of an initial and of lengths up to two away
        for initial, lengths in groups.items():
            for length in sorted(lengths):
                start = len(self._words)
                self._words += lengths[length]
                for near in range(length - 2, length + 3):
                    low, _ = self._spans.get((initial, near), (start, start))
                    self._spans[initial, near] = low, len(self._words)
        self._letters = _letters_of(self._words)

    def to(self, word: str) -> list[str]:
        """In order of length, then frequency: all that two slips could lead to, and a few more."""
        low, high = self._spans.get((_initial(word), len(word)), (0, 0))
        differing = np.bitwise_count(self._letters[low:high] ^ _letters(word))
        return [self._words[low + at] for at in (differing <= 4).nonzero()[0].tolist()]  # a slip changes two


def _letters_of(words: Sequence[str]) -> NDArray[np.uint32]:
    signs = np.frombuffer("".join(words).encode("ascii"), dtype=np.uint8).astype(np.uint32)
    begins = np.cumsum([0, *map(len, words)])[:-1]
    return np.bitwise_or.reduceat(np.uint32(1) << (signs - ord("a")), begins)


def _letters(word: str) -> int:
    """Which of the 26 letters it has, a bit each."""
    found = 0
    for letter in word:
        found |= _BITS.get(letter, 0)
    return found


@dataclass(frozen=True, slots=True)
class Spoken:
    """Everyday words that are no misspellings of others: whole ones, and verbs by stem and ending."""

    words: frozenset[str]
    stems: frozenset[str]
    endings: frozenset[str]

    def has(self, word: str) -> bool:
        """Whether it is one of the words, with a plural or a pronoun at its end if need be."""
        plain = _WITH_PRONOUN.sub(r"\1", word) if len(word) > LONG and word.endswith(_PRONOUNS) else word
        if plain in self.words or plain.removesuffix("s") in self.words:
            return True
        ends = {plain[cut:] for cut in range(3, len(plain)) if plain[:cut] in self.stems}
        return not ends.isdisjoint(self.endings)


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
    return {word, *[word[:i] + word[i + 1 :] for i in range(len(word))]}


@lru_cache(maxsize=512)  # a message is read several times
def _text(repair: WordRepair, folded: str) -> str:
    return " ".join(repair.words(folded))


@lru_cache(maxsize=8_192)  # people misspell alike
def _meant(repair: WordRepair, word: str, far: bool) -> str:
    return repair.repaired(word, far)


@lru_cache(maxsize=4_096)
def _near(repair: WordRepair, word: str, far: bool) -> str | None:
    return repair.nearest(word, far)


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
