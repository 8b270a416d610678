"""Generated requests against the API's own description: no server error, one error form, every promise kept.

`make fuzz` runs the long form (≥ 20,000 requests); the default suite a few hundred.
"""

import json
import os
import tempfile
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.config import SchemathesisConfig

from app import create_app
from app.config.config import Config
from tests.people import ADMIN_KEY

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "4"))
LONG = EXAMPLES > 20
# The stream of events never ends, and what it sends is no single body.
NOT_CONFIGURED = ("speech_unavailable", "vision_unavailable")  # this installation has no model
LEFT_OUT = "/api/events"
# What is well-formed may still be refused for what it means: an unknown time zone, a past date, another company.
ACCEPTED = ["2xx", "3xx", "400", "401", "403", "404", "409", "413", "415", "422", "429", "503"]
_count: dict[str, int] = {}


@schemathesis.serializer("application/x-ndjson")
def _lines(_context: Any, value: Any) -> bytes:
    """The export's own format: one JSON document per line."""
    rows = value if isinstance(value, list) else [value]
    return "\n".join(json.dumps(row) for row in rows).encode()


_folder = tempfile.TemporaryDirectory(prefix="fuzz")
app = create_app(
    Config(
        environment="production",
        admin_api_key=ADMIN_KEY,
        instance_path=Path(_folder.name),
        load_sample_documents=False,
        log_level="CRITICAL",
    )
)


@app.after_request
def _tally(response: Any) -> Any:
    _count["requests"] = _count.get("requests", 0) + 1
    _count[str(response.status_code)] = _count.get(str(response.status_code), 0) + 1
    return response


schema = schemathesis.openapi.from_wsgi(
    "/openapi.json",
    app,
    headers={"X-API-Key": ADMIN_KEY},
    config=SchemathesisConfig.from_dict(
        {
            "headers": {"X-API-Key": ADMIN_KEY},
            "checks": {
                "not_a_server_error": {"expected-statuses": ["2xx", "3xx", "4xx", "503"]},
                "positive_data_acceptance": {"expected-statuses": ACCEPTED},
            },
            "phases": {"coverage": {"enabled": LONG}, "stateful": {"enabled": False}},
        }
    ),
).exclude(path=LEFT_OUT)


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
    database=None,
    derandomize=not LONG,
)
def test_every_operation_keeps_its_promises(case: Any) -> None:
    response = case.call_and_validate(headers={"X-API-Key": ADMIN_KEY, "X-Company-ID": "benova"})
    if response.status_code == 503:
        assert response.json()["error"]["code"] in NOT_CONFIGURED
    if response.status_code >= 400:
        assert set(response.json()) == {"error"}
        assert set(response.json()["error"]) == {"code", "message", "details", "request_id"}


def test_enough_was_asked() -> None:
    print(_count)
    least = 50 if "PYTEST_XDIST_WORKER" in os.environ else 200  # of several processes each does a part
    assert _count["requests"] >= (20_000 if LONG else least)
