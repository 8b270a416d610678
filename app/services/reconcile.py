"""Finds through Chatwoot's API the messages whose webhook never came: account webhooks are sent once."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from app.config.company_config import CompanyConfig
from app.config.config import Config
from app.services.chatwoot_service import ChatwootClient, ChatwootTarget, Status, last_messages, target_of
from app.utils.logger import get_logger

log = get_logger("reconcile")

PAGES = 4  # of 25 conversations, most recently active first
RECENT = timedelta(hours=24)
SETTLED = timedelta(seconds=30)  # a younger message's webhook may still be on its way
INCOMING, OUTGOING, ACTIVITY = 0, 1, 2

Json = Mapping[str, Any]


class Reconciler:
    """Needs a user's token: a bot's may not list."""

    def __init__(
        self,
        config: Config,
        client: ChatwootClient,
        take_in: Callable[[CompanyConfig, Json], object],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._config, self._client, self._take_in, self._clock = config, client, take_in, clock

    def __call__(self, company: CompanyConfig) -> None:
        """Give every unanswered message of the last day to the inbox, which knows the ones it has.

        Raises: ChatwootUnavailableError, ChatwootRejectedError, RecordUnavailableError.
        """
        target = target_of(company, self._config)
        if target is None or not target.user_token:
            return
        statuses: tuple[Status, ...] = ("open", "pending") if company.bot_on == "open" else ("pending",)
        for status in statuses:
            self._compare_all(company, target, status)

    def _compare_all(self, company: CompanyConfig, target: ChatwootTarget, status: Status) -> None:
        oldest = (self._clock() - RECENT).timestamp()
        for page in range(1, PAGES + 1):
            conversations = self._client.list_conversations(target, status=status, page=page)
            for conversation in conversations:
                self._compare(company, target, conversation, oldest)
            if len(conversations) < 25 or float(conversations[-1].get("last_activity_at") or 0) < oldest:
                return

    def _compare(self, company: CompanyConfig, target: ChatwootTarget, conversation: Json, oldest: float) -> None:
        if float(conversation.get("last_activity_at") or 0) < oldest or _is_answered(conversation):
            return
        newest = (self._clock() - SETTLED).timestamp()
        for message in _unanswered(self._client.list_messages(target, conversation["id"])):
            if oldest < float(message.get("created_at") or 0) < newest:
                self._take_in(company, _event(company, conversation, message))


def _unanswered(messages: list[dict[str, Any]]) -> list[Json]:
    """The customer's messages after the last public word of anybody else."""
    found: list[Json] = []
    for message in messages:
        if message.get("message_type") == INCOMING:
            found.append(message)
        elif _answers(message):
            found = []
    return found


def _is_answered(conversation: Json) -> bool:
    """By the newest message that the list shows; whoever only looked at a conversation has answered nothing."""
    said = [message for message in last_messages(conversation) if message.get("message_type") != ACTIVITY]
    return bool(said) and _answers(max(said, key=lambda message: message.get("id") or 0))


def _answers(message: Json) -> bool:
    """The team's or the bot's own public words; a note, a greeting or a rule's message answers nobody."""
    attributes = message.get("content_attributes")
    by_rule = isinstance(attributes, Mapping) and attributes.get("automation_rule_id")
    return message.get("message_type") == OUTGOING and not message.get("private") and not by_rule


def _event(company: CompanyConfig, conversation: Json, message: Json) -> Json:
    """The webhook that should have come."""
    sender = message.get("sender")
    return {
        **message,
        "event": "message_created",
        "account": {"id": company.chatwoot_account_id},
        "conversation": conversation,
        "sender": {k: v for k, v in sender.items() if k != "type"} if isinstance(sender, Mapping) else None,
    }
