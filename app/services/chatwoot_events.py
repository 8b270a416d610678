"""Any Chatwoot event, of any version and webhook kind, as one typed `InboundEvent`.

Source: Chatwoot 4.15's serializers. Roots differ: `message_*` carry the message with the conversation inside,
`conversation_*` *are* the conversation, and both hold a second message in another format under `messages`.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.services.chatwoot_service import MARKER_KEY
from app.services.ownership import Snapshot

Json = Mapping[str, Any]


class EventKind(StrEnum):
    """What an event asks of the bot."""

    CUSTOMER_MESSAGE = "customer_message"
    CUSTOMER_CHOICE = "customer_choice"  # an answer to buttons, on the web widget
    HUMAN_REPLY = "human_reply"
    COMMAND = "command"  # `/bot …` in a private note
    OWN_MESSAGE = "own_message"
    DELIVERY_FAILED = "delivery_failed"
    DELETED = "deleted"
    EDITED = "edited"  # other words, or a transcript that came later
    STATUS = "status"  # the conversation changed
    BOT_ASSIGNED = "bot_assigned"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Command:
    """`/bot off 2h` or `/bot on`."""

    on: bool
    duration_s: int | None = None


@dataclass(frozen=True, slots=True)
class InboundEvent:
    """An event, reduced to what the bot needs; nothing of it is a credential."""

    name: str
    kind: EventKind
    account_id: str | None
    conversation_id: str = ""
    snapshot: Snapshot = field(default_factory=lambda: Snapshot(0.0))
    status_signal: bool = False  # the event itself says that the status changed
    reason: str = ""  # why it is ignored
    key: str = ""  # equal for every delivery of the same fact
    message_id: int = 0
    at_ms: int = 0  # when it was said; 0 = not told
    text: str = ""
    attachments: tuple[Json, ...] = ()
    contact_id: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    channel: str = ""
    can_reply: bool = True
    marker: str = ""
    error: str = ""
    command: Command | None = None
    extra: Json = field(default_factory=dict)

    @property
    def has_voice(self) -> bool:
        return any(item.get("file_type") == "audio" for item in self.attachments)


def parse_event(event: Json) -> InboundEvent:
    """Raises nothing: what is not understood is `IGNORED` with a reason."""
    name = str(event.get("event", ""))
    if name in ("message_created", "message_updated"):
        return _message_event(name, event)
    if name.startswith("conversation_") and not name.startswith("conversation_typing"):
        return _conversation_event(name, event)
    return InboundEvent(name, EventKind.IGNORED, account_of(event), reason="event_not_needed")


def account_of(event: Json) -> str | None:
    """The account's id: at the root, in the conversation, or in its first message."""
    conversation = _object(event.get("conversation"))
    messages = event.get("messages") or conversation.get("messages")
    candidates = (
        _object(event.get("account")).get("id"),
        _object(conversation.get("account")).get("id"),
        conversation.get("account_id"),
        _first(messages).get("account_id"),
    )
    return next((str(v) for v in candidates if isinstance(v, int | str) and not isinstance(v, bool) and v), None)


def snapshot_of(conversation: Json) -> Snapshot:
    """The conversation of a REST answer or of a webhook."""
    return _snapshot(conversation, _object(conversation.get("meta")), {})


def _message_event(name: str, event: Json) -> InboundEvent:
    conversation = _object(event.get("conversation"))
    base = _base(name, event, conversation)
    message_id, conversation_id = _integer(event.get("id")), base["conversation_id"]
    base |= {"message_id": message_id, "at_ms": _epoch_ms(event.get("created_at"))}
    if not (message_id and conversation_id):
        return InboundEvent(**base, kind=EventKind.IGNORED, reason="")
    kind, reason, values = (_created if name == "message_created" else _updated)(event, message_id)
    return InboundEvent(**{**base, **values}, kind=kind, reason=reason)


Found = tuple[EventKind, str, dict[str, Any]]


def _created(event: Json, message_id: int) -> Found:
    attributes, sender = _object(event.get("content_attributes")), _object(event.get("sender"))
    marker = attributes.get(MARKER_KEY)
    if isinstance(marker, str) and marker:
        return EventKind.OWN_MESSAGE, "own_message", {"marker": marker}
    text = event.get("content") if isinstance(event.get("content"), str) else ""
    values = {"text": text or "", "key": f"message:{message_id}"}
    if event.get("private") is True:
        command = _command(values["text"]) if sender.get("type") == "user" else None
        if command is None:
            return EventKind.IGNORED, "private_note", {}
        return EventKind.COMMAND, "", {"command": command, "key": values["key"]}
    if event.get("message_type") in ("incoming", 0):
        if sender.get("blocked") is True:
            return EventKind.IGNORED, "contact_blocked", {}
        if _object(attributes.get("email")).get("auto_reply") is True:  # two machines would write for ever
            return EventKind.IGNORED, "automatic_reply", {}
        return EventKind.CUSTOMER_MESSAGE, "", {**values, **_said(event, attributes)}
    if event.get("message_type") in ("outgoing", 1) and _is_human(event, sender, attributes):
        return EventKind.HUMAN_REPLY, "", {**values, "attachments": _attachments(event)}
    return EventKind.IGNORED, _not_human(event, sender, attributes), {}


def _said(event: Json, attributes: Json) -> dict[str, Any]:
    """Text and attachments. A sticker's text is only its address; what cannot be shown is a file unread."""
    attachments = _attachments(event)
    text = event.get("content") if isinstance(event.get("content"), str) else ""
    if event.get("content_type") == "sticker":
        text, attachments = "", attachments or ({"file_type": "sticker"},)
    elif attributes.get("is_unsupported") is True and not attachments:
        attachments = ({"file_type": "file"},)
    return {"text": text or "", "attachments": attachments}


def _is_human(event: Json, sender: Json, attributes: Json) -> bool:
    """A person of the company wrote: in Chatwoot, or on the phone (`external_echo`)."""
    campaign = _object(event.get("additional_attributes")).get("campaign_id")
    return attributes.get("external_echo") is True or (sender.get("type") == "user" and not campaign)


def _not_human(event: Json, sender: Json, attributes: Json) -> str:
    if sender.get("type") in ("agent_bot", "captain_assistant"):
        return "own_message"
    if event.get("message_type") in ("template", 3):
        return "template"
    return "automation" if attributes.get("automation_rule_id") or not sender else "not_a_person"


def _updated(event: Json, message_id: int) -> Found:
    attributes = _object(event.get("content_attributes"))
    if attributes.get("deleted") is True:
        return EventKind.DELETED, "", {"key": f"deleted:{message_id}"}
    if event.get("message_type") in ("outgoing", 1):
        chosen = _chosen(event, attributes)
        if chosen:
            digest = hashlib.sha256(chosen.encode()).hexdigest()[:24]
            # The message's own time is when the question was put, so the answer takes its time of arrival.
            return (
                EventKind.CUSTOMER_CHOICE,
                "",
                {"key": f"choice:{message_id}:{digest}", "text": chosen, "at_ms": 0},
            )
        error = attributes.get("external_error")
        if isinstance(error, str) and error:
            marker = attributes.get(MARKER_KEY)
            values = {"error": error[:200], "key": f"failed:{message_id}"}
            return EventKind.DELIVERY_FAILED, "", {**values, "marker": marker if isinstance(marker, str) else ""}
        return EventKind.IGNORED, "update_not_needed", {}
    said = _said(event, attributes)
    if said["text"] or any(item.get("transcribed_text") for item in said["attachments"]):
        return EventKind.EDITED, "", said
    return EventKind.IGNORED, "update_not_needed", {}


def _chosen(event: Json, attributes: Json) -> str:
    """What the customer picked or filled in, as text."""
    submitted = attributes.get("submitted_values")
    if event.get("content_type") not in ("input_select", "form") or not isinstance(submitted, list):
        return ""
    parts = []
    for item in submitted:
        entry = _object(item)
        text = entry.get("title") or entry.get("value")
        if isinstance(text, str) and text.strip():
            name = entry.get("name")
            parts.append(f"{name}: {text}" if isinstance(name, str) and name else text)
    return "\n".join(parts)


def _conversation_event(name: str, event: Json) -> InboundEvent:
    base = _base(name, event, event)
    changes = _changes(event.get("changed_attributes"))
    signal = name in ("conversation_status_changed", "conversation_opened", "conversation_resolved")
    base |= {"status_signal": signal or "status" in changes}
    if name == "conversation_created" or not base["conversation_id"]:
        return InboundEvent(**base, kind=EventKind.IGNORED, reason="wait_for_message")
    if changes.get("assignee_agent_bot_id", (None, None))[1] is not None:
        return _bot_assigned(base, _first(event.get("messages")))
    return InboundEvent(**base, kind=EventKind.STATUS)


def _bot_assigned(base: dict[str, Any], last: Json) -> InboundEvent:
    """A bot given an existing conversation learns of the open question only from the last message."""
    values: dict[str, Any] = {}
    if last.get("message_type") == 0 and _integer(last.get("id")):
        text = last.get("content")
        values = {
            "message_id": _integer(last.get("id")),
            "at_ms": _epoch_ms(last.get("created_at")),
            "key": f"message:{_integer(last.get('id'))}",
            "text": text if isinstance(text, str) else "",
            "attachments": _attachments(last),
        }
    return InboundEvent(**base, kind=EventKind.BOT_ASSIGNED, **values)


def _base(name: str, event: Json, conversation: Json) -> dict[str, Any]:
    meta = _object(conversation.get("meta"))
    sender = _object(event.get("sender"))
    contact = sender if event.get("message_type") in ("incoming", 0) and sender else _object(meta.get("sender"))
    phone, channel = contact.get("phone_number"), conversation.get("channel")
    return {
        "name": name,
        "account_id": account_of(event),
        "conversation_id": str(_integer(conversation.get("id")) or ""),
        "snapshot": _snapshot(conversation, meta, event),
        "contact_id": str(_integer(contact.get("id")) or ""),
        "contact_name": _person(contact.get("name")),
        "contact_phone": phone if isinstance(phone, str) else "",
        "channel": channel if isinstance(channel, str) else "",
        "can_reply": conversation.get("can_reply") is not False,
    }


def _snapshot(conversation: Json, meta: Json, event: Json) -> Snapshot:
    assignee = _object(meta.get("assignee"))
    is_bot = meta.get("assignee_type") == "AgentBot" or assignee.get("type") == "agent_bot"
    status, updated_at = conversation.get("status"), conversation.get("updated_at")
    labels = conversation.get("labels")
    was = _changes(event.get("changed_attributes")).get("status", ("", ""))[0]
    return Snapshot(
        updated_at=float(updated_at) if isinstance(updated_at, int | float) else 0.0,
        status=status if status in ("open", "pending", "resolved", "snoozed") else "",
        human_id=None if is_bot else _integer(assignee.get("id")) or None,
        labels=tuple(label for label in labels if isinstance(label, str)) if isinstance(labels, list) else (),
        was_status=was if isinstance(was, str) else "",
    )


def _changes(value: Any) -> dict[str, tuple[Any, Any]]:
    """`changed_attributes`: an array of one-key objects, one object, or null → {name: (before, after)}."""
    parts: Sequence[Any] = value if isinstance(value, list) else [value]
    return {
        name: (_object(change).get("previous_value"), _object(change).get("current_value"))
        for part in parts
        for name, change in _object(part).items()
    }


_COMMAND = re.compile(r"^\s*/bot\s+(on|off)(?:\s+(\d{1,3})\s*(m|min|h|d)?)?\s*$", re.IGNORECASE)
_UNIT_S = {"m": 60, "min": 60, "h": 3600, "d": 86_400}


def _command(text: str) -> Command | None:
    match = _COMMAND.match(text)
    if match is None:
        return None
    on, amount, unit = match.group(1).lower() == "on", match.group(2), (match.group(3) or "h").lower()
    return Command(on, int(amount) * _UNIT_S[unit] if amount and not on else None)


# The widget names visitors who gave no name: "dry-forest-481".
_MADE_UP = re.compile(r"^[a-z]+-[a-z]+-\d{1,4}$")
_PHONE = re.compile(r"^[+\d][\d\s().-]{5,}$")


def _person(name: Any) -> str:
    if not isinstance(name, str) or _MADE_UP.match(name) or _PHONE.match(name):
        return ""
    return name.strip()[:200]


_ATTACHMENT_KEYS = (
    "id",
    "file_type",
    "data_url",
    "thumb_url",
    "content_type",
    "extension",
    "file_size",
    "transcribed_text",
    "fallback_title",
    "coordinates_lat",
    "coordinates_long",
    "meta",
)
MAX_ATTACHMENTS = 15


def _attachments(event: Json) -> tuple[Json, ...]:
    items = event.get("attachments")
    found = [item for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []
    return tuple({k: item[k] for k in _ATTACHMENT_KEYS if k in item} for item in found[:MAX_ATTACHMENTS])


def attachments_json(event: InboundEvent) -> list[Any]:
    """Attachments as they are stored."""
    return list(json.loads(json.dumps(list(event.attachments))))


def _epoch_ms(value: Any) -> int:
    """Webhooks give ISO text at the root and epoch seconds inside `messages`."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value * 1000)
    if isinstance(value, str):
        try:
            return int(datetime.fromisoformat(value).timestamp() * 1000)
        except ValueError:
            return 0
    return 0


def _integer(value: Any) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**62 else 0


def _first(value: Any) -> Json:
    return _object(value[0]) if isinstance(value, list) and value else {}


def _object(value: Any) -> Json:
    return value if isinstance(value, Mapping) else {}
