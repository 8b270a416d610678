"""Two appointments wished in one message: "limpieza el viernes y botox el sábado", "para mí y mi hermana"."""

import re
from typing import NamedTuple

from app.agents.folding import fold
from app.agents.treatments import find_mentions
from app.config.company_config import CompanyConfig

_JOINT = re.compile(
    r"\s*(?:,\s*)?(?:\b(?:y|e|and|mas|más|tambi[eé]n|adem[aá]s|luego|despu[eé]s|then|depois)\b|\+)\s+", re.I
)
_LISTED = re.compile(r"[,;:.]\s")
_OR = re.compile(r"\b(?:o|u|or|ou)\b", re.I)


class TwoWishes(NamedTuple):
    """`treatment` is the first one's key; the halves are the customer's own words."""

    first: str
    second: str
    treatment: str


def two_wishes(text: str, company: CompanyConfig) -> TwoWishes | None:
    """The halves of a message that names two clear treatments, each on its side of an "and"."""
    for joint in _JOINT.finditer(text):
        first, second = text[: joint.start()], text[joint.end() :]
        left, right = find_mentions(first, company), find_mentions(second, company)
        if (
            len(left) == 2 and len(right) == 1
        ):  # "botox y limpieza el viernes, el botox a las 10 y la limpieza a las 11"
            first = _LISTED.split(first)[-1]
            left = find_mentions(first, company)
        if len(left) != 1 or len(right) != 1 or _OR.search(text):
            continue
        one, other = left[0].treatment, right[0].treatment
        if one and other and one.key != other.key:
            return TwoWishes(first, second, one.key)
    return None


_RELATIVE = (
    r"(?:mi|un|una|my|a|minha|meu|uma|um) (?:mejor |best )?(?:hij|mam|pap|espos|novi|herman|amig|madre|padre|"
    r"abuel|tia|tio|prim[ao]|suegr|pareja|marido|mujer|mae|pai|filh|sobrin|niet|cunad|irma|namorad|vecin|comadre|"
    r"mother|mom|mum|father|dad|husband|wife|son|daughter|sister|brother|friend|partner|girlfriend|boyfriend|grandm|grandf|"
    r"aunt|uncle|niece|nephew|cousin)[a-z]*"
)
_FOR, _ME = r"(?:para|pra|for)", r"(?:mi|mim|me|myself)"
_AND = r",? (?:y|e|and|mas) (?:(?:otra?|una?|another|one|outra|uma|tambien|also|tambem) )*"
_WRITER_AND_OTHER = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_FOR} {_ME}{_AND}(?:{_FOR} )?(?P<who>{_RELATIVE})\b",
        rf"\b{_FOR} (?P<who>{_RELATIVE}){_AND}{_FOR} {_ME}\b",
        rf"\b(?:yo|eu|me) (?:y|e|and) (?P<who>{_RELATIVE})\b",
        rf"\b(?P<who>{_RELATIVE}) (?:y|e|and) (?:yo|eu|me|i)\b",
        rf"\b(?:con|com|with) (?P<who>{_RELATIVE})\b.*\b(?:l[oa]s dos|amb[oa]s|os dois|as duas|both(?: of us)?)\b",
    )
)
_OTHERS = re.compile(rf"\b{_FOR} {_RELATIVE} (?:y|e|and) (?:{_FOR} )?(?P<who>{_RELATIVE})\b")
_TWO = re.compile(
    r"\b(?:(?:somos|seriamos|seremos|iriamos|vamos) (?:dos|2)|(?:dos|2|two|duas) (?:personas|people|pessoas)|"
    r"(?:two|2) of us|for (?:two|2)(?: people)?(?= *$|[,.?!]))"
)
_ELSE = {"es": "otra persona", "en": "someone else", "pt": "outra pessoa"}


class SecondPerson(NamedTuple):
    """`who`: in the customer's words; `after_writer`: the first appointment is the writer's own."""

    who: str
    after_writer: bool


def second_person(text: str, language: str) -> SecondPerson | None:
    """Who else comes for the same treatment: "para mí y mi hermana", "somos dos"."""
    folded = fold(text)
    for pattern in _WRITER_AND_OTHER:
        if found := pattern.search(folded):
            return SecondPerson(found["who"], True)
    if found := _OTHERS.search(folded):
        return SecondPerson(found["who"], False)
    return SecondPerson(_ELSE.get(language, _ELSE["es"]), True) if _TWO.search(folded) else None
