"""Take-over, release, notes, copies and erasure: one company's staff and one company's people."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.config.constants import KeyKind
from app.models.channel_conversation import ChannelConversationRow
from app.models.database import TenantMixin
from app.models.inbound import InboundRow
from app.models.outbox import OutboxRow
from app.models.tables import ALL
from app.services.bootstrap import Services
from tests.conftest import MakeApp
from tests.stubs.chatwoot_state import INCOMING, ChatwootState, contact_data, message_event

MINE, THEIRS = "benova", "medispa"
ACCOUNTS = {MINE: 7, THEIRS: 8}
ACTIONS = [("POST", "takeover"), ("POST", "release"), ("POST", "note"), ("GET", "export"), ("DELETE", "")]


@pytest.fixture
def world(make_app: MakeApp, backend: dict[str, str]) -> Flask:
    app = make_app(**backend)
    companies = app.extensions["services"].companies
    companies.manager.all()
    for company, account in ACCOUNTS.items():
        companies.update(company, {"chatwoot_account_id": str(account)})
    return app


@pytest.fixture
def client(world: Flask) -> FlaskClient:
    return world.test_client()


@pytest.fixture
def services(world: Flask) -> Services:
    found: Services = world.extensions["services"]
    return found


def call(client: FlaskClient, company: str, method: str, path: str, body: Any = None) -> TestResponse:
    headers = {"X-Company-ID": company, "X-Request-ID": "same"}
    return client.open(f"/api/conversations/{path}", method=method, headers=headers, json=body)


def say(client: FlaskClient, company: str, text: str, user: str = "ana") -> dict[str, Any]:
    return dict(call(client, company, "POST", f"{user}/test", {"message": text}).get_json())


def write_by_chatwoot(client: FlaskClient, company: str, number: int = 1532) -> str:
    """The same conversation number in each company's account; returns the user id."""
    talk = ChatwootState().add_conversation(ACCOUNTS[company], number)
    message = ChatwootState().store(talk, f"hola {company}", INCOMING, sender=contact_data(talk))
    event = message_event(talk, {**message, "id": 88_000 + ACCOUNTS[company]})
    assert client.post("/api/webhook/chatwoot", json=event).get_json()["status"] == "accepted"
    return f"chatwoot_contact_{talk.contact['id']}"


def channel_rows(services: Services, company: str) -> list[tuple[str, str]]:
    with services.database.tenant(company).reading() as session:
        return [(row.owner, row.cause) for row in session.scalars(select(ChannelConversationRow))]


def outbox(services: Services, company: str) -> list[str]:
    with services.database.tenant(company).reading() as session:
        return [row.kind for row in session.scalars(select(OutboxRow).order_by(OutboxRow.position))]


@pytest.mark.parametrize(("method", "action"), ACTIONS)
def test_another_s_conversation_is_as_absent_as_one_that_never_was(
    client: FlaskClient, method: str, action: str
) -> None:
    say(client, THEIRS, "hola", "eva")
    body = {"content": "nota"} if action == "note" else {} if method == "POST" else None
    foreign = call(client, MINE, method, f"eva/{action}".rstrip("/"), body)
    absent = call(client, MINE, method, f"nadie/{action}".rstrip("/"), body)
    assert foreign.status_code == 404
    assert foreign.data == absent.data
    assert say(client, THEIRS, "¿Dónde están ubicados?", "eva")["bot_response"]


def test_while_a_person_has_it_the_assistant_is_silent_and_says_why(client: FlaskClient) -> None:
    say(client, MINE, "hola")
    say(client, THEIRS, "hola")
    taken = call(client, MINE, "POST", "ana/takeover", {}).get_json()
    assert (taken["owner"], taken["paused_until"]) == ("human", None)
    answer = say(client, MINE, "¿Cuánto cuesta el botox?")
    assert (answer["bot_response"], answer["action"], answer["agents"]) == ("", "none", [])
    assert answer["handoff"]["reason"] == "human_owner"
    assert answer["context"]["owner"] == "human"
    assert say(client, THEIRS, "¿Dónde están ubicados?")["bot_response"], "the other company's is its own"
    messages = call(client, MINE, "GET", "ana/history").get_json()["messages"]
    assert [m["role"] for m in messages] == ["user", "assistant", "user"]
    assert call(client, MINE, "POST", "ana/release").get_json()["owner"] == "bot"
    assert say(client, MINE, "¿Cuánto cuesta el botox?")["bot_response"]


def test_whoever_takes_it_while_the_answer_is_made_is_not_talked_over(
    client: FlaskClient, services: Services
) -> None:
    """The working memory does not know of the person yet; the record does when the answer is stored."""
    say(client, MINE, "hola")
    with services.database.tenant(MINE).session() as session:
        services.conversations.record(services.companies.manager.get(MINE)).set_owner(session, "ana", "human")
    answer = say(client, MINE, "¿Cuánto cuesta el botox?")
    assert (answer["bot_response"], answer["handoff"]["reason"]) == ("", "human_owner")
    messages = call(client, MINE, "GET", "ana/history").get_json()["messages"]
    assert [(m["role"], m["content"]) for m in messages][2:] == [("user", "¿Cuánto cuesta el botox?")]


def test_an_emergency_is_answered_whoever_has_the_conversation(client: FlaskClient) -> None:
    say(client, MINE, "hola")
    call(client, MINE, "POST", "ana/takeover")
    assert "123" in say(client, MINE, "No puedo respirar, se me hinchó la garganta")["bot_response"]


def test_hours_end_by_themselves(client: FlaskClient, services: Services) -> None:
    say(client, MINE, "hola")
    taken = call(client, MINE, "POST", "ana/takeover", {"hours": 2}).get_json()
    assert taken["paused_until"]
    assert say(client, MINE, "hola")["bot_response"] == ""
    with services.database.tenant(MINE).session() as session:
        record = services.conversations.record(services.companies.manager.get(MINE))
        record.set_owner(session, "ana", "human", datetime.now(UTC) - timedelta(minutes=1))
    assert say(client, MINE, "hola")["bot_response"]


@pytest.mark.parametrize("hours", [0, -1, 721, "x"])
def test_hours_are_checked(client: FlaskClient, hours: Any) -> None:
    say(client, MINE, "hola")
    response = call(client, MINE, "POST", "ana/takeover", {"hours": hours})
    assert (response.status_code, list(response.get_json()["error"]["details"])) == (422, ["hours"])


def test_a_note_is_read_by_staff_and_by_nobody_else(client: FlaskClient, services: Services) -> None:
    say(client, MINE, "hola")
    assert call(client, MINE, "POST", "ana/note", {"content": "Prefiere las mañanas"}).status_code == 201
    messages = call(client, MINE, "GET", "ana/history").get_json()["messages"]
    assert (messages[-1]["role"], messages[-1]["content"]) == ("note", "Prefiere las mañanas")
    listed = call(client, MINE, "GET", "").get_json()["conversations"][0]
    assert "mañanas" not in listed["last_message"]
    remembered = services.conversations.record(services.companies.manager.get(MINE)).recent("ana", 10)
    assert [m.role for m in remembered] == ["user", "assistant"]


def test_the_history_tells_how_each_answer_came_about(client: FlaskClient) -> None:
    say(client, MINE, "¿Cuánto cuesta el botox?")
    asked, answered = call(client, MINE, "GET", "ana/history").get_json()["messages"]
    assert (asked["routing"], asked["timings_ms"]) == (None, None)
    routing = answered["routing"]
    assert (routing["intents"], routing["engine"]) == (["sales"], "local")
    assert routing["routed_by"]
    assert 0 < routing["confidence"] <= 1
    assert answered["timings_ms"]["total"] > 0


def test_the_same_chatwoot_conversation_number_is_two_in_two_companies(
    client: FlaskClient, services: Services
) -> None:
    user = write_by_chatwoot(client, MINE)
    assert write_by_chatwoot(client, THEIRS) == user
    assert call(client, MINE, "POST", f"{user}/takeover").get_json()["owner"] == "human"
    assert channel_rows(services, MINE) == [("human", "taken")]
    assert channel_rows(services, THEIRS) == [("bot", "new")]
    assert (outbox(services, MINE), outbox(services, THEIRS)) == (["handoff", "note"], [])
    exported = call(client, MINE, "GET", f"{user}/export").get_json()
    assert [row["text"] for row in exported["received"]] == [f"hola {MINE}"]
    assert len(exported["sent"]) == 2


def test_a_copy_holds_everything_of_the_person_and_nothing_of_others(client: FlaskClient) -> None:
    say(client, MINE, "quiero agendar botox mañana a las 10, soy Ana Pérez 3001234567")
    say(client, MINE, "sí")
    say(client, MINE, "hola", "otro")
    say(client, THEIRS, "¿zafiro turquesa?")
    copy = call(client, MINE, "GET", "ana/export").get_json()
    text = json.dumps(copy, ensure_ascii=False)
    assert copy["conversation"]["user_id"] == "ana"
    assert len(copy["messages"]) == 4
    assert "zafiro" not in text
    assert '"otro"' not in text
    assert "lease" not in text


def test_erasing_leaves_nothing_in_any_store_and_the_other_company_s_untouched(
    client: FlaskClient, services: Services
) -> None:
    user = write_by_chatwoot(client, MINE)
    write_by_chatwoot(client, THEIRS)
    for company in (MINE, THEIRS):
        say(client, company, "hola", user)
        prefix = services.companies.manager.get(company).redis_prefix
        services.redis.company(prefix).set(KeyKind.BOT_STATUS, "1532", "bot")
    assert call(client, MINE, "DELETE", user).status_code == 200
    assert traces(services, MINE, user) == []
    assert len(traces(services, THEIRS, user)) >= 4


def test_who_wrote_and_was_not_answered_yet_can_be_erased(client: FlaskClient, services: Services) -> None:
    user = write_by_chatwoot(client, MINE)
    assert call(client, MINE, "DELETE", user).status_code == 200
    assert traces(services, MINE, user) == []
    assert call(client, MINE, "DELETE", user).status_code == 404


def traces(services: Services, company: str, user: str) -> list[str]:
    """Tables and keys of a company that still speak of a person or of conversation 1532."""
    found, by_number = [], (InboundRow, OutboxRow, ChannelConversationRow)
    with services.database.tenant(company).reading() as session:
        for kind in ALL:
            if not issubclass(kind, TenantMixin):
                continue
            for row in session.scalars(select(kind)):
                values = [str(getattr(row, column.name)) for column in kind.__table__.columns]
                if user in values or (kind in by_number and "1532" in values):
                    found.append(kind.__tablename__)
    prefix = services.companies.manager.get(company).redis_prefix
    keys = services.redis.company(prefix).keys()
    return found + [key for key in keys if key.endswith((user, ":1532"))]
