"""Spellings made comparable: case, accents, separators and the sounds Spanish writes in several ways."""

import re
import unicodedata
from functools import lru_cache

_SEPARATORS = re.compile(r"[_\-/]+")
_WORD = re.compile(r"[a-z0-9]+")
_ACCENTS = re.compile("[\u0300-\u036f]+")
_REPEATED = re.compile(r"([a-z])\1+")

# Order matters: "qu" before "k", "ll" before the doubled letters are made one.
_SOUNDS = (
    ("ph", "f"), ("ch", "C"), ("que", "ke"), ("qui", "ki"), ("ce", "se"), ("ci", "si"), ("cy", "sy"), ("c", "k"),
    ("q", "k"), ("ge", "je"), ("gi", "ji"), ("ll", "y"), ("v", "b"), ("w", "b"), ("z", "s"), ("h", ""),
)  # fmt: skip


def fold(text: str) -> str:
    """Lower case, without accents ("ñ" becomes "n"), spaces single."""
    plain = text.casefold()
    if not plain.isascii():
        plain = without_accents(plain)
    return " ".join(plain.split())


def without_accents(lowered: str) -> str:
    """Lower-case letters without their accents; what is no letter stays ("¿", "…" as three dots)."""
    return lowered if lowered.isascii() else _ACCENTS.sub("", unicodedata.normalize("NFKD", lowered))


def words(text: str) -> list[str]:
    """The folded words of a text; underscores, hyphens and slashes separate."""
    return _WORD.findall(_SEPARATORS.sub(" ", fold(text)))


@lru_cache(maxsize=8_192)
def sound(word: str) -> str:
    """A folded word as it sounds in Spanish: "votox" and "botox", "limpiesa" and "limpieza" are one."""
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    return _REPEATED.sub(r"\1", word.lower())


def vocabulary(text: str) -> frozenset[str]:
    """The words of a list written as running text."""
    return frozenset(text.split())
