"""A question without what is said around it: "hola buenas, una pregunta, cuanto vale el botox? gracias".

What remains is what documents are searched for; words of politeness would count as asked for and not found.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from app.services.text_analysis import WORD_LISTS, fold

COURTESIES = WORD_LISTS.parent / "courtesies.txt"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_STRETCHED = re.compile(r"(\w)\1{2,}|(\w)\2$")  # "holaaa", "buenass"

_AROUND = " ,;.:-\n¿¡"

Phrases = dict[str, list[tuple[str, ...]]]  # first word → phrases, longest first


class _Lists(NamedTuple):
    opening: Phrases
    closing: Phrases  # each backwards
    anywhere: Phrases


def without_courtesies(text: str) -> str:
    """What is left of a message; all of it where nothing else was said."""
    spans = [match.span() for match in _WORD.finditer(text)]
    words = [_STRETCHED.sub(lambda m: m[1] or m[2], fold(text[a:b]).replace("’", "'")) for a, b in spans]
    lists = _lists()
    first = _run(words, lists.opening, lists.anywhere)
    after = _run(words[first:][::-1], lists.closing, {})
    last = len(words) - after
    gone = {*range(first), *_inside(words, first, last, lists.anywhere), *range(last, len(words))}
    if not gone or len(gone) == len(words):
        return text
    return " ".join(_runs(text, spans, gone))


def _runs(text: str, spans: list[tuple[int, int]], gone: set[int]) -> Iterator[str]:
    """What is kept, piece by piece, with the question marks behind it."""
    start = None
    for at, (begin, _end) in enumerate(spans):
        if at in gone and start is not None:
            yield text[start:begin].strip(_AROUND)
            start = None
        elif at not in gone and start is None:
            start = begin
    if start is not None:
        yield text[start:].strip()


def _run(words: list[str], *lists: Phrases) -> int:
    """How many words from the first on are such phrases, one after the other."""
    at = 0
    while at < len(words) and (length := max(_longest(words, at, phrases) for phrases in lists)):
        at += length
    return at


def _inside(words: list[str], first: int, last: int, phrases: Phrases) -> set[int]:
    gone: set[int] = set()
    at = first
    while at < last:
        length = _longest(words[:last], at, phrases)
        gone.update(range(at, at + length))
        at += length or 1
    return gone


def _longest(words: list[str], at: int, phrases: Phrases) -> int:
    for phrase in phrases.get(words[at], ()):
        if tuple(words[at : at + len(phrase)]) == phrase:
            return len(phrase)
    return 0


@cache
def _lists() -> _Lists:
    found: dict[str, set[tuple[str, ...]]] = {"opening": set(), "closing": set(), "anywhere": set()}
    for line in COURTESIES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            place, _, phrases = line.partition(":")
            words = (tuple(phrase.split()) for phrase in phrases.split(","))
            found[place].update(words if place != "closing" else (phrase[::-1] for phrase in words))
    return _Lists(**{place: _by_first_word(phrases) for place, phrases in found.items()})


def _by_first_word(phrases: set[tuple[str, ...]]) -> Phrases:
    by_word: Phrases = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        by_word.setdefault(phrase[0], []).append(phrase)
    return by_word
