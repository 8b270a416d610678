"""Bodies that stock parsers accept or crash on."""

import pytest

from app.models.errors import InvalidRequestError
from app.utils.strict_json import strict_loads

BAD = {
    "nan": "NaN",
    "infinity": '{"a": Infinity}',
    "minus infinity": "[-Infinity]",
    "overflow": "[1e999]",
    "duplicate key": '{"company_id": "benova", "company_id": "medispa"}',
    "duplicate key, inner": '{"a": {"b": 1, "b": 2}}',
    "duplicate key, escaped": '{"a": 1, "\\u0061": 2}',
    "lone surrogate": '{"a": "\\ud800"}',
    "lone surrogate in a key": '{"\\udc00": 1}',
    "nul": '{"a": "x\\u0000y"}',
    "nul in a key": '{"\\u0000": 1}',
    "100 KB of brackets": "[" * 100_000,
    "balanced brackets": "[" * 50_000 + "]" * 50_000,
    "deep objects": '{"a":' * 41 + "1" + "}" * 41,
    "huge integer": "9" * 5000,
    "not json": "hola",
    "empty": "",
    "two documents": "{} {}",
    "trailing comma": "[1,]",
    "latin-1": b'{"a": "\xe9"}',
}


@pytest.mark.parametrize("raw", BAD.values(), ids=BAD.keys())
def test_malformed_json_is_refused_politely(raw: str | bytes) -> None:
    with pytest.raises(InvalidRequestError):
        strict_loads(raw)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ('{"a": [1, 2.5, null, true, "ñ 🙂"]}', {"a": [1, 2.5, None, True, "ñ 🙂"]}),
        ('"\\ud83d\\ude42"', "🙂"),
        ("[" * 40 + "]" * 40, eval("[" * 40 + "]" * 40)),
        ('{"a": 1, "A": 2}', {"a": 1, "A": 2}),
    ],
)
def test_ordinary_json_is_read(raw: str, value: object) -> None:
    assert strict_loads(raw) == value
