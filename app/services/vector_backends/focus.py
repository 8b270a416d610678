"""What a question is about, by how it is built: "¿Hacen adiestramiento de perros?" is about training.

What follows a head ("hacen", "tienen", "cuánto cuesta") up to a break is what must be known to answer, unlike the
circumstances that people add.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.services.vector_backends.lexicon import Lexicon

_MOST = 3  # content words that belong to the thing asked for


@dataclass(frozen=True, slots=True)
class Focus:
    """Positions of the words that name the thing asked for; `existence`: whether there is such a thing at all."""

    positions: frozenset[int] = frozenset()
    existence: bool = False


def find_focus(words: Sequence[str], lexicon: Lexicon) -> Focus:
    """The focus of a question; without positions where it has no such form."""
    existence = lexicon.focus["existence"]
    heads = lexicon.focus["heads"] | existence
    for at, word in enumerate(words):
        found = (
            _named_after(words, at + 1, lexicon, heads)
            if word in heads
            else _determined(words, at, lexicon, heads)
        )
        if found:
            return Focus(frozenset(found), word in existence)
    return Focus()


def _determined(words: Sequence[str], at: int, lexicon: Lexicon, heads: frozenset[str]) -> list[int]:
    """The word after "qué": "¿en qué barrio están?" is about the quarter."""
    if words[at] not in lexicon.focus["determiners"] or not 0 < at < len(words) - 1:
        return []
    if words[at - 1] not in lexicon.focus["prepositions"]:
        return []
    following = words[at + 1]
    known = lexicon.function | heads | lexicon.focus["clauses"] | lexicon.focus["breaks"]
    return [] if following in known else [at + 1]


def _named_after(words: Sequence[str], start: int, lexicon: Lexicon, heads: frozenset[str]) -> list[int]:
    found: list[int] = []
    for at in range(start, len(words)):
        word = words[at]
        if word in lexicon.focus["clauses"]:
            break
        if found and word in lexicon.focus["breaks"]:
            if word in lexicon.focus["purposes"]:  # "turno *con* el cardiólogo", "bótox *para* el sudor"
                continue
            break
        if word in lexicon.function or word in heads:
            continue
        found.append(at)
        if len(found) == _MOST:
            break
    return found
