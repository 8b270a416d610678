"""Fills a tool's address with what a turn holds, and its answer with what came back: data, all of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from app.agents.ports import Turn
from app.agents.treatments import find_treatments

PLACEHOLDERS = ("text", "code", "treatment", "user_id", "phone", "language")
_NAMED = re.compile(r"\{(\w+)\}")
_CODE = re.compile(r"\b(?=[\w-]*\d)[\w-]{3,40}\b", re.ASCII)  # a number of an order, a plate, a document
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_LONGEST_VALUE = 300
_LONGEST_TEXT = 1_000


class MissingValueError(Exception):
    """The turn, or the answer, has nothing for one of the names."""


@dataclass(frozen=True, slots=True)
class Problem:
    field: str
    message: str


def names_in(template: str) -> set[str]:
    return set(_NAMED.findall(template))


def problems_of(url_template: str, answer_template: str, fields: Mapping[str, str]) -> list[Problem]:
    """What is wrong with a tool's templates, by field."""
    found = []
    if "{" in _NAMED.sub("", url_template) or names_in(host_part(url_template)):
        found.append(Problem("url_template", "Placeholders stand after the host only."))
    if names_in(url_template) - set(PLACEHOLDERS):
        found.append(Problem("url_template", f"Use only: {', '.join('{' + name + '}' for name in PLACEHOLDERS)}."))
    if not names_in(answer_template):
        found.append(Problem("answer_template", "Name at least one field, as {price}."))
    if names_in(answer_template) - fields.keys():
        found.append(Problem("answer_template", "Every {name} needs a path in fields."))
    return found


def host_part(url_template: str) -> str:
    """Scheme, host and port: what no placeholder may touch."""
    return re.split(r"[/?#]", url_template.partition("://")[2], maxsplit=1)[0]


def fill_url(template: str, turn: Turn) -> str:
    """Raises: MissingValueError."""
    values = {
        "text": turn.text[:_LONGEST_VALUE],
        "code": next(iter(_CODE.findall(turn.text)), ""),
        "treatment": next((t.key for t in find_treatments(turn.text, turn.company)), ""),
        "user_id": turn.user_id,
        "phone": turn.contact.phone,
        "language": turn.language,
    }

    def filled(match: re.Match[str]) -> str:
        value = values[match[1]]
        if not value.strip("."):  # also "..": an address is not to be walked
            raise MissingValueError(match[1])
        return quote(value, safe="")

    return _NAMED.sub(filled, template)


def pick(answer: Any, fields: Mapping[str, str]) -> dict[str, str]:
    """The named values of a parsed JSON answer, as short texts. Raises: MissingValueError."""
    return {name: _value(answer, path, name) for name, path in fields.items()}


def fill_answer(template: str, values: Mapping[str, str]) -> str:
    return _NAMED.sub(lambda match: values[match[1]], template)[:_LONGEST_TEXT]


def _value(answer: Any, path: str, name: str) -> str:
    for step in path.split("."):
        if isinstance(answer, list) and step.isdecimal() and int(step) < len(answer):
            answer = answer[int(step)]
        elif isinstance(answer, dict) and step in answer:
            answer = answer[step]
        else:
            raise MissingValueError(name)
    if isinstance(answer, bool) or not isinstance(answer, str | int | float):
        raise MissingValueError(name)
    text = _CONTROL.sub(" ", str(answer)).strip()[:_LONGEST_VALUE]
    if not text:
        raise MissingValueError(name)
    return text
