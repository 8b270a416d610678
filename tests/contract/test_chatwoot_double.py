"""The double delivers what Chatwoot delivers: signed over timestamp and raw body, in Chatwoot's shapes."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from app.services.chatwoot_service import ChatwootClient, ChatwootTarget
from tests.stubs.chatwoot_delivery import encode, sign
from tests.stubs.chatwoot_double import BOT_TOKEN, ChatwootDouble

pytestmark = pytest.mark.integration

SECRET = "un-secreto"


class Receiver(ThreadingHTTPServer):
    """Keeps deliveries; answers with the statuses it is given, then 200."""

    daemon_threads = True

    def __init__(self) -> None:
        self.deliveries: list[tuple[dict[str, str], bytes]] = []
        self.statuses: list[int] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.deliveries]


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.deliveries.append((dict(self.headers), body))
        self.send_response(self.server.statuses.pop(0) if self.server.statuses else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join(5)


@pytest.fixture
def chatwoot(receiver: Receiver) -> Iterator[ChatwootDouble]:
    with ChatwootDouble() as double:
        double.webhook.url, double.webhook.secret, double.webhook.pause_s = receiver.url, SECRET, 0.0
        yield double


def test_a_delivery_is_signed_over_timestamp_and_raw_body(chatwoot: ChatwootDouble, receiver: Receiver) -> None:
    event = chatwoot.customer_says(chatwoot.add_conversation(), "¿botox & <labios>?")

    assert chatwoot.webhook.deliver(event) == [200]
    ((headers, body),) = receiver.deliveries
    signed = headers["X-Chatwoot-Timestamp"].encode() + b"." + body
    assert (
        headers["X-Chatwoot-Signature"]
        == f"sha256={hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()}"
    )
    assert b"&" not in body  # as Rails escapes it
    assert receiver.events()[0]["content"] == "¿botox & <labios>?"


def test_the_signature_is_the_contracts() -> None:
    headers = sign("k3y", b'{"a":1}', timestamp=1781773953)

    expected = hmac.new(b"k3y", b'1781773953.{"a":1}', hashlib.sha256).hexdigest()
    assert headers == {"X-Chatwoot-Timestamp": "1781773953", "X-Chatwoot-Signature": f"sha256={expected}"}
    assert sign("", b"{}") == {}


def test_duplicates_are_deliveries_of_their_own(chatwoot: ChatwootDouble, receiver: Receiver) -> None:
    event = chatwoot.customer_says(chatwoot.add_conversation(), "hola")

    assert chatwoot.webhook.deliver(event, times=3) == [200] * 3
    assert len({headers["X-Chatwoot-Delivery"] for headers, _ in receiver.deliveries}) == 3
    assert len({event["id"] for event in receiver.events()}) == 1


def test_a_server_error_is_tried_again_as_the_same_delivery(chatwoot: ChatwootDouble, receiver: Receiver) -> None:
    receiver.statuses = [500, 429]
    event = chatwoot.customer_says(chatwoot.add_conversation(), "hola")

    assert chatwoot.webhook.deliver(event) == [200]
    assert chatwoot.webhook.statuses == [500, 429, 200]
    assert len({headers["X-Chatwoot-Delivery"] for headers, _ in receiver.deliveries}) == 1


def test_a_refusal_is_final(chatwoot: ChatwootDouble, receiver: Receiver) -> None:
    receiver.statuses = [401]

    assert chatwoot.webhook.deliver({"event": "x"}) == [401]
    assert len(receiver.deliveries) == 1


def test_disorder_loses_nothing(chatwoot: ChatwootDouble, receiver: Receiver) -> None:
    conversation = chatwoot.add_conversation()
    events = [chatwoot.customer_says(conversation, f"mensaje {n}") for n in range(10)]
    chatwoot.webhook.deliver_disordered(events, copies=2)

    arrived = [event["id"] for event in receiver.events()]
    assert sorted(arrived) == sorted([event["id"] for event in events] * 2)
    assert arrived != sorted(arrived)


def test_what_the_bot_does_comes_back_when_asked_to(chatwoot: ChatwootDouble, receiver: Receiver) -> None:
    chatwoot.echo = True
    conversation, client = chatwoot.add_conversation(7), ChatwootClient()
    target = ChatwootTarget(chatwoot.base_url, "7", BOT_TOKEN)
    sent = client.send_message(target, conversation.id, "hola")
    client.set_status(target, conversation.id, "open")
    client.close()
    chatwoot.stop()  # waits for the echoes

    events = {event["event"]: event for event in receiver.events()}
    message, change = events["message_created"], events["conversation_status_changed"]
    assert (message["id"], message["message_type"], message["sender"]["type"]) == (sent, "outgoing", "agent_bot")
    assert (change["id"], change["status"]) == (conversation.id, "open")


def test_people_are_recognised_by_what_chatwoot_sends(chatwoot: ChatwootDouble) -> None:
    conversation = chatwoot.add_conversation()
    customer = chatwoot.customer_says(conversation, None, [chatwoot.attachment("audio", "http://x/v")])
    agent = chatwoot.human_says(conversation, "le ayudo yo")
    phone = chatwoot.human_writes_on_phone(conversation, "soy Marta")
    note = chatwoot.human_says(conversation, "/bot off 2h", private=True)

    assert "type" not in customer["sender"]
    assert customer["message_type"] == "incoming"
    assert customer["attachments"][0]["transcribed_text"] == ""
    assert "attachments" not in agent
    assert agent["sender"]["type"] == "user"
    assert phone["sender"] is None
    assert phone["content_attributes"] == {"external_echo": True}
    assert note["private"]
    assert conversation.messages[0]["message_type"] == 0
    assert json.loads(encode(customer)) == customer


def test_a_text_that_looks_like_a_template_is_run(chatwoot: ChatwootDouble) -> None:
    conversation = chatwoot.add_conversation()

    assert chatwoot.human_says(conversation, "hola {{ contact.name }}{% if x %}")["content"] == "hola "
    assert chatwoot.customer_says(conversation, "hola {{ x }}")["content"] == "hola {{ x }}"


def test_writing_again_reopens(chatwoot: ChatwootDouble) -> None:
    resolved = chatwoot.add_conversation(status="resolved")
    snoozed = chatwoot.add_conversation(status="snoozed")

    assert chatwoot.customer_says(resolved, "hola")["conversation"]["status"] == "pending"
    assert chatwoot.customer_says(snoozed, "hola")["conversation"]["status"] == "open"
