"""Vectors beside words: stored with their model, used while it answers, made later where it did not."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from app.services import openai_embeddings
from tests.conftest import MakeApp
from tests.stubs.openai_stub import Fault, OpenAIStub

BENOVA = {"X-Company-ID": "benova"}


@pytest.fixture
def client(make_app: MakeApp, stub: OpenAIStub) -> FlaskClient:
    app = make_app(openai_base_url=stub.base_url, openai_embedding_model="bag-of-words")
    return app.test_client()


def add(client: FlaskClient, content: str = "El parqueadero es gratuito.") -> None:
    response = client.post("/api/documents", json={"content": content}, headers=BENOVA)
    assert response.status_code == 201, response.text


def search(client: FlaskClient, query: str) -> dict[str, Any]:
    body = {"query": query, "debug": True}
    return dict(client.post("/api/documents/search", json=body, headers=BENOVA).get_json())


def embedded(client: FlaskClient) -> int:
    return int(client.get("/api/documents/stats", headers=BENOVA).get_json()["embedded_chunks"])


def test_vectors_join_the_words(client: FlaskClient) -> None:
    add(client)
    found = search(client, "el parqueadero es gratuito")
    assert embedded(client) == 1
    assert found["debug"] == {"embedding": "ready"}
    assert found["results"][0]["explain"]["dense"] > 0


def test_a_model_that_is_down_stops_neither_documents_nor_searches(client: FlaskClient, stub: OpenAIStub) -> None:
    stub.fault = Fault.SERVER_ERROR
    add(client)
    found = search(client, "parqueadero")
    assert found["results_count"] == 1
    assert found["debug"] == {"embedding": "unavailable"}
    assert embedded(client) == 0


def test_what_was_missed_is_embedded_by_the_watch(
    client: FlaskClient, stub: OpenAIStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.openai_service.BREAKER_OPEN_S", 0.0)
    stub.fault = Fault.SERVER_ERROR
    add(client)
    stub.fault = None
    client.application.extensions["services"].recovery.probe_all()
    assert embedded(client) == 1
    assert "dense" in search(client, "el parqueadero es gratuito")["results"][0]["explain"]


def test_vectors_of_another_model_are_not_compared_until_made_anew(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(client)
    services = client.application.extensions["services"]
    company = services.companies.manager.get("benova")
    knowledge = services.knowledge.get(company)
    other = openai_embeddings.OpenAIEmbedder(services.models._clients, services.models.embedder(company).endpoint)
    other.model = "another"
    knowledge.adopt(company, other)
    found = search(client, "parqueadero")
    assert found["results_count"] == 1
    assert found["debug"] == {"embedding": "reindexing"}
    assert knowledge.embed_missing() == 1
    assert search(client, "parqueadero")["debug"] == {"embedding": "ready"}
