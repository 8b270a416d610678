"""An index that differs from the record is rebuilt from it, and its state is written down."""

import json
from typing import Any

from flask.testing import FlaskClient

from app.config.constants import KeyKind
from app.models.errors import RecordUnavailableError

BENOVA = {"X-Company-ID": "benova"}


def search(client: FlaskClient) -> int:
    body = {"query": "parqueadero"}
    return int(client.post("/api/documents/search", json=body, headers=BENOVA).get_json()["results_count"])


def reported(services: Any) -> str:
    raw = services.redis.company("benova:").get(KeyKind.VECTORSTORE_HEALTH, "status")
    return str(json.loads(raw)["status"])


def test_a_whole_index_is_healthy(client: FlaskClient, services: Any) -> None:
    client.post("/api/documents", json={"content": "El parqueadero es gratuito."}, headers=BENOVA)
    services.recovery.probe_all()
    assert reported(services) == "healthy"


def test_a_lost_index_is_rebuilt(client: FlaskClient, services: Any) -> None:
    client.post("/api/documents", json={"content": "El parqueadero es gratuito."}, headers=BENOVA)
    knowledge = services.knowledge.get(services.companies.manager.get("benova"))
    knowledge._local.index.drop()
    assert search(client) == 0
    services.recovery.probe_all()
    assert reported(services) == "recovered"
    assert search(client) == 1


def test_a_record_out_of_reach_is_unhealthy_and_searching_goes_on(client: FlaskClient, services: Any) -> None:
    client.post("/api/documents", json={"content": "El parqueadero es gratuito."}, headers=BENOVA)
    knowledge = services.knowledge.get(services.companies.manager.get("benova"))

    def down() -> None:
        raise RecordUnavailableError()

    knowledge.status = down
    services.recovery.probe_all()
    assert reported(services) == "unhealthy"
    assert search(client) == 1
