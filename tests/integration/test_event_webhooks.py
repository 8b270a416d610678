"""Outgoing events against a real receiver: signed, tried again, given up on, sent again."""

import itertools
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from app.models.sending import MOST_ATTEMPTS
from app.models.setting import SettingRepository
from app.models.webhook_delivery import WebhookDeliveryRepository
from app.services.installation_key import InstallationKey
from app.services.integrations.delivery import RETRY_S, DeliverySender
from app.services.pinned_http import PinnedHttp
from tests.conftest import MakeApp
from tests.stubs.http_sink import HttpSink

pytestmark = pytest.mark.integration
HEADERS = {"X-Company-ID": "benova"}
SAID = "¿Cuánto cuesta el botox?"
EMERGENCY = "No puedo respirar, se me cierra la garganta después del relleno"


@pytest.fixture
def sink() -> Iterator[HttpSink]:
    with HttpSink() as server:
        yield server


@pytest.fixture
def world(make_app: MakeApp, backend: dict[str, str], sink: HttpSink) -> Flask:
    app = make_app(**backend)
    answer = app.test_client().put("/api/admin/companies/benova", json={"private_hosts": [sink.host]})
    assert answer.status_code == 200
    return app


@pytest.fixture
def client(world: Flask) -> FlaskClient:
    return world.test_client()


@pytest.fixture
def sending(world: Flask) -> Flask:
    """The application with its background at work."""
    world.extensions["services"].integrations.start()
    return world


def hook(client: FlaskClient, sink: HttpSink, *events: str, **more: Any) -> dict[str, Any]:
    body = {"url": sink.url, "events": list(events or ("message",)), **more}
    response = client.post("/api/admin/webhooks", json=body, headers=HEADERS)
    assert response.status_code == 201, response.text
    return dict(response.get_json())


def say(client: FlaskClient, text: str = SAID, user_id: str = "ana") -> None:
    path = f"/api/conversations/{user_id}/test"
    assert client.post(path, json={"message": text}, headers=HEADERS).status_code == 200


def log_of(client: FlaskClient, webhook_id: str) -> list[dict[str, Any]]:
    path = f"/api/admin/webhooks/{webhook_id}/deliveries?page_size=100"
    return list(client.get(path, headers=HEADERS).get_json()["deliveries"])


def settled(client: FlaskClient, webhook_id: str, state: str, count: int) -> list[dict[str, Any]]:
    until = time.monotonic() + 5
    while time.monotonic() < until:
        found = [d for d in log_of(client, webhook_id) if d["state"] == state]
        if len(found) >= count:
            return found
        time.sleep(0.05)
    raise AssertionError(log_of(client, webhook_id))


def test_an_event_arrives_signed_and_without_what_was_said(
    sending: Flask, client: FlaskClient, sink: HttpSink
) -> None:
    made = hook(client, sink)
    say(client)
    received = sink.wait_for(2)
    bodies = [Webhook(made["secret"]).verify(r.body, dict(r.headers)) for r in received]
    assert sorted(b["data"]["role"] for b in bodies) == ["assistant", "user"]
    assert all(b["type"] == "message" and b["data"]["company_id"] == "benova" for b in bodies)
    assert "botox" not in "".join(r.body for r in received)
    logged = settled(client, made["webhook_id"], "delivered", 2)
    assert {(d["status"], d["attempts"]) for d in logged} == {(200, 1)}
    assert {d["event_id"] for d in logged} == {r.headers["webhook-id"] for r in received}


def test_a_tampered_body_does_not_verify(sending: Flask, client: FlaskClient, sink: HttpSink) -> None:
    made = hook(client, sink)
    say(client)
    first = sink.wait_for(1)[0]
    with pytest.raises(WebhookVerificationError):
        Webhook(made["secret"]).verify(first.body.replace("benova", "medispa"), dict(first.headers))


def test_text_goes_out_where_the_company_switched_it_on(
    sending: Flask, client: FlaskClient, sink: HttpSink
) -> None:
    hook(client, sink, include_content=True)
    say(client)
    assert SAID in [json.loads(r.body)["data"]["text"] for r in sink.wait_for(2)]


def test_only_the_kinds_asked_for_are_sent(sending: Flask, client: FlaskClient, sink: HttpSink) -> None:
    hook(client, sink, "emergency", "handoff")
    say(client)
    say(client, EMERGENCY)
    kinds = sorted(json.loads(r.body)["type"] for r in sink.wait_for(2))
    assert kinds == ["emergency", "handoff"]
    assert len(sink.wait_for(3, within_s=0.3)) == 2


def test_a_booking_is_told_by_id(sending: Flask, client: FlaskClient, sink: HttpSink) -> None:
    hook(client, sink, "booking")
    slots = client.get("/api/companies/benova", headers=HEADERS).get_json()["treatment_durations"]
    start = (datetime.now(UTC) + timedelta(days=9)).replace(hour=15, minute=0, second=0)
    while start.weekday() > 3:
        start += timedelta(days=1)
    body = {
        "treatment": next(iter(slots)),
        "start": start.isoformat(),
        "name": "Ana Ruiz",
        "phone": "+573001234567",
    }
    booked = client.post("/api/appointments", json=body, headers=HEADERS)
    assert booked.status_code == 201, booked.text
    received = sink.wait_for(1)[0].body
    data = json.loads(received)["data"]
    assert (data["appointment_id"], data["action"]) == (booked.get_json()["appointment_id"], "appointment_booked")
    assert "Ana" not in received
    assert "treatment" not in data


def test_a_failed_delivery_is_tried_again_by_itself(
    sending: Flask, client: FlaskClient, sink: HttpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.integrations.delivery.RETRY_S", (0, 0, 60, 60, 60))
    sink.statuses = [503, 500, 200]
    made = hook(client, sink, "emergency")
    say(client, EMERGENCY)
    delivered = settled(client, made["webhook_id"], "delivered", 1)[0]
    assert delivered["attempts"] == 3
    assert len({r.headers["webhook-id"] for r in sink.received}) == 1


def test_the_sweep_finds_what_no_job_speaks_of(world: Flask, client: FlaskClient, sink: HttpSink) -> None:
    services = world.extensions["services"]
    made = hook(client, sink, "emergency")
    services.integrations.queue.notify = lambda *_args, **_more: None
    say(client, EMERGENCY)
    del services.integrations.queue.notify
    services.integrations.queue.start_worker()
    sweep = services.integrations.sweep
    assert sweep.round() == 0  # the queue's own job would come first
    sweep._clock = lambda: datetime.now(UTC) + timedelta(minutes=1)
    assert sweep.round() == 1
    assert sweep.round() == 0
    settled(client, made["webhook_id"], "delivered", 1)


def test_a_delivery_can_be_sent_again(sending: Flask, client: FlaskClient, sink: HttpSink) -> None:
    made = hook(client, sink, "emergency")
    say(client, EMERGENCY)
    first = settled(client, made["webhook_id"], "delivered", 1)[0]
    path = f"/api/admin/webhooks/{made['webhook_id']}/deliveries/{first['delivery_id']}/resend"
    assert client.post(path, headers=HEADERS).get_json()["state"] == "pending"
    one, two = sink.wait_for(2)
    assert one.headers["webhook-id"] == two.headers["webhook-id"]
    assert one.body == two.body


@pytest.mark.parametrize(("status", "state"), [(204, "delivered"), (302, "failed"), (404, "failed")])
def test_the_test_button_says_how_it_went(
    world: Flask, client: FlaskClient, sink: HttpSink, status: int, state: str
) -> None:
    sink.statuses = [status]
    sink.headers = {"Location": f"{sink.url}/elsewhere"}
    made = hook(client, sink)
    answer = client.post(f"/api/admin/webhooks/{made['webhook_id']}/test", headers=HEADERS).get_json()
    assert (answer["state"], answer["status"], answer["event"]) == (state, status, "test")
    assert [r.path for r in sink.received] == ["/hook"]  # a redirect is not followed


def test_during_a_change_of_secret_both_sign(world: Flask, client: FlaskClient, sink: HttpSink) -> None:
    made = hook(client, sink)
    path = f"/api/admin/webhooks/{made['webhook_id']}"
    renewed = client.post(f"{path}/secret", headers=HEADERS).get_json()["secret"]
    assert renewed != made["secret"]
    client.post(f"{path}/test", headers=HEADERS)
    received = sink.received[0]
    for secret in (made["secret"], renewed):
        assert Webhook(secret).verify(received.body, dict(received.headers))["type"] == "test"


class Clocked:
    """A sender whose clock the test moves, and what it was told."""

    def __init__(self, app: Flask) -> None:
        self.services = app.extensions["services"]
        config, database = self.services.config, self.services.database
        self.now = datetime.now(UTC)
        key = InstallationKey(config, SettingRepository(database))
        http = PinnedHttp(max_bytes=1000)
        companies = self.services.companies.manager
        self.sender = DeliverySender(companies, database, http, key.box, lambda: self.now)
        self.disabled: list[tuple[str, str]] = []
        self.sender.disabled = lambda company, _endpoint, reason: self.disabled.append((company, reason))
        self.delays: list[float] = []
        self.sender.notify = lambda _company, _delivery, delay_s: self.delays.append(delay_s)

    def try_all(self, delivery_id: str) -> list[datetime]:
        """Every attempt as soon as it is due; the moments of the tries."""
        repository, moments = WebhookDeliveryRepository(self.services.database.tenant("benova")), []
        while True:
            moments.append(self.now)
            self.sender.deliver("benova", delivery_id)
            stored = repository.get(delivery_id)
            if stored.state != "pending":
                return moments
            self.now = stored.next_at


def one_delivery(app: Flask, client: FlaskClient, sink: HttpSink) -> tuple[dict[str, Any], str]:
    app.extensions["services"].integrations.queue.notify = lambda *_args, **_more: None
    made = hook(client, sink, "emergency")
    say(client, EMERGENCY)
    return made, str(log_of(client, made["webhook_id"])[0]["delivery_id"])


def test_pauses_grow_and_then_it_is_given_up(world: Flask, client: FlaskClient, sink: HttpSink) -> None:
    sink.statuses = [500]
    made, delivery_id = one_delivery(world, client, sink)
    clocked = Clocked(world)
    moments = clocked.try_all(delivery_id)
    pauses = [round((b - a).total_seconds()) for a, b in itertools.pairwise(moments)]
    assert pauses == list(RETRY_S)
    assert clocked.delays == [5, 60]  # the longer ones are the sweep's
    logged = log_of(client, made["webhook_id"])[0]
    assert (logged["state"], logged["attempts"], logged["reason"]) == ("failed", 6, "status_500")
    assert clocked.disabled == []  # eight hours are no reason to switch it off


def test_after_days_of_failures_it_is_switched_off(world: Flask, client: FlaskClient, sink: HttpSink) -> None:
    sink.statuses = [500]
    made, first = one_delivery(world, client, sink)
    clocked = Clocked(world)
    clocked.try_all(first)
    say(client, EMERGENCY, "eva")
    later = next(d for d in log_of(client, made["webhook_id"]) if d["state"] == "pending")
    clocked.now += timedelta(days=4)
    clocked.try_all(later["delivery_id"])
    assert clocked.disabled == [("benova", "failing")]
    shown = client.get(f"/api/admin/webhooks/{made['webhook_id']}", headers=HEADERS).get_json()
    assert (shown["is_active"], shown["disabled_reason"]) == (False, "failing")
    change = {"is_active": True}
    again = client.put(f"/api/admin/webhooks/{made['webhook_id']}", json=change, headers=HEADERS).get_json()
    assert (again["is_active"], again["disabled_reason"], again["failing_since"]) == (True, "", None)


def test_gone_switches_it_off_at_once(world: Flask, client: FlaskClient, sink: HttpSink) -> None:
    sink.statuses = [410]
    made, delivery_id = one_delivery(world, client, sink)
    clocked = Clocked(world)
    assert len(clocked.try_all(delivery_id)) == 1
    assert clocked.disabled == [("benova", "gone")]
    say(client, EMERGENCY, "eva")
    assert len(log_of(client, made["webhook_id"])) <= 2  # known to be off within seconds, here or elsewhere


def test_two_workers_send_it_once(world: Flask, client: FlaskClient, sink: HttpSink) -> None:
    _made, delivery_id = one_delivery(world, client, sink)
    one, two = Clocked(world), Clocked(world)
    one.sender.deliver("benova", delivery_id)
    two.sender.deliver("benova", delivery_id)
    assert len(sink.received) == 1


def test_what_a_dead_worker_left_is_sent_after_its_lease(
    world: Flask, client: FlaskClient, sink: HttpSink
) -> None:
    _made, delivery_id = one_delivery(world, client, sink)
    clocked = Clocked(world)
    repository = WebhookDeliveryRepository(clocked.services.database.tenant("benova"))
    assert repository.claim(delivery_id, clocked.now) is not None
    clocked.sender.deliver("benova", delivery_id)
    assert sink.received == []
    clocked.now += timedelta(minutes=3)
    clocked.sender.deliver("benova", delivery_id)
    assert len(sink.received) == 1


def test_what_ends_its_worker_each_time_is_given_up(world: Flask, client: FlaskClient, sink: HttpSink) -> None:
    made, delivery_id = one_delivery(world, client, sink)
    clocked = Clocked(world)
    repository = WebhookDeliveryRepository(clocked.services.database.tenant("benova"))
    for _ in range(MOST_ATTEMPTS):
        assert repository.claim(delivery_id, clocked.now) is not None
        clocked.now += timedelta(minutes=3)
    assert repository.claim(delivery_id, clocked.now) is None
    assert log_of(client, made["webhook_id"])[0]["reason"] == "never_ended"


def test_a_host_taken_off_the_list_gets_nothing_more(world: Flask, client: FlaskClient, sink: HttpSink) -> None:
    _made, delivery_id = one_delivery(world, client, sink)
    client.put("/api/admin/companies/benova", json={"private_hosts": []})
    Clocked(world).sender.deliver("benova", delivery_id)
    assert sink.received == []


def test_a_public_name_that_resolves_to_this_machine_gets_nothing(
    world: Flask, client: FlaskClient, sink: HttpSink
) -> None:
    body = {"url": "https://hooks.clinica.example/x", "events": ["message"]}
    made = client.post("/api/admin/webhooks", json=body, headers=HEADERS).get_json()
    sender = world.extensions["services"].integrations.sender
    sender._http = PinnedHttp(resolver=lambda _host, _port: ["127.0.0.1"], max_bytes=10)
    answer = client.post(f"/api/admin/webhooks/{made['webhook_id']}/test", headers=HEADERS).get_json()
    assert (answer["state"], answer["reason"], answer["status"]) == ("failed", "address_refused", None)


def test_a_slow_endpoint_does_not_hold_up_another(sending: Flask, client: FlaskClient, sink: HttpSink) -> None:
    with HttpSink() as slow:
        slow.delay_s = 3.0
        both = {"private_hosts": [sink.host, slow.host]}
        client.put("/api/admin/companies/benova", json=both)
        hook(client, slow)
        for n in range(6):
            say(client, SAID, f"persona{n}")
        hook(client, sink, "emergency")
        say(client, EMERGENCY)
        assert len(sink.wait_for(1, within_s=2.0)) == 1


def test_the_answer_comes_before_a_hanging_endpoint(sending: Flask, client: FlaskClient, sink: HttpSink) -> None:
    sink.delay_s = 3.0
    hook(client, sink)
    started = time.monotonic()
    say(client)
    assert time.monotonic() - started < 2.0


def test_nothing_of_what_is_kept_shows_the_secret(
    make_app: MakeApp, client: FlaskClient, world: Flask, sink: HttpSink
) -> None:
    made = hook(client, sink)
    path = f"/api/admin/webhooks/{made['webhook_id']}"
    shown = [client.get(p, headers=HEADERS).text for p in (path, "/api/admin/webhooks", f"{path}/deliveries")]
    export = client.get("/api/admin/companies/benova/export", headers=HEADERS).text
    assert made["webhook_id"] in export
    assert all(made["secret"] not in text for text in (*shown, export))
