"""People whose names are months or weekdays: "la doctora Julia Marte", "Julio Mesa", "April Jones"."""

import re

from app.agents.entity_words import GIVEN_NAMES, NOT_NAMES
from app.agents.folding import fold

_LIKE_A_DATE = r"(?:Marte|Abril|Mayo|Julio|Junio|Domingos?|Mar[çc]o|Janeiro|March|April|May|June|August)"
_SUSPECT = re.compile(rf"\b{_LIKE_A_DATE}\b")
_TITLE = r"(?:[Dd](?:octora?|outora?|ra?\.?|o[nñ]a?|on)|[Ss](?:e[nñ]ora?|enhora?|ra?\.?)|[Mm](?:r|rs|s)\.?)"
_CAPITAL = r"[A-ZÁÉÍÓÚÑÂÊÔÃÕÇ][a-záéíóúñâêôãõç]+"
_SURNAME = re.compile(rf"(?:({_TITLE}) )?\b({_CAPITAL}) {_LIKE_A_DATE}\b(?! (?:de |of )?\d)")
_GIVEN = re.compile(rf"\b(?:{_TITLE} )?{_LIKE_A_DATE} ({_CAPITAL})\b")


def without_names(text: str) -> str:
    """`text`, case as written, without the words that are somebody's name rather than a day."""
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
