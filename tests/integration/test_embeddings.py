"""Vectors beside words: stored with their model, used while it answers, made later where it did not."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from app.services import openai_embeddings
from tests.backends import absent, fresh_postgresql
from tests.conftest import MakeApp
from tests.quality.retrieval.engine import query_engine
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


@pytest.fixture(params=["in process", "query engine", "query engine and PostgreSQL"])
def place(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """Settings of each place that vectors are kept in."""
    if request.param == "in process":
        yield {}
        return
    with ExitStack() as stack:
        port = stack.enter_context(query_engine())
        settings = {"redis_url": f"redis://127.0.0.1:{port}/0"}
        if request.param.endswith("PostgreSQL"):
            settings |= stack.enter_context(postgresql())
        yield settings


@contextmanager
def postgresql() -> Iterator[dict[str, str]]:
    try:
        with fresh_postgresql() as (application, owner):
            yield {"database_url": application, "migration_database_url": owner}
    except OperationalError as exc:
        absent("PostgreSQL", exc)


@pytest.mark.parametrize("change", ["model", "dimension"])
def test_a_change_of_model_or_dimension_is_made_good_without_a_gap(
    make_app: MakeApp, stub: OpenAIStub, place: dict[str, str], change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(openai_base_url=stub.base_url, openai_embedding_model="bag-of-words", **place)
    client, services = app.test_client(), app.extensions["services"]
    for number in range(12):
        add(client, f"El parqueadero número {number} es gratuito.")
    assert "dense" in search(client, "parqueadero gratuito")["results"][0]["explain"]
    company = services.companies.manager.get("benova")
    knowledge = services.knowledge.get(company)
    endpoint = services.models.embedder(company).endpoint
    if change == "model":
        endpoint = replace(endpoint, model="another")
    else:
        monkeypatch.setattr("tests.stubs.openai_stub.EMBEDDING_SIZE", 24)
    knowledge.adopt(company, openai_embeddings.OpenAIEmbedder(services.models._clients, endpoint))
    counts: list[int] = []
    ended = threading.Event()

    def go_on_searching() -> None:
        while not ended.is_set():
            counts.append(len(knowledge.search("parqueadero gratuito", limit=3)))

    assert search(client, "parqueadero gratuito")["debug"] == {"embedding": "reindexing"}
    searcher = threading.Thread(target=go_on_searching)
    searcher.start()
    services.recovery.probe_all()
    ended.set()
    searcher.join()
    assert counts
    assert set(counts) == {3}
    found = search(client, "parqueadero gratuito")
    assert found["debug"] == {"embedding": "ready"}
    assert "dense" in found["results"][0]["explain"]
    assert embedded(client) == 12


def test_a_company_s_vectors_are_not_another_s(make_app: MakeApp, stub: OpenAIStub, place: dict[str, str]) -> None:
    app = make_app(openai_base_url=stub.base_url, openai_embedding_model="bag-of-words", **place)
    client = app.test_client()
    add(client)
    theirs = {"X-Company-ID": "medispa"}
    body = {"query": "El parqueadero es gratuito.", "debug": True}
    assert client.post("/api/documents/search", json=body, headers=theirs).get_json()["results_count"] == 0
    assert client.get("/api/documents/stats", headers=theirs).get_json()["embedded_chunks"] == 0
