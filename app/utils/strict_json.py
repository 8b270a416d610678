"""JSON as strictly as an API that stores it should read it.

Stock parsers accept NaN, duplicate keys, lone surrogates and NUL, and fail on deep nesting with a crash.
"""

import json
from typing import Any

from flask.json.provider import DefaultJSONProvider

from app.config.constants import MAX_JSON_DEPTH, MAX_JSON_VALUES
from app.models.errors import InvalidRequestError


class StrictJSONProvider(DefaultJSONProvider):
    """Flask's provider with strict reading; writes UTF-8 as it is and keeps the order of keys."""

    ensure_ascii = False
    sort_keys = False

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Raises: InvalidRequestError."""
        del kwargs
        return strict_loads(s)


def strict_loads(raw: str | bytes) -> Any:
    """Parse one JSON document. Raises: InvalidRequestError."""
    try:
        value = json.loads(raw, object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as exc:
        raise InvalidRequestError("The body is not valid JSON") from exc
    _check(value)
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise InvalidRequestError("The body names a field twice")
    return result


def _refuse_constant(name: str) -> Any:
    raise InvalidRequestError(f"{name} is not JSON")


def _check(value: Any) -> None:
    """Depth, number of values and characters, without recursion."""
    queue: list[tuple[Any, int]] = [(value, 1)]
    seen = 0
    while queue:
        item, depth = queue.pop()
        seen += 1
        if seen > MAX_JSON_VALUES:
            raise InvalidRequestError(f"The body holds more than {MAX_JSON_VALUES} values")
        if depth > MAX_JSON_DEPTH:
            raise InvalidRequestError(f"The body nests deeper than {MAX_JSON_DEPTH} levels")
        if isinstance(item, dict):
            queue.extend((part, depth + 1) for pair in item.items() for part in pair)
        elif isinstance(item, list):
            queue.extend((part, depth + 1) for part in item)
        elif isinstance(item, str):
            _check_text(item)
        elif isinstance(item, float) and item in (float("inf"), float("-inf")):
            raise InvalidRequestError("A number is too large")


def _check_text(text: str) -> None:
    if "\x00" in text:
        raise InvalidRequestError("Text must not contain NUL")
    try:
        text.encode()
    except UnicodeEncodeError as exc:
        raise InvalidRequestError("Text must be valid Unicode") from exc
