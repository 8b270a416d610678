"""Which of several mentions is meant: not the refused one, the corrected one, the target of a move."""

import re
from collections.abc import Sequence
from typing import Protocol, TypeVar


class Mention(Protocol):
    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


M = TypeVar("M", bound=Mention)

_BREAK = re.compile(
    r"[.,?]| (?:pero|sino|mejor|prefiero|but|mas|instead|rather|melhor|prefiro|entonces|asi QUE"
    r"|so|how about|what about)(?= )"
)
_REFUSAL = re.compile(
    r" (?:no (?:puedo|podria|podre|podemos|alcanzo|me (?:sirve|queda|da|es|va|viene|funciona"
    r"|conviene)|voy a poder|tengo"
    r"|estoy|voy a estar|se me)|imposible|can't|cant|cannot|can not|couldn't|won't|not (?:on|free"
    r"|available|good)"
    r"|doesn't work|don't work|nao (?:posso|da|consigo|vou|tenho|rola|e bom|serve|estou)|excepto"
    r"|menos el|except|tampoco"
    r"|ni puedo|(?:is|are|s|isn't|not) (?:no good|bad|out|ideal|great|busy|tied up|swamped|away|taken)|no good"
    r"|(?:esta|es|e|fica|queda|se me hace|ta) (?:muy |bem |medio )?(?:complicad[oa]|dificil|ruim|pesad[oa])"
    r"|se me (?:complic|dificult|cruz|atraves)\w+|(?:complicou|apertou|enrolou)"
    r"|estoy (?:ocupad[oa]|de viaje|fuera)|estou (?:ocupad[oa]|viajando)"
    r"|(?<!del )(?<!de mi )(?<!el )(?<!no )trabajo) "
)
_REFUSED_BEFORE = re.compile(r" (?:no|not|nao|ni|nem)(?: (?:el|la|on|na|no|a|por|para|en|o|de|THIS))* $")
# "any day but Monday", "cualquier día menos el lunes", "en vez de las 3": what is left out.
_LEFT_OUT = re.compile(
    r" (?:(?:DAY|any\w*|cualquiera?|cuando|todos?|qualquer|quando|QUE sea|WEEK|hour|HOUR|horario) (?:but|menos)"
    r"|except(?: for)?|excepto|exceto|salvo|QUE no sea|QUE nao seja|other than|instead of|rather than"
    r"|(?:en|em) (?:vez|lugar)(?: de| del| da| das| do)?)"
    r"(?: (?:el|la|las|los|on|for|o|a|as|no|na|the|en|en la|por la|de|del|um|un|@+|=+|y|e|and|or|ni|,))* $"
)
_REFUSED_AFTER = re.compile(
    r"^ (?:ya no|ja nao|no|nao|ni|imposible|tampoco|not)"
    r"(?= $| [.,?y]| alcanzo| puedo| me| podria| da | posso| tengo| pero)"
)
_CORRECTION = re.compile(
    r" (?:mejor|mas bien|prefiero|prefiro|prefer|rather(?! than)|instead(?! of)|melhor|alias|wait|espera"
    r"|correccion|correction|better|sino|digo|perdon|sorry"
    r"|i mean|quise decir|desculpa"
    r"|corrijo|ahora|actually|ay no|no no)(?= )| , no ,"
)
_MOVE = re.compile(
    r" (?:cambi\w+|mover\w*|muev\w+|pas(?:ar\w*|a|an|e|en|amos)(?:me|nos)?(?:l[ao])?|pass\w+|adi(?:ar|a|e|em)"
    r"|jog(?:ar|a)|alter\w+|postpone|shift|bump|delay|swap|correr\w*|corre(?:me|nos)?l[ao]|corr[ae]n?|recorr\w+"
    r"|reprogram\w+|reagend\w+|move|change"
    r"|resched\w+|switch|push|remarc\w+|mud\w+|tro(?:c|qu)\w+|adelant(?!e )\w+|adiant\w+|apla[zc]\w+|posterg\w+"
    r"|pospon\w+|atras(?:ar|a|e)\w*|retras\w+|traslad\w+|antecip\w+|transfer\w+) "
    r"| (?:tengo|tenia|have|had|tenho|tinha|got) [^.?]*? (?:y|and|e|but|pero|mas)(?: [^ ]+)?"
    r" (?:(?:la|lo|a|o|it) (?:quiero|necesito|prefiero|quero|preciso)|(?:need|want|quero|preciso) (?:it|ela)) "
)


_FROM_TO = re.compile(
    r"(?<= )(WD\d|TODAY|TOMORROW|(?:T\S+|\d{1,2})(?: (?:AM|PM))?) (?:a|al|to|ao|por|for) "
    r"(?=(?:el |la |las |o |as |the )?(?:THIS |NEXT |OTHER )?(?:WD\d|T?\d|TODAY|TOMORROW|DAT))"
)


def unlinked(line: str) -> str:
    """ "del jueves al sábado" in a request to move is no range but a day left and a day wished."""
    return _FROM_TO.sub(r"\1 , para ", line) if _MOVE.search(line) else line


def accepted(mentions: Sequence[M], line: str) -> list[M]:
    """The mentions the writer did not refuse."""
    return [m for m in mentions if not _is_refused(m, line)]


def meant(mentions: Sequence[M], line: str) -> M | None:
    """The one after a correction, the last of a move, else the first; "hoy" only where nothing else is said."""
    if not mentions:
        return None
    for mark in reversed(list(_CORRECTION.finditer(line))):
        if after := [m for m in mentions if m.start >= mark.end()]:
            return after[0]
    return _first_choice(mentions, line) if _MOVE.search(line) else mentions[0]


def _first_choice(mentions: Sequence[M], line: str) -> M:
    """The last mention, or where several are given to choose from ("el jueves o el viernes") the first of them."""
    last = len(mentions) - 1
    while last and _ALTERNATIVE.fullmatch(line[mentions[last - 1].end : mentions[last].start]):
        last -= 1
    return mentions[last]


_ALTERNATIVE = re.compile(
    r" (?:, )?(?:o|or|ou|u)(?: (?:sea|si no|else))?(?: (?:el|la|las|a|as|o|on|at|na|no|para|por))* ?"
)


def nearest(mentions: Sequence[M], day: Mention | None, days: Sequence[Mention], line: str) -> M | None:
    """The time that goes with `day`: after it and before the next day, else just before it, else `meant`."""
    if day is None:
        return meant(mentions, line)
    next_day = min((d.start for d in days if d.start > day.start), default=len(line))
    after = [m for m in mentions if day.end <= m.start < next_day]
    before = [m for m in mentions if m.end <= day.start]
    if after:
        return meant(after, line)
    if before and (len(days) == 1 or not _MOVE.search(line)):
        return before[-1]
    return meant(mentions, line)


def _is_refused(mention: Mention, line: str) -> bool:
    start, end = _clause(mention, line)
    before, after = line[start : mention.start], line[mention.end : end]
    if _LEFT_OUT.search(line, 0, mention.start):
        return True
    if _REFUSED_BEFORE.search(f" {before.lstrip()}") or _REFUSED_AFTER.search(line[mention.end :]):
        return True
    return bool(_REFUSAL.search(f" {before.strip()}  {after.strip()} "))


def _clause(mention: Mention, line: str) -> tuple[int, int]:
    start = max((b.end() for b in _BREAK.finditer(line, 0, mention.start + 1)), default=0)
    later = _BREAK.search(line, mention.end)
    return start, later.start() if later else len(line)
