"""What figures in a text say without a word: "Botox ... $350.000" is about a price."""

import re

_NUMBERS = (
    "una?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce|quince|veinte|treinta"
    "|uma?|dois|duas|quatro|sete|oito|nove|dez|one|two|three|four|five|six|seven|eight|nine|ten"
)
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "price",
        re.compile(
            r"(?:[$€£]|\bUSD|\bCOP|\bMXN|\bARS|\bCLP|\bPEN|\bEUR|\bS/|\bR\$)\s?\d"
            r"|\d\s?(?:€|\$|pesos|euros|d[oó]lares|soles|reais|mil\b|USD|COP|MXN|EUR)",
            re.IGNORECASE,
        ),
    ),
    (
        "opening_hours",
        re.compile(
            r"\b\d{1,2}(?::\d{2})?\s?(?:a\.?\s?m|p\.?\s?m)\b|\b(?:de|from)\s\d{1,2}(?::\d{2})\s(?:a|to|às)\s"
            r"|\b\d{1,2}(?::\d{2}|h\d{0,2})?\s(?:a|às|to|until|till|hasta)\s(?:las\s)?\d{1,2}(?::\d{2}|h\b)",
            re.I,
        ),
    ),
    (
        "duration",
        re.compile(
            rf"\b(?:\d+|{_NUMBERS})\s?(?:(?:-|a|o|y|to|or|e|ou)\s?)?(?:\d+|{_NUMBERS})?\s?"
            r"(?:min|minutos?|minutes|horas?|hours?|d[ií]as?|days|semanas?|weeks|mes(?:es)?|months|a[ñn]os?|years)\b"
            r"|\bmedia hora\b",
            re.IGNORECASE,
        ),
    ),
    (
        "age",
        re.compile(
            r"\b(?:desde|a partir d[eo]s?|(?:mayor|menor|maior)(?:es)? de|hasta|até|from|over|under|aged?)\s"
            rf"(?:(?:l[oa]s?|el|os?|the age of|age)\s)?(?:\d+|{_NUMBERS}|primer|primeiro|first)\s"
            r"(?:a[ñn]os?|meses|years?|months)\b",
            re.I,
        ),
    ),
    (
        "sessions",
        re.compile(
            rf"\b(?:\d+|{_NUMBERS})\s(?:citas|encuentros|visitas|visits|appointments|trips|consultas|encontros)\b",
            re.I,
        ),
    ),
    (
        "frequency",
        re.compile(
            rf"\b(?:cada|a cada|every)\s(?:(?:\d+|{_NUMBERS}|other)\s)?(?:o\s\w+\s)?"
            r"(?:d[ií]as?|semanas?|mes(?:es)?|a[ñn]os?|quincena|days?|weeks?|months?|years?)\b"
            rf"|\b(?:\d+|{_NUMBERS}|once|twice)\s(?:ve[cz](?:es)?\s|times?\s)?(?:al|por|a|per)\s"
            r"(?:d[ií]a|semana|mes|a[ñn]o|day|week|month|year)\b",
            re.I,
        ),
    ),
    ("temperature", re.compile(r"\b\d{1,3}\s?(?:°|º|grados|graus|degrees)", re.I)),
    ("phone_number", re.compile(r"(?:\+\d{1,3}[\s-]?)?(?:\d[\s.-]?){9,}\d")),
    (
        "address",
        re.compile(
            r"\b(?:calle|carrera|cra\.?|avenida|av\.|diagonal|transversal|rua|paseo|street)\s+\S+|#\s?\d+\s?-\s?\d+",
            re.I,
        ),
    ),
)
