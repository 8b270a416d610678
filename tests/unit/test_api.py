"""The API's answers: the fields clients rely on, and the everyday cases."""

import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.models.responses import ChatReplySchema
from tests.factories import company_values

BENOVA = {"X-Company-ID": "benova"}


def upload(client: FlaskClient, status: int = 201, **body: Any) -> dict[str, Any]:
    response = client.post("/api/documents", json=body, headers=BENOVA)
    assert response.status_code == status, response.text
    return dict(response.get_json())


def test_the_list_of_companies(shared_client: FlaskClient) -> None:
    body = shared_client.get("/api/companies").get_json()
    assert body["total"] == 4
    fields = {"company_id", "company_name", "business_type", "services", "language", "timezone", "currency"}
    assert all(fields | {"is_active"} <= set(company) for company in body["companies"])


def test_a_company_has_the_specification_s_values(shared_client: FlaskClient) -> None:
    body = shared_client.get("/api/companies/benova").get_json()
    expected = {
        "company_name": "Benova Medicina Estética",
        "redis_prefix": "benova:",
        "vectorstore_index": "benova_documents",
        "sales_agent_name": "María, asesora de Benova",
        "chatwoot_account_id": "7",
    }
    assert expected.items() <= body.items()
    assert {"limpieza_facial": 60, "botox": 30, "rellenos": 45, "hidrafacial": 75}.items() <= body[
        "treatment_durations"
    ].items()


def test_a_company_has_six_agents(shared_client: FlaskClient) -> None:
    body = shared_client.get("/api/companies/benova/agents").get_json()
    kinds = ["router", "emergency", "sales", "support", "schedule", "availability"]
    assert [agent["type"] for agent in body["agents"]] == kinds
    assert body["total"] == 6
    assert all(agent["enabled"] for agent in body["agents"])


def test_a_switched_off_agent_shows_and_no_longer_answers(client: FlaskClient) -> None:
    client.put("/api/admin/companies/benova", json={"disabled_agents": ["sales", "router", "emergency"]})
    agents = client.get("/api/companies/benova/agents").get_json()["agents"]
    assert [agent["type"] for agent in agents if not agent["enabled"]] == ["sales"]
    body = {"message": "¿Cuánto cuesta el botox?"}
    answer = client.post("/api/conversations/u/test", json=body, headers=BENOVA).get_json()
    assert answer["agents"] == ["support"]
    assert client.get("/api/health/company/benova").get_json()["agents_available"] == 5


def test_statistics_are_measured(client: FlaskClient) -> None:
    before = client.get("/api/companies/benova/stats").get_json()
    assert set(before["performance"].values()) == {None}
    client.post("/api/conversations/u/test", json={"message": "¿Cuánto cuesta el botox?"}, headers=BENOVA)
    after = client.get("/api/companies/benova/stats").get_json()
    assert after["statistics"] == {
        "conversations": 1,
        "active_bots": 1,
        "messages_today": 2,
        "agent_usage": {"sales": 1},
        "documents": 0,
    }
    assert all(value.endswith("s") for value in after["performance"].values())


def test_a_document_s_life(client: FlaskClient) -> None:
    made = upload(client, content="# Parqueadero\nQueda en el sótano dos.", metadata={"tema": "sede"})
    assert set(made) >= {"company_id", "document_id", "chunk_count", "title", "status"}
    assert (made["title"], made["status"]) == ("Parqueadero", "indexed")
    url = f"/api/documents/{made['document_id']}"
    assert client.get(url, headers=BENOVA).get_json()["content"].endswith("sótano dos.")
    search = client.post("/api/documents/search", json={"query": "parqueadero", "k": 1}, headers=BENOVA).get_json()
    assert search["results_count"] == 1
    hit = search["results"][0]
    assert {"document_id", "title", "content", "score", "chunk_index", "metadata"} <= set(hit)
    assert hit["metadata"]["tema"] == "sede"
    gone = client.delete(url, headers=BENOVA).get_json()
    assert (gone["deleted"], gone["chunks_deleted"]) == (True, made["chunk_count"])
    assert client.get(url, headers=BENOVA).status_code == 404
    assert client.delete(url, headers=BENOVA).status_code == 404


def test_the_same_external_id_replaces(client: FlaskClient) -> None:
    first = upload(client, content="El parqueadero cuesta cinco mil pesos.", external_id="web:1")
    second = upload(client, 200, content="El parqueadero es gratuito.", external_id="web:1")
    assert second["document_id"] == first["document_id"]
    hits = client.post("/api/documents/search", json={"query": "parqueadero"}, headers=BENOVA).get_json()[
        "results"
    ]
    assert [hit["content"] for hit in hits] == ["El parqueadero es gratuito."]


def test_a_file_is_taken_in(client: FlaskClient) -> None:
    form = {"file": (io.BytesIO(b"El parqueadero es gratuito."), "sede.txt"), "metadata": '{"tema": "sede"}'}
    response = client.post("/api/documents", data=form, headers=BENOVA)
    assert response.status_code == 201
    url = f"/api/documents/{response.get_json()['document_id']}"
    assert client.get(url, headers=BENOVA).get_json()["metadata"] == {"tema": "sede"}


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({}, "file"),
        ({"file": (b"", "a.txt")}, "file"),
        ({"file": (b"Hola.", "a.txt"), "metadata": "[]"}, "metadata"),
        ({"file": (b"Hola.", "a.txt"), "metadata": "{"}, "metadata"),
        ({"file": (b"Hola.", "a.txt"), "metadata": '{"a": NaN}'}, "metadata"),
    ],
)
def test_a_bad_upload_names_its_field(client: FlaskClient, form: dict[str, Any], field: str) -> None:
    data = {k: (io.BytesIO(v[0]), v[1]) if isinstance(v, tuple) else v for k, v in form.items()} or {"x": "y"}
    response = client.post("/api/documents", data=data, headers=BENOVA, content_type="multipart/form-data")
    assert response.status_code == 422
    assert field in response.get_json()["error"]["details"]


def test_a_plan_s_limit_of_documents_holds_but_replacing_goes_on(client: FlaskClient) -> None:
    client.put("/api/admin/companies/benova", json={"max_documents": 1})
    upload(client, content="Uno.", external_id="a")
    response = client.post("/api/documents", json={"content": "Dos."}, headers=BENOVA)
    assert (response.status_code, response.get_json()["error"]["code"]) == (403, "quota_exceeded")
    upload(client, 200, content="Uno, otra vez.", external_id="a")


def test_the_chat_test_answers_with_everything_a_client_reads(client: FlaskClient) -> None:
    body = client.post(
        "/api/conversations/user123/test", json={"message": "¿Cuánto cuesta el botox?"}, headers=BENOVA
    ).get_json()
    assert {
        "company_id": "benova",
        "user_id": "user123",
        "user_message": "¿Cuánto cuesta el botox?",
        "intents": ["sales"],
        "agents": ["sales"],
        "agent_used": "sales",
        "language": "es",
        "handoff": None,
        "action": "none",
    }.items() <= body.items()
    assert set(body["booking"]) == {"treatment", "date", "time", "name", "phone", "appointment_id"}
    assert set(body["timings_ms"]) == {"total", "classification", "retrieval", "generation"}
    assert {"company_id", "conversation_id", "engine"} <= set(body["context"])
    assert ChatReplySchema().dump(body) == body  # as described: the view writes it without the schema


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How much is a botox treatment, please?", "en"),
        ("Quanto custa o botox, por favor?", "pt"),
        ("botox", "es"),
    ],
)
def test_the_answer_is_in_the_customer_s_language(client: FlaskClient, text: str, language: str) -> None:
    body = client.post("/api/conversations/u/test", json={"message": text}, headers=BENOVA).get_json()
    assert body["language"] == language


def test_a_conversation_s_life(client: FlaskClient) -> None:
    for text in ("hola", "¿Cuánto cuesta el botox?"):
        client.post("/api/conversations/José 🙂/test", json={"message": text}, headers=BENOVA)
    page = client.get("/api/conversations", headers=BENOVA).get_json()
    assert page["total_conversations"] == 1
    row = page["conversations"][0]
    assert (row["user_id"], row["message_count"], row["owner"], row["channel"]) == ("José 🙂", 4, "bot", "api")
    history = client.get("/api/conversations/José 🙂/history?limit=2", headers=BENOVA).get_json()
    assert history["total_messages"] == 4
    assert [m["role"] for m in history["messages"]] == ["user", "assistant"]
    assert history["messages"][1]["agent"] == "sales"
    assert client.delete("/api/conversations/José 🙂", headers=BENOVA).get_json()["deleted"] is True
    assert client.get("/api/conversations/José 🙂/history", headers=BENOVA).status_code == 404


def test_a_company_is_created_changed_and_deactivated(client: FlaskClient) -> None:
    made = client.post("/api/admin/companies", json={"company_id": "nueva", **company_values()})
    assert made.status_code == 201
    assert made.get_json()["redis_prefix"] == "nueva:"
    again = client.post("/api/admin/companies", json={"company_id": "nueva", **company_values()})
    assert (again.status_code, again.get_json()["error"]["code"]) == (409, "company_exists")
    changed = client.put("/api/admin/companies/nueva", json={"address": "Otra"}).get_json()
    assert (changed["address"], changed["company_name"]) == ("Otra", "Clínica Aurora")
    assert client.delete("/api/admin/companies/nueva").get_json()["is_active"] is False
    assert client.put("/api/admin/companies/nueva", json={"is_active": True}).get_json()["is_active"] is True


@pytest.mark.parametrize(
    ("field", "value"),
    [("redis_prefix", "benova:"), ("vectorstore_index", "benova_documents"), ("chatwoot_account_id", "7")],
)
def test_what_another_company_uses_cannot_be_taken(client: FlaskClient, field: str, value: str) -> None:
    body = {"company_id": "nueva", **company_values(**{field: value})}
    assert client.post("/api/admin/companies", json=body).status_code == 409
    assert client.put("/api/admin/companies/dental", json={field: value}).status_code == 409
    assert client.get("/api/companies/dental").get_json()[field] != value


def test_what_an_administrator_reads_can_be_sent_back(client: FlaskClient) -> None:
    shown = client.get("/api/admin/companies/benova").get_json()
    for name in [*shown["secrets_set"], "secrets_set"]:
        shown.pop(name, None)
    response = client.put("/api/admin/companies/benova", json=shown)
    assert response.status_code == 200, response.text
    again = response.get_json()
    assert {k: again[k] for k in shown} == shown


def test_vectorstore_health_names_every_company_s_index(client: FlaskClient) -> None:
    upload(client, content="Uno.")
    rows = client.get("/api/admin/vectorstore/health").get_json()["companies"]
    assert set(rows) == {"benova", "dental", "medispa", "wellness"}
    assert rows["benova"]["healthy"] is True
    assert (rows["benova"]["documents"], rows["benova"]["index"]) == (1, "benova_documents")


def test_health_of_all_companies(shared_client: FlaskClient) -> None:
    body = shared_client.get("/api/health/companies").get_json()
    assert body["total"] == 4
    assert all(row["system_healthy"] for row in body["companies"].values())


def test_no_redirect_for_a_trailing_slash(shared_client: FlaskClient) -> None:
    assert shared_client.get("/api/companies/").status_code == 200
