"""People whose names are months or weekdays: "la doctora Julia Marte", "Julio Mesa", "soy Ines Sabado"."""

import re

from app.agents.entity_words import GIVEN_NAMES, NOT_NAMES
from app.agents.folding import fold

_LIKE_A_DATE = r"(?:Marte|Abril|Mayo|Julio|Junio|Domingos?|Mar[çc]o|Janeiro|March|April|May|June|August)"
_SUSPECT = re.compile(rf"\b{_LIKE_A_DATE}\b")
_TITLE = r"(?:[Dd](?:octora?|outora?|ra?\.?|o[nñ]a?|on)|[Ss](?:e[nñ]ora?|enhora?|ra?\.?)|[Mm](?:r|rs|s)\.?)"
_CAPITAL = r"[A-ZÁÉÍÓÚÑÂÊÔÃÕÇ][a-záéíóúñâêôãõç]+"
_SURNAME = re.compile(rf"(?:({_TITLE}) )?\b({_CAPITAL}) {_LIKE_A_DATE}\b(?! (?:de |of )?\d)")
_GIVEN = re.compile(rf"\b(?:{_TITLE} )?{_LIKE_A_DATE} ({_CAPITAL})\b")


_DAY = (
    r"(?:Lunes|Martes|Mi[eé]rcoles|Jueves|Viernes|S[aá]bado|Domingos?|Enero|Febrero|Marzo|Abril|Mayo|Junio|Julio|"
    r"Agosto|Septiembre|Octubre|Noviembre|Diciembre|Janeiro|Fevereiro|Mar[çc]o|Maio|Junho|Julho|Monday|Tuesday|"
    r"Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August)"
)
_ANY_DAY = re.compile(rf"\b{_DAY}\b")
# What tells that a day is meant after all: "Ana Sábado a las 3", "Paula Enero 15".
_GOES_ON = (
    r"(?!,?\s*(?:\d{1,2}(?!\d)(?! \d{3})|a las?\b|al?\s+\w*d[ií]a\b|a (?:primera|media)|en la\b|por la\b|"
    r"de la\b|de \d|tipo\b|tarde\b|noche\b|ma[nñ]ana\b|at\b|in the\b|pr[oó]xim|que viene|temprano|mediod|morning|"
    r"afternoon|evening|de manh|à|[aà]s \d))"
)
_INTRODUCED = re.compile(
    rf"\b(?:[Ss]oy|[Mm]e llamo|[Ss]e llama|[Nn]ombre(?: completo)?(?: es|:)?|nombre de|[Ll]e (?:habla|escribe)|"
    rf"habla|[Mm]y name(?: is|'s)|I am|I'm|[Tt]his is|[Mm]e chamo|[Ss]ou|[Nn]ome (?:é|de)|em nome de|{_TITLE})"
    rf"((?: (?:la |el |a |o )?{_CAPITAL}){{0,3}} {_DAY})\b{_GOES_ON}"
)
_ALONE = re.compile(
    rf"(?:^|[,;.\n]|\d(?: ?[ap]\.?m\.?)?)\s*({_CAPITAL}(?: {_CAPITAL})? {_DAY})\b"
    r"(?=\s*(?:$|[,;.\n]|(?P<phone>\+?\d[\d -]{6,})|mi\b|cel|tel))"
)
_GIVEN_DAYS = frozenset("domingo julio abril mayo junio april may june august".split())
_SAID = re.compile(
    r"\b(?:hoy|ma[nñ]ana|pasado|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo|\d{1,2} de|\d{1,2}/\d|"
    r"today|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|hoje|amanh[aã]|segunda|ter[cç]a|quarta|quinta|sexta)\b",
    re.I,
)


def surnames_of_days(text: str, *, dated: bool = False) -> frozenset[str]:
    """The days of `text` that are somebody's surname, folded.

    With a capital after a name that is introduced, or after a given name that stands alone where the day of the
    visit is said elsewhere; `dated`: it is known already.
    """
    if not _ANY_DAY.search(text):
        return frozenset()
    introduced = (found[1].split() for found in _INTRODUCED.finditer(text))
    named = [words[-1] for words in introduced if len(words) > 1 or fold(words[0]) in _GIVEN_DAYS]
    for found in _ALONE.finditer(text):
        first, *_, day = found[1].split()
        elsewhere = dated or _SAID.search(text[: found.start(1)]) or _SAID.search(text[found.end(1) :])
        of_days = fold(first) in _GIVEN_DAYS
        if (elsewhere and (of_days or fold(first) in GIVEN_NAMES)) or (of_days and found["phone"]):
            named.append(day)
    return frozenset(map(fold, named))


_SURNAME_OF_NO_DAY = "Apellido"


def without_names(text: str, *, dated: bool = False) -> str:
    """`text`, case as written, without the words that are somebody's name rather than a day."""
    if surnames := surnames_of_days(text, dated=dated):
        text = _ANY_DAY.sub(lambda day: _SURNAME_OF_NO_DAY if fold(day[0]) in surnames else day[0], text)
    if not _SUSPECT.search(text):
        return text
    return _GIVEN.sub(_given, _SURNAME.sub(_surname, text))


def _surname(found: re.Match[str]) -> str:
    named = found[1] or fold(found[2]) in GIVEN_NAMES
    return f"{found[1] or ''} {found[2]} " if named else found[0]


def _given(found: re.Match[str]) -> str:
    """ "Domingo Pérez", but not "Domingo Por favor", nor "Domingo Ana" in a line of facts."""
    follows = fold(found[1])
    return found[1] if follows not in NOT_NAMES and follows not in GIVEN_NAMES else found[0]
