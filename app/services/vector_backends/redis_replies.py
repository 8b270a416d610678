"""Reads replies of the query engine, which differ between the two protocols."""

from collections.abc import Iterable, Mapping
from typing import Any


def text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def total(reply: Any) -> int:
    """Both protocols: a list that starts with the total, or a mapping."""
    return (
        int(reply[0])
        if isinstance(reply, list)
        else int(reply.get(b"total_results", reply.get("total_results", 0)))
    )


def recorded_dim(info: Any) -> int:
    """The vector size in an FT.INFO reply of either protocol, 0 without vectors."""
    flat = [text(x).lower() for x in flatten(info)]
    return next((int(flat[i + 1]) for i, x in enumerate(flat[:-1]) if x == "dim"), 0)


def is_indexing(info: Any) -> bool:
    flat = [text(x).lower() for x in flatten(info)]
    return next((flat[i + 1] not in ("0", "0.0") for i, x in enumerate(flat[:-1]) if x == "indexing"), False)


def flatten(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        value = [x for pair in value.items() for x in pair]
    if isinstance(value, list | tuple):
        for item in value:
            yield from flatten(item)
    else:
        yield value
