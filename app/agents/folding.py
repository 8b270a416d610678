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
    (re.compile(r"ph"), "f"),
    (re.compile(r"ch"), "C"),
    (re.compile(r"qu(?=[ei])"), "k"),
    (re.compile(r"c(?=[eiy])"), "s"),
    (re.compile(r"[cq]"), "k"),
    (re.compile(r"g(?=[ei])"), "j"),
    (re.compile(r"ll"), "y"),
    (re.compile(r"[vw]"), "b"),
    (re.compile(r"z"), "s"),
    (re.compile(r"h"), ""),
)


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
    for pattern, replacement in _SOUNDS:
        word = pattern.sub(replacement, word)
    return _REPEATED.sub(r"\1", word.lower())


def vocabulary(text: str) -> frozenset[str]:
    """The words of a list written as running text."""
    return frozenset(text.split())
