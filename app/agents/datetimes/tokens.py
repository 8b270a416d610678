"""Customer text → one line of symbols, such as ` TOMORROW a las 4 y HALF `, that the grammar's rules read.

Besides the lexicon's symbols: `I2026-12-05` a date year first, `F5/12/2026` a date in the order typed,
`S5/12` and `R5-12` two numbers with a slash or dash, `T10:30` a clock time, `P10.30` perhaps one, `X` a price,
phone, link or other number that is never a date or time.
"""

import re
from collections.abc import Mapping

from app.agents.datetimes.lexicon import NUMBERS, ORDINALS, SYMBOLS
from app.agents.datetimes.people import without_names
from app.agents.datetimes.rewrites import rewritten
from app.agents.datetimes.spelling import corrected
from app.agents.folding import fold

MAX_CHARS = 1500  # a wish for a date sits early in a message; this bounds the cost of pasted walls of text

_MONEY = (
    r"(?:usd|cop|mxn|ars|clp|eur|pesos?|soles|dolares|dollars?|bucks|euros?|reais|lucas?|mil|k"
    r"|millon(?:es)?)\b"
)
_TOKEN = re.compile(
    rf"""
    (?P<never>https?://\S+|www\.\S+|\S+@\S+
        |(?:us\$|r\$|[$€£])\s*\d[\d.,]*(?:\s*(?:mil|k|millones)\b)?
        |(?<![\d/.:])\d[\d.,]*\s?(?:[$€£%]|{_MONEY}))
  | (?P<iso>(?<!\d)20\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?!\d))
  | (?P<full>(?<!\d)\d{{1,2}}\s?(?P<sep>[/.-])\s?\d{{1,2}}\s?(?P=sep)\s?(?:\d{{4}}|\d\d)(?![/.-]?\d)
        |(?<!\d)\d{{1,2}}\s\d{{1,2}}\s20\d\d(?!\d))
  | (?P<long>\d{{1,3}}(?:[.,]\d{{3}})+(?:-\d+)?(?![\d:])
        |\+\d[\d\s().-]{{6,}}\d
        |(?<!\d)(?!20\d\d\b)(?=[\d ().-]*\d{{3}})\(?\d(?:[ ().-]{{0,2}}\d){{6,14}}(?![:\dh/]))
  | (?P<clock>(?<!\d)\d{{1,2}}(?:\s?[:;]\s?|\s?h)[0-5]\d(?!\d)(?::\d\d\b)?)
  | (?P<slash>(?<![\d/])\d{{1,2}}\s?/\s?\d{{1,2}}(?![\d/]))
  | (?P<dotted>(?<![\d.,])\d{{1,2}}[.][0-5]\d(?![.,]?\d))
  | (?P<decimal>\d+[.,]\d+)
  | (?P<dash>(?<![\d-])\d{{1,2}}-\d{{1,2}}(?![\d-]))
  | (?P<meridiem>(?<=\d)\s?[ap]\s?\.?\s?m\b\.?|\b[ap]\.\s?m\b\.?)
  | (?P<number>\d+)
  | (?P<word>[a-z]+(?:['’][a-z]+)?)
  | (?P<mark>[.,;:!?()\#/-])
    """,
    re.VERBOSE,
)
_FEIRA = re.compile(r"\b(segunda|terca|quarta|quinta|sexta|[2-6])\s?a?[\s-]+feira\b")
_FEIRA_BY_NUMBER = {"2": "segunda", "3": "terca", "4": "quarta", "5": "quinta", "6": "sexta"}
_FORTNIGHTS = re.compile(r"\b(ocho|quince) dias\b")  # Spanish counts today: a week and two weeks
_DEZ = re.compile(r"(\d|primeiro)( ?(?:de |/|-) ?)dez\b")
_TENS = re.compile(
    r"\b(veinte|treinta|cuarenta|cincuenta|twenty|thirty|forty|fifty|vinte|trinta|quarenta|cinquenta)"
    r"(?: y | e |[ -])(uno?|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|one|two|three|four|five|six|seven"
    r"|eight|nine|um|uma|dois|duas|quatro|sete|oito|nove)\b"
)
_TENTHS = re.compile(r"\b(twenty|thirty)[ -](first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)\b")
_NO_WEEKDAY = re.compile(  # English alone has weekdays that are other words as well
    r"\b(?:(?:the|in|avoid\w*|of|to|from) sun|sun (?=expos|screen|burn|damage|tan|spot|lotion|light|protect|bath)"
    r"|(?:i|he|she|we|they|just) sat)\b"
)
_MARKS = {"!": ".", ";": ",", ":": ",", "(": ",", ")": ","}


def symbols(text: str, language: str) -> str:
    """The line of symbols of `text`, words separated and surrounded by one space each."""
    folded = _joined_words(fold(without_names(text[:MAX_CHARS]).replace("\n", " . ")))
    if language == "en":
        folded = _NO_WEEKDAY.sub(" ", folded)
    table = SYMBOLS[language]
    line = f" {' '.join(_symbol(found, table) for found in _TOKEN.finditer(folded))} "
    return rewritten(line)


def _joined_words(text: str) -> str:
    """`terça-feira`, `3a feira`, `treinta y uno` as one word or number each; `ocho días` as the week it means."""
    if "feira" in text:
        text = _FEIRA.sub(lambda m: f"{_FEIRA_BY_NUMBER.get(m[1], m[1])}feira", text)
    text = _FORTNIGHTS.sub(lambda m: "7 dias" if m[1] == "ocho" else "14 dias", text)
    text = _DEZ.sub(r"\1\2dezembro", text)
    text = _TENTHS.sub(lambda m: f"{NUMBERS[m[1]] + ORDINALS.index(m[2]) + 1}th", text)
    return _TENS.sub(lambda m: str(NUMBERS[m[1]] + NUMBERS[m[2]]), text)


def _symbol(found: re.Match[str], table: Mapping[str, str]) -> str:
    kind, value = found.lastgroup, found[0]
    if kind == "word":
        word = value.replace("’", "'").removesuffix("'s")
        return table.get(word) or table.get(corrected(word), word)
    if kind == "number":
        return str(int(value)) if len(value) <= 4 else "X"
    if kind == "mark":
        return _MARKS.get(value, value)
    if kind == "meridiem":
        return "AM" if "a" in value else "PM"
    return _numeric(str(kind), value)


def _numeric(kind: str, value: str) -> str:
    parts = [str(int(n)) for n in re.findall(r"\d+", value)]
    forms = {"iso": "I{0}-{1}-{2}", "full": "F{0}/{1}/{2}", "clock": "T{0}:{1}"}
    forms |= {"slash": "S{0}/{1}", "dash": "R{0}-{1}", "dotted": "P{0}:{1}"}
    return forms[kind].format(*parts) if kind in forms else "X"
