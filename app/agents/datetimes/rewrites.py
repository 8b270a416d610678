"""Symbols that mean another one where they stand: `a HALF MORN` a part of the day, `vispera de navidad` a date."""

import re

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
        (r"(?:en|em|on the)? ?OCLOCK|o clock", "OCLOCK"),
        (r"(?:not|no|nao) TOMORROW ,? ?(?:the |el )?(?:DAY after|DAY siguiente|siguiente)", "DAT"),
        (r"(?<=as )(\d{1,2}) HOUR (?:y|e)(?= \d| HALF| QUARTER)", r"\1 e"),
        (r"(1\d|2[0-3]) HOUR (?:y|e)(?= \d)", r"as \1 e"),
        (r"(?:fin|fines|final|finais|fim) de WEEK", "WEEKEND"),
        (r"QUE (?:me |nos )?VIENE|QUE entra|entrante", "COMING"),
        (r"(?<! y )(?<! e )(?:a )?(?:HALF|mitad de(?: la)?) (?:manana|MORN)|mid -? ?MORN", "por la MORN"),
        (r"(?<! y )(?<! e )(?:a )?(?:HALF|mitad de(?: la)?) AFT|mid -? ?AFT", "por la AFT"),
        (r"manana(?= (?:(?:por|en|a|de) la manana|(?:en la |por la |de )?MORN) )", "TOMORROW"),
        (r"de (?:la|las) (?:manana|MORN)", "de la MORN"),
        (
            r"(?:por|en|a|para|durante|toda|solo) (?:la|las) (?:manana|MORN)|(?<!de )(?:la|las) manana",
            "por la MORN",
        ),
        (r"THIS manana", "THIS MORN"),
        (r"(?<=WD\d )(?:(?:de|a|en|por) )?manana", "por la MORN"),
        (r"manana", "TOMORROW"),
        (
            r"(?:at |a |en )?(?:ORD1 thing|(?:ORD1|primer(?:a|isima)|primeira) HOUR"
            r"|logo EARLY)"
            r"(?: (?:in the|de la|por la|da|del) (?:MORN|DAY))?",
            "por la MORN",
        ),
        (r"alas|a ls|ala|als|a la s|a laz|a lass", "a las"),
        (r"(?:mar|ter)(?= \d)", "WD1"),
        (r"1 (?=HALF |QUARTER )", ""),
        (r"in a 2 WEEK", "in 2 WEEK"),
        (r"(?<=\d y )S1/2", "HALF"),
        (r"THIS mism[ao]", "THIS"),
        (
            r"(?<=^ )(?:ahora|ahorita|agora|now)(?: mesmo| mismo)?"
            r"(?= (?:a las|a la|tipo|as|at|(?:en|por|a) la (?:AFT|NIGHT)) )",
            "TODAY",
        ),
        (r"(?<=TOMORROW )AM|(?<=TODAY )AM|(?<=WD\d )AM", "por la MORN"),
        (r"(?<=TOMORROW )PM|(?<=TODAY )PM|(?<=WD\d )PM", "por la AFT"),
        (r"(?:al?|en el|na|no|at the|by the)? ?(?:fim|final|fin|end) (?:do|del|of|of the) DAY", "por la AFT"),
        (r"martes 13 ni|WD1 13 ni", "~"),
        (
            rf"{_ON}(?:the )?(?:(?:vispera|vespera|DAY antes) (?:de|do)|eve of|DAY before)"
            r" (?:navidad|natal|christmas)",
            "S24/12",
        ),
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
_ORDINAL = re.compile(
    r"(?<= )(\d{1,2}) (?:TH|er|o|a)(?= (?:(?:de|of) )?MO)|(?<= )ORD(\d+)(?= (?:(?:de|of) )?MO)"
    r"|(?<=MO\d )(?:the )?ORD(\d+)|(?<=MO\d\d )(?:the )?ORD(\d+)"
)


def rewritten(line: str) -> str:
    """`line` with every phrase of the table as the symbol it means."""
    for pattern, symbol in _REWRITES:
        line = pattern.sub(symbol, line)
    return _ORDINAL.sub(lambda m: m[1] or m[2] or m[3] or m[4], line).replace("  ", " ")
