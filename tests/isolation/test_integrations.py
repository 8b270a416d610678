"""Integrations of two companies: another's is answered as if it did not exist, and hears of nothing."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.services.integrations.tool_caller import ToolAnswer
from tests.conftest import MakeApp

MINE, THEIRS = "benova", "medispa"
URL = "https://hooks.clinica.example/receptionist"


@pytest.fixture
def world(make_app: MakeApp, backend: dict[str, str]) -> Flask:
    return make_app(**backend)


@pytest.fixture
def client(world: Flask) -> FlaskClient:
    return world.test_client()


def call(client: FlaskClient, company: str, method: str, path: str, **options: Any) -> TestResponse:
    return client.open(path, method=method, headers={"X-Company-ID": company, "X-Request-ID": "same"}, **options)


def hook_of(client: FlaskClient, company: str, *events: str) -> str:
    body = {"url": URL, "events": list(events or ("message",))}
    answer = call(client, company, "POST", "/api/admin/webhooks", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.get_json()["webhook_id"])


def say(client: FlaskClient, company: str, user_id: str) -> None:
    body = {"message": "Hola, ¿qué horario tienen?"}
    assert call(client, company, "POST", f"/api/conversations/{user_id}/test", json=body).status_code == 200


def deliveries(client: FlaskClient, company: str, webhook_id: str) -> list[dict[str, Any]]:
    answer = call(client, company, "GET", f"/api/admin/webhooks/{webhook_id}/deliveries")
    return list(answer.get_json()["deliveries"])


@pytest.mark.parametrize(
    ("method", "end", "options"),
    [
        ("GET", "", {}),
        ("PUT", "", {"json": {"is_active": False}}),
        ("DELETE", "", {}),
        ("POST", "/secret", {}),
        ("POST", "/test", {}),
        ("GET", "/deliveries", {}),
    ],
)
def test_another_s_webhook_is_as_absent_as_one_that_never_was(
    client: FlaskClient, method: str, end: str, options: dict[str, Any]
) -> None:
    theirs = hook_of(client, THEIRS)
    foreign = call(client, MINE, method, f"/api/admin/webhooks/{theirs}{end}", **options)
    absent = call(client, MINE, method, f"/api/admin/webhooks/hook_0{end}", **options)
    assert foreign.status_code == 404
    assert foreign.data == absent.data
    assert call(client, THEIRS, "GET", f"/api/admin/webhooks/{theirs}").get_json()["is_active"] is True


def test_another_s_delivery_cannot_be_sent_again(client: FlaskClient) -> None:
    mine, theirs = hook_of(client, MINE), hook_of(client, THEIRS)
    say(client, THEIRS, "eva")
    delivery = deliveries(client, THEIRS, theirs)[0]["delivery_id"]
    for webhook_id in (mine, theirs):
        path = f"/api/admin/webhooks/{webhook_id}/deliveries/{delivery}/resend"
        assert call(client, MINE, "POST", path).status_code == 404


def test_an_endpoint_hears_of_its_own_company_alone(client: FlaskClient) -> None:
    mine, theirs = hook_of(client, MINE), hook_of(client, THEIRS)
    say(client, THEIRS, "eva")
    assert deliveries(client, MINE, mine) == []
    heard = deliveries(client, THEIRS, theirs)
    assert len(heard) == 2
    assert all('"company_id": "medispa"' in item["body"] for item in heard)


def test_lists_show_their_own(client: FlaskClient) -> None:
    mine, theirs = hook_of(client, MINE), hook_of(client, THEIRS)
    for company, own in ((MINE, mine), (THEIRS, theirs)):
        listed = call(client, company, "GET", "/api/admin/webhooks").get_json()
        assert [item["webhook_id"] for item in listed["webhooks"]] == [own]


def test_who_is_erased_is_gone_from_the_deliveries(client: FlaskClient) -> None:
    mine = hook_of(client, MINE)
    say(client, MINE, "ana")
    say(client, MINE, "eva")
    exported = call(client, MINE, "GET", "/api/conversations/ana/export").get_json()
    assert len(exported["webhook_deliveries"]) == 2
    assert call(client, MINE, "DELETE", "/api/conversations/ana").status_code == 200
    left = deliveries(client, MINE, mine)
    assert len(left) == 2
    assert all("eva" in item["body"] for item in left)


def test_a_company_that_goes_takes_its_webhooks_along(client: FlaskClient) -> None:
    mine = hook_of(client, MINE)
    hook_of(client, THEIRS)
    say(client, THEIRS, "eva")
    gone = call(client, THEIRS, "DELETE", f"/api/admin/companies/{THEIRS}?purge=true&confirm={THEIRS}").get_json()
    assert gone["removed"]["rows"]["webhook_endpoints"] == 1
    assert gone["removed"]["rows"]["webhook_deliveries"] == 2
    assert call(client, MINE, "GET", f"/api/admin/webhooks/{mine}").status_code == 200


def target_of(client: FlaskClient, company: str) -> str:
    body = {"url": "https://hooks.clinica.example/aviso", "name": company}
    answer = call(client, company, "POST", "/api/admin/notifications", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.get_json()["target_id"])


@pytest.mark.parametrize(("method", "body"), [("PUT", {"is_active": False}), ("DELETE", None)])
def test_another_s_target_is_as_absent_as_one_that_never_was(
    client: FlaskClient, method: str, body: dict[str, Any] | None
) -> None:
    theirs = target_of(client, THEIRS)
    foreign = call(client, MINE, method, f"/api/admin/notifications/{theirs}", json=body)
    absent = call(client, MINE, method, "/api/admin/notifications/ntf_0", json=body)
    assert foreign.status_code == 404
    assert foreign.data == absent.data
    tried = call(client, MINE, "POST", "/api/admin/notifications/test", json={"target_id": theirs})
    assert tried.status_code == 404
    assert call(client, MINE, "GET", "/api/admin/notifications").get_json()["targets"] == []


def test_an_alarm_is_told_to_its_own_company_alone(world: Flask, client: FlaskClient) -> None:
    mine, theirs = target_of(client, MINE), target_of(client, THEIRS)
    body = {"message": "No puedo respirar, se me cierra la garganta después del relleno"}
    assert call(client, THEIRS, "POST", "/api/conversations/eva/test", json=body).status_code == 200
    world.extensions["services"].integrations.notifications.close()
    told = call(client, THEIRS, "GET", "/api/admin/notifications/log").get_json()["notifications"]
    assert [(item["target_id"], item["kind"]) for item in told] == [(theirs, "emergency")]
    assert call(client, MINE, "GET", "/api/admin/notifications/log").get_json()["total"] == 0
    exported = call(client, THEIRS, "GET", "/api/conversations/eva/export").get_json()
    assert len(exported["notifications"]) == 1
    call(client, THEIRS, "DELETE", "/api/conversations/eva")
    assert call(client, THEIRS, "GET", "/api/admin/notifications/log").get_json()["total"] == 0
    assert mine != theirs


def tool_of(client: FlaskClient, company: str) -> str:
    body = {
        "name": company,
        "keywords": ["laboratorio"],
        "url_template": "https://api.clinica.example/x",
        "fields": {"x": "x"},
        "answer_template": "{x}",
    }
    answer = call(client, company, "POST", "/api/admin/tools", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.get_json()["tool_id"])


@pytest.mark.parametrize(
    ("method", "end", "body"),
    [
        ("GET", "", None),
        ("PUT", "", {"is_active": False}),
        ("DELETE", "", None),
        ("POST", "/try", {"message": "laboratorio"}),
    ],
)
def test_another_s_tool_is_as_absent_as_one_that_never_was(
    client: FlaskClient, method: str, end: str, body: dict[str, Any] | None
) -> None:
    theirs = tool_of(client, THEIRS)
    foreign = call(client, MINE, method, f"/api/admin/tools/{theirs}{end}", json=body)
    absent = call(client, MINE, method, f"/api/admin/tools/tool_0{end}", json=body)
    assert foreign.status_code == 404
    assert foreign.data == absent.data
    assert call(client, MINE, "GET", "/api/admin/tools").get_json()["tools"] == []


def test_a_conversation_asks_its_own_company_s_tools_alone(world: Flask, client: FlaskClient) -> None:
    tool_of(client, THEIRS)
    asked: list[str] = []
    caller = world.extensions["services"].integrations.live._caller
    caller.ask = lambda tool, turn: asked.append(tool.name) or ToolAnswer(text="zafiro")
    body = {"message": "¿Qué sabe del laboratorio?"}
    mine = call(client, MINE, "POST", "/api/conversations/ana/test", json=body).get_json()
    theirs = call(client, THEIRS, "POST", "/api/conversations/eva/test", json=body).get_json()
    assert set(asked) == {THEIRS}
    assert "zafiro" not in mine["bot_response"]
    assert "zafiro" in theirs["bot_response"]
