"""One finding about the installation, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.services.diagnostics.findings import FINDINGS


class Status(StrEnum):
    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Check:
    """`name`: what was looked at, `code`: what was found; both stable. `advice` empty: nothing is to be done."""

    name: str
    status: Status
    message: str
    advice: str = ""
    code: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)


def ok(name: str, code: str, **params: str | int) -> Check:
    return _found(Status.OK, name, code, params)


def warning(name: str, code: str, **params: str | int) -> Check:
    return _found(Status.WARNING, name, code, params)


def error(name: str, code: str, **params: str | int) -> Check:
    return _found(Status.ERROR, name, code, params)


def worst(checks: list[Check]) -> Status:
    found = {check.status for check in checks}
    return next((status for status in (Status.ERROR, Status.WARNING) if status in found), Status.OK)


def _found(status: Status, name: str, code: str, params: Mapping[str, str | int]) -> Check:
    message, advice = FINDINGS[code]
    return Check(name, status, message.format(**params), advice, code, params)
