"""What a message asks of the booking machine, whichever engine understood it."""

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from app.agents.entities import find_phone
from app.agents.folding import fold
from app.agents.treatments import find_treatments
from app.config.company_config import CompanyConfig


class BookingAction(StrEnum):
    BOOK = "book"
    MOVE = "move"
    CANCEL = "cancel"
    QUERY = "query"
    CONFIRM = "confirm"
    REJECT = "reject"
    ABANDON = "abandon"
    KEEP = "keep"  # of a change in course: leave the appointment as it is
    PERSON = "person"
    NONE = "none"


class Shift(StrEnum):
    """Which other times are wished instead of the ones shown."""

    LATER = "later"
    EARLIER = "earlier"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class BookingCommand:
    """One message, understood. Dates are YYYY-MM-DD and times HH:MM in the company's zone."""

    action: BookingAction = BookingAction.NONE
    treatment: str | None = None  # Treatment.key
    date: str | None = None
    time: str | None = None
    period: str | None = None  # morning | afternoon | night
    name: str | None = None
    phone: str | None = None  # E.164
    options: tuple[str, ...] = ()  # treatment keys to choose from when the words fit several
    end_date: str | None = None  # last day of a range that starts at `date`
    not_before: str | None = None  # HH:MM
    not_after: str | None = None
    source_date: str | None = None  # of an appointment to move: "la del martes para el jueves"
    source_time: str | None = None
    choice: int | None = None  # index into what was last offered; -1 = the last one
    soonest: bool = False  # "lo antes posible", "cualquiera"
    another: bool = False  # "otra cita", "también para mi mamá"
    for_other: bool = False  # for someone else, whose name is to be asked
    shift: Shift | None = None
    details: Mapping[str, str] = field(default_factory=dict)  # what the company requires beyond the five fields

    @property
    def has_when(self) -> bool:
        return bool(self.date or self.time or self.period or self.not_before or self.not_after or self.soonest)

    @property
    def has_data(self) -> bool:
        """Whether the message brings anything to book with."""
        return bool(
            self.has_when or self.treatment or self.options or self.name or self.phone or self.details
        ) or (self.choice is not None or self.shift is not None)


_MODEL_ACTIONS = {action.value: action for action in BookingAction}
_PERIODS = ("morning", "afternoon", "night")


def command_from_json(text: str, said: str, company: CompanyConfig) -> BookingCommand | None:
    """A model's JSON as a command, None when it is none.

    Lenient in form, strict in content: an unknown treatment, an impossible date and a name or
    phone that do not stand in `said`, the customer's own words, are dropped.
    """
    data = _object(text)
    if data is None:
        return None
    return BookingCommand(
        action=_MODEL_ACTIONS.get(str(data.get("action", "")).strip().lower(), BookingAction.NONE),
        treatment=_treatment(data.get("treatment"), company),
        date=_date(data.get("date")),
        time=_time(data.get("time")),
        period=data["period"] if data.get("period") in _PERIODS else None,
        name=_said_name(data.get("name"), said),
        phone=_said_phone(data.get("phone"), said, company.country),
    )


def merge(local: BookingCommand, model: BookingCommand | None) -> BookingCommand:
    """Local findings win; the model fills what the local reader left open.

    A model's confirmation never counts by itself: only words that read as a clear yes write anything.
    """
    if model is None:
        return local
    trusted = model.action not in (BookingAction.CONFIRM, BookingAction.NONE)
    return replace(
        local,
        action=model.action if local.action is BookingAction.NONE and trusted else local.action,
        treatment=local.treatment or (None if local.options else model.treatment),
        date=local.date or model.date,
        time=local.time or (None if local.period or local.not_before else model.time),
        period=local.period or (None if local.time else model.period),
        name=local.name or model.name,
        phone=local.phone or model.phone,
    )


def _object(text: str) -> Mapping[str, Any] | None:
    """The first JSON object in a model's text, which may wrap it in prose or a code fence."""
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start:
        return None
    try:
        data = json.loads(text[start : end + 1])
    except ValueError:
        return None
    return data if isinstance(data, dict) else None


def _treatment(value: Any, company: CompanyConfig) -> str | None:
    if not isinstance(value, str):
        return None
    if value in company.treatments:
        return value
    found = find_treatments(value, company)
    return found[0].key if len(found) == 1 else None


def _date(value: Any) -> str | None:
    try:
        return dt.date.fromisoformat(value[:10]).isoformat() if isinstance(value, str) else None
    except ValueError:
        return None


def _time(value: Any) -> str | None:
    try:
        return dt.time.fromisoformat(value.strip().zfill(5)).strftime("%H:%M") if isinstance(value, str) else None
    except ValueError:
        return None


def _said_name(value: Any, said: str) -> str | None:
    if not isinstance(value, str) or not value.strip():
        return None
    spoken = set(re.findall(r"\w+", fold(said)))
    parts = re.findall(r"\w+", fold(value))
    return value.strip() if parts and len(value) <= 80 and spoken.issuperset(parts) else None


def _said_phone(value: Any, said: str, country: str) -> str | None:
    digits = re.sub(r"\D", "", str(value or ""))
    if len(digits) < 7 or digits[-7:] not in re.sub(r"\D", "", said):
        return None
    return find_phone(str(value), country, expected=True)


def local_moment(day: str, clock: str, company: CompanyConfig) -> dt.datetime:
    """A day and a time of the company as one aware moment."""
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time.fromisoformat(clock), company.zone)
