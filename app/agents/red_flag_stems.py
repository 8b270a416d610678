"""Which beginnings of words no match of a pack's phrase can do without, so that most phrases need not be tried."""

import re
from collections.abc import Iterable, Mapping

LONGEST = 6  # letters of a stem
_ANYTHING = frozenset({""})  # the beginning of every word
_ENDS = frozenset(("|", ")", ""))
# Letters that must be there, a letter that may be missing, a set, a part, a group's beginning; else one sign.
_TOKEN = re.compile(
    r"(?:[a-z0-9](?![?+{]))+|[a-z0-9 ](?:[?+]|\{\S*?\})|\[[^\]]*\]|<\w+>|\(\?(?:[:!=]|<[!=])|\\.|\{[^}]*\}|."
)


def needed_stems(phrases: str, parts: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Stems of which one begins a word of whatever matches; {""} where none can be named.

    `phrases`: as a pack writes them, joined by "|"; `parts`: the stems of what stands in angle brackets.
    """
    return _Phrases(_TOKEN.findall(phrases), parts).read()[0]


def beginnings(words: Iterable[str]) -> frozenset[str]:
    """Every beginning of the words that could be a stem."""
    return frozenset(word[:length] for word in words for length in range(LONGEST + 1))


def _telling(stems: frozenset[str]) -> tuple[int, int]:
    """Long stems say most, then few of them."""
    return (min(map(len, stems)), -len(stems)) if len(stems) > 1 else (len(next(iter(stems))), -1)


class _Phrases:
    """A reader of tokens that keeps, of each alternative, the stems of its most telling word."""

    def __init__(self, tokens: list[str], parts: Mapping[str, frozenset[str]]) -> None:
        self._tokens, self._parts, self._at = tokens, parts, 0

    def read(self) -> tuple[frozenset[str], bool]:
        """(stems, whether every alternative ends in a space) up to the end of the group."""
        found: set[str] = set()
        spaced = True
        while True:
            stems, ended, last = self._alternative()
            found |= stems
            spaced = spaced and ended
            if last != "|":
                return frozenset(found), spaced

    def _alternative(self) -> tuple[frozenset[str], bool, str]:
        """(stems, whether it ends in a space, the sign that ended it)."""
        best, least = _ANYTHING, (0, -1)
        word: frozenset[str] | None = None  # None: at the beginning of a word
        while (sign := self._next()) not in _ENDS:
            if sign == " ":
                if word is not None and (said := _telling(word)) > least:
                    best, least = word, said
                word = None
            elif sign[0] in "(<":
                stems, spaced = self._group(sign)
                if stems is not None and word is None:
                    word = stems
                    if spaced:
                        best, least = max((best, least), (stems, _telling(stems)), key=lambda found: found[1])
                        word = None
                elif stems is None and not spaced:
                    word = word or _ANYTHING
            elif word is None and sign not in ("^", "$"):
                word = frozenset((sign[:LONGEST],)) if sign.isalnum() else _ANYTHING
        if word is not None and _telling(word) > least:
            best = word
        return best, word is None, sign

    def _group(self, sign: str) -> tuple[frozenset[str] | None, bool]:
        """(stems of a group, None where it may be missing or only looks; whether a word may begin after it)."""
        stems, spaced = self.read() if sign.startswith("(") else (self._parts[sign[1:-1]], False)
        following = self._tokens[self._at : self._at + 1]
        if following and (following[0] in ("?", "*", "+") or following[0].startswith("{")):
            self._at += 1
        if sign.startswith("(") and sign != "(?:":
            return None, True
        return (None if following in (["?"], ["*"]) or following == ["{0,3}"] else stems), spaced

    def _next(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1] if self._at <= len(self._tokens) else ""
