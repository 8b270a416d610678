"""A small Chatwoot for tests and benchmarks: REST API, attachments, webhooks, and faults on demand.

Built from the contract of Chatwoot 4.15 with the standard library only.

    with ChatwootDouble() as chatwoot:
        conversation = chatwoot.add_conversation(account_id=7)
        chatwoot.webhook.url = "http://127.0.0.1:8080/api/webhook/chatwoot"
        chatwoot.webhook.deliver(chatwoot.customer_says(conversation, "hola"))
        assert chatwoot.replies(conversation) == [...]
"""

import json
import re
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.stubs.chatwoot_api import Answer, ChatwootApi
from tests.stubs.chatwoot_delivery import WebhookSender
from tests.stubs.chatwoot_state import (
    ACTIVITY,
    AGENT,
    INCOMING,
    OUTGOING,
    ChatwootState,
    DoubleConversation,
    Json,
    Token,
    contact_data,
    conversation_event,
    message_event,
)

BOT_TOKEN, USER_TOKEN = "bot-token", "user-token"
_FILE = re.compile(r"^/(rails/active_storage/blobs/redirect|storage)/(\w+)/")


class Fault(StrEnum):
    """What goes wrong with a call. AFTER: what was asked is done, and the caller does not learn it."""

    SLOW = "slow"
    HANG = "hang"
    UNAUTHORIZED = "401"
    NOT_FOUND = "404"
    UNPROCESSABLE = "422"
    RATE_LIMIT = "429"
    ERROR_BEFORE = "500 before"
    ERROR_AFTER = "500 after"
    CUT_BEFORE = "cut before"
    CUT_AFTER = "cut after"
    GARBAGE = "garbage"


_STATUS = {
    Fault.UNAUTHORIZED: (401, '{"error": "Invalid Access Token"}'),
    Fault.NOT_FOUND: (404, '{"error": "Resource could not be found"}'),
    Fault.UNPROCESSABLE: (422, '{"error": "Validation failed: Too many messages"}'),
    Fault.RATE_LIMIT: (429, "Retry later\n"),
    Fault.ERROR_BEFORE: (500, ""),
    Fault.ERROR_AFTER: (500, ""),
}


@dataclass(slots=True)
class FaultRule:
    """`fault` for the next `left` calls whose method and path match; None = any method, all calls."""

    fault: Fault
    path: str
    method: str | None
    left: int | None


@dataclass(frozen=True, slots=True)
class Call:
    """One request; `at` by `time.monotonic`."""

    method: str
    path: str
    token: str
    body: Any
    at: float


@dataclass(slots=True)
class StoredFile:
    data: bytes
    content_type: str
    missing: int = 0  # how many times it answers 404 first
    redirect_to: str | None = None
    hits: int = 0


class ChatwootDouble:
    """Use as a context manager; `base_url` is what `CHATWOOT_BASE_URL` takes, `BOT_TOKEN` its key."""

    def __init__(self, *, latency_s: float = 0.0, slow_s: float = 1.0, echo: bool = False) -> None:
        self.latency_s, self.slow_s = latency_s, slow_s
        self.echo = echo  # True: what the bot does comes back as webhooks
        self.state, self.webhook = ChatwootState(), WebhookSender()
        self.calls: list[Call] = []
        self.files: dict[str, StoredFile] = {}
        self.connections = 0  # opened so far
        self._rules: list[FaultRule] = []
        self._api = ChatwootApi(self.state)
        self._lock, self.stopping = threading.Lock(), threading.Event()
        self._echoes = ThreadPoolExecutor(8, thread_name_prefix="echo")
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.double = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "ChatwootDouble":
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Close the port: from now on connections are refused."""
        if self.stopping.is_set():
            return
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)
        self._echoes.shutdown(wait=True, cancel_futures=True)

    # What a test sets up.

    def add_conversation(self, account_id: int = 7, id_: int | None = None, **values: Any) -> DoubleConversation:
        """A conversation whose account both default tokens may use."""
        for token, kind in ((BOT_TOKEN, "bot"), (USER_TOKEN, "user")):
            self.add_token(token, kind, account_id)
        return self.state.add_conversation(account_id, id_, **values)

    def add_token(self, token: str, kind: str, account_id: int) -> None:
        known = self.state.tokens.get(token)
        accounts = (known.accounts if known else frozenset()) | {account_id}
        self.state.tokens[token] = Token(kind, accounts)

    def fail(self, fault: Fault, *, path: str = "", method: str | None = None, times: int | None = 1) -> None:
        """The next `times` calls that match fail; None = until `heal`."""
        with self._lock:
            self._rules.append(FaultRule(fault, path, method, times))

    def heal(self) -> None:
        with self._lock:
            self._rules.clear()

    def add_file(
        self,
        data: bytes,
        name: str = "nota.ogg",
        *,
        content_type: str = "audio/ogg",
        missing: int = 0,
        redirect_to: str | None = None,
    ) -> str:
        """A blob; returns its `data_url`, which redirects to storage like Chatwoot's."""
        key = f"blob{len(self.files) + 1}"
        self.files[key] = StoredFile(data, content_type, missing, redirect_to)
        return f"{self.base_url}/rails/active_storage/blobs/redirect/{key}/{name}"

    def attachment(self, file_type: str, data_url: str = "", **values: Any) -> Json:
        """One entry of `attachments`."""
        extra = {"transcribed_text": ""} if file_type == "audio" else {}
        return {"id": 5510, "file_type": file_type, "account_id": 7, "data_url": data_url, **extra, **values}

    # What people do; each returns the webhook event of it.

    def customer_says(
        self, conversation: DoubleConversation, text: str | None, attachments: Sequence[Mapping[str, Any]] = ()
    ) -> Json:
        """Writing in a resolved conversation gives it back to the bot, in a snoozed one to the team."""
        if conversation.status in ("resolved", "snoozed"):
            conversation.status = "pending" if conversation.status == "resolved" else "open"
        values: Json = {"attachments": [dict(a) for a in attachments]} if attachments else {}
        message = self.state.store(conversation, text, INCOMING, sender=contact_data(conversation), **values)
        return message_event(conversation, message)

    def human_says(self, conversation: DoubleConversation, text: str, *, private: bool = False) -> Json:
        message = self.state.store(conversation, text, OUTGOING, sender=AGENT, private=private)
        return message_event(conversation, message)

    def human_writes_on_phone(self, conversation: DoubleConversation, text: str) -> Json:
        """From the WhatsApp application: no sender, marked `external_echo`."""
        mark = {"external_echo": True}
        return message_event(conversation, self.state.store(conversation, text, content_attributes=mark))

    def chooses(self, conversation: DoubleConversation, message_id: int, title: str, value: str) -> Json:
        """A button of the web widget: an update of the bot's own message."""
        message = next(m for m in conversation.messages if m["id"] == message_id)
        message["content_attributes"] = {
            **message["content_attributes"],
            "submitted_values": [{"title": title, "value": value}],
        }
        return message_event(conversation, message, "message_updated")

    def status_changes(self, conversation: DoubleConversation, status: str) -> Json:
        conversation.status = status
        self.state.store(conversation, f"Conversación marcada como {status}", ACTIVITY)
        return conversation_event(conversation, "conversation_status_changed")

    def assignee_changes(self, conversation: DoubleConversation, agent: Json | None = AGENT) -> Json:
        previous, conversation.assignee = conversation.assignee, agent
        change = {"previous_value": (previous or {}).get("id"), "current_value": (agent or {}).get("id")}
        return conversation_event(conversation, "conversation_updated", [{"assignee_id": change}])

    # What a test reads.

    def sent(self, conversation: DoubleConversation) -> list[Json]:
        """The bot's messages to the customer."""
        return [m for m in self._by_bot(conversation) if not m["private"]]

    def replies(self, conversation: DoubleConversation) -> list[str]:
        return [str(m["content"]) for m in self.sent(conversation)]

    def notes(self, conversation: DoubleConversation) -> list[str]:
        return [str(m["content"]) for m in self._by_bot(conversation) if m["private"]]

    def calls_to(self, path: str, method: str | None = None) -> list[Call]:
        with self._lock:
            return [c for c in self.calls if path in c.path and method in (None, c.method)]

    def _by_bot(self, conversation: DoubleConversation) -> list[Json]:
        with self.state.lock:
            ours = [m for m in conversation.messages if m["message_type"] == OUTGOING]
        return [m for m in ours if (m["sender"] or {}).get("type") == "agent_bot"]

    # The wire.

    def handle(self, method: str, target: str, token: str, body: Any) -> Answer | None:
        """One request; None = close the connection without an answer."""
        url = urlsplit(target)
        fault = self._fault(method, url.path)
        with self._lock:
            self.calls.append(Call(method, url.path, token, body, time.monotonic()))
        self.stopping.wait(3600 if fault is Fault.HANG else self.slow_s if fault is Fault.SLOW else self.latency_s)
        if fault in (Fault.HANG, Fault.CUT_BEFORE):
            return None
        if fault in _STATUS and fault is not Fault.ERROR_AFTER:
            return _answer(fault)
        if fault is Fault.GARBAGE:
            return Answer(200, b"<html>gateway</html>", {"Content-Type": "text/html"})
        if _FILE.match(url.path):
            return self._file(url.path)
        if url.path.startswith("/moved/"):
            return Answer(302, b"", {"Location": target.removeprefix("/moved")})
        answer, events = self._api.handle(method, url.path, parse_qs(url.query), token, body)
        if self.echo and self.webhook.url and not self.stopping.is_set():
            for event in events:
                self._echoes.submit(self.webhook.deliver, event)
        if fault is Fault.CUT_AFTER:
            return None
        return _answer(fault) if fault is Fault.ERROR_AFTER else answer

    def _fault(self, method: str, path: str) -> Fault | None:
        with self._lock:
            for rule in self._rules:
                if rule.path in path and rule.method in (None, method):
                    if rule.left is not None:
                        rule.left -= 1
                        if not rule.left:
                            self._rules.remove(rule)
                    return rule.fault
        return None

    def _file(self, path: str) -> Answer:
        key = path.rsplit("/", 2)[1]
        stored = self.files.get(key)
        if stored is None:
            return Answer(404, b"")
        if path.startswith("/storage/"):
            stored.hits += 1
            return Answer(200, stored.data, {"Content-Type": stored.content_type})
        with self._lock:
            if stored.missing > 0:
                stored.missing -= 1
                return Answer(404, b"")
        return Answer(302, b"", {"Location": stored.redirect_to or f"/storage/{key}/blob"})


def _answer(fault: Fault) -> Answer:
    status, text = _STATUS[fault]
    return Answer(status, text.encode())


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    double: ChatwootDouble

    def process_request(self, request: Any, client_address: Any) -> None:
        self.double.connections += 1
        super().process_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that gave up in the middle is part of what is tested."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 30
    server: _Server

    def do_GET(self) -> None:
        self._respond("GET", None)

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._respond("POST", json.loads(raw) if raw else None)

    def _respond(self, method: str, body: Any) -> None:
        token = self.headers.get("api_access_token") or self.headers.get("api-access-token") or ""
        answer = self.server.double.handle(method, self.path, token, body)
        if answer is None:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.data)))
        self.end_headers()
        self.wfile.write(answer.data)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: calls are recorded, not printed."""
