"""The vector index in a Redis with the query engine: shared, lost, dropped, behind; and what serves meanwhile."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import MakeApp
from tests.quality.retrieval.engine import query_engine

HEADERS = {"X-Company-ID": "benova"}
PARKING = "El parqueadero queda en el sótano dos y es gratuito."
PETS = "Las mascotas pequeñas pueden esperar en la recepción."


@pytest.fixture(scope="module")
def engine_port() -> Iterator[int]:
    with query_engine() as port:
        yield port


@pytest.fixture
def server(engine_port: int) -> Iterator["redis.Redis[bytes]"]:
    client = redis.Redis(port=engine_port)
    client.flushall()
    yield client
    client.close()


@pytest.fixture
def make(make_app: MakeApp, server: Any, engine_port: int) -> Any:
    return lambda: make_app(redis_url=f"redis://127.0.0.1:{engine_port}/0")


def upload(client: FlaskClient, content: str, **values: Any) -> str:
    response = client.post("/api/documents", json={"content": content, **values}, headers=HEADERS)
    assert response.status_code in (200, 201), response.text
    return str(response.get_json()["document_id"])


def found(client: FlaskClient, query: str, company_id: str = "benova") -> list[str]:
    headers = {"X-Company-ID": company_id}
    body = client.post("/api/documents/search", json={"query": query}, headers=headers).get_json()
    return [hit["document_id"] for hit in body["results"]]


def state(app: Flask) -> dict[str, Any]:
    return dict(app.test_client().get("/api/admin/vectorstore/health").get_json()["companies"]["benova"])


def await_healthy(app: Flask, within_s: float = 30.0) -> None:
    deadline = time.monotonic() + within_s
    while not state(app)["healthy"]:
        assert time.monotonic() < deadline, "the shared index did not come back in time"
        found(app.test_client(), "parqueadero")
        time.sleep(0.05)


def test_the_query_engine_is_used_where_redis_has_it(make: Any, server: Any) -> None:
    app = make()
    document = upload(app.test_client(), PARKING)
    assert found(app.test_client(), "¿dónde puedo estacionar?") == [document]
    assert (state(app)["backend"], state(app)["healthy"], state(app)["chunks"]) == ("redisvl", True, 1)
    assert b"benova_documents" in server.execute_command("FT._LIST")
    assert not app.extensions["services"].knowledge.get(company(app))._local.loaded


def test_chunks_lie_apart_from_document_summaries(make: Any, server: Any) -> None:
    app = make()
    document = upload(app.test_client(), PARKING)
    assert server.keys("benova:document:*") == [f"benova:document:{document}".encode()]
    assert server.keys("benova:chunk:*") == [f"benova:chunk:{document}:0".encode()]


def test_another_company_s_search_finds_nothing(make: Any) -> None:
    client = make().test_client()
    upload(client, PARKING)
    assert found(client, "parqueadero", "medispa") == []


def test_what_one_process_changes_another_s_next_search_sees(make: Any) -> None:
    first, second = make().test_client(), make().test_client()
    kept = upload(first, PARKING)
    assert found(second, "parqueadero") == [kept]
    pets = upload(second, PETS)
    assert found(first, "¿puedo llevar mi mascota?") == [pets]
    first.delete(f"/api/documents/{kept}", headers=HEADERS)
    assert found(second, "parqueadero") == []


@pytest.mark.parametrize("loss", ["flushall", "dropped index", "chunks lost"])
def test_a_lost_index_comes_back_and_searches_in_between_answer(make: Any, server: Any, loss: str) -> None:
    app = make()
    client = app.test_client()
    document = upload(client, PARKING)
    upload(client, PETS)
    assert found(client, "parqueadero") == [document]
    if loss == "flushall":
        server.flushall()
    elif loss == "dropped index":
        server.execute_command("FT.DROPINDEX", "benova_documents", "DD")
    else:
        server.delete(*server.keys("benova:chunk:*"))
        app.extensions["services"].recovery.probe_all()
    for _ in range(5):
        assert found(client, "parqueadero") == [document]
    await_healthy(app)
    assert state(app)["backend"] == "redisvl"
    assert len(server.keys("benova:chunk:*")) == 2


def test_an_engine_that_stops_answering_leaves_searches_to_the_process(
    make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make()
    client = app.test_client()
    document = upload(client, PARKING)
    found(client, "parqueadero")
    shared = app.extensions["services"].knowledge.get(company(app))._shared.index

    def refuse(*_args: object, **_values: object) -> None:
        raise redis.ConnectionError

    monkeypatch.setattr(shared._client, "execute_command", refuse)
    assert found(client, "parqueadero") == [document]


def test_an_expired_document_leaves_the_shared_index(make: Any, server: Any) -> None:
    app = make()
    client = app.test_client()
    document = upload(client, PARKING)
    assert found(client, "parqueadero") == [document]
    past = {"expires_at": "2020-01-01T00:00:00Z"}
    client.patch(f"/api/documents/{document}", json=past, headers=HEADERS)
    assert found(client, "parqueadero") == []
    assert server.keys("benova:chunk:*") == []


def test_many_documents_are_found_again_in_time(make: Any, server: Any) -> None:
    app = make()
    client = app.test_client()
    services = app.extensions["services"]
    lines = "\n".join(
        f'{{"type": "document", "content": "El protocolo número {n} usa el producto clave{n * 7919}."}}'
        for n in range(300)
    )
    taken = client.post("/api/documents/import", data=lines, content_type="application/x-ndjson", headers=HEADERS)
    assert taken.get_json()["documents"] == 300
    found(client, "clave7919")
    server.flushall()
    started = time.monotonic()
    assert found(client, f"clave{150 * 7919}") != []  # from this process while the other is filled
    services.recovery.probe_all()
    await_healthy(app, within_s=30 + 60 * 300 / 1000)
    print(f"300 documents back after {time.monotonic() - started:.1f} s")


def company(app: Flask) -> Any:
    return app.extensions["services"].companies.manager.get("benova")
