"""What is lost, and who still gets an answer, when Redis, SQL or the process goes away."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.models.errors import RecordUnavailableError, WorkingMemoryUnavailableError
from tests.conftest import MakeApp
from tests.factories import company_values

CLOSED_REDIS = "redis://127.0.0.1:1/0"
EMERGENCY = "No puedo respirar, se me cerró la garganta"
PRICE = "¿Cuánto cuesta el botox?"


def headers(company_id: str) -> dict[str, str]:
    return {"X-Company-ID": company_id}


def say(client: FlaskClient, text: str, company_id: str = "benova", user_id: str = "user1") -> dict[str, Any]:
    url = f"/api/conversations/{user_id}/test"
    response = client.post(url, json={"message": text}, headers=headers(company_id))
    assert response.status_code == 200, response.text
    return dict(response.get_json())


def lines(client: FlaskClient, company_id: str = "benova", user_id: str = "user1") -> list[tuple[str, str]]:
    url = f"/api/conversations/{user_id}/history"
    messages = client.get(url, headers=headers(company_id)).get_json()["messages"]
    return [(m["role"], m["content"]) for m in messages]


def upload(client: FlaskClient, content: str, company_id: str = "benova") -> str:
    response = client.post("/api/documents", json={"content": content}, headers=headers(company_id))
    assert response.status_code == 201, response.text
    return str(response.get_json()["document_id"])


def found(client: FlaskClient, query: str, company_id: str = "benova") -> list[str]:
    body = client.post("/api/documents/search", json={"query": query}, headers=headers(company_id)).get_json()
    return [hit["document_id"] for hit in body["results"]]


@pytest.fixture
def stored(make_app: MakeApp, backend: dict[str, str]) -> Iterator[Flask]:
    """An application on each pair of stores."""
    return make_app(**backend)


def test_losing_redis_s_content_loses_no_document_and_no_message(stored: Flask) -> None:
    client, services = stored.test_client(), stored.extensions["services"]
    document = upload(client, "El parqueadero queda en el sótano dos y es gratuito.")
    say(client, PRICE)
    before = lines(client)
    services.redis.run(lambda redis: redis.flushall())
    assert lines(client) == before
    assert found(client, "¿dónde queda el parqueadero?") == [document]
    assert services.companies.manager.get("benova").company_id == "benova"
    say(client, "¿y cuánto dura?")
    assert lines(client)[:2] == before
    assert len(lines(client)) == 4


def test_a_conversation_goes_on_from_the_record_after_redis_was_emptied(stored: Flask) -> None:
    client, services = stored.test_client(), stored.extensions["services"]
    conversation = say(client, PRICE)["context"]["conversation_id"]
    services.redis.run(lambda redis: redis.flushall())
    again = say(client, "¿y cuánto dura?")
    assert again["context"]["conversation_id"] == conversation
    assert "30" in again["bot_response"]  # the length of what was spoken of before


def test_a_restart_keeps_companies_documents_and_history(make_app: MakeApp, backend: dict[str, str]) -> None:
    first = make_app(**backend)
    client = first.test_client()
    document = upload(client, "El parqueadero queda en el sótano dos.")
    say(client, PRICE)
    client.put("/api/admin/companies/benova", json={"address": "Calle Nueva 1"})
    before = lines(client)
    first.extensions["services"].close()

    second = make_app(**backend).test_client()
    assert lines(second) == before
    assert found(second, "parqueadero") == [document]
    assert second.get("/api/companies/benova").get_json()["address"] == "Calle Nueva 1"


@pytest.mark.parametrize("text", [PRICE, EMERGENCY, "Quiero agendar una cita de botox", "hola"])
def test_with_redis_down_everyone_is_answered(make_app: MakeApp, text: str) -> None:
    client = make_app(redis_url=CLOSED_REDIS).test_client()
    answer = say(client, text)
    assert answer["bot_response"]
    assert lines(client)[-1] == ("assistant", answer["bot_response"])


def test_with_redis_down_a_conversation_is_still_remembered(make_app: MakeApp) -> None:
    client = make_app(redis_url=CLOSED_REDIS).test_client()
    say(client, PRICE)
    assert "30" in say(client, "¿y cuánto dura?")["bot_response"]


def test_with_redis_down_documents_are_stored_and_found(make_app: MakeApp) -> None:
    client = make_app(redis_url=CLOSED_REDIS).test_client()
    document = upload(client, "El parqueadero queda en el sótano dos.")
    assert found(client, "parqueadero") == [document]


def test_with_redis_down_health_says_degraded(make_app: MakeApp) -> None:
    response = make_app(redis_url=CLOSED_REDIS).test_client().get("/api/health")
    assert (response.status_code, response.get_json()["status"]) == (200, "degraded")
    assert response.get_json()["companies"]["health"]["benova"]["redis_healthy"] is False


@pytest.mark.parametrize("fresh", [True, False], ids=["new customer", "known customer"])
def test_with_sql_down_an_emergency_of_a_known_company_is_answered(
    stored: Flask, monkeypatch: pytest.MonkeyPatch, fresh: bool
) -> None:
    client = stored.test_client()
    say(client, "hola")
    take_sql_down(stored, monkeypatch)
    answer = say(client, EMERGENCY, user_id="nuevo" if fresh else "user1")
    assert answer["intents"] == ["emergency"]
    assert "123" in answer["bot_response"]
    assert answer["handoff"]["reason"] == "emergency"


def test_with_sql_down_a_price_is_still_answered(stored: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = stored.test_client()
    say(client, "hola")
    take_sql_down(stored, monkeypatch)
    assert "650.000" in say(client, PRICE)["bot_response"]


def test_with_sql_down_what_needs_it_is_503_and_recovers(stored: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = stored.test_client()
    say(client, "hola")
    with monkeypatch.context() as outage:
        take_sql_down(stored, outage)
        for response in (
            client.get("/api/documents", headers=headers("benova")),
            client.post("/api/documents", json={"content": "x"}, headers=headers("benova")),
            client.get("/api/companies/benova/stats"),
        ):
            assert response.status_code == 503, response.text
            assert response.get_json()["error"]["code"] == "database_unavailable"
        health = client.get("/api/health")
        assert (health.status_code, health.get_json()["status"]) == (503, "unhealthy")
    assert client.get("/api/documents", headers=headers("benova")).status_code == 200


def take_sql_down(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point the record at a closed port or at a file that cannot be opened."""
    from sqlalchemy import create_engine

    database = app.extensions["services"].database
    database.dispose()
    url = "postgresql+psycopg2://u@127.0.0.1:1/none" if database.is_postgresql else "sqlite:////nowhere/record.db"
    monkeypatch.setattr(database, "_engine", create_engine(url))


def test_with_both_down_an_emergency_is_answered(make_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    app = make_app()
    client, services = app.test_client(), app.extensions["services"]
    say(client, "hola")

    def down(*_args: object, **_values: object) -> None:
        raise WorkingMemoryUnavailableError()

    monkeypatch.setattr(services.redis, "run", down)
    take_sql_down(app, monkeypatch)
    with pytest.raises(RecordUnavailableError):
        services.database.ping()
    assert "123" in say(client, EMERGENCY)["bot_response"]


def test_a_hundred_companies_work_side_by_side(make_app: MakeApp) -> None:
    app = make_app()

    def found_company(number: int) -> tuple[str, str]:
        client, company_id = app.test_client(), f"clinica-{number}"
        values = company_values(company_name=f"Clínica {number}", chatwoot_account_id=str(1000 + number))
        made = client.post("/api/admin/companies", json={"company_id": company_id, **values})
        assert made.status_code == 201, made.text
        return company_id, upload(client, f"La clave del parqueadero es {number * 7919}.", company_id)

    with ThreadPoolExecutor(8) as pool:
        documents = dict(pool.map(found_company, range(100)))
    client = app.test_client()
    assert client.get("/api/companies").get_json()["total"] == 104
    for company_id, document in documents.items():
        assert found(client, "clave del parqueadero", company_id) == [document]
    for number in (0, 42, 99):
        answer = say(client, PRICE, f"clinica-{number}")
        assert answer["context"]["company_name"] == f"Clínica {number}"
        assert "450.000" in answer["bot_response"]
