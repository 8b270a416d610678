"""Customer text → one line of symbols, such as ` TOMORROW a las 4 y HALF `, that the grammar's rules read.

Besides the lexicon's symbols: `I2026-12-05` a date year first, `F5/12/2026` a date in the order typed,
`S5/12` and `R5-12` two numbers with a slash or dash, `T10:30` a clock time, `P10.30` perhaps one, `X` a price,
phone, link or other number that is never a date or time.
"""

import re
from collections.abc import Mapping

from app.agents.datetimes.lexicon import NUMBERS, SYMBOLS
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
_MARKS = {"!": ".", ";": ",", ":": ",", "(": ",", ")": ","}
_ON = r"(?:(?:en|el|la|on|no|na|em|at|o|a|para|DAY|de) )*"
_SAID_ON = r"(?:en|na|el DAY de(?: la)?|on|no DAY de|no|em|DAY de)(?: la)? "
_REWRITES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"(?<= )(?:{pattern})(?= )"), symbol)
    for pattern, symbol in (
        (r"HALF -? ?DAY|12 (?:del DAY|do DAY|m|meridiano)", "NOON"),
        (r"HALF -? ?NIGHT", "MIDNIGHT"),
        (r"(?:PAST|pasadito|pasao|pas|pasdo|pazado) manana|depois de TOMORROW|(?:the )?DAY after TOMORROW", "DAT"),
        (
            r"(?:(?<=^ )|(?<= para )|(?<= mejor )|(?<= seria ))"
            r"PAST(?= (?:a las|a la|por la|en la|tipo|NOON|EARLY) )",
            "DAT",
        ),
        (r"(?:fin|fines|final|finais|fim) de WEEK", "WEEKEND"),
        (r"QUE (?:me |nos )?VIENE|QUE entra|entrante", "COMING"),
        (r"(?<! y )(?<! e )(?:a )?(?:HALF|mitad de(?: la)?) (?:manana|MORN)|mid -? ?MORN", "por la MORN"),
        (r"(?<! y )(?<! e )(?:a )?(?:HALF|mitad de(?: la)?) AFT|mid -? ?AFT", "por la AFT"),
        (r"manana(?= (?:(?:por|en|a|de) la manana|(?:en la |por la |de )?MORN) )", "TOMORROW"),
        (r"(?:por|en|a|de|para|durante|toda|solo) (?:la|las) (?:manana|MORN)|(?:la|las) manana", "por la MORN"),
        (r"THIS manana", "THIS MORN"),
        (r"(?<=WD\d )(?:(?:de|a|en|por) )?manana", "por la MORN"),
        (r"manana", "TOMORROW"),
        (
            r"(?:at |a |en )?(?:ORD1 thing|ORD1 HOUR|primer(?:a|isima) HOUR|logo EARLY)"
            r"(?: (?:in the|de la|por la|da|del) (?:MORN|DAY))?",
            "por la MORN",
        ),
        (r"alas|a ls|ala|als|a la s|a laz|a lass", "a las"),
        (r"(?:mar|ter)(?= \d)", "WD1"),
        (r"1 (?=HALF |QUARTER )", ""),
        (r"in a 2 WEEK", "in 2 WEEK"),
        (r"(?<=\d y )S1/2", "HALF"),
        (r"THIS mism[ao]", "THIS"),
        (r"(?<=^ )(?:ahora|ahorita)(?= (?:a las|a la|tipo) )", "TODAY"),
        (r"(?<=TOMORROW )AM|(?<=TODAY )AM|(?<=WD\d )AM", "por la MORN"),
        (r"(?<=TOMORROW )PM|(?<=TODAY )PM|(?<=WD\d )PM", "por la AFT"),
        (r"(?:al?|en el|na|no|at the|by the)? ?(?:fim|final|fin|end) (?:do|del|of the) DAY", "por la AFT"),
        (r"martes 13 ni|WD1 13 ni", "~"),
        (rf"{_ON}(?:the )?(?:vispera|vespera) (?:de|do|of) (?:navidad|natal|christmas)", "S24/12"),
        (rf"{_ON}(?:nochebuena|christmas (?:eve|even)|(?:24|NIGHT) de navidad)", "S24/12"),
        (rf"{_ON}(?:the )?(?:vispera|vespera) (?:de|do) (?:YEAR (?:nuevo|novo)|fin de YEAR)", "S31/12"),
        (rf"{_ON}(?:nochevieja|reveillon|new (?:YEAR|years) eve|NIGHT vieja)", "S31/12"),
        (rf"(?<!feliz ){_ON}(?:DAY de )?christmas DAY|{_SAID_ON}(?:navidad|natal|christmas)", "S25/12"),
        (rf"{_SAID_ON}(?:YEAR (?:nuevo|novo)|new (?:YEAR|years)(?: DAY)?)", "S1/1"),
        (rf"{_SAID_ON}(?:valentine|valentines DAY|valentine DAY|san valentin)", "S14/2"),
        (
            r"(?:a|en|no|na|at)(?: la| el| mi| meu| my| the)? (?:HOUR|horario|hr) (?:de|del|do|da)(?: mi| la| el)?"
            r" (?:almuerzo|almorzar|comida|comer|lonche|almoco)"
            r"|(?:at |during |over )?(?:my )?lunch ?(?:time|break|HOUR)"
            r"|lunchtime",
            "NOON",
        ),
    )
)
_ORDINAL = re.compile(r"(?<= )(\d{1,2}) (?:TH|er|o|a)(?= (?:(?:de|of) )?MO)|(?<= )ORD(\d+)(?= (?:(?:de|of) )?MO)")


def symbols(text: str, language: str) -> str:
    """The line of symbols of `text`, words separated and surrounded by one space each."""
    folded = _joined_words(fold(text[:MAX_CHARS].replace("\n", " . ")))
    table = SYMBOLS[language]
    line = f" {' '.join(_symbol(found, table) for found in _TOKEN.finditer(folded))} "
    for pattern, symbol in _REWRITES:
        line = pattern.sub(symbol, line)
    return _ORDINAL.sub(lambda m: m[1] or m[2], line).replace("  ", " ")


def _joined_words(text: str) -> str:
    """`terça-feira`, `3a feira`, `treinta y uno` as one word or number each; `ocho días` as the week it means."""
    if "feira" in text:
        text = _FEIRA.sub(lambda m: f"{_FEIRA_BY_NUMBER.get(m[1], m[1])}feira", text)
    text = _FORTNIGHTS.sub(lambda m: "7 dias" if m[1] == "ocho" else "14 dias", text)
    text = _DEZ.sub(r"\1\2dezembro", text)
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
