"""The clock times and parts of the day a line of symbols names, each with its place in the line."""

import re
from dataclasses import dataclass, replace
from itertools import zip_longest

PERIODS = {"MORN": "morning", "AFT": "afternoon", "NIGHT": "night"}

_PART = (
    r"(?: ?,? ?(?:(?:de|en|por|a|da|na|pela|in|at|do|of|del)(?: la| the| el)? )?(MORN|AFT|NIGHT|DAWN)"
    r"| (?:del|de|do) (DAY))?"
)
_UNIT = (
    r"(?:WEEK|DAY|MONTH|YEAR|MINUTE|sesion\w*|unidad\w*|units?|persona\w*|people|pessoas|ml|cc|mg"
    r"|aplicacion\w*"
    r"|vez|veces|times|vezes|kilos?|kg|cm|zonas?|piezas?|dientes?|muelas?|ampollas?|jeringas?"
    r"|sessions?|sessoes"
    r"|X|mil|por ciento|%|FORTNIGHT|cuotas?|#|puntos)"
)
_SAYS_MORE = (
    r"(?:nos|es|tres|puedes|tienes|entonces|gracias|tardes|noches|as|is|was|pues|ademas|das|vamos"
    r"|estamos|podemos|tenemos|queremos|minutos|works|this|horas|thanks|pls|les|dias|los|las|mas"
    r"|menos|podes|tenes|queres|vos|quieres|sabes|decis|podras|tendras|dices|atiendes|atendes|quizas"
    r"|jueves|lunes|martes|miercoles|viernes|estas|si es|does|suits|fits|sounds|goes|has|plus|yes|always"
    r"|[a-z]+[aei]mos|pras|depois|mais|nas|beijos|besos|saludos|ustedes|despues|antes|pasad(?:it)?as|pras|quisieras|gustas)"
)
# A counted thing: "las 3 zonas", "after 2 sessions".
_COUNTS = rf"(?! (?:{_UNIT}|(?!{_SAYS_MORE} )[a-z]+s) )"
_MINUTES = (
    rf"(?: (?:y|e|con|and) (HALF|QUARTER|S1/2|pico|algo|tantas|\d{{1,2}})(?: MINUTE)?(?! {_UNIT} )(?! HOUR)"
    rf"|(?: ,)? ?(HALF|S1/2|[1-5]\d)(?: MINUTE)?(?! {_UNIT} )(?! MO)| menos (QUARTER|\d{{1,2}}))?"
)
_HOUR = r"(T\d+:\d+(?: MINUTE)?|P\d+:\d+|\d{1,4})"
_MARK = r"(?: (?:(AM|PM)|(HS|OCLOCK|HOUR|ish)))?(?: (?:HS|OCLOCK|approx|aprox))*"
_TIME = rf"{_HOUR}{_MINUTES}{_MARK}{_PART}"
_TO = r"(?:a|hasta|y|e|to|and|-|as|ate|until|till|til|o|al|ou|or)"
_THE = r"(?: las| la| as| los)?"

_BEFORE_THE_HOUR = re.compile(
    r"(?<= )(?<!de las )(?<!das )(?<!from )(?<!between )(?:faltando |faltan )?(QUARTER"
    rf"|\d{{1,2}})(?: MINUTE)?"
    rf" (?:para|to|before|till|of)(?: las| la| as| a)? (\d{{1,2}})()()(){_MARK}{_PART}(?= ){_COUNTS}"
)
_PAST_THE_HOUR = re.compile(
    rf"(?<= )(?:(HALF|QUARTER|\d{{1,2}})(?: MINUTE)? (?:past|after|pasadas las) "
    rf"|(?:(?<=at )|(?<=about )|(?<=around )|(?<=@ )|(?<=^ ))(HALF) )(\d{{1,2}})()()(){_MARK}{_PART}(?= )"
)
_RANGE = re.compile(
    rf"(?<= )(?:(de|das|from|entre|between|desde|del){_THE} |(?<=@ )(?:, )?(?:las )?"
    rf"|){_TIME}(?: y)? {_TO}{_THE} {_TIME}(?= ){_COUNTS}"
)
_DASHED = re.compile(rf"(?<= )(?:(de|entre|from|between) )?R(\d+)-(\d+){_MARK}{_PART}(?= ){_COUNTS}")
_PREFIX = (
    r"(?:(las|as|at(?: like| around| about)?|tipo(?: las)?|around|about|by|after|before|until"
    r"|till|umas|pelas|das|alrededor de|aas|til|make it|(?:we|you|let's|lets) do"
    r"|(?<=@ )(?:from|desde)|up to|earlier than|later than) "
    r"|(la|a|a la) (?=1 )|(a) (?=[TP])"
    r"|(?:(?<=@ )|(?<=@ MORN )|(?<=la MORN )|(?<=la AFT )|(?<=la NIGHT ))(?:, |- )?()|)"
)
_SINGLE = re.compile(rf"(?<= ){_PREFIX}{_TIME}(?= ){_COUNTS}")
_ENDS_A_TIME = re.compile(r" (?:(?:on|el|na|no|del|,) )*(?:@|$|[?.])")
_MOVED_TO = re.compile(
    r" (?:push|move|change|bump|switch|shift|delay|postpone|swap|back|forward|appointment|it)"
    r" to (?:around |about )?$"
)
_NOON = re.compile(r"(?<= )(NOON|MIDNIGHT)(?: (?:y|e|and) (HALF|QUARTER|\d{1,2}))?(?= )")
_AFTER = re.compile(
    r" (?:despues|luego|pasadas|pasado|a partir|desde|after|from|depois|mas AFT|partir|apos"
    r"|(?<!no )(?<!not )later than|(?:no|not|nada|nothing|never|nao|nunca) (?:antes|before|earlier than))"
    r"(?: de| das| desde| do| del)?(?: las| la| as| el| o)? $"
)
_BEFORE = re.compile(
    r" (?:antes|before|hasta|until|till|up to|ate|maximo|mucho|tardar|by|max|prior to|earlier than"
    r"|(?:no|not) later than|(?:no|nao) (?:mas|mais|muy) AFT)"
    r"(?: de| das| do| del| a| QUE)?(?: las| la| as| el| o)? $"
)
# The same said behind the hour: "a las 5 como máximo", "by 3 at the latest", "from 6 onwards".
_BEFORE_BEHIND = re.compile(r" (?:(?:a|como|de|lo|no|at the|the) )*(?:maximo|max|latest|mucho|tardar) ")
_PERIOD = re.compile(
    r"(?<= )(?:(?:MORN|NIGHT)|(?:(?:la|las|a|de|en|por|pela|na|the|THIS|da|do|of|y|o|e|late|early"
    r"|no|solo|mejor) |(?<=@ )|(?<=^ ))(AFT))(?= )"
)
_LUNCH = re.compile(
    r"(?<= )(?:(despues|luego|depois|after|apos)|antes|before)(?: de| del| do)?(?: the| el| la| mi"
    r"| o)? (?:almuerzo|almorzar|lunch|almoco|almocar|comer|comida|la comida|mediodia)(?= )"
)
_WORK = re.compile(
    r"(?<= )(?:(?:saliendo|salga|salgo|salir|salida|despues|luego|after|depois|apos|saindo|sair|saio|saia)"
    r"(?: de| del| do| da| from)?(?: la| mi| my| the| el)?"
    r" (?:trabajo|trabajar|oficina|pega|laburo|laburar|chamba|curro|colegio|clases?|universidad|work|school"
    r"|trabalho|trabalhar|servico|expediente|escola|aula|faculdade)"
    r"|when i (?:finish|get off) work|after i finish work)(?= )"
)
_EARLY = re.compile(
    r"(?<=@ )(?:, |bien |muy |bem |lo mas )?EARLY(?= )|(?<= )EARLY(?= (?:[a-z]{1,3} )?@)"
    r"|(?<=^ )EARLY(?= (?:$|por|\.|,|please))|(?<=el )EARLY(?= )|(?<=en la )EARLY(?= )"
)
_LAST_HOUR = re.compile(
    r"(?<= )(?:a |en la |na )?(?:ultima|ultimo|last) (?:HOUR|turno|horario|slot|cita|appointment|cupo)(?= )"
)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time as said: `hour` on the 12-hour face unless `half` (am, pm), a period or its size tells."""

    hour: int
    minute: int = 0
    half: str = ""  # "AM", "PM", "24" (as written) or unknown
    part: str = ""  # MORN, AFT, NIGHT, DAWN, DAY or unknown


@dataclass(frozen=True, slots=True)
class ClockMention:
    start: int
    end: int
    clock: Clock
    until: Clock | None = None
    bound: str = ""  # "after" or "before"


@dataclass(frozen=True, slots=True)
class PeriodMention:
    start: int
    end: int
    period: str


def find_clocks(line: str) -> tuple[str, list[ClockMention]]:
    """The mentions in order, and the line with each of them overwritten by `=`."""
    found: list[ClockMention] = []
    for pattern, read in (
        (_BEFORE_THE_HOUR, _before_the_hour),
        (_PAST_THE_HOUR, _past_the_hour),
        (_RANGE, _range),
        (_DASHED, _dashed),
        (_SINGLE, _single),
        (_NOON, _noon),
    ):
        for m in list(pattern.finditer(line)):
            if mention := read(m):
                found.append(mention)
                line = f"{line[: m.start()]}{'=' * (m.end() - m.start())}{line[m.end() :]}"
    found += [earlier for m in found if (earlier := _named_with(m, line))]
    return line, _sharing_halves(sorted(found, key=lambda mention: mention.start), line)


_OR_THIS = re.compile(r"(?<= )(?<!los )(?<!las )(\d{1,2}) (?:o|or|ou) (?:a )?(?:las )?$")


def _named_with(mention: ClockMention, line: str) -> ClockMention | None:
    """ "8 u 8 y media", "9 or 9:30": a bare number that stands in choice with an hour is one."""
    bare = _OR_THIS.search(line, 0, mention.start)
    if bare is None or mention.bound or not 0 < int(bare[1]) <= 24:
        return None
    return ClockMention(bare.start(), bare.end(1), Clock(int(bare[1]), half="24" if int(bare[1]) > 12 else ""))


def _sharing_halves(mentions: list[ClockMention], line: str) -> list[ClockMention]:
    """ "4:30 o 5 de la tarde": what is said of the second hour holds for the first."""
    shared = []
    for mention, after in zip_longest(mentions, mentions[1:]):
        clock = mention.clock
        alternative = after and line[mention.end : after.start].split()[:1] in (["o"], ["or"], ["ou"])
        if alternative and not (clock.half or clock.part):
            mention = replace(mention, clock=replace(clock, half=after.clock.half, part=after.clock.part))
        shared.append(mention)
    return shared


def find_periods(line: str) -> list[PeriodMention]:
    """Parts of the day said apart from an hour, in order; `line` as `find_clocks` left it."""
    found = [PeriodMention(m.start(), m.end(), PERIODS[m[0].split()[-1]]) for m in _PERIOD.finditer(line)]
    for m in _LUNCH.finditer(line):
        found.append(PeriodMention(m.start(), m.end(), "afternoon" if m[1] else "morning"))
    if "=" not in line:  # "saliendo del trabajo, tipo 6" says the hour
        found += [PeriodMention(m.start(), m.end(), "afternoon") for m in _WORK.finditer(line)]
    found += [PeriodMention(m.start(), m.end(), "morning") for m in _EARLY.finditer(line)]
    if "@" in line and not found:
        found += [PeriodMention(m.start(), m.end(), "afternoon") for m in _LAST_HOUR.finditer(line)]
    return sorted(found, key=lambda mention: mention.start)


_WORTH = {"HALF": 30, "S1/2": 30, "QUARTER": 15, "pico": 0, "algo": 0, "tantas": 0}


def _worth(minutes: str) -> int:
    return _WORTH[minutes] if minutes in _WORTH else int(minutes)


def _clock(hour: str, added: str | None, taken: str | None, half: str | None, part: str | None) -> Clock | None:
    """The time of the pieces a rule caught; None where no clock shows it."""
    digits = hour.removesuffix(" MINUTE").lstrip("TP")
    if ":" in digits:
        h, minute = (int(n) for n in digits.split(":"))
    else:
        h, minute = divmod(int(digits), 100) if len(digits) > 2 else (int(digits), 0)
    minute += _worth(added) if added else 0
    if taken:
        h, minute = (h - 1) % 24 or 12, 60 - _worth(taken)
    if h > 24 or minute > 59:
        return None
    return Clock(h % 24, minute, (half or "") if h <= 12 else "24", part or "")


def _of(groups: tuple[str | None, ...]) -> Clock | None:
    """Groups of `_TIME`: hour, minutes (two forms), minutes taken away, half, unit, part (two forms)."""
    hour, added, added_bare, taken, half, _unit, part, day = groups
    return _clock(str(hour), added or added_bare, taken, half, part or day)


def _before_the_hour(m: re.Match[str]) -> ClockMention | None:
    clock = _clock(m[2], None, m[1], m[6], m[8] or m[9])
    return ClockMention(m.start(), m.end(), clock) if clock else None


def _past_the_hour(m: re.Match[str]) -> ClockMention | None:
    clock = _clock(m[3], m[1] or m[2], None, m[7], m[9] or m[10])
    return ClockMention(m.start(), m.end(), clock) if clock else None


def _range(m: re.Match[str]) -> ClockMention | None:
    groups = m.groups()
    first, last = _of(groups[1:9]), _of(groups[9:17])
    said_so = m[1] or m.string[: m.start()].endswith("@ ") or (_strong(groups[1:9]) and _strong(groups[9:17]))
    if not (first and last and said_so) or _choice(m[0]) or (m[1] == "del"):
        return None
    return ClockMention(m.start(), m.end(), first, until=last)


def _choice(text: str) -> bool:
    """ "a las 3 o 4", "10 y 30": two times to choose from, or hour and minutes, not a range."""
    return " o " in text or " ou " in text or " or " in text or bool(re.fullmatch(r"\d+ (?:y|e) \d+", text))


def _dashed(m: re.Match[str]) -> ClockMention | None:
    before = m.string[: m.start()]
    if not (m[1] or m[4] or m[6] or before.endswith(("@ ", " las ", " as "))):
        return None
    first, last = _clock(m[2], None, None, m[4], m[6]), _clock(m[3], None, None, m[4], m[6])
    return ClockMention(m.start(), m.end(), first, until=last) if first and last else None


def _strong(groups: tuple[str | None, ...]) -> bool:
    """An hour that needs no "a las" before it: 10:30, 4 pm, 15 h, 3 de la tarde, 5 y media."""
    hour, added, _bare, taken, half, unit, part, day = groups
    if unit == "HOUR":
        return bool(part)
    if unit == "HS":
        return int(re.split("[:TP]", str(hour))[-2 if ":" in str(hour) else -1]) >= 7 or bool(part)
    named = (added or "") in {"HALF", "QUARTER", "pico"} or bool(taken)
    return str(hour).startswith("T") or bool(half or unit or part or day) or named


def _single(m: re.Match[str]) -> ClockMention | None:
    prefix, groups = m[1] or m[2] or m[3], m.groups()[4:]
    after_day = m[4] is not None
    clock, hour, unit = _of(groups), str(groups[0]), groups[5]
    spelled = bool(groups[2]) and bool(_ENDS_A_TIME.match(m.string[m.end() :]))  # "nine thirty tomorrow"
    moved = bool(_MOVED_TO.search(m.string[: m.start()]))  # "bump my appointment to 5"
    if clock is None or not (prefix or after_day or spelled or moved or _strong(groups)):
        return None
    if len(hour) > 2 and hour.isdigit() and not (prefix or groups[4] or (after_day and _four_digits(clock))):
        return None
    if prefix == "as" and unit == "HOUR" and hour.isdigit() and clock.hour == 0:
        return None
    if prefix and prefix != "as" and unit == "HOUR" and hour.isdigit() and int(hour) < 7 and not groups[6]:
        return None  # "a las 2 horas" of something, not two o'clock
    start, bound = _bound(m, f"{prefix} " if prefix else "")
    return ClockMention(start, m.end(), clock, bound=bound)


def _four_digits(clock: Clock) -> bool:
    """ "mañana 1030": an hour of the working day and a common minute, else it may be a price."""
    return 6 <= clock.hour <= 21 and clock.minute % 15 == 0


def _bound(m: re.Match[str], prefix: str = "") -> tuple[int, str]:
    """Where the mention begins, its "not" included, and whether it bounds the wish from below or above."""
    before = m.string[: m.start()] + prefix
    for pattern, bound in ((_AFTER, "after"), (_BEFORE, "before")):
        if found := pattern.search(before):
            return min(found.start() + 1, m.start()), bound
    return m.start(), "before" if _BEFORE_BEHIND.match(m.string, m.end()) else ""


def _noon(m: re.Match[str]) -> ClockMention:
    start, bound = _bound(m)
    hour = 12 if m[1] == "NOON" else 0
    return ClockMention(start, m.end(), Clock(hour, _worth(m[2]) if m[2] else 0, "24"), bound=bound)
