"""The door: who may deliver, what each payload does, and what is kept when the store is away."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.models.channel_conversation import ChannelConversationRow
from app.models.database import TenantDatabase
from app.models.errors import RecordUnavailableError
from app.models.inbound import InboundRow
from tests.conftest import MakeApp
from tests.stubs.chatwoot_delivery import encode, sign

FOLDER = Path(__file__).parents[1] / "fixtures" / "chatwoot"
INDEX = {entry["file"]: entry for entry in json.loads((FOLDER / "index.json").read_text(encoding="utf-8"))}
SECRET, TOKEN = "q3ZkH7wN2tVbX9sLmR4cYp8D", "t" * 32
WEBHOOK = "/api/webhook/chatwoot"


def payload(name: str) -> dict[str, Any]:
    return dict(json.loads((FOLDER / name).read_text(encoding="utf-8")))


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    """benova has the account of the payloads; nobody works on what comes in."""
    app = make_app()
    companies = app.extensions["services"].companies
    companies.manager.find("benova")
    companies.update("benova", {"chatwoot_account_id": "3"})
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:  # type: ignore[override]
    return app.test_client()


def rows(app: Flask, read: Callable[[InboundRow], Any]) -> list[Any]:
    with app.extensions["services"].database.tenant("benova").reading() as session:
        return [read(row) for row in session.query(InboundRow)]


def owner(app: Flask, conversation_id: int) -> str | None:
    with app.extensions["services"].database.tenant("benova").reading() as session:
        row = session.query(ChannelConversationRow).filter_by(conversation_id=str(conversation_id)).one_or_none()
        return row.owner if row else None


OWNER_AFTER = {
    "pause bot (human took over)": "human",
    "pause bot (handoff done)": "human",
    "pause bot (assigned to a human)": "human",
    "close bot session": "closed",
    "resume bot": "bot",
    "start bot (read messages[0])": "bot",
}
WAITS = ("process", "start bot", "pause bot (human", "alert", "forget")


@pytest.mark.parametrize("name", sorted(INDEX))
def test_a_payload_does_what_its_index_states(app: Flask, client: FlaskClient, name: str) -> None:
    action, event = INDEX[name]["suggested_bot_action"], payload(name)
    if OWNER_AFTER.get(action) == "human":  # the bot had it before
        client.post(WEBHOOK, json=payload("message_created_incoming_text_webwidget.json"))
    if action == "resume bot":  # a person had it before
        client.post(WEBHOOK, json=payload("message_created_outgoing_human_agent.json"))
    before = len(rows(app, lambda row: row.kind))
    answer = client.post(WEBHOOK, json=event)
    assert answer.status_code == 200
    conversation = event.get("conversation", event)["id"]
    if action in OWNER_AFTER:
        assert owner(app, conversation) == OWNER_AFTER[action]
    assert (len(rows(app, lambda row: row.kind)) - before == 1) is action.startswith(WAITS)
    if action.startswith(("ignore", "resolve the account")):
        assert answer.get_json()["status"] == "ignored"
        assert owner(app, conversation) is None
    else:
        assert answer.get_json() == {"company_id": "benova", "status": "accepted"}


def test_the_specifications_flat_example_is_accepted(make_app: MakeApp) -> None:
    body = {"event": "message_created", "conversation": {"account_id": "7"}, "content": "Test message"}
    answer = make_app().test_client().post(WEBHOOK, json=body)
    assert (answer.status_code, answer.get_json()["company_id"]) == (200, "benova")


def test_a_message_comes_by_three_webhooks_and_is_one_row(app: Flask, client: FlaskClient) -> None:
    event = payload("message_created_incoming_text_api_channel.json")
    statuses = [client.post(WEBHOOK, json=event).get_json()["status"] for _ in range(3)]
    assert statuses == ["accepted", "duplicate", "duplicate"]
    assert rows(app, lambda row: row.message_id) == [88150]


def test_first_messages_of_one_and_of_many_conversations_at_the_same_moment(
    make_app: MakeApp, backend: dict[str, str]
) -> None:
    app = make_app(**backend)
    services = app.extensions["services"]
    services.companies.manager.find("benova")
    event = payload("message_created_incoming_text_whatsapp.json")
    event["account"] = {"id": 7}
    numbers = [n if n % 2 else 500 for n in range(1, 41)]  # every other message is of conversation 500

    def deliver(place: tuple[int, int]) -> str:
        message, conversation = place
        body = {**event, "id": 1000 + message, "conversation": {**event["conversation"], "id": conversation}}
        return str(app.test_client().post(WEBHOOK, json=body).get_json()["status"])

    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(deliver, enumerate(numbers))) == {"accepted"}
    with services.database.tenant("benova").reading() as session:
        assert session.query(InboundRow).count() == 40
        made = session.query(ChannelConversationRow).all()
    assert sorted(int(row.conversation_id) for row in made) == sorted(set(numbers))
    assert {row.last_message_id for row in made if row.conversation_id == "500"} == {1039}
    assert all(row.due_at and row.user_id for row in made)


def test_a_bot_assigned_later_does_not_answer_a_known_message_twice(app: Flask, client: FlaskClient) -> None:
    client.post(WEBHOOK, json=payload("message_created_incoming_text_api_channel.json"))
    client.post(WEBHOOK, json=payload("conversation_updated_agent_bot_assigned.json"))
    assert rows(app, lambda row: row.dedupe_key) == ["message:88150"]


def test_what_is_stored_is_no_credential(app: Flask, client: FlaskClient) -> None:
    client.post(WEBHOOK, json=payload("message_created_incoming_audio_whatsapp.json"))
    stored = rows(app, lambda row: repr((row.text, row.data)))
    assert "pubsub" not in stored[0]
    assert "rails/active_storage" in stored[0]


def test_an_event_that_cannot_be_stored_asks_for_another_delivery(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_args: object) -> Any:
        raise RecordUnavailableError()

    monkeypatch.setattr(TenantDatabase, "session", down)
    answer = client.post(WEBHOOK, json=payload("message_created_incoming_text_whatsapp.json"))
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (500, "inbound_not_stored")


def test_a_mail_with_a_megabyte_of_markup_is_taken(app: Flask, client: FlaskClient) -> None:
    event = payload("message_created_incoming_text_webwidget.json")
    event["content_attributes"] = {"email": {"html_content": {"full": "<p>" * 600_000}}}
    assert client.post(WEBHOOK, json=event).get_json()["status"] == "accepted"
    assert len(rows(app, lambda row: row.text)) == 1


def test_an_unknown_account_is_ignored_and_counted(app: Flask, client: FlaskClient) -> None:
    event = payload("message_created_incoming_text_whatsapp.json")
    answer = client.post(WEBHOOK, json={**event, "account": {"id": 999}})
    assert answer.get_json() == {"company_id": None, "status": "ignored", "reason": "unknown_account"}
    assert app.extensions["services"].webhooks.counts["ignored:unknown_account"] == 1
    assert 'chatwoot_deliveries_total{answer="ignored:unknown_account"} 1.0' in client.get("/metrics").text
    assert rows(app, lambda row: row.kind) == []


class TestVerification:
    """With a secret or a token configured, and in production."""

    event = payload("message_created_incoming_text_whatsapp.json")

    @pytest.fixture
    def app(self, make_app: MakeApp) -> Flask:
        key = "k3v9Qz7LpX2mR8sT5wB1nY6cD4fG0hJa"
        app = make_app(environment="production", secret_key=key, admin_api_key="a" * 40)
        companies = app.extensions["services"].companies
        companies.manager.find("benova")
        companies.update("benova", {"chatwoot_account_id": "3"})
        return app

    def post(self, app: Flask, url: str = WEBHOOK, event: Any = None, secret: str = "", **values: Any) -> Any:
        body = encode(event or self.event)
        headers = {"Content-Type": "application/json", **sign(secret, body, **values)}
        return app.test_client().post(url, data=body, headers=headers)

    def configure(self, app: Flask, **values: str) -> None:
        app.extensions["services"].companies.update("benova", values)

    def test_in_production_an_unverified_webhook_is_401(self, app: Flask) -> None:
        assert self.post(app).status_code == 401
        assert rows(app, lambda row: row.kind) == []

    def test_a_signed_webhook_is_accepted(self, app: Flask) -> None:
        self.configure(app, chatwoot_webhook_secret=SECRET)
        assert self.post(app, secret=SECRET).get_json()["status"] == "accepted"

    def test_the_previous_secret_is_accepted_while_it_is_configured(self, app: Flask) -> None:
        self.configure(app, chatwoot_webhook_secret="new" * 8, chatwoot_webhook_secret_previous=SECRET)
        assert self.post(app, secret=SECRET).status_code == 200
        self.configure(app, chatwoot_webhook_secret_previous="")
        assert self.post(app, secret=SECRET).status_code == 401

    @pytest.mark.parametrize(("secret", "timestamp"), [("wrong", None), (SECRET, 1781774454), ("", None)])
    def test_a_bad_old_or_missing_signature_is_401(self, app: Flask, secret: str, timestamp: int | None) -> None:
        self.configure(app, chatwoot_webhook_secret=SECRET)
        assert self.post(app, secret=secret, timestamp=timestamp).status_code == 401

    def test_another_companys_secret_does_not_open_this_account(self, app: Flask) -> None:
        app.extensions["services"].companies.update("medispa", {"chatwoot_webhook_secret": SECRET})
        self.configure(app, chatwoot_webhook_secret="other" * 5)
        assert self.post(app, secret=SECRET).status_code == 401

    def test_a_secret_is_asked_for_in_development_too(self, make_app: MakeApp) -> None:
        app = make_app(environment="development")
        companies = app.extensions["services"].companies
        companies.manager.find("benova")
        companies.update("benova", {"chatwoot_account_id": "3", "chatwoot_webhook_secret": SECRET})
        assert self.post(app).status_code == 401

    def test_the_unguessable_url_verifies_and_names_the_company(self, app: Flask) -> None:
        self.configure(app, chatwoot_webhook_token=TOKEN)
        assert self.post(app, f"{WEBHOOK}/{TOKEN}").get_json()["company_id"] == "benova"
        assert self.post(app, f"{WEBHOOK}/{'u' * 32}").status_code == 401

    def test_the_url_names_the_company_of_an_event_without_account(self, app: Flask) -> None:
        self.configure(app, chatwoot_webhook_token=TOKEN)
        legacy = payload("legacy/v4_13_conversation_created_without_account.json")
        answer = self.post(app, f"{WEBHOOK}/{TOKEN}", legacy).get_json()
        assert (answer["company_id"], answer["reason"]) == ("benova", "wait_for_message")

    def test_the_url_does_not_open_another_companys_account(self, app: Flask) -> None:
        self.configure(app, chatwoot_webhook_token=TOKEN)
        answer = self.post(app, f"{WEBHOOK}/{TOKEN}", {**self.event, "account": {"id": 8}})
        assert (answer.status_code, answer.get_json()["error"]["code"]) == (400, "company_conflict")

    def test_an_unknown_account_is_ignored_in_production_too(self, app: Flask) -> None:
        assert self.post(app, event={**self.event, "account": {"id": 999}}).get_json()["status"] == "ignored"
