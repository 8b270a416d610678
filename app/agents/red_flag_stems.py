"""Which beginnings of words no match of a pack's phrase can do without, so that most phrases need not be tried."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

LONGEST, MOST = 6, 2  # letters of a stem, words asked for of a phrase
_ANYTHING = frozenset({""})  # the beginning of every word
_PLAIN = re.compile(r"[a-z0-9]+\*?(?: (?:_|[a-z0-9]+\*?))*")
_ENDS = frozenset(("|", ")", ""))
# A group of plain words, letters that must be there, one that may be missing, a set, a part, a group's beginning.
_TOKEN = re.compile(
    r"\(\?:[a-z0-9 |]+\)|"
    r"(?:[a-z0-9](?![?+{]))+|[a-z0-9 ](?:[?+]|\{\S*?\})|\[[^\]]*\]|<\w+>|\(\?(?:[:!=]|<[!=])|\\.|\{[^}]*\}|."
)


def needed_stems(phrases: str, parts: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Stems of which one begins a word of whatever matches; {""} where none can be named.

    `phrases`: as a pack writes them, joined by "|"; `parts`: the stems of what stands in angle brackets.
    """
    return _Phrases(_TOKEN.findall(phrases), parts).read()[0]


def needed_words(phrase: str, parts: Mapping[str, frozenset[str]]) -> tuple[frozenset[str], ...]:
    """The same of every word a match of one phrase cannot do without, the most telling first."""
    if _PLAIN.fullmatch(phrase):  # half of them are, and a reader of groups takes ten times as long
        said = [_stem(word.rstrip("*")) for word in phrase.split() if word != "_"]
    else:
        said = _Phrases(_TOKEN.findall(phrase), parts).words()
    if len(said) < 2:
        return tuple(said) or (_ANYTHING,)
    return tuple(sorted(said, key=_telling, reverse=True)[:MOST])


@lru_cache(maxsize=4_096)  # shared: a set of one takes 200 bytes
def _stem(word: str) -> frozenset[str]:
    return frozenset((word[:LONGEST],))


@lru_cache(maxsize=4_096)  # the same few occur again and again
def _plain_group(group: str) -> tuple[frozenset[str], bool]:
    alternatives = group[3:-1].split("|")
    stems = frozenset(
        max((word[:LONGEST] for word in words.split()), key=len, default="") for words in alternatives
    )
    return stems, all(not words or words.endswith(" ") for words in alternatives)


def forget() -> None:
    """Free what was kept while packs were read."""
    _stem.cache_clear()
    _plain_group.cache_clear()


def beginnings(words: Iterable[str]) -> frozenset[str]:
    """Every beginning of the words that could be a stem."""
    return frozenset(word[:length] for word in words for length in range(LONGEST + 1))


def _telling(stems: frozenset[str]) -> tuple[int, int]:
    """Long stems say most, then few of them."""
    return (min(map(len, stems)), -len(stems)) if len(stems) > 1 else (len(next(iter(stems))), -1)


class _Phrases:
    """A reader of tokens that keeps, of each alternative, the stems of its most telling word."""

    def __init__(self, tokens: list[str], parts: Mapping[str, frozenset[str]]) -> None:
        self._tokens, self._parts, self._at = [*tokens, ""], parts, 0
        self._said: list[frozenset[str]] = []  # the words of the alternative read last

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

    def words(self) -> list[frozenset[str]]:
        """The stems of each word that must be there."""
        stems, _, last = self._alternative()
        return self._said if last != "|" else [stems | self.read()[0]]

    def _alternative(self) -> tuple[frozenset[str], bool, str]:
        """(stems, whether it ends in a space, the sign that ended it)."""
        said: list[frozenset[str]] = []
        word: frozenset[str] | None = None  # None: at the beginning of a word
        tokens = self._tokens
        while (sign := tokens[self._at]) not in _ENDS:
            self._at += 1
            if sign == " ":
                if word is not None and word is not _ANYTHING:
                    said.append(word)
                word = None
            elif sign[0] in "(<":
                stems, spaced = self._group(sign)
                if stems is not None and word is None:
                    word = stems
                    if spaced:
                        said.append(stems)
                        word = None
                elif stems is None and not spaced:
                    word = word or _ANYTHING
            elif word is None and sign not in ("^", "$"):
                word = _stem(sign) if sign.isalnum() else _ANYTHING
        self._at += 1
        if word is not None:
            said.append(word)
        self._said = said
        return max(said, key=_telling, default=_ANYTHING), word is None, sign

    def _group(self, sign: str) -> tuple[frozenset[str] | None, bool]:
        """(stems of a group, None where it may be missing or only looks; whether a word may begin after it)."""
        if sign.startswith("<"):
            stems, spaced = self._parts[sign[1:-1]], False
        else:
            stems, spaced = _plain_group(sign) if sign.endswith(")") else self.read()
        following = self._tokens[self._at] if self._at < len(self._tokens) else ""
        if following in ("?", "*", "+") or following.startswith("{"):
            self._at += 1
        if sign.startswith("(") and not sign.startswith("(?:"):
            return None, True
        return (None if following in ("?", "*") or following.startswith("{0,") else stems), spaced
