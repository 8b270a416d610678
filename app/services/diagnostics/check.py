"""One finding about the installation, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Check:
    """`name` is stable; `advice` is empty where nothing is to be done."""

    name: str
    status: Status
    message: str
    advice: str = ""


def ok(name: str, message: str) -> Check:
    return Check(name, Status.OK, message)


def warning(name: str, message: str, advice: str) -> Check:
    return Check(name, Status.WARNING, message, advice)


def error(name: str, message: str, advice: str) -> Check:
    return Check(name, Status.ERROR, message, advice)


def worst(checks: list[Check]) -> Status:
    found = {check.status for check in checks}
    return next((status for status in (Status.ERROR, Status.WARNING) if status in found), Status.OK)
