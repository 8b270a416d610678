"""A company's versions, its copy and its removal for good; nobody else notices."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.models.company_data import CompanyData
from tests.conftest import MakeApp

MINE, THEIRS = "benova", "medispa"


@pytest.fixture
def world(make_app: MakeApp, backend: dict[str, str]) -> Flask:
    return make_app(**backend)


@pytest.fixture
def client(world: Flask) -> FlaskClient:
    return world.test_client()


def fill(client: FlaskClient, company: str) -> None:
    headers = {"X-Company-ID": company}
    client.post("/api/documents", json={"content": f"Un secreto de {company}.", "title": "Doc"}, headers=headers)
    client.post("/api/conversations/ana/test", json={"message": "hola"}, headers=headers)
    client.put("/api/admin/prompts/support", json={"template": f"De {company}."}, headers=headers)


def change(client: FlaskClient, **values: Any) -> Any:
    return client.put(f"/api/admin/companies/{MINE}", json=values)


def test_versions_tell_what_changed_and_never_a_secret(client: FlaskClient) -> None:
    change(client, phone="+57 1", openai_api_key="sk-planted-secret")
    answer = client.get(f"/api/admin/companies/{MINE}/versions")
    newest = answer.get_json()["versions"][0]
    assert [c["field"] for c in newest["changes"]] == ["phone", "openai_api_key"]
    assert newest["changes"][0]["after"] == "+57 1"
    assert newest["changes"][1] == {"field": "openai_api_key", "changed": True}
    assert newest["modified_by"]
    assert "sk-planted-secret" not in answer.text


def test_a_masked_secret_sent_back_stays_as_it_is(world: Flask, client: FlaskClient) -> None:
    change(client, openai_api_key="sk-planted-secret")
    change(client, openai_api_key="***", phone="+57 2")
    company = world.extensions["services"].companies.manager.get(MINE)
    assert company.secrets.openai_api_key == "sk-planted-secret"


def test_an_earlier_configuration_comes_back(client: FlaskClient) -> None:
    before = client.get(f"/api/admin/companies/{MINE}").get_json()
    change(client, phone="+57 1", address="Otra")
    version = client.get(f"/api/admin/companies/{MINE}/versions").get_json()["versions"][-1]["version"]
    back = client.post(f"/api/admin/companies/{MINE}/restore", json={"version": version}).get_json()
    assert (back["phone"], back["address"]) == (before["phone"], before["address"])
    missing = client.post(f"/api/admin/companies/{MINE}/restore", json={"version": 99})
    assert missing.get_json()["error"]["code"] == "company_version_not_found"


def test_a_copy_holds_one_company_and_no_secret(client: FlaskClient) -> None:
    change(client, openai_api_key="sk-planted-secret")
    for company in (MINE, THEIRS):
        fill(client, company)
    answer = client.get(f"/api/admin/companies/{MINE}/export")
    body = answer.get_json()
    assert body["configuration"]["company_name"]
    assert body["records"]["documents"][0]["content"] == f"Un secreto de {MINE}."
    assert body["records"]["prompt_versions"][0]["template"] == f"De {MINE}."
    assert body["records"]["messages"][0]["content"] == "hola"
    assert THEIRS not in answer.text
    assert "sk-planted-secret" not in answer.text


def test_a_removal_needs_the_id_repeated(client: FlaskClient) -> None:
    refused = client.delete(f"/api/admin/companies/{MINE}?purge=true")
    assert (refused.status_code, client.get(f"/api/companies/{MINE}").status_code) == (422, 200)


def test_a_removed_company_leaves_nothing_and_stays_away(
    make_app: MakeApp, backend: dict[str, str], world: Flask, client: FlaskClient
) -> None:
    for company in (MINE, THEIRS):
        fill(client, company)
    services = world.extensions["services"]
    other = make_app(**backend).extensions["services"] if backend else services
    other.factory.orchestrator(other.companies.manager.get(MINE))
    theirs = CompanyData(services.database, THEIRS).counts()
    prefix = services.companies.manager.get(MINE).redis_prefix
    answer = client.delete(f"/api/admin/companies/{MINE}?purge=true", json={"confirm": MINE}).get_json()
    assert answer["purged"]
    assert answer["removed"]["rows"]["documents"] == answer["removed"]["rows"]["conversations"] == 1
    assert answer["removed"]["redis_keys"] > 0
    assert answer["left"] == {"rows": 0, "redis_keys": 0, "vectors": 0}
    assert CompanyData(services.database, MINE).counts() == {}
    assert list(services.redis.company(prefix).keys()) == []
    assert CompanyData(services.database, THEIRS).counts() == theirs
    other.companies.manager._cache.snapshot(fresh=True)
    assert MINE not in other.factory.cached()
    client.post("/api/admin/companies/reload-config")
    assert client.get(f"/api/companies/{MINE}").status_code == 404
    made = client.post("/api/admin/companies", json={"company_id": MINE, "company_name": "Nueva"})
    assert made.status_code == 201
    assert client.get("/api/documents", headers={"X-Company-ID": MINE}).get_json()["total_documents"] == 0
