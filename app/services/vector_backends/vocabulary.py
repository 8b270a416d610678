"""A sorted set of words that finds the nearest ones to a misspelling.

Source: candidates by Dice overlap of character 2- and 3-grams of the words' sound keys, then
optimal-string-alignment similarity (edits and swapped neighbours) on letters and on sounds.
"""

from array import array
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from app.services.text_analysis import char_grams, sound_key

_BUCKETS = 1 << 13  # gram hashes; collisions only add candidates
_CANDIDATES = 40
_MIN_DICE = 0.3  # two edits in a word of seven letters still share this many grams
_MIN_LENGTH = 4
_WIDTH = 28  # letters kept of a word
_NEAREST = 3
_REMEMBERED = 256  # words whose nearest ones a company's index keeps
_POSITIONS = 1 << 16  # of the list, so that one takes two bytes


class Vocabulary:
    """Immutable; words are folded. Memory is a few dozen bytes per word."""

    def __init__(self, words: Iterable[str]) -> None:
        found = sorted({w[:_WIDTH].encode() for w in words})
        width = max(map(len, found), default=1)
        self._words: NDArray[np.bytes_] = np.array(found, dtype=f"S{width}")
        self._grams: tuple[NDArray[np.int32], NDArray[Any], NDArray[np.int16]] | None = None

    def __len__(self) -> int:
        return len(self._words)

    def find(self, word: str) -> int:
        """Position of a word, or -1."""
        key = word[:_WIDTH].encode()
        at = int(self._words.searchsorted(key))
        return at if at < len(self._words) and self._words[at] == key else -1

    def __contains__(self, word: str) -> bool:
        return self.find(word) >= 0

    def word(self, at: int) -> str:
        return str(self._words[at].decode())

    def span(self, prefix: str) -> tuple[int, int]:
        """Positions of the words that start with `prefix`, the last one excluded."""
        start, stop = np.searchsorted(self._words, [prefix.encode(), (prefix + "~").encode()])
        return int(start), int(stop)

    def with_prefix(self, prefix: str, limit: int = 20) -> list[str]:
        """Words that start with `prefix`, in order."""
        start, stop = self.span(prefix)
        return [self.word(i) for i in range(start, min(stop, start + limit))]

    def nearest(
        self, word: str, limit: int = _NEAREST, among: NDArray[np.uint16] | None = None
    ) -> list[tuple[str, float]]:
        """Words most like `word` with their similarity in [0, 1], best first; none is a list of none.

        `among`: only words at these positions.
        """
        if len(word) < _MIN_LENGTH or not len(self._words):
            return []
        sound = sound_key(word)
        scored = [(w, _similarity(word, sound, w)) for w in self._candidates(sound, among)]
        good = [(w, s) for w, s in scored if s >= min_similarity(word)]
        return sorted(good, key=lambda pair: -pair[1])[:limit]

    def _candidates(self, sound: str, among: NDArray[np.uint16] | None) -> list[str]:
        starts, postings, sizes = self._gram_index()
        grams = [_bucket(g) for g in set(char_grams(sound))]
        hits = np.concatenate([postings[starts[g] : starts[g + 1]] for g in grams])
        overlap = np.bincount(hits, minlength=len(self._words))
        dice = 2 * overlap / (sizes + len(grams))
        near = np.flatnonzero(dice > _MIN_DICE) if among is None else among[dice[among] > _MIN_DICE]
        best = near[np.argsort(-dice[near], kind="stable")[:_CANDIDATES]]
        return [self.word(int(i)) for i in best]

    def _gram_index(self) -> tuple[NDArray[np.int32], NDArray[Any], NDArray[np.int16]]:
        """CSR from gram bucket to words; built at the first misspelling, as many companies see none."""
        if self._grams is None:
            buckets = array("h")
            sizes = np.zeros(len(self._words), dtype=np.int16)
            for i, word in enumerate(self._words):
                grams = {_bucket(g) for g in char_grams(sound_key(word.decode()))}
                buckets.extend(grams)
                sizes[i] = len(grams)
            keys = np.frombuffer(buckets, dtype=np.int16) if buckets else np.zeros(0, dtype=np.int16)
            narrow = np.uint16 if len(self._words) < 1 << 16 else np.uint32
            owners = np.repeat(np.arange(len(self._words), dtype=narrow), sizes)
            order = np.argsort(keys, kind="stable")
            starts = np.searchsorted(keys[order], np.arange(_BUCKETS + 1)).astype(np.int32)
            self._grams = (starts, owners[order], sizes)
        return self._grams


class CompanyWords:
    """The words of one company's documents: everyday ones as positions in their language's list, the rest whole.

    Most words of any document are everyday ones, and the index of their letters is as large as the text: it is
    the list's own, shared by all companies.
    """

    def __init__(self, words: Iterable[str], everyday: Vocabulary) -> None:
        found = {w: everyday.find(w) for w in words}
        self._everyday = everyday
        self._common = np.array(sorted(at for at in found.values() if 0 <= at < _POSITIONS), dtype=np.uint16)
        self._own = Vocabulary(w for w, at in found.items() if not 0 <= at < _POSITIONS)
        # Customers greet and thank in the same few words, which no document holds: each is looked for once.
        self._nearest = lru_cache(maxsize=_REMEMBERED)(self._find_nearest)

    def __len__(self) -> int:
        return len(self._common) + len(self._own)

    def __contains__(self, word: str) -> bool:
        return self._has_common(_position(self._everyday, word)) or word in self._own

    def with_prefix(self, prefix: str, limit: int = 20) -> list[str]:
        """Words that start with `prefix`, in order."""
        first, last = self._everyday.span(prefix)
        start, stop = np.searchsorted(self._common, (first, last))
        common = [self._everyday.word(int(at)) for at in self._common[start : min(stop, start + limit)]]
        return sorted(common + self._own.with_prefix(prefix, limit))[:limit]

    def nearest(self, word: str, limit: int = _NEAREST) -> list[tuple[str, float]]:
        """As `Vocabulary.nearest`, at most three."""
        return list(self._nearest(word)[:limit])

    def _find_nearest(self, word: str) -> tuple[tuple[str, float], ...]:
        found = self._everyday.nearest(word, _NEAREST, self._common) + self._own.nearest(word, _NEAREST)
        return tuple(sorted(found, key=lambda pair: -pair[1])[:_NEAREST])

    def _has_common(self, position: int) -> bool:
        at = int(self._common.searchsorted(position)) if position >= 0 else len(self._common)
        return at < len(self._common) and int(self._common[at]) == position


@lru_cache(maxsize=20_000)  # of the languages' lists alone; the words people write are few
def _position(everyday: Vocabulary, word: str) -> int:
    return everyday.find(word)


def min_similarity(word: str) -> float:
    """Short words bear one edit, long ones about one in four letters."""
    return 0.78 if len(word) == 5 else 0.75 if len(word) == 4 else 0.7


@lru_cache(maxsize=20_000)
def _bucket(gram: str) -> int:
    return crc32(gram.encode()) % _BUCKETS


def _similarity(word: str, sound: str, other: str) -> float:
    letters = OSA.normalized_similarity(word, other)
    sounds = OSA.normalized_similarity(sound, sound_key(other))
    return float(max(letters, 0.97 * sounds))
