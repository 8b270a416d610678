"""Joins the lines of a paragraph; a word cut by a hyphen is made whole."""

import re
from collections.abc import Iterable

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_CUT = re.compile(r"([^\W\d_]+)-$")
_REST = re.compile(r"^[a-záéíóúüñàâãçêôõ]+")


class Joiner:
    """Knows the document's own words, which tell "trata-miento" from "anti-edad"."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._words = {word.lower() for line in lines for word in _WORD.findall(line)}

    def join(self, first: str, second: str) -> str:
        cut, rest = _CUT.search(first), _REST.match(second)
        if cut is None or rest is None:
            return f"{first} {second}"
        hyphenated = f"{cut[1]}-{rest[0]}".lower()
        whole = f"{cut[1]}{rest[0]}".lower()
        if hyphenated in self._words and whole not in self._words:
            return first + second
        return first[:-1] + second
