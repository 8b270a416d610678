"""Hashed features of a folded message: words, word pairs and character n-grams.

Source: feature hashing (Weinberger et al., 2009) with a polynomial rolling hash, so that one numpy pass
covers all character n-grams of a length.
"""

import zlib
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.agents.chat_text import chat_fold
from app.agents.word_repair import WordRepair

BUCKETS = 1 << 16
CHAR_LENGTHS = (2, 3, 4, 5)
_BASE = np.uint64(1_099_511_628_211)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(40)


def _char_buckets(folded: str) -> NDArray[np.int64]:
    letters = np.frombuffer(f" {folded} ".encode("ascii", "ignore"), dtype=np.uint8).astype(np.uint64)
    found = []
    for length in CHAR_LENGTHS:
        count = len(letters) - length + 1
        if count <= 0:
            continue
        value = np.full(count, length, dtype=np.uint64)
        for offset in range(length):
            value = value * _BASE + letters[offset : offset + count]
        found.append(((value * _MIX) >> _SHIFT).astype(np.int64) % BUCKETS)
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)


def _word_buckets(folded: str) -> NDArray[np.int64]:
    words = ["<", *folded.split(), ">"]
    grams = [f"1{w}" for w in words[1:-1]]
    grams += [f"2{a} {b}" for a, b in pairwise(words)]
    grams += [f"3{a} {b} {c}" for a, b, c in zip(words, words[1:], words[2:], strict=False)]
    return np.fromiter((zlib.crc32(g.encode()) % BUCKETS for g in grams), dtype=np.int64, count=len(grams))


def features(text: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Bucket numbers and weights of a message, its one-slip misspellings repaired.

    Words and characters each have unit Euclidean length.
    """
    folded = WordRepair.load().text(chat_fold(text))
    chars, words = np.unique(_char_buckets(folded)), np.unique(_word_buckets(folded))
    weights = np.concatenate(
        [np.full(len(part), 1.0 / np.sqrt(max(1, len(part))), dtype=np.float32) for part in (chars, words)]
    )
    return np.concatenate([chars, words]), weights
