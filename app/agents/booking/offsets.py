"""A new time said from the old one: "una hora más tarde", "un día después", "push it back an hour"."""

import re
from datetime import timedelta

from app.agents.folding import fold

_COUNT = {
    **dict.fromkeys(("un", "una", "uma", "um", "an", "a", "one"), 1.0),
    **dict.fromkeys(("media", "meia", "half an", "half a"), 0.5),
    **dict.fromkeys(("dos", "dois", "duas", "two", "un par de", "a couple of"), 2.0),
    **dict.fromkeys(("tres", "three"), 3.0),
}
_HOURS = {"h": 1.0, "m": 1 / 60, "d": 24.0, "s": 168.0, "w": 168.0}  # by the first letter of the unit
_AMOUNT = (
    r"(?P<count>half an?|un par de|a couple of|un[ao]?|uma?|media|meia|an?|one|dos|dois|duas|two|tres|three|"
    r"\d{1,2}) (?P<unit>horas?|hours?|minutos?|minutes?|min|dias?|days?|semanas?|weeks?)"
)
_LATER = r"(?:mas tarde|despues|mas adelante|later|after|depois|mais tarde|back)"
_EARLIER = r"(?:antes|mas temprano|earlier|before|mais cedo|forward|sooner)"
_BEHIND = re.compile(rf"\b{_AMOUNT} (?:(?P<later>{_LATER})|(?P<earlier>{_EARLIER}))\b(?! d[eo]l? |(?: of| the) )")
_BY_VERB = re.compile(
    r"\b(?:(?P<later>atras\w+|retras\w+|posterg\w+|aplaz\w+|adiar|adia|delay|push(?:ed)?)|"
    r"(?P<earlier>adelant\w+|antecip\w+|adiant\w+))\b"
    rf"(?:(?! a las? | para )[^.?!]){{0,40}}?\b{_AMOUNT}\b(?! \d)"
)


def find_offset(text: str) -> timedelta | None:
    """How far from its present time an appointment is to be moved; None when that was not said."""
    folded = fold(text)
    found = _BEHIND.search(folded) or _BY_VERB.search(folded)
    if not found:
        return None
    said = found["count"]
    count = float(said) if said.isdigit() else _COUNT[said]
    away = timedelta(hours=count * _HOURS[found["unit"][0]])
    return -away if found["earlier"] else away
