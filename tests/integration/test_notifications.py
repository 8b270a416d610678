"""Notices of emergencies and broken connections, to a real webhook and a real mail server on this machine."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.services.alarms import ALARMS
from app.services.calendars.remote import FAILURES_TO_OPEN, breaker_of
from tests.conftest import MakeApp
from tests.stubs.http_sink import HttpSink, Received
from tests.stubs.openai_stub import Fault, OpenAIStub
from tests.stubs.smtp_sink import SmtpSink

pytestmark = pytest.mark.integration
HEADERS = {"X-Company-ID": "benova"}
EMERGENCY = "No puedo respirar, se me cierra la garganta después del relleno"


@pytest.fixture
def sink() -> Iterator[HttpSink]:
    with HttpSink() as server:
        yield server


@pytest.fixture
def mail() -> Iterator[SmtpSink]:
    with SmtpSink() as server:
        yield server


@pytest.fixture
def world(make_app: MakeApp, backend: dict[str, str], sink: HttpSink, mail: SmtpSink) -> Flask:
    app = make_app(**backend)
    hosts = {"private_hosts": [sink.host, mail.host]}
    assert app.test_client().put("/api/admin/companies/benova", json=hosts).status_code == 200
    app.extensions["services"].integrations.start()
    return app


@pytest.fixture
def client(world: Flask) -> FlaskClient:
    return world.test_client()


def target(client: FlaskClient, url: str, *kinds: str) -> dict[str, Any]:
    body: dict[str, Any] = {"url": url, "name": "Guardia"}
    if kinds:
        body["kinds"] = list(kinds)
    answer = client.post("/api/admin/notifications", json=body, headers=HEADERS)
    assert answer.status_code == 201, answer.text
    return dict(answer.get_json())


def say(client: FlaskClient, text: str, user_id: str = "ana") -> dict[str, Any]:
    answer = client.post(f"/api/conversations/{user_id}/test", json={"message": text}, headers=HEADERS)
    assert answer.status_code == 200
    return dict(answer.get_json())


def kinds(received: list[Received]) -> list[str]:
    return [json.loads(r.body)["kind"] for r in received]


def test_an_emergency_is_told_once_per_conversation(client: FlaskClient, sink: HttpSink) -> None:
    target(client, sink.url)
    for user_id in ("ana", "ana", "eva"):
        say(client, EMERGENCY, user_id)
    received = sink.wait_for(2)
    assert len(sink.wait_for(3, within_s=0.4)) == 2
    bodies = [json.loads(r.body) for r in received]
    assert {b["user_id"] for b in bodies} == {"ana", "eva"}
    assert {b["kind"] for b in bodies} == {"emergency"}
    assert all(b["title"].startswith("Emergencia en Benova") for b in bodies)
    assert all("garganta" not in r.body for r in received)


def test_only_the_kinds_asked_for_are_told(client: FlaskClient, sink: HttpSink) -> None:
    target(client, sink.url, "error")
    say(client, EMERGENCY)
    ALARMS.raise_("benova", "error", "7", "conversation")
    assert kinds(sink.wait_for(1)) == ["error"]
    assert len(sink.wait_for(2, within_s=0.3)) == 1


def test_a_hanging_target_keeps_nobody_waiting(client: FlaskClient, sink: HttpSink) -> None:
    sink.delay_s = 4.0
    target(client, sink.url)
    started = time.monotonic()
    assert "urgencia" in say(client, EMERGENCY)["bot_response"].lower()
    assert time.monotonic() - started < 2.0


def test_what_failed_is_told_again(client: FlaskClient, sink: HttpSink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.integrations.notifications.RETRY_S", (0, 0))
    sink.statuses = [500, 502, 204]
    target(client, sink.url)
    say(client, EMERGENCY)
    assert len(sink.wait_for(3)) == 3
    until = time.monotonic() + 3
    while time.monotonic() < until:
        told = client.get("/api/admin/notifications/log", headers=HEADERS).get_json()["notifications"][0]
        if told["state"] == "delivered":
            break
        time.sleep(0.05)
    assert (told["state"], told["attempts"]) == ("delivered", 3)


def test_mail_goes_through_apprise(client: FlaskClient, mail: SmtpSink) -> None:
    made = target(client, f"mailto://{mail.host}/?from=bot@clinica.example&to=guardia@clinica.example")
    answer = client.post("/api/admin/notifications/test", json={}, headers=HEADERS).get_json()
    assert answer["results"] == [{"target_id": made["target_id"], "name": "Guardia", "ok": True, "reason": ""}]
    assert len(mail.messages) == 1
    assert "guardia@clinica.example" in mail.messages[0]


def test_mail_goes_to_no_private_server_that_nobody_named(client: FlaskClient, mail: SmtpSink) -> None:
    target(client, f"mailto://{mail.host}/?from=bot@clinica.example&to=guardia@clinica.example")
    client.put("/api/admin/companies/benova", json={"private_hosts": []})
    answer = client.post("/api/admin/notifications/test", json={}, headers=HEADERS).get_json()
    assert [(r["ok"], r["reason"]) for r in answer["results"]] == [(False, "address_refused")]
    assert mail.messages == []


def test_a_failed_try_is_an_answer(client: FlaskClient, sink: HttpSink) -> None:
    sink.statuses = [403]
    made = target(client, sink.url)
    body = {"target_id": made["target_id"]}
    answer = client.post("/api/admin/notifications/test", json=body, headers=HEADERS)
    assert answer.status_code == 200
    assert [(r["ok"], r["reason"]) for r in answer.get_json()["results"]] == [(False, "status_403")]


def test_a_webhook_that_is_switched_off_is_told(client: FlaskClient, sink: HttpSink) -> None:
    with HttpSink(410) as gone:
        client.put("/api/admin/companies/benova", json={"private_hosts": [sink.host, gone.host]})
        target(client, sink.url, "webhook_disabled")
        hook = {"url": gone.url, "events": ["message"], "name": "CRM"}
        assert client.post("/api/admin/webhooks", json=hook, headers=HEADERS).status_code == 201
        say(client, "Hola")
        assert "CRM" in json.loads(sink.wait_for(1)[0].body)["message"]


def test_an_agenda_that_is_down_is_told(world: Flask, client: FlaskClient, sink: HttpSink) -> None:
    target(client, sink.url)
    company = world.extensions["services"].companies.manager.get("benova")
    breaker = breaker_of(company, time.monotonic)
    for _ in range(FAILURES_TO_OPEN):
        breaker.record(False)
    told = json.loads(sink.wait_for(1)[0].body)
    assert (told["kind"], "calendar" in told["title"]) == ("integration_down", True)


def test_a_dead_model_is_told_once(make_app: MakeApp, sink: HttpSink) -> None:
    with OpenAIStub() as model:
        model.fault = Fault.SERVER_ERROR
        app = make_app(openai_base_url=model.base_url, openai_api_key="sk-test")
        client = app.test_client()
        client.put("/api/admin/companies/benova", json={"private_hosts": [sink.host]})
        app.extensions["services"].integrations.start()
        target(client, sink.url)
        for n in range(8):
            say(client, "¿Cuánto cuesta el botox?", f"persona{n}")
        told = [json.loads(r.body) for r in sink.wait_for(1)]
        assert [(t["kind"], "model" in t["title"]) for t in told] == [("integration_down", True)]
        assert len(sink.wait_for(2, within_s=0.3)) == 1


def test_without_a_target_it_is_in_the_log(world: Flask, client: FlaskClient, logs: Any) -> None:
    say(client, EMERGENCY)
    until = time.monotonic() + 3
    while "notice without a target: emergency" not in logs.text and time.monotonic() < until:
        time.sleep(0.02)
    assert "notice without a target: emergency" in logs.text
