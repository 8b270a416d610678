"""A name put right, or the patient's where somebody else writes: what replaces the name known so far."""

import re

from app.agents.booking.state import OPEN_STAGES, Stage
from app.agents.entities import find_name
from app.agents.entity_words import GIVEN_NAMES, PARTICLES
from app.agents.folding import fold
from app.agents.ports import BookingState

_PUT_RIGHT = re.compile(
    r"\b(?:perdon\w*|disculp\w*|me equivoque|equivoc\w*|corrij\w*|correccion|correg\w*|quise decir|digo"
    r"|(?:esta|quedo) mal|"
    r"sorry|i mean|oops|ups|uy|typo|mistake|desculp\w*|errei|errad[oa]|quis dizer|quer dizer|(?:no|nao"
    r"|ay),? (?:es|e|it's)|"
    r"mejor|en realidad|actually|na verdade)\b"
)
# "No, es Carmen Elisa Rojas", "no Alicia, sino Elisa": what follows the last of these is meant.
_MEANT = re.compile(
    r"\b(?:es con|es|era|seria|sino|digo|decir|perd[oó]n|disculp\w*|desculp\w*|sorry|i mean|is|it's|é"
    r"|dizer|nombre|name)\b"
    r"[\s:,.]*",
    re.I,
)
_ONE_WORD = re.compile(
    r"\b(?:no|n[aã]o|not) (?:es |era |é |is )?(?P<wrong>[^\W\d_]+),? (?:sino|es|mas|but|é"
    r"|it's) (?P<right>[^\W\d_]+)\W*$",
    re.I,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_POLITE = re.compile(
    r"\b(?:si|sí|claro|ok|listo|por favor|porfa|gracias|please|thanks|obrigad[oa]|a nombre de)\b", re.I
)


# "Me la recomendó Sandra Ruiz", "¿es con la doctora Ana Ruiz?": people spoken of, nobody who comes.
_SPOKEN_OF = re.compile(
    r"\b(?:recomend\w*|referid\w*|recommend\w*|indicou|doctora?|dra?|doutora?|con (?:la|el)|atend\w*)\b"
)


def speaks_of_somebody(text: str) -> bool:
    """Whether a name in `text` belongs to who recommends or treats."""
    return bool(_SPOKEN_OF.search(fold(text)))


def name_meant(text: str, state: BookingState) -> str | None:
    """The name that replaces `state.name`; None where the text puts none right."""
    if (
        not state.name
        or "?" in text
        or speaks_of_somebody(text)
        or state.stage not in (*OPEN_STAGES, Stage.BOOKED)
    ):
        return None
    folded = fold(text)
    if one := _one_word(text, state.name):
        return one
    if _PUT_RIGHT.search(folded) and (name := _put_right(text, state.name)):
        return name
    other = state.stage in OPEN_STAGES and bool(state.extra.get("for_other"))
    return _alone(text, state.name) if other else None


def tells_name_alone(text: str, *, dated: bool = False) -> bool:
    """Two to five capitalised words, with a number or without, that read as a name whole; `dated`: `find_name`."""
    words = re.findall(r"[^\W\d_]+", text)
    name = find_name(text, expected=True, dated=dated)
    return bool(name) and "?" not in text and 2 <= len(words) <= 5 and (name or "").split() == words


def _one_word(text: str, known: str) -> str | None:
    """ "No es Alicia sino Elisa" of Carmen Alicia Rojas."""
    said = _ONE_WORD.search(text)
    words = known.split()
    if not said or fold(said["wrong"]) not in map(fold, words):
        return None
    return " ".join(said["right"].capitalize() if fold(w) == fold(said["wrong"]) else w for w in words)


def _put_right(text: str, known: str) -> str | None:
    """A full name in what is meant that is alike to the one known, or written with capitals."""
    for part in (*reversed(_MEANT.split(text)), text):
        name = find_name(part, expected=True)
        if name and len(name.split()) > 1 and fold(name) != fold(known) and _fits(name, part, known):
            return name
    return None


def _fits(name: str, part: str, known: str) -> bool:
    shared = _words(name) & _words(known)
    first = fold(name.split()[0])
    return bool(shared) or (name in part and first in GIVEN_NAMES)


def _words(name: str) -> set[str]:
    return {fold(word) for word in name.split()} - PARTICLES


def _alone(text: str, known: str) -> str | None:
    """A full name and at most a number: whoever comes, not whoever wrote before."""
    name = find_name(text, expected=True)
    if not name or len(name.split()) < 2 or fold(name) == fold(known):
        return None
    rest = [w for w in _WORD.findall(_POLITE.sub(" ", text)) if fold(w) not in fold(name).split()]
    return name if not rest else None
