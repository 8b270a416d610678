"""Hashed features of a folded message: words, word pairs and character n-grams.

Source: feature hashing (Weinberger et al., 2009) with a polynomial rolling hash, so that one numpy pass
covers all character n-grams of a length.
"""

import zlib
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.agents.chat_text import chat_fold
from app.agents.word_repair import WordRepair

BUCKETS = 1 << 16
CHAR_LENGTHS = (2, 3, 4, 5)
_BASE = np.uint64(1_099_511_628_211)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT, _MASK = np.uint64(40), np.uint64(BUCKETS - 1)
# A length is its hash's first digit, so that grams of two lengths never meet.
_SEEDS = {length: np.uint64(length * int(_BASE) ** length % 2**64) for length in CHAR_LENGTHS}


def _char_buckets(folded: str) -> NDArray[np.int64]:
    """Each length's hashes are the shorter one's, a letter on: one step a length."""
    letters = np.frombuffer(f" {folded} ".encode("ascii", "ignore"), dtype=np.uint8).astype(np.uint64)
    rolling, found = letters, []
    for length in CHAR_LENGTHS:
        rolling = rolling[:-1] * _BASE + letters[length - 1 :]
        found.append(rolling + _SEEDS[length])
    hashes = np.concatenate(found)
    return (((hashes * _MIX) >> _SHIFT) & _MASK).astype(np.int64)


def _word_buckets(folded: str) -> NDArray[np.int64]:
    words = ["<", *folded.split(), ">"]
    grams = [f"1{w}" for w in words[1:-1]]
    grams += [f"2{a} {b}" for a, b in pairwise(words)]
    grams += [f"3{a} {b} {c}" for a, b, c in zip(words, words[1:], words[2:], strict=False)]
    return np.array([zlib.crc32(g.encode()) % BUCKETS for g in grams], dtype=np.int64)


def _distinct(buckets: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sorted, each once: `np.unique` costs seven times as much on so few."""
    buckets.sort()
    kept = np.empty(len(buckets), dtype=bool)
    kept[:1] = True
    np.not_equal(buckets[1:], buckets[:-1], out=kept[1:])
    return buckets[kept]


def features(text: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Bucket numbers and weights of a message, its one-slip misspellings repaired.

    Words and characters each have unit Euclidean length.
    """
    return _features(WordRepair.load().text(chat_fold(text)))


@lru_cache(maxsize=256)  # router and language read the same message; nobody writes into what is given out
def _features(folded: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    chars, words = _distinct(_char_buckets(folded)), _distinct(_word_buckets(folded))
    weights = np.empty(len(chars) + len(words), dtype=np.float32)
    weights[: len(chars)] = 1.0 / np.sqrt(max(1, len(chars)))
    weights[len(chars) :] = 1.0 / np.sqrt(max(1, len(words)))
    buckets = np.concatenate([chars, words])
    buckets.flags.writeable = weights.flags.writeable = False
    return buckets, weights
