"""The audit log: what goes in and who reads it."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import MakeApp
from tests.people import ADMIN_KEY, PASSWORD, key_headers

ADMIN = {"X-API-Key": ADMIN_KEY}


@pytest.fixture
def closed(make_app: MakeApp) -> Flask:
    return make_app(environment="production", admin_api_key=ADMIN_KEY)


@pytest.fixture
def client(closed: Flask) -> FlaskClient:
    return closed.test_client()


def entries(client: FlaskClient, query: str = "", headers: dict[str, str] = ADMIN) -> list[dict[str, Any]]:
    body = client.get(f"/api/admin/audit{query}", headers=headers).get_json()
    assert body["chain_valid"] is True
    return list(body["entries"])


def test_administrative_changes_are_noted_with_names_of_fields_only(client: FlaskClient) -> None:
    secret = {"address": "Calle secreta 1", "openai_api_key": "sk-planted"}
    client.put("/api/admin/companies/benova", json=secret, headers={**ADMIN, "X-Request-ID": "abc"})
    client.post(
        "/api/documents", json={"content": "Texto reservado."}, headers={**ADMIN, "X-Company-ID": "benova"}
    )
    client.post("/api/admin/companies/reload-config", headers=ADMIN)
    found = entries(client)
    assert [e["action"] for e in found] == [
        "admin.reload_config",
        "documents.create_document",
        "admin.update_company",
    ]
    change = found[2]
    assert (change["company_id"], change["request_id"], change["actor"]) == ("benova", "abc", "key:ADMIN_API_KEY")
    assert change["details"] == {"fields": ["address", "openai_api_key"]}
    assert not {"Calle secreta 1", "sk-planted", "Texto reservado."} & set(str(found).split("'"))


def test_what_failed_or_only_reads_is_not_noted(client: FlaskClient) -> None:
    client.put("/api/admin/companies/benova", json={"slot_minutes": 7}, headers=ADMIN)
    client.get("/api/admin/companies", headers=ADMIN)
    mine = {**ADMIN, "X-Company-ID": "benova"}
    client.post("/api/conversations/ana/test", json={"message": "hola"}, headers=mine)
    client.post("/api/documents/search", json={"query": "botox"}, headers=mine)
    assert entries(client) == []


def test_signing_in_is_noted_and_an_unknown_name_is_not_repeated(client: FlaskClient, closed: Flask) -> None:
    user = closed.extensions["services"].identity.users.create_administrator("ana@clinica.example", PASSWORD, "")
    for email, password in (
        ("ana@clinica.example", PASSWORD),
        ("ana@clinica.example", "x"),
        ("mi.clave@x.co", "x"),
    ):
        client.post("/api/auth/login", json={"email": email, "password": password})
    found = [(e["action"], e["target"]) for e in entries(closed.test_client())]
    assert found[:3] == [
        ("login.failed", "unknown"),
        ("login.failed", user.user_id),
        ("login.succeeded", user.user_id),
    ]


def test_erasing_a_conversation_does_not_keep_whose_it_was(client: FlaskClient) -> None:
    mine = {**ADMIN, "X-Company-ID": "benova"}
    client.post("/api/conversations/ana.ruiz/test", json={"message": "hola"}, headers=mine)
    client.delete("/api/conversations/ana.ruiz", headers=mine)
    assert "ana.ruiz" not in str(entries(client))
    assert entries(client)[0]["action"] == "conversations.delete_conversation"


def test_a_company_s_administrator_reads_own_entries_only(client: FlaskClient, closed: Flask) -> None:
    closed.extensions["services"].companies.manager.all()
    manager = key_headers(closed, "company_admin", "benova")
    for company in ("benova", "medispa"):
        client.put(f"/api/admin/companies/{company}", json={"address": "x"}, headers=ADMIN)
    client.post("/api/admin/companies/reload-config", headers=ADMIN)
    assert {e["company_id"] for e in entries(client, headers=manager)} == {"benova"}
    assert {e["company_id"] for e in entries(client, "?company_id=medispa")} == {"medispa"}
    assert client.get("/api/admin/audit?company_id=medispa", headers=manager).status_code == 403


def test_pages_run_from_the_newest(client: FlaskClient) -> None:
    for n in range(5):
        client.put("/api/admin/companies/benova", json={"address": f"Calle {n}"}, headers=ADMIN)
    body = client.get("/api/admin/audit?page=2&page_size=2", headers=ADMIN).get_json()
    assert ([e["entry_id"] for e in body["entries"]], body["total"]) == ([3, 2], 5)
