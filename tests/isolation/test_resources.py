"""Each resource of the API with two companies: another's is answered exactly as if it did not exist."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.conftest import MakeApp

MINE, THEIRS = "benova", "medispa"
SECRET = "La clave del laboratorio es zafiro turquesa."
ABSENT_DOCUMENT = "doc_0000000000000000000000000000000000"


@pytest.fixture
def world(make_app: MakeApp, backend: dict[str, str]) -> Flask:
    return make_app(**backend)


@pytest.fixture
def client(world: Flask) -> FlaskClient:
    return world.test_client()


def call(client: FlaskClient, company: str, method: str, path: str, **options: Any) -> TestResponse:
    return client.open(path, method=method, headers={"X-Company-ID": company, "X-Request-ID": "same"}, **options)


def document_of(client: FlaskClient, company: str, content: str = SECRET, **values: Any) -> str:
    response = call(client, company, "POST", "/api/documents", json={"content": content, **values})
    return str(response.get_json()["document_id"])


def say(client: FlaskClient, company: str, text: str, user_id: str = "ana") -> dict[str, Any]:
    return dict(
        call(client, company, "POST", f"/api/conversations/{user_id}/test", json={"message": text}).get_json()
    )


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_another_s_document_is_as_absent_as_one_that_never_was(client: FlaskClient, method: str) -> None:
    theirs = document_of(client, THEIRS)
    foreign = call(client, MINE, method, f"/api/documents/{theirs}")
    absent = call(client, MINE, method, f"/api/documents/{ABSENT_DOCUMENT}")
    assert foreign.status_code == 404
    assert foreign.data == absent.data
    assert call(client, THEIRS, "GET", f"/api/documents/{theirs}").get_json()["content"] == SECRET


def test_a_list_holds_own_documents_only(client: FlaskClient) -> None:
    mine, _theirs = document_of(client, MINE), document_of(client, THEIRS)
    page = call(client, MINE, "GET", "/api/documents?debug=true").get_json()
    assert ([d["document_id"] for d in page["documents"]], page["total_documents"]) == ([mine], 1)
    assert page["debug"]["documents"] == 1


@pytest.mark.parametrize("query", ["zafiro turquesa", SECRET, "clave del laboratorio"])
def test_a_search_finds_own_documents_only(client: FlaskClient, query: str) -> None:
    theirs = document_of(client, THEIRS)
    body = {"query": query, "k": 50}
    assert call(client, MINE, "POST", "/api/documents/search", json=body).get_json()["results_count"] == 0
    hits = call(client, THEIRS, "POST", "/api/documents/search", json=body).get_json()["results"]
    assert {hit["document_id"] for hit in hits} == {theirs}


def test_the_same_external_id_is_two_documents_in_two_companies(client: FlaskClient) -> None:
    mine = document_of(client, MINE, "Texto mío sobre botox.", external_id="web:1")
    theirs = document_of(client, THEIRS, external_id="web:1")
    assert mine != theirs
    assert call(client, MINE, "GET", f"/api/documents/{mine}").get_json()["content"] == "Texto mío sobre botox."


def test_an_answer_never_rests_on_another_s_document(client: FlaskClient) -> None:
    document_of(client, THEIRS)
    answer = say(client, MINE, "¿Cuál es la clave del laboratorio, zafiro turquesa?")
    assert answer["sources"] == []
    assert "turquesa es" not in answer["bot_response"]
    assert "zafiro turquesa." not in answer["bot_response"]


def test_one_person_s_conversations_with_two_companies_are_apart(client: FlaskClient) -> None:
    say(client, MINE, "¿Cuánto cuesta el botox?")
    say(client, THEIRS, "¿Dónde están ubicados?")
    for company, text in ((MINE, "¿Cuánto cuesta el botox?"), (THEIRS, "¿Dónde están ubicados?")):
        history = call(client, company, "GET", "/api/conversations/ana/history").get_json()
        assert history["total_messages"] == 2
        assert history["messages"][0]["content"] == text


@pytest.mark.parametrize(("method", "path"), [("GET", "/history"), ("DELETE", "")])
def test_another_s_conversation_is_as_absent_as_one_that_never_was(
    client: FlaskClient, method: str, path: str
) -> None:
    say(client, THEIRS, "hola", "eva")
    foreign = call(client, MINE, method, f"/api/conversations/eva{path}")
    absent = call(client, MINE, method, f"/api/conversations/nadie{path}")
    assert foreign.status_code == 404
    assert foreign.data == absent.data
    assert call(client, THEIRS, "GET", "/api/conversations/eva/history").status_code == 200


@pytest.mark.parametrize("query", ["", "?q=eva", "?q=hola", "?q=%25"])
def test_a_list_holds_own_conversations_only(client: FlaskClient, query: str) -> None:
    say(client, THEIRS, "hola", "eva")
    page = call(client, MINE, "GET", f"/api/conversations{query}").get_json()
    assert (page["conversations"], page["total_conversations"]) == ([], 0)


def test_erasing_one_s_conversation_leaves_the_other_s(client: FlaskClient) -> None:
    say(client, MINE, "hola")
    say(client, THEIRS, "hola")
    assert call(client, MINE, "DELETE", "/api/conversations/ana").status_code == 200
    assert call(client, THEIRS, "GET", "/api/conversations/ana/history").get_json()["total_messages"] == 2


def book(client: FlaskClient, company: str, treatment: str) -> str:
    first = (date.today() + timedelta(days=3)).isoformat()
    last = (date.today() + timedelta(days=5)).isoformat()
    query = f"/api/availability?treatment={treatment}&from={first}&to={last}"
    start = call(client, company, "GET", query).get_json()["slots"][0]["start"]
    body = {"treatment": treatment, "start": start, "name": "Ana Ruiz", "phone": "+573105550100"}
    response = call(client, company, "POST", "/api/appointments", json=body)
    assert response.status_code == 201, response.text
    return str(response.get_json()["appointment_id"])


@pytest.mark.parametrize(
    ("method", "options"), [("PATCH", {"json": {"start": "2030-01-07T10:00:00-05:00"}}), ("DELETE", {})]
)
def test_another_s_appointment_is_as_absent_as_one_that_never_was(
    client: FlaskClient, method: str, options: dict[str, Any]
) -> None:
    theirs = book(client, THEIRS, "peeling_quimico")
    foreign = call(client, MINE, method, f"/api/appointments/{theirs}", **options)
    absent = call(client, MINE, method, "/api/appointments/apt_0000", **options)
    assert foreign.status_code == 404
    assert foreign.data == absent.data
    kept = call(client, THEIRS, "GET", "/api/appointments").get_json()["appointments"]
    assert [(a["appointment_id"], a["status"]) for a in kept] == [(theirs, "confirmed")]


def test_a_list_holds_own_appointments_only(client: FlaskClient) -> None:
    book(client, THEIRS, "peeling_quimico")
    assert call(client, MINE, "GET", "/api/appointments").get_json()["appointments"] == []


def test_the_same_time_is_free_in_another_company(client: FlaskClient) -> None:
    book(client, MINE, "botox")
    book(client, THEIRS, "peeling_quimico")
    counts = [call(client, c, "GET", "/api/appointments").get_json()["total"] for c in (MINE, THEIRS)]
    assert counts == [1, 1]


def test_statistics_count_own_rows_only(client: FlaskClient) -> None:
    document_of(client, THEIRS)
    say(client, THEIRS, "¿Cuánto cuesta el peeling?")
    assert client.get(f"/api/companies/{MINE}/stats").get_json() == {
        "company_id": MINE,
        "statistics": {
            "conversations": 0,
            "active_bots": 0,
            "messages_today": 0,
            "agent_usage": {},
            "documents": 0,
        },
        "performance": {"avg_response_time": None, "rag_search_time": None, "agent_classification_time": None},
    }
    theirs = client.get(f"/api/companies/{THEIRS}/stats").get_json()["statistics"]
    assert (theirs["conversations"], theirs["documents"], theirs["messages_today"]) == (1, 1, 2)


def test_every_key_in_redis_carries_its_company_s_prefix(world: Flask, client: FlaskClient) -> None:
    for company in (MINE, THEIRS):
        document_of(client, company)
        say(client, company, "¿Cuánto cuesta?")
    redis = world.extensions["services"].redis
    names = [name.decode() for name in redis.run(lambda c: c.keys("*"))]
    assert {name.split(":")[0] for name in names} == {MINE, THEIRS, "platform"}
    assert {f"{MINE}:conversation:ana", f"{THEIRS}:conversation:ana"} <= set(names)
    own = set(redis.company(f"{MINE}:").keys())
    assert own == {name for name in names if name.startswith(f"{MINE}:")}


def test_clearing_one_company_s_keys_leaves_the_other_s(world: Flask, client: FlaskClient) -> None:
    for company in (MINE, THEIRS):
        say(client, company, "hola")
    redis = world.extensions["services"].redis
    redis.company(f"{MINE}:").clear()
    assert list(redis.company(f"{MINE}:").keys()) == []
    assert f"{THEIRS}:conversation:ana" in set(redis.company(f"{THEIRS}:").keys())


def test_a_company_s_secrets_are_in_no_answer_and_sealed_in_the_record(world: Flask, client: FlaskClient) -> None:
    secrets = {"chatwoot_api_token": "tok-hunter2", "openai_api_key": "sk-hunter2"}
    client.put(f"/api/admin/companies/{MINE}", json=secrets)
    for path in (
        "/api/companies",
        f"/api/companies/{MINE}",
        f"/api/companies/{THEIRS}",
        "/api/admin/companies",
        f"/api/admin/companies/{MINE}",
        "/api/health",
        "/api/health/companies",
        f"/api/health/company/{MINE}",
    ):
        assert "hunter2" not in client.get(path).text, path
    shown = client.get(f"/api/admin/companies/{MINE}").get_json()
    assert (shown["openai_api_key"], shown["secrets_set"]["openai_api_key"]) == ("***", True)
    services = world.extensions["services"]
    assert services.companies.manager.get(MINE).secrets.openai_api_key == "sk-hunter2"
    assert services.companies.manager.get(THEIRS).secrets.openai_api_key == ""
    with services.database.platform() as session:
        from app.models.company import CompanyRow

        row = session.get_one(CompanyRow, MINE)
        assert "hunter2" not in str([row.secrets, row.panel_config, row.file_config])


def test_a_public_page_of_a_company_names_no_other(client: FlaskClient) -> None:
    for path in ("", "/agents", "/stats"):
        text = client.get(f"/api/companies/{MINE}{path}").text.lower()
        assert not [other for other in ("medispa", "dental_documents", "wellness") if other in text]
