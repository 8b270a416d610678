"""A spreadsheet cell as its owner sees it, as far as that is certain; digits are never changed."""

import datetime as dt
import re
from decimal import Decimal

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)(?:-([0-9A-Fa-f]+))?\]|([$€£])')
_DECIMALS = re.compile(r"\.(0+)")
_DOT_DECIMAL_LANGUAGES = frozenset(
    {0x080A, 0x100A, 0x180A, 0x1C0A, 0x280A, 0x440A, 0x480A, 0x4C0A, 0x500A, 0x540A}
)  # Spanish of Mexico, Guatemala, Panama, Dominican Rep., Peru, El Salvador, Honduras, Nicaragua, PR, US
_PRIMARY_LANGUAGE = 0x3FF


def show(value: object, number_format: str | None) -> str:
    """Text of a cell's value.

    Thousands are grouped only where the format names its country, because 1.500 and 1,500 swap meaning between
    countries; otherwise the digits stand alone.
    """
    if isinstance(value, bool):
        return "sí" if value else "no"
    if isinstance(value, int | float | Decimal):
        return _number(value, number_format or "General")
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d" if value.time() == dt.time() else "%Y-%m-%d %H:%M")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    if isinstance(value, dt.timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    return str(value)


def _number(value: int | float | Decimal, number_format: str) -> str:
    section = number_format.split(";")[0]
    if "%" in _LITERAL.sub("", section):
        return f"{_plain(float(value) * 100)}%"
    before, after, language = _affixes(section)
    return f"{before}{_digits(value, section, language)}{after}"


def _plain(value: float | int | Decimal) -> str:
    """Up to 15 significant digits, as spreadsheets keep, without exponent: 0.1 + 0.2 is 0.3."""
    text = f"{Decimal(repr(float(value))):.15g}" if isinstance(value, float) else str(value)
    text = f"{Decimal(text):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _digits(value: float | int | Decimal, section: str, language: int | None) -> str:
    decimals = _DECIMALS.search(section)
    whole = isinstance(value, int) or float(value).is_integer()
    text = _plain(value) if whole or not decimals else f"{Decimal(_plain(value)):.{len(decimals[1])}f}"
    if not decimals and not whole and re.search(r"[0#]", section) and section != "General":
        text = _plain(value)  # the format rounds for the eye; the record keeps the value
    if language is None or "#,##0" not in section:
        return text
    grouped = f"{Decimal(text):,f}"
    return grouped if _dot_decimal(language) else grouped.translate(str.maketrans(",.", ".,"))


def _dot_decimal(language: int) -> bool:
    """Mexico, Peru and Central America write 1,500.00; South America and Spain 1.500,00. English writes a dot."""
    return language in _DOT_DECIMAL_LANGUAGES or language & _PRIMARY_LANGUAGE == 0x09


def _affixes(section: str) -> tuple[str, str, int | None]:
    """Literal text before and after the digits, and the country's language id if the format names one."""
    place = re.search(r"[0#?]", _LITERAL.sub(lambda match: " " * len(match[0]), section))
    if place is None:
        return "", "", None
    before, after, language = "", "", None
    for match in _LITERAL.finditer(section):
        text = next((group for group in (match[1], match[2], match[3], match[5]) if group), "")
        if match[4] and 0x400 < int(match[4], 16) <= 0xFFFF:
            language = int(match[4], 16)
        if match.start() < place.start():
            before += text
        else:
            after += text
    before = before.strip("() -")
    after = after.rstrip("() ") if after.strip() else ""
    return before, f" {after.strip()}" if after else "", language
