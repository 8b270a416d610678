"""Phrases looked for as one alternation, but compiled one by one and only when a text holds a word they need.

A pack has some two thousand; a message holds the words of a few.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Set
from itertools import groupby
from operator import itemgetter

from app.agents.red_flag_stems import needed_words

Words = tuple[frozenset[str], ...]
START, END = r"(?<!\w)", r"(?!\w)"
_TOKEN = re.compile(r"\\.|\[[^\]]*\]|[^\\\[(|)]+|.")


class Phrases:
    """Leftmost matches, the first phrase's where several begin together: what "a|b|c" would find.

    `said`, wherever it is asked for: the beginnings of the text's words, at least those in `stems`.
    """

    def __init__(self, phrases: Iterable[tuple[Words, str]], spelled_out: Callable[[str], str] = str) -> None:
        """(stems of each word that a match needs, what is sought) of each phrase; whole words match.

        `spelled_out` makes regular expressions of them.
        """
        self._spelled_out, self._patterns = spelled_out, dict[str, re.Pattern[str]]()
        self._phrases = [
            (needed, "|".join([phrase for _, phrase in together]))
            for needed, together in groupby(phrases, itemgetter(0))
        ]
        self.telling = frozenset[str]().union(*(needed[0] for needed, _ in self._phrases))

    @property
    def stems(self) -> frozenset[str]:
        """All that a text may be asked for."""
        return frozenset[str]().union(*(stems for needed, _ in self._phrases for stems in needed))

    def spans(self, text: str, said: Set[str]) -> list[tuple[int, int]]:
        """Where they stand, none overlapping another."""
        patterns = list(self._present(said))
        if len(patterns) == 1:
            return [match.span() for match in patterns[0].finditer(text)]
        return list(_merged(text, patterns))

    def stand_in(self, text: str, said: Set[str]) -> bool:
        """Whether any of them does."""
        return any(pattern.search(text) for pattern in self._present(said))

    def replaced(self, by: str, text: str, said: Set[str]) -> str:
        """The text with `by` in place of each."""
        parts, at = [], 0
        for start, end in self.spans(text, said):
            parts += [text[at:start], by]
            at = end
        return "".join([*parts, text[at:]]) if parts else text

    def prepare(self) -> None:
        """Compile all of them, so that no message waits for its first."""
        for _, sought in self._phrases:
            self._compiled(sought)

    def _present(self, said: Set[str]) -> Iterator[re.Pattern[str]]:
        for needed, sought in self._phrases:
            if not said.isdisjoint(needed[0]) and not any(map(said.isdisjoint, needed[1:])):
                yield self._patterns.get(sought) or self._compiled(sought)

    def _compiled(self, sought: str) -> re.Pattern[str]:
        made = self._patterns[sought] = re.compile(f"{START}(?:{self._spelled_out(sought)}){END}")
        return made


def alternatives(expression: str) -> Iterator[str]:
    """The parts between the bars that stand in no group."""
    part, depth = "", 0
    for sign in _TOKEN.findall(expression):
        if sign == "|" and depth == 0:
            yield part
            part = ""
            continue
        depth += (sign == "(") - (sign == ")")
        part += sign
    yield part


def with_stems(expression: str) -> Iterator[tuple[Words, str]]:
    """Each alternative, with its stems."""
    return ((needed_words(part, {}), part) for part in alternatives(expression))


def _merged(text: str, patterns: list[re.Pattern[str]]) -> Iterator[tuple[int, int]]:
    found = [pattern.search(text) for pattern in patterns]
    while standing := [match for match in found if match]:
        start, end = min((match.span() for match in standing), key=_start)
        yield start, end
        for number, match in enumerate(found):
            if match and match.start() < end:
                found[number] = patterns[number].search(text, end)


def _start(span: tuple[int, int]) -> int:
    return span[0]
