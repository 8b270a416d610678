"""Prompt templates: checked, versioned, tried without trace, in force everywhere, each company's own."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.config.constants import AgentType
from app.models.agent_config import AgentConfigRepository
from tests.conftest import MakeApp

MINE, THEIRS = "benova", "medispa"
OWN = "Eres la voz de {company_name}. {question}"


@pytest.fixture
def world(make_app: MakeApp, backend: dict[str, str]) -> Flask:
    return make_app(**backend)


@pytest.fixture
def client(world: Flask) -> FlaskClient:
    return world.test_client()


def call(client: FlaskClient, method: str, path: str, body: Any = None, company: str = MINE) -> TestResponse:
    return client.open(f"/api/admin/prompts{path}", method=method, json=body, headers={"X-Company-ID": company})


def template(client: FlaskClient, company: str, agent: str = "support") -> dict[str, Any]:
    return dict(call(client, "GET", f"/{agent}", company=company).get_json())


def test_a_company_changes_its_own_template_only(client: FlaskClient) -> None:
    before = template(client, THEIRS)
    saved = call(client, "PUT", "/support", {"template": OWN}).get_json()
    assert (saved["company_id"], saved["template"], saved["version"], saved["is_custom"]) == (MINE, OWN, 1, True)
    assert template(client, MINE)["source"] == "database"
    assert template(client, THEIRS) == before
    assert call(client, "GET", "/support/versions", company=THEIRS).get_json()["versions"] == []
    assert call(client, "POST", "/support/restore", {"version": 1}, company=THEIRS).status_code == 404


def test_the_order_is_own_then_recorded_default_then_file_then_built_in(world: Flask, client: FlaskClient) -> None:
    assert template(client, MINE, "sales")["source"] == "file"
    assert template(client, MINE)["source"] == "built_in"
    tenant = world.extensions["services"].database.tenant(MINE)
    for agent in (AgentType.SALES, AgentType.SUPPORT):
        AgentConfigRepository(tenant).set_default_template(agent, "Del registro. {question}")
    assert template(client, MINE, "sales")["source"] == "database_default"
    call(client, "PUT", "/sales", {"template": OWN})
    assert template(client, MINE, "sales")["template"] == OWN
    back = call(client, "DELETE", "/sales").get_json()
    assert (back["template"], back["source"], back["version"]) == (
        "Del registro. {question}",
        "database_default",
        2,
    )


@pytest.mark.parametrize(
    ("agent", "text"),
    [
        ("sales", "Hola {nombre_cliente}"),
        ("sales", "{schedule_context}"),
        ("router", "{ Question }"),
        ("support", "   "),
        ("support", "x" * 20_001),
    ],
)
def test_a_template_that_would_not_work_is_refused(client: FlaskClient, agent: str, text: str) -> None:
    answer = call(client, "PUT", f"/{agent}", {"template": text})
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (422, "validation_error")
    assert answer.get_json()["error"]["details"]["template"]
    assert template(client, MINE, agent)["version"] == 0


def test_json_examples_are_no_placeholders(client: FlaskClient) -> None:
    text = 'Responda {"intents": ["a"]} a {question} en {schedule_context} {}'
    assert call(client, "PUT", "/schedule", {"template": text}).status_code == 200


def test_versions_tell_who_when_and_what_changed(client: FlaskClient) -> None:
    for text in ("Uno.\nIgual.", "Dos.\nIgual."):
        call(client, "PUT", "/support", {"template": text})
    call(client, "DELETE", "/support")
    restored = call(client, "POST", "/support/restore", {"version": 1}).get_json()
    assert (restored["template"], restored["version"]) == ("Uno.\nIgual.", 4)
    versions = call(client, "GET", "/support/versions").get_json()["versions"]
    assert [v["version"] for v in versions] == [4, 3, 2, 1]
    assert [v["is_current"] for v in versions] == [True, False, False, False]
    assert versions[2]["diff"].splitlines()[-3:] == ["-Uno.", "+Dos.", " Igual."]
    assert versions[1]["is_reset"]
    assert all(v["modified_by"] and v["modified_at"] for v in versions)
    assert call(client, "POST", "/support/restore", {"version": 9}).status_code == 404


def test_a_reset_of_what_was_never_changed_is_no_version(client: FlaskClient) -> None:
    assert call(client, "DELETE", "/support").get_json()["version"] == 0


@pytest.mark.parametrize("agent", [a.value for a in AgentType])
def test_a_preview_answers_and_leaves_no_trace(client: FlaskClient, agent: str) -> None:
    draft = "BORRADOR {company_name}: {question}"
    body = {"template": draft, "message": "¿Cuánto cuesta el botox y puedo ir mañana a las 10?"}
    preview = call(client, "POST", f"/{agent}/preview", body).get_json()
    assert preview["rendered"].startswith("BORRADOR Benova")
    assert (preview["company_id"], preview["agent"], preview["engine"]) == (MINE, agent, "local")
    assert preview["bot_response"]
    assert preview["note"]
    headers = {"X-Company-ID": MINE}
    assert client.get("/api/conversations", headers=headers).get_json()["total_conversations"] == 0
    found = client.get("/api/appointments?from=2020-01-01&to=2040-01-01", headers=headers).get_json()
    assert found.get("total", 0) == 0
    assert template(client, MINE, agent)["version"] == 0


def test_an_unknown_agent_is_404(client: FlaskClient) -> None:
    assert call(client, "GET", "/poetry").status_code == 404


def test_a_change_is_in_force_in_every_process_at_once(
    make_app: MakeApp, backend: dict[str, str], world: Flask, client: FlaskClient
) -> None:
    if not backend:
        pytest.skip("the embedded form has one process")
    other = make_app(**backend).extensions["services"]
    company = other.companies.manager.get(MINE)
    other.factory.orchestrator(company)
    call(client, "PUT", "/support", {"template": OWN})
    renewed = other.companies.manager._cache.snapshot(fresh=True).companies[MINE]
    assert renewed.version != company.version
    rendered = other.prompts.for_company(MINE).render(AgentType.SUPPORT, {"company_name": "X", "question": "Y"})
    assert rendered == "Eres la voz de X. Y"
