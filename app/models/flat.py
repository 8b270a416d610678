"""A dataclass as a dict, one level deep."""

from dataclasses import fields
from functools import cache
from typing import Any


def flat(value: Any) -> dict[str, Any]:
    """Field names and values; `dataclasses.asdict` copies in depth, which costs ten times as much."""
    kind: Any = type(value)
    return {name: getattr(value, name) for name in _names(kind)}


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
