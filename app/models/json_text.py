"""JSON for the record's columns."""

import json
from typing import Any

import orjson

_AS_STRICT = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


def json_text(value: Any) -> str:
    """As the standard library writes it, at a tenth of the cost; what the other one refuses goes to it."""
    try:
        return orjson.dumps(value, option=_AS_STRICT).decode()
    except TypeError:  # large numbers, keys that are no text
        return json.dumps(value)
