"""Brings folded words to a form that the stemmers read well: they were written for words with their accents.

Spanish: pronouns behind a verb ("probarte"). Portuguese: plurals and nouns in "-ção".
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

_REMEMBERED = 20_000
_SHORTEST_PLURAL = 4

# "probarmelas" → "probar"; before the ending stands what can stand in an infinitive ("fuerte" is none).
_PRONOUNS = re.compile(
    r"(..+(?:[^aeiou]ar|[eiu]ar|[^aeiou]er|[ae]er|[^aeiou]ir|[eu]ir|[ai]ndo|endo))"
    r"(?:(?:me|te|se|nos)(?:l[oa]s?)?|l[oae]s?)$"
)
_AS_THEY_ARE_PT = frozenset(
    "mais demais jamais pais seis dois pois depois tres atraves gratis lapis onibus menos".split()
)
_PLURALS_PT = (("oes", "ao"), ("aes", "ao"), ("ais", "al"), ("eis", "el"), ("ois", "ol"), ("ns", "m"), ("s", ""))


@lru_cache(maxsize=_REMEMBERED)
def _spanish(word: str) -> str:
    verb = _PRONOUNS.match(word)
    return verb.group(1) if verb else word


@lru_cache(maxsize=_REMEMBERED)
def _portuguese(word: str) -> str:
    if len(word) >= _SHORTEST_PLURAL and word.endswith("s") and word not in _AS_THEY_ARE_PT:
        ending, single = next(pair for pair in _PLURALS_PT if word.endswith(pair[0]))
        word = word.removesuffix(ending) + single
    return word.removesuffix("acao") + "ar" if len(word) > 7 and word.endswith("acao") else word


_DIMINUTIVE = re.compile(r"(..+?)(quit|guit|cit|it|quinh|zinh|inh)([oa]s?)$")
_BEFORE_DIMINUTIVE = {"quit": "c", "quinh": "c", "guit": "g"}


def undiminished(word: str) -> str:
    """The word of which a folded one is the small form: "chamaquitos", "chamacos"; else the word itself."""
    small = _DIMINUTIVE.match(word)
    return small.group(1) + _BEFORE_DIMINUTIVE.get(small.group(2), "") + small.group(3) if small else word


PLAIN_FORMS: Mapping[str, Callable[[str], str]] = {"es": _spanish, "pt": _portuguese}
"""By language: a folded word → the form to be stemmed."""


def without_plural(word: str, stem: str) -> str:
    """The stem, where the stemmer left a short plural whole: "ojos" is "ojo"."""
    return stem[:-1] if stem == word and len(stem) >= _SHORTEST_PLURAL and stem.endswith("s") else stem
