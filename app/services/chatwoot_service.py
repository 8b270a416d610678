"""What a bot asks of Chatwoot's REST API, one method per action.

Source: Chatwoot 4.15 (`docs/chatwoot.md`): labels and custom attributes are replaced by a write, so they are read
and merged first; `toggle_status` answers `success: null` when it worked; unknown assignees un-assign.
"""

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any, Literal
from urllib.parse import quote

from app.models.errors import ChatwootRejectedError, ChatwootUnavailableError
from app.services.chatwoot_http import ChatwootTarget, ChatwootTransport, chatwoot_address, target_of, with_query

__all__ = [
    "MARKER_KEY",
    "ChatwootClient",
    "ChatwootTarget",
    "Priority",
    "Status",
    "Unknown",
    "chatwoot_address",
    "last_messages",
    "target_of",
]

MARKER_KEY = "receptionist_marker"
READ_BACK_PAGES = 5

Status = Literal["open", "resolved", "pending", "snoozed"]
Priority = Literal["low", "medium", "high", "urgent"]
Json = dict[str, Any]


class Unknown(Enum):
    """Only the last messages can be read, and they are others: ours may stand before them."""

    UNKNOWN = "unknown"


class ChatwootClient:
    """Every method raises ChatwootUnavailableError (may be tried again) or ChatwootRejectedError.

    `conversation_id` is the number the webhooks call `conversation.id`.
    """

    def __init__(self, transport: ChatwootTransport | None = None) -> None:
        self._transport = transport or ChatwootTransport()

    def close(self) -> None:
        self._transport.close()

    def send_message(
        self,
        target: ChatwootTarget,
        conversation_id: str | int,
        content: str,
        *,
        private: bool = False,
        content_type: str = "text",
        content_attributes: Mapping[str, Any] | None = None,
        template_params: Mapping[str, Any] | None = None,
    ) -> int:
        """Post an outgoing message; returns its id. Not idempotent: read back before a second try.

        `source_id` is never set: Chatwoot would take the message for one that the channel already has.
        """
        body: Json = {"content": content, "message_type": "outgoing"}
        body |= {"private": private, "content_type": content_type}
        if content_attributes:
            body["content_attributes"] = dict(content_attributes)
        if template_params:
            body["template_params"] = dict(template_params)
        answer = self._transport.call(target, target.token, "POST", _path(conversation_id, "messages"), body)
        return _message_id(answer)

    def find_sent(
        self, target: ChatwootTarget, conversation_id: str | int, marker: str, *, known_id: int = 0
    ) -> int | Unknown | None:
        """The id of the message that carries `marker`; None when it is surely not there.

        Where the token may not list messages, only the conversation's last ones can be seen: if those are others,
        the answer is `Unknown`, unless none is newer than `known_id`, a message seen before the send. Versions
        before 4.14.2 show a bot nothing at all.
        """
        try:
            return self._find_in_list(target, conversation_id, marker)
        except ChatwootRejectedError as exc:
            if exc.details.get("status") != 401:
                raise
        try:
            return _find_in_last(self.get_conversation(target, conversation_id), marker, known_id)
        except ChatwootRejectedError as exc:
            if exc.details.get("status") != 401:
                raise
        return Unknown.UNKNOWN

    def set_status(
        self,
        target: ChatwootTarget,
        conversation_id: str | int,
        status: Status,
        *,
        snoozed_until: int | None = None,  # epoch seconds
    ) -> None:
        """Hand over (`open`), close or give back. The bot's token alone: a user's would assign that user."""
        body: Json = {"status": status}
        if snoozed_until is not None:
            body["snoozed_until"] = snoozed_until
        answer = self._transport.call(target, target.token, "POST", _path(conversation_id, "toggle_status"), body)
        if _object(_object(answer).get("payload")).get("current_status") != status:
            raise ChatwootUnavailableError("The conversation did not change its status")

    def add_labels(self, target: ChatwootTarget, conversation_id: str | int, labels: Iterable[str]) -> list[str]:
        """Put labels beside those that are there; returns all of them."""
        path = _path(conversation_id, "labels")
        present = _texts(self._administer(target, "GET", path))
        wanted = list(dict.fromkeys((*present, *labels)))
        if wanted != present:
            self._administer(target, "POST", path, {"labels": wanted})
        return wanted

    def remove_labels(
        self, target: ChatwootTarget, conversation_id: str | int, labels: Iterable[str]
    ) -> list[str]:
        """Take labels away and keep the others; returns those that are left."""
        path = _path(conversation_id, "labels")
        present, gone = _texts(self._administer(target, "GET", path)), set(labels)
        left = [label for label in present if label not in gone]
        if left != present:
            self._administer(target, "POST", path, {"labels": left})
        return left

    def set_priority(self, target: ChatwootTarget, conversation_id: str | int, priority: Priority | None) -> None:
        self._administer(target, "POST", _path(conversation_id, "toggle_priority"), {"priority": priority})

    def assign_team(self, target: ChatwootTarget, conversation_id: str | int, team_id: int) -> None:
        """Raises ChatwootRejectedError also for a team that does not exist."""
        self._assign(target, conversation_id, {"team_id": team_id})

    def assign_agent(self, target: ChatwootTarget, conversation_id: str | int, assignee_id: int) -> None:
        """Raises ChatwootRejectedError also for an agent that does not exist; nobody is assigned then."""
        self._assign(target, conversation_id, {"assignee_id": assignee_id})

    def set_custom_attributes(
        self, target: ChatwootTarget, conversation_id: str | int, attributes: Mapping[str, Any]
    ) -> Json:
        """Set some attributes and keep the others; returns all of them."""
        present = _object(self.get_conversation(target, conversation_id).get("custom_attributes"))
        wanted = {**present, **attributes}
        if wanted != present:
            path = _path(conversation_id, "custom_attributes")
            self._administer(target, "POST", path, {"custom_attributes": wanted})
        return wanted

    def typing(self, target: ChatwootTarget, conversation_id: str | int, on: bool) -> None:
        """Shown in the widget and the dashboard; WhatsApp does not see it."""
        path = _path(conversation_id, "toggle_typing_status")
        body = {"typing_status": "on" if on else "off", "is_private": False}
        self._transport.call(target, target.token, "POST", path, body)

    def get_conversation(self, target: ChatwootTarget, conversation_id: str | int) -> Json:
        """The conversation with only its last message."""
        return dict(_object(self._administer(target, "GET", _path(conversation_id))))

    def list_messages(
        self,
        target: ChatwootTarget,
        conversation_id: str | int,
        *,
        before: int | None = None,
        after: int | None = None,
    ) -> list[Json]:
        """Oldest first: the last 20, the 20 before an id, or up to 100 after one. Needs a user's token."""
        path = with_query(_path(conversation_id, "messages"), {"before": before, "after": after})
        answer = self._transport.call(target, target.user_token or target.token, "GET", path)
        return _objects(_object(answer).get("payload"))

    def list_conversations(
        self, target: ChatwootTarget, *, status: Status | Literal["all"] = "all", page: int = 1
    ) -> list[Json]:
        """One page of conversations (25), most recently active first; [] after the last. Needs a user's token."""
        path = with_query("/conversations", {"status": status, "assignee_type": "all", "page": page})
        answer = self._transport.call(target, target.user_token or target.token, "GET", path)
        return _objects(_object(_object(answer).get("data")).get("payload"))

    def check(self, target: ChatwootTarget) -> None:
        """Whether the account takes the token. Raises: ChatwootUnavailableError, ChatwootRejectedError."""
        if target.user_token:
            self.list_conversations(target)
            return
        try:
            self.get_conversation(target, "0")
        except ChatwootRejectedError as exc:
            if exc.details.get("status") != 404:  # no such conversation: who may ask is known
                raise

    def _find_in_list(self, target: ChatwootTarget, conversation_id: str | int, marker: str) -> int | None:
        before: int | None = None
        for _ in range(READ_BACK_PAGES):
            messages = self.list_messages(target, conversation_id, before=before)
            for message in messages:
                if _marker(message) == marker:
                    return _message_id(message)
            if not messages:
                return None
            before = min(_message_id(message) for message in messages)
        return None

    def _assign(self, target: ChatwootTarget, conversation_id: str | int, body: Json) -> None:
        if not self._administer(target, "POST", _path(conversation_id, "assignments"), body):
            raise ChatwootRejectedError("There is no such agent or team", details={"status": 404})

    def _administer(self, target: ChatwootTarget, method: str, path: str, body: Json | None = None) -> Any:
        """As the bot; older versions let only users read conversations and set labels."""
        try:
            return self._transport.call(target, target.token, method, path, body)
        except ChatwootRejectedError as exc:
            if exc.details.get("status") != 401 or not target.user_token:
                raise
        return self._transport.call(target, target.user_token, method, path, body)


def last_messages(conversation: Mapping[str, Any]) -> list[Json]:
    """The newest messages that a conversation shows: the very last, and the last that is no activity."""
    spoken = conversation.get("last_non_activity_message")
    return [*_objects(conversation.get("messages")), *_objects([spoken])]


def _find_in_last(conversation: Json, marker: str, known_id: int) -> int | Unknown | None:
    newest = 0
    for message in last_messages(conversation):
        if _marker(message) == marker:
            return _message_id(message)
        newest = max(newest, _message_id(message))
    return None if newest <= known_id else Unknown.UNKNOWN


def _path(conversation_id: str | int, action: str = "") -> str:
    path = f"/conversations/{quote(str(conversation_id), safe='')}"
    return f"{path}/{action}" if action else path


def _marker(message: Json) -> Any:
    return _object(message.get("content_attributes")).get(MARKER_KEY)


def _message_id(message: Any) -> int:
    """Raises: ChatwootUnavailableError for an answer that is no message."""
    value = _object(message).get("id")
    if not isinstance(value, int):
        raise ChatwootUnavailableError("The inbox answered without a message id", maybe_done=True)
    return value


def _texts(answer: Any) -> list[str]:
    return [label for label in _object(answer).get("payload") or () if isinstance(label, str)]


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _objects(value: Any) -> list[Json]:
    return [dict(item) for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
