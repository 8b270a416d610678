"""Prices, hours, phones, lengths and percentages of a text, comparable whatever way they are written.

"$650.000", "650 mil" and "COP 650,000" are one price; "8 a.m." is 08:00; "1 hora" is 60 minutes.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from app.agents.folding import fold

_AMOUNT = r"\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2})?(?![\d])"
_SIGN = r"(?:us\$|r\$|s/\.?|\$|€|cop|mxn|usd|eur|ars|clp|pen|brl)"
_MONEY_WORD = r"(?:pesos?|euros?|dolar(?:es)?|soles|reais|lucas|cop|mxn|usd|eur|ars|clp|pen|brl|€|\$|dollars?)"
_SCALE = r"(?:mil(?:lon(?:es)?|hao|hoes)?|million|thousand|k)\b"
_MONEY = re.compile(
    rf"{_SIGN}\s?(?P<a>{_AMOUNT})(?:\s?(?P<sa>{_SCALE}))?"
    rf"|(?P<b>{_AMOUNT})\s?(?P<sb>{_SCALE})(?:\s(?:de\s)?{_MONEY_WORD})?"
    rf"|(?P<c>{_AMOUNT})\s?{_MONEY_WORD}(?!\w)"
)
_RANGE_SCALE = re.compile(rf"({_AMOUNT})(?=\s?(?:y|a|o|e|-|–|to|and)\s?{_SIGN}?\s?(?:{_AMOUNT})\s?{_SCALE})")
_PHONE = re.compile(r"(?<![\w$€.,])\+?\(?\d(?:[\s().-]{0,2}\d){6,14}(?![\d])")
_HALF = (
    r"(?:\s?(?P<half>a\.?\s?m\b\.?|p\.?\s?m\b\.?|m\.|"
    r"(?:de|por) la (?:manana|tarde|noche)|da (?:manha|tarde|noite)))"
)
_CLOCK = re.compile(
    rf"(?<![\d.,:$])(?P<h>[01]?\d|2[0-4])(?:[:h.](?P<m>[0-5]\d))\s?(?:h(?:rs?|oras)?\b)?{_HALF}?(?!\d)"
)
_HOUR = re.compile(rf"(?<![\d.,:$])(?P<h>[01]?\d|2[0-4])(?:\s?(?:h|hrs)\b|{_HALF})(?!\w)")
_AT = r"(?:a|desde|hasta|entre|de|from|until|at|till|as|das|ate|sobre)\s(?:las?\s|as\s)"
_BARE_HOUR = re.compile(
    rf"\b{_AT}(?P<h>[01]?\d|2[0-4])(?![\d.,:%]|\s?(?:min|hora|dia|mes|sesi|anos|semana|pesos|mil\b|k\b|zona|persona))"
)
_LENGTH = re.compile(
    r"(?<![\d.,:$])(?P<n>\d+(?:[.,]\d+)?)\s?(?P<u>min(?:uto|ute)?s?\b|hour\w*|hora\w*|dias?\b|days?\b|"
    r"semanas?\b|weeks?\b|mes(?:es)?\b|months?\b|anos?\b|years?\b|sesion(?:es)?\b|sessions?\b|sessoes\b|cuotas?\b)"
)
_FIRST_OF_TWO = re.compile(
    r"(?<![\d.,:$])(?P<n>\d+)\s?(?:a|y|o|e|-|–|to|and)\s?(?=\d+\s?(?P<u>min|hor|hour|dia|day|semana|week|mes|month|"
    r"ano|year|sesi|sess|cuota))"
)
_DIGIT = re.compile(r"\d")
_PERCENT = re.compile(r"(\d+(?:[.,]\d+)?)\s?(?:%|por ?ciento|percent)")
_NUMBER = re.compile(rf"(?<![\w.,])(?:{_AMOUNT})")
_WORDS = dict(
    zip(
        "dos tres cuatro cinco seis siete ocho nueve diez once doce quince veinte treinta cuarenta".split(),
        (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 20, 30, 40),
        strict=True,
    )
) | {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "dois": 2, "duas": 2}
_WORD = re.compile(rf"\b({'|'.join(sorted(_WORDS, key=len, reverse=True))})\b")
_ONE = re.compile(r"\b(?:una?|one|uma?)\s(?=hora|hour|minut|dia|day|semana|week|mes|month|ano|year|sesi|sess)")
_MINUTES = {"min": 1, "h": 60, "hor": 60, "hou": 60}
_COUNTED = ("ses", "cuo")
_SHORT_PHONE = 7


@dataclass(slots=True)
class Figures:
    """What stands in some texts, each as a value of its kind; times are minutes after midnight."""

    money: set[Decimal] = field(default_factory=set)
    times: set[int] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    lengths: set[tuple[str, Decimal]] = field(default_factory=set)
    percents: set[Decimal] = field(default_factory=set)
    numbers: set[Decimal] = field(default_factory=set)

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Figures":
        found = cls()
        for text in texts:
            if (part := _evidence_of(text)) is not None:
                found._add(part)
        return found

    def supports(self, claim: "Figure") -> bool:
        """Whether `claim` says something that stands here."""
        if claim.kind == "time":
            return bool(claim.minutes & self.times) or claim.length in self.lengths
        if claim.kind == "phone":
            digits = claim.digits
            known = any(p in digits or digits in p for p in self.phones)
            return known or Decimal(digits) in self.numbers | self.money
        if claim.kind == "length":
            return claim.length in self.lengths or claim.value in self.numbers
        if claim.kind == "percent":
            return claim.value in self.percents
        if claim.kind == "number" and claim.value <= 24 and claim.value * 60 in self.times:
            return True
        known_number = claim.value in self.numbers | self.money | {value for _unit, value in self.lengths}
        return known_number or (claim.kind == "number" and claim.value * 1000 in self.money)

    def _add(self, other: "Figures") -> None:
        self.money |= other.money
        self.times |= other.times
        self.phones |= other.phones
        self.lengths |= other.lengths
        self.percents |= other.percents
        self.numbers |= other.numbers

    def _take(self, claim: "Figure") -> None:
        self.times |= claim.minutes
        if claim.unit:
            self.lengths.add(claim.length)
        if claim.kind == "phone":
            self.phones.add(claim.digits)
            self.numbers.add(Decimal(claim.digits))  # a long price without thousands marks
        elif claim.kind == "money":
            self.money.add(claim.value)
        elif claim.kind == "percent":
            self.percents.add(claim.value)
        elif claim.kind == "number":
            self.numbers.add(claim.value)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure; `kind` is money, time, phone, length, percent or number."""

    kind: str
    text: str
    value: Decimal = Decimal(0)
    minutes: frozenset[int] = frozenset()
    digits: str = ""
    unit: str = ""  # of a length: the first three letters of its name, or "h"

    @property
    def length(self) -> tuple[str, Decimal]:
        """Minutes for hours and minutes, else the unit as it is."""
        factor = _MINUTES.get(self.unit)
        return ("min", self.value * factor) if factor else (self.unit, self.value)

    @property
    def figure(self) -> str:
        """The digits alone."""
        found = re.search(r"\d(?:[\d.,:' ()-]*\d)?", self.text)
        return found.group(0) if found else self.text

    @property
    def counts(self) -> bool:
        """Bare single digits number lists and sessions: nobody relies on them."""
        return self.value >= 10 or (self.kind != "number" and self.unit not in _COUNTED)


@lru_cache(maxsize=2048)
def _evidence_of(text: str) -> Figures | None:
    """What stands in a text, its number words read too; passages and company data come again every turn."""
    plain = _ONE.sub("1 ", _WORD.sub(lambda m: str(_WORDS[m.group(1)]), fold(text)))
    found = None
    for figure in read_figures(plain):
        found = found or Figures()
        found._take(figure)
    return found


def read_figures(folded: str) -> Iterator[Figure]:
    """Every figure of a folded text; each character belongs to one."""
    if not _DIGIT.search(folded):
        return
    text = _RANGE_SCALE.sub(r"\1 mil", folded) if re.search(r"\d\s?(?:mil|k)\b", folded) else folded
    for pattern, read in _READERS:
        found = [(m, read(m)) for m in pattern.finditer(text)]
        for match, figure in found:
            if figure is not None:
                yield figure
                blank = " " * (match.end() - match.start())
                text = text[: match.start()] + blank + text[match.end() :]


def _money(match: re.Match[str]) -> Figure | None:
    raw = next(g for g in (match["a"], match["b"], match["c"]) if g)
    scale = match["sa"] or match["sb"] or ""
    factor = 1_000_000 if scale.startswith(("mill", "milh")) else 1000 if scale else 1
    value = _value(raw, decimal=factor > 1)
    return Figure("money", match.group(0).strip(), value * factor)


def _phone(match: re.Match[str]) -> Figure | None:
    raw = match.group(0)
    digits = re.sub(r"\D", "", raw)
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", raw) or len(digits) < _SHORT_PHONE:
        return None
    return Figure("phone", raw, digits=digits)


def _time(match: re.Match[str]) -> Figure | None:
    groups = match.groupdict()
    hour, minute, half = int(groups["h"]), int(groups.get("m") or 0), (groups.get("half") or "").replace(" ", "")
    if hour > 24 or (hour == 24 and minute):
        return None
    minutes = frozenset(h * 60 + minute for h in _hours(hour, half))
    either = "" if minute or half or "h" not in match.group(0) else "h"  # "2 h" may be an hour or a length
    return Figure("time", match.group(0).strip(), Decimal(hour), minutes, unit=either)


def _hours(hour: int, half: str) -> set[int]:
    """The hours of the day a spoken hour may be."""
    if hour > 12 or hour == 0:
        return {hour % 24}
    if half.startswith(("a", "delamanana", "porlamanana", "damanha")):
        return {hour % 12}
    if half == "m.":
        return {12}
    if half:
        return {hour % 12 + 12}
    return {hour, hour % 12 + 12}


def _length(match: re.Match[str]) -> Figure | None:
    return Figure("length", match.group(0), _value(match["n"], decimal=True), unit=match["u"][:3])


def _percent(match: re.Match[str]) -> Figure | None:
    return Figure("percent", match.group(0), _value(match[1], decimal=True))


def _number(match: re.Match[str]) -> Figure | None:
    return Figure("number", match.group(0), _value(match.group(0)))


def _value(raw: str, *, decimal: bool = False) -> Decimal:
    """`850.000`, `850,000` and `850000` are one; cents and halves are kept."""
    plain = re.sub(r"[ '](?=\d{3})", "", raw)
    tail = re.search(r"[.,](\d{1,2})$", plain)
    if tail and (decimal or len(tail[1]) == 2 or len(plain) <= 4):
        whole = re.sub(r"[.,]", "", plain[: tail.start()])
        return Decimal(f"{whole or 0}.{tail[1]}").normalize()
    if decimal and re.fullmatch(r"\d+[.,]\d+", plain) and not re.search(r"[.,]\d{3}$", plain):
        return Decimal(plain.replace(",", ".")).normalize()
    return Decimal(re.sub(r"[.,]", "", plain)).normalize()


_READERS = (
    (_MONEY, _money),
    (_PHONE, _phone),
    (_CLOCK, _time),
    (_LENGTH, _length),
    (_FIRST_OF_TWO, _length),
    (_HOUR, _time),
    (_PERCENT, _percent),
    (_BARE_HOUR, _time),
    (_NUMBER, _number),
)
