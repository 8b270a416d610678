"""What the Chatwoot double remembers, and the webhook payloads made of it.

Source: Chatwoot 4.15's serializers. In webhooks `message_type` is a word and `created_at` is
ISO 8601; in the REST API and in `conversation.messages` they are numbers.
"""

import itertools
import re
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]
INCOMING, OUTGOING, ACTIVITY, TEMPLATE = range(4)
_TYPE_NAMES = ("incoming", "outgoing", "activity", "template")
_LIQUID = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)

BOT: Json = {"id": 5, "name": "Asistente", "type": "agent_bot"}
AGENT: Json = {"id": 27, "name": "Marta Ruiz", "email": "marta@clinica.example", "type": "user"}


@dataclass(slots=True)
class Token:
    """Who a token belongs to: a bot may not list messages or conversations."""

    kind: str  # bot | user
    accounts: frozenset[int]


@dataclass(slots=True)
class DoubleConversation:
    account_id: int
    id: int
    status: str = "pending"
    channel: str = "Channel::Whatsapp"
    inbox_id: int = 11
    contact: Json = field(default_factory=dict)
    can_reply: bool = True
    labels: list[str] = field(default_factory=list)
    custom_attributes: Json = field(default_factory=dict)
    priority: str | None = None
    assignee: Json | None = None
    team: Json | None = None
    typing: list[str] = field(default_factory=list)
    snoozed_until: int | None = None
    messages: list[Json] = field(default_factory=list)
    created_at: int = field(default_factory=lambda: int(time.time()))


class ChatwootState:
    """Accounts, conversations and messages; every public method takes the lock."""

    def __init__(self) -> None:
        self.tokens: dict[str, Token] = {}
        self.agents, self.teams = {27: AGENT}, {3: {"id": 3, "name": "recepción"}}
        self._conversations: dict[tuple[int, int], DoubleConversation] = {}
        self._ids = itertools.count(88_001)
        self._conversation_ids = itertools.count(1_501)
        self.lock = threading.RLock()

    def add_conversation(self, account_id: int, id_: int | None = None, **values: Any) -> DoubleConversation:
        with self.lock:
            number = id_ or next(self._conversation_ids)
            contact = {"id": 4_000 + number, "name": "Carmen Ortega", "phone_number": "+573001234567"}
            values["contact"] = contact | values.get("contact", {})
            conversation = DoubleConversation(account_id, number, **values)
            self._conversations[account_id, number] = conversation
            return conversation

    def find(self, account_id: int, id_: int) -> DoubleConversation | None:
        return self._conversations.get((account_id, id_))

    def of_account(self, account_id: int) -> list[DoubleConversation]:
        with self.lock:
            mine = [c for c in self._conversations.values() if c.account_id == account_id]
        return sorted(mine, key=lambda c: c.messages[-1]["id"] if c.messages else 0, reverse=True)

    def store(
        self,
        conversation: DoubleConversation,
        content: str | None,
        message_type: int = OUTGOING,
        *,
        sender: Json | None = None,
        **values: Any,
    ) -> Json:
        """Keep a message as Chatwoot would: outgoing text is run as a Liquid template."""
        with self.lock:
            if content and message_type in (OUTGOING, TEMPLATE):
                content = _LIQUID.sub("", content)
            message = {
                "id": next(self._ids),
                "content": content,
                "inbox_id": conversation.inbox_id,
                "conversation_id": conversation.id,
                "account_id": conversation.account_id,
                "message_type": message_type,
                "content_type": "text",
                "status": "sent",
                "content_attributes": {},
                "created_at": int(time.time()),
                "private": False,
                "source_id": None,
                "sender": sender,
                **values,
            }
            conversation.messages.append(message)
            return message


def message_event(
    conversation: DoubleConversation, message: Mapping[str, Any], name: str = "message_created"
) -> Json:
    """The webhook of a message; its root is the message."""
    root = {
        "account": {"id": conversation.account_id, "name": "Clínica"},
        "additional_attributes": {},
        "content_attributes": message["content_attributes"],
        "content_type": message["content_type"],
        "content": message["content"],
        "conversation": conversation_data(conversation),
        "created_at": _iso(message["created_at"]),
        "id": message["id"],
        "inbox": {"id": conversation.inbox_id, "name": "Bandeja"},
        "message_type": _TYPE_NAMES[message["message_type"]],
        "private": message["private"],
        "sender": message["sender"],
        "source_id": message["source_id"],
    }
    if message.get("attachments"):
        root["attachments"] = message["attachments"]
    return {**root, "event": name}


def conversation_event(
    conversation: DoubleConversation, name: str, changed: Sequence[Mapping[str, Any]] | None = None
) -> Json:
    """The webhook of a conversation; its root is the conversation."""
    return {**conversation_data(conversation), "event": name, "changed_attributes": changed}


def conversation_data(conversation: DoubleConversation) -> Json:
    visible = [m for m in conversation.messages if m["message_type"] != ACTIVITY and not m["private"]]
    contact = {"type": "contact", **contact_data(conversation)}
    assignee = conversation.assignee
    kind = None if assignee is None else "AgentBot" if assignee.get("type") == "agent_bot" else "User"
    return {
        "account": {"id": conversation.account_id, "name": "Clínica"},
        "additional_attributes": {},
        "can_reply": conversation.can_reply,
        "channel": conversation.channel,
        "contact_inbox": {
            "id": 9_000 + conversation.id,
            "contact_id": contact["id"],
            "inbox_id": conversation.inbox_id,
            "source_id": str(contact["phone_number"] or "").lstrip("+"),
            "pubsub_token": "not-for-the-log",
        },
        "id": conversation.id,
        "inbox_id": conversation.inbox_id,
        "messages": visible[-1:],
        "labels": list(conversation.labels),
        "meta": {"sender": contact, "assignee": assignee, "assignee_type": kind, "team": conversation.team},
        "status": conversation.status,
        "custom_attributes": dict(conversation.custom_attributes),
        "snoozed_until": conversation.snoozed_until,
        "unread_count": 1,
        "first_reply_created_at": None,
        "priority": conversation.priority,
        "waiting_since": 0,
        "agent_last_seen_at": 0,
        "contact_last_seen_at": 0,
        "last_activity_at": visible[-1]["created_at"] if visible else conversation.created_at,
        "timestamp": int(time.time()),
        "created_at": conversation.created_at,
        "updated_at": time.time(),
    }


def contact_data(conversation: DoubleConversation) -> Json:
    """The sender of a customer's message: without a `type`."""
    return {
        "account": {"id": conversation.account_id, "name": "Clínica"},
        "additional_attributes": {},
        "avatar": "",
        "custom_attributes": {},
        "email": None,
        "identifier": None,
        "thumbnail": "",
        "blocked": False,
        **conversation.contact,
    }


def _iso(epoch_s: int) -> str:
    return datetime.fromtimestamp(epoch_s, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
