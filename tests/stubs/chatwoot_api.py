"""The REST API of the Chatwoot double: who may call what, and the traps of the real one.

Labels and custom attributes are replaced; `toggle_status` answers `success: null` on a hand-over; unknown people
un-assign and answer null; a bad status or priority is a 500; bots may not list messages or conversations.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.stubs.chatwoot_state import (
    ACTIVITY,
    AGENT,
    BOT,
    OUTGOING,
    ChatwootState,
    DoubleConversation,
    Json,
    Token,
    conversation_data,
    conversation_event,
    message_event,
)

_PATH = re.compile(r"^/api/v1/accounts/(\d+)/conversations(?:/(\d+))?(?:/(\w+))?$")
STATUSES = ("open", "resolved", "pending", "snoozed")
PRIORITIES = (None, "low", "medium", "high", "urgent")
MAX_CONTENT = 150_000
PAGE, CONVERSATIONS_PAGE = 20, 25
Query = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    data: bytes
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})


@dataclass(slots=True)
class _Request:
    conversation: DoubleConversation
    query: Query
    body: Json
    by_bot: bool
    events: list[Json] = field(default_factory=list)


class _RefusedError(Exception):
    def __init__(self, status: int, error: str) -> None:
        super().__init__(error)
        self.status = status


class ChatwootApi:
    """Answers calls on a state; `handle` also returns the webhooks that Chatwoot would send for them."""

    def __init__(self, state: ChatwootState) -> None:
        self._state = state
        self._actions: dict[tuple[str, str], Callable[[_Request], Any]] = {
            ("GET", ""): lambda request: _shown(request.conversation),
            ("GET", "messages"): self._list_messages,
            ("POST", "messages"): self._send,
            ("GET", "labels"): lambda request: {"payload": list(request.conversation.labels)},
            ("POST", "labels"): _labels,
            ("POST", "toggle_status"): self._status,
            ("POST", "toggle_priority"): _priority,
            ("POST", "toggle_typing_status"): _typing,
            ("POST", "assignments"): self._assign,
            ("POST", "custom_attributes"): _attributes,
        }

    def handle(self, method: str, path: str, query: Query, token: str, body: Any) -> tuple[Answer, list[Json]]:
        try:
            with self._state.lock:
                return self._dispatch(method, path, query, token, body)
        except _RefusedError as exc:
            return _json({"error": str(exc)} if exc.status != 500 else {}, exc.status), []

    def _dispatch(self, method: str, path: str, query: Query, token: str, body: Any) -> tuple[Answer, list[Json]]:
        match = _PATH.match(path)
        if match is None:
            raise _RefusedError(404, "Resource could not be found")
        account_id, id_, action = int(match[1]), match[2], match[3] or ""
        owner = self._authorize(token, account_id)
        if id_ is None:
            return _json(self._list_conversations(owner, account_id, query)), []
        conversation = self._state.find(account_id, int(id_))
        perform = self._actions.get((method, action))
        if conversation is None or perform is None:
            raise _RefusedError(404, "Resource could not be found")
        if owner.kind == "bot" and (method, action) == ("GET", "messages"):
            raise _RefusedError(401, "Access to this endpoint is not authorized for bots")
        request = _Request(conversation, query, body or {}, owner.kind == "bot")
        value = perform(request)
        return (Answer(200, b"") if action == "toggle_typing_status" else _json(value)), request.events

    def _authorize(self, token: str, account_id: int) -> Token:
        owner = self._state.tokens.get(token)
        if owner is None:
            raise _RefusedError(401, "Invalid Access Token")
        if account_id not in owner.accounts:
            raise _RefusedError(401, "Bot is not authorized to access this account")
        return owner

    def _list_conversations(self, owner: Token, account_id: int, query: Query) -> Json:
        if owner.kind == "bot":
            raise _RefusedError(401, "Access to this endpoint is not authorized for bots")
        status, page = _first(query, "status", "open"), int(_first(query, "page", "1"))
        found = [c for c in self._state.of_account(account_id) if status in ("all", c.status)]
        shown = found[(page - 1) * CONVERSATIONS_PAGE : page * CONVERSATIONS_PAGE]
        return {"data": {"meta": {"all_count": len(found)}, "payload": [conversation_data(c) for c in shown]}}

    def _list_messages(self, request: _Request) -> Json:
        before, after = int(_first(request.query, "before", "0")), int(_first(request.query, "after", "0"))
        messages = request.conversation.messages
        if after:
            shown = [m for m in messages if m["id"] > after][:100]
        else:
            shown = [m for m in messages if not before or m["id"] < before][-PAGE:]
        return {"meta": {"labels": request.conversation.labels}, "payload": shown}

    def _send(self, request: _Request) -> Json:
        body, conversation = request.body, request.conversation
        if body.get("message_type", "outgoing") != "outgoing":
            raise _RefusedError(422, "Incoming messages are only allowed in Api inboxes")
        if len(body.get("content") or "") > MAX_CONTENT:
            raise _RefusedError(422, "Validation failed: Content is too long (maximum is 150000 characters)")
        attributes = body.get("content_attributes") or {}
        allowed = {"title", "value"} if body.get("content_type") == "input_select" else None
        if allowed and any(set(item) - allowed for item in attributes.get("items", ())):
            raise _RefusedError(422, "Validation failed: Content attributes contains invalid keys for items")
        message = self._state.store(
            conversation,
            body.get("content"),
            OUTGOING,
            sender=BOT if request.by_bot else AGENT,
            private=bool(body.get("private")),
            content_type=body.get("content_type") or "text",
            content_attributes=attributes,
            source_id=body.get("source_id"),
            additional_attributes={"template_params": body["template_params"]}
            if body.get("template_params")
            else {},
        )
        request.events.append(message_event(conversation, message))
        return {**message, "echo_id": body.get("echo_id")}

    def _status(self, request: _Request) -> Json:
        conversation, wanted = request.conversation, request.body.get("status")
        if wanted not in STATUSES:
            raise _RefusedError(500, "")
        handed_over = request.by_bot and conversation.status == "pending" and wanted == "open"
        changed, conversation.status = conversation.status != wanted, wanted
        conversation.snoozed_until = request.body.get("snoozed_until")
        if wanted == "open" and not request.by_bot:
            conversation.assignee = AGENT
        if changed:
            self._state.store(conversation, f"Conversación marcada como {wanted}", ACTIVITY)
            request.events.append(conversation_event(conversation, "conversation_status_changed"))
        return {
            "meta": {},
            "payload": {
                "success": None if handed_over else True,
                "conversation_id": conversation.id,
                "current_status": wanted,
                "snoozed_until": conversation.snoozed_until,
            },
        }

    def _assign(self, request: _Request) -> Json | None:
        conversation = request.conversation
        if "assignee_id" in request.body:
            conversation.assignee = self._state.agents.get(request.body["assignee_id"])
            chosen = conversation.assignee
        else:
            chosen = conversation.team = self._state.teams.get(request.body.get("team_id"))
        request.events.append(conversation_event(conversation, "conversation_updated", []))
        return chosen


def _shown(conversation: DoubleConversation) -> Json:
    """REST shows the very last message, an activity too, and beside it the last that is none."""
    spoken = [m for m in conversation.messages if m["message_type"] != ACTIVITY]
    return {
        **conversation_data(conversation),
        "messages": conversation.messages[-1:],
        "last_non_activity_message": spoken[-1] if spoken else None,
    }


def _labels(request: _Request) -> Json:
    request.conversation.labels = list(request.body["labels"])
    return {"payload": request.conversation.labels}


def _priority(request: _Request) -> None:
    if request.body.get("priority") not in PRIORITIES:
        raise _RefusedError(500, "")
    request.conversation.priority = request.body["priority"]


def _typing(request: _Request) -> None:
    request.conversation.typing.append(request.body["typing_status"])


def _attributes(request: _Request) -> Json:
    request.conversation.custom_attributes = dict(request.body["custom_attributes"])
    return {"custom_attributes": request.conversation.custom_attributes}


def _first(query: Query, name: str, default: str) -> str:
    return query.get(name, (default,))[0]


def _json(value: Any, status: int = 200) -> Answer:
    return Answer(status, json.dumps(value).encode())
