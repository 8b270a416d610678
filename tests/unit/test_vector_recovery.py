"""An index that differs from the record is rebuilt from it, and its state is written down."""

import json
from typing import Any

import pytest
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


@pytest.mark.parametrize("own_answers", [0, 1])
def test_a_search_reads_the_state_of_the_record_once(
    client: FlaskClient, services: Any, own_answers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post("/api/documents", json={"content": "El parqueadero es gratuito."}, headers=BENOVA)
    for _ in range(own_answers):
        answer = {"question": "¿El botox duele?", "answer": "Muy poco."}
        assert client.post("/api/knowledge/answers", json=answer, headers=BENOVA).status_code == 201
    knowledge = services.knowledge.get(services.companies.manager.get("benova"))
    knowledge.search("parqueadero")
    reads, current = [], knowledge._token.current
    monkeypatch.setattr(knowledge._token, "current", lambda: reads.append(1) or current())
    assert knowledge.search("parqueadero")
    assert len(reads) == 1
