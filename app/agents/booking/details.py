"""A customer's e-mail address, identity document, birth date and reason, in their own words."""

import re
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from app.agents.booking.state import Stage
from app.agents.folding import fold
from app.agents.ports import BookingState, Turn
from app.models.booking_fields import required_details

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_DOCUMENT_CUE = re.compile(
    r"\b(?:c[eé]dula|documento|identificaci[oó]n|dni|nie|curp|rut|cpf|pasaporte|passport|c\.?c\.?|id(?: "
    r"number)?|document)\b"
    r"[\s.:#]*(?:(?:de identidad|es|is|é|no\.?|n[uú]mero|number|"
    r"nro\.?)[\s.:]*)*(?P<number>[A-Z]{0,4}[\d.\-]{4,18}\w{0,8})",
    re.I,
)
_DOCUMENT = re.compile(r"(?<![\w+@.-])(?P<number>[A-Z]{0,4}-?\d[\d.\-]{3,14}\d[A-Z]?)(?![\w@])", re.I)
_BORN = re.compile(
    r"\b(?P<day>\d{1,2})(?:\s*[/.-]\s*|\s+(?:de\s+)?)(?P<month>\d{1,2}|[a-zçé]{3,12})(?:\s*[/.-]\s*|"
    r"\s+(?:del?\s+)?)"
    r"(?P<year>(?:19|20)\d\d)\b|\b(?P<iso>(?:19|20)\d\d-\d\d-\d\d)\b"
    r"|\b(?P<named>[a-z]{3,9})\s+(?P<named_day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<named_year>(?:19|20)\d\d)\b",
    re.I,
)
_MONTHS = (
    ("ene", "jan"), ("feb", "fev"), ("mar",), ("abr", "apr"), ("may", "mai"), ("jun",), ("jul",), ("ago", "aug"),
    ("sep", "set"), ("oct", "out"), ("nov",), ("dic", "dec", "dez"),
)  # fmt: skip
_REASON_CUE = re.compile(
    r"\b(?:el )?(?:motivo|raz[oó]n|reason|o motivo)(?: de (?:la|mi) (?:consulta|visita|cita))?\s*(?:es|:|is|é)\s*"
    r"(?P<reason>[^\n;]{3,300})",
    re.I,
)
_OLDEST_YEARS = 120
_REASON_LENGTH = (3, 300)


class ReadDetails(NamedTuple):
    """`rest`: the message without them, so that no birth date is taken for the day wished."""

    found: Mapping[str, str]
    rest: str


def read_details(turn: Turn, state: BookingState) -> ReadDetails:
    """What the company requires beyond the five fields and the message holds."""
    required = required_details(turn.company.required_booking_fields)
    if not required:
        return ReadDetails({}, turn.text)
    asked = tuple(name for name in state.extra.get("asked", ()) if name in required)
    found, rest = dict[str, str](), turn.text
    for name, reader in (("email", _email), ("birth_date", _birth_date), ("document_id", _document)):
        if name in required:
            value, rest = reader(rest, name in asked, turn)
            found |= {name: value} if value else {}
    if "reason" in required:
        value, rest = _reason(rest, asked == ("reason",) and state.stage == Stage.COLLECT)
        found |= {"reason": value} if value else {}
    return ReadDetails(found, rest)


def _email(text: str, _asked: bool, _turn: Turn) -> tuple[str, str]:
    match = _EMAIL.search(text)
    return (match[0].lower(), _without(text, match)) if match else ("", text)


def _birth_date(text: str, _asked: bool, turn: Turn) -> tuple[str, str]:
    """ISO; only a day of the past with its year counts."""
    for match in _BORN.finditer(text):
        day = _day(match)
        if day and day < turn.now.date() and turn.now.year - day.year <= _OLDEST_YEARS:
            return day.isoformat(), _without(text, match)
    return "", text


def _document(text: str, asked: bool, _turn: Turn) -> tuple[str, str]:
    match = _DOCUMENT_CUE.search(text) or (_DOCUMENT.search(text) if asked else None)
    if not match:
        return "", text
    return re.sub(r"[.\-\s]", "", match["number"]).upper(), _without(text, match)


def _reason(text: str, asked: bool) -> tuple[str, str]:
    match = _REASON_CUE.search(text)
    if match:
        return match["reason"].strip(), _without(text, match)
    plain = text.strip()
    low, high = _REASON_LENGTH
    if asked and low <= len(plain) <= high and "?" not in plain:
        return plain, ""
    return "", text


def _day(match: re.Match[str]) -> date | None:
    try:
        if match["iso"]:
            return date.fromisoformat(match["iso"])
        if match["named"]:
            return date(int(match["named_year"]), _month(match["named"]), int(match["named_day"]))
        return date(int(match["year"]), _month(match["month"]), int(match["day"]))
    except ValueError:
        return None


def _month(text: str) -> int:
    """1 to 12; 0, which no date takes, for an unknown word."""
    if text.isdigit():
        return int(text)
    start = fold(text)[:3]
    return next((number for number, names in enumerate(_MONTHS, 1) if start in names), 0)


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} ; {text[match.end() :]}".strip(" ;")
