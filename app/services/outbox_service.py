"""Sends what was stored, once: mark, post, settle; after a doubt read back before a second post."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.agents.ports import Handoff, HandoffReason
from app.config.company_config import CompanyConfig
from app.config.config import Config
from app.models.channel_conversation import ChannelConversationRow, ConversationKey
from app.models.database import Database
from app.models.errors import ChatwootError, ChatwootRejectedError, ChatwootUnavailableError
from app.models.outbox import (
    ACTIONS,
    FAILED,
    HANDOFF,
    PENDING,
    RELEASE,
    REPLY,
    SENDING,
    SENT,
    SKIPPED,
    OutboxRepository,
    OutboxRow,
)
from app.models.reminder import NOT_SENT, settle_reminder
from app.services import ownership
from app.services.alarms import ALARMS
from app.services.chatwoot_service import MARKER_KEY, ChatwootClient, ChatwootTarget, Unknown, target_of
from app.services.handoff_service import HandoffService, plan
from app.services.last_look import LastLook
from app.services.lease import Lease, LeaseKeeper
from app.services.outgoing import OUTSIDE_WINDOW
from app.services.ownership_rows import ownership_of, write_ownership
from app.utils.logger import get_logger

log = get_logger("outbox")

MAX_AGE = timedelta(hours=24)
MAX_BACKOFF_S = 60
SETTLE_S = 3.0  # Chatwoot may still be storing what it did not answer in time
UNKNOWN_WAIT = timedelta(seconds=20)  # for our own echo, where the message cannot be read back
RETRIED = (401, 408, 429)  # a token can be repaired, a limit passes
TOO_MANY = "Too many messages"


@dataclass(frozen=True, slots=True)
class _Item:
    """A row as it was read, with what is known of its conversation."""

    outbox_id: str
    kind: str
    content: str
    data: Mapping[str, Any]
    state: str
    attempts: int
    known_id: int
    created_at: datetime
    tried_at: datetime | None
    taken: bool  # a person took the conversation after this was written
    can_reply: bool
    last_message_id: int

    @classmethod
    def of(cls, row: OutboxRow, conversation: ChannelConversationRow) -> "_Item":
        return cls(
            outbox_id=row.outbox_id,
            kind=row.kind,
            content=row.content,
            data=dict(row.data),
            state=row.state,
            attempts=row.attempts,
            known_id=row.known_id,
            created_at=row.created_at,
            tried_at=row.tried_at,
            taken=row.epoch != conversation.epoch and not row.data.get("always"),
            can_reply=conversation.can_reply,
            last_message_id=conversation.last_message_id,
        )


class OutboxService:
    """The sending half of a conversation's work; the caller holds its lease."""

    def __init__(
        self,
        config: Config,
        database: Database,
        client: ChatwootClient,
        leases: LeaseKeeper,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._config, self._database, self._client = config, database, client
        self._leases, self._clock = leases, clock
        self._handoffs = HandoffService(client)
        self._last_look = LastLook(database, client, leases)

    def look(self, company: CompanyConfig, lease: Lease) -> None:
        """The last check, before an answer is stored. Raises: LeaseLostError, RecordUnavailableError."""
        target = target_of(company, self._config)
        if target is not None:
            self._last_look.take(company, target, lease)

    def flush(self, company: CompanyConfig, lease: Lease) -> datetime | None:
        """Send everything that waits, in order; the moment to go on when something must be tried again.

        Raises: LeaseLostError, RecordUnavailableError.
        """
        target, looked = target_of(company, self._config), False
        while item := self._next(lease):
            if target is None:
                self._settle(lease, item, FAILED, reason="not_configured")
                continue
            if item.kind == REPLY and not looked and item.state == PENDING:
                self._last_look.take(company, target, lease)
                looked = True
                continue
            again = self._try(company, target, lease, item)
            if again is not None:
                return again
        return None

    def _next(self, lease: Lease) -> _Item | None:
        key = lease.key
        with self._database.tenant(key.company_id).reading() as session:
            rows = OutboxRepository(session, key.company_id).open(key.account_id, key.conversation_id)
            if not rows:
                return None
            conversation = session.get_one(
                ChannelConversationRow, (key.company_id, key.account_id, key.conversation_id)
            )
            return _Item.of(rows[0], conversation)

    def _try(self, company: CompanyConfig, target: ChatwootTarget, lease: Lease, item: _Item) -> datetime | None:
        """One step with one row; the moment of the next try, None when it is settled."""
        waiting = self._waits(item)
        if waiting is not None:
            return waiting
        try:
            if item.state == SENDING and item.kind not in ACTIONS and self._found(company, target, lease, item):
                return None
            skip = self._skipped(item)
            if skip:
                self._settle(lease, item, SKIPPED, reason=skip)
                return None
            return self._do(company, target, lease, item)
        except _UnknownError:
            return self._clock() + timedelta(seconds=SETTLE_S)
        except ChatwootUnavailableError as exc:
            return self._put_off(lease, item, maybe_done=exc.maybe_done)
        except ChatwootRejectedError as exc:
            return self._refused(company, lease, item, exc)

    def _waits(self, item: _Item) -> datetime | None:
        """Back-off after failed tries, and a pause before what may still be arriving is looked for."""
        if item.tried_at is None:
            return None
        pause = min(MAX_BACKOFF_S, 2.0**item.attempts) if item.attempts else 0.0
        ready = item.tried_at + timedelta(seconds=max(pause, SETTLE_S if item.state == SENDING else 0.0))
        return ready if ready > self._clock() else None

    def _skipped(self, item: _Item) -> str:
        if item.kind == REPLY and item.taken:
            return "taken_over"
        if self._clock() - item.created_at > MAX_AGE:
            return "too_late"
        if item.kind == REPLY and not item.can_reply and "template_params" not in item.data:
            return OUTSIDE_WINDOW
        return ""

    def _do(self, company: CompanyConfig, target: ChatwootTarget, lease: Lease, item: _Item) -> datetime | None:
        if item.kind in ACTIONS:
            act = self._handoffs.give_back if item.kind == RELEASE else self._handoffs.execute
            act(company, target, lease.key.conversation_id, item.data)
            self._settle(lease, item, SENT)
            return None
        self._update(lease, item, state=SENDING, tried_at=self._clock(), known_id=item.last_message_id)
        message_id = self._client.send_message(
            target,
            lease.key.conversation_id,
            item.content,
            private=item.kind != REPLY,
            content_type=item.data.get("content_type", "text"),
            content_attributes={
                MARKER_KEY: item.outbox_id,
                **({"items": item.data["items"]} if "items" in item.data else {}),
            },
            template_params=item.data.get("template_params"),
        )
        self._settle(lease, item, SENT, message_id=message_id)
        return None

    def _found(self, company: CompanyConfig, target: ChatwootTarget, lease: Lease, item: _Item) -> bool:
        """Whether an interrupted post did arrive.

        Raises: _UnknownError while it cannot be told; in the end a person is asked instead of writing twice.
        """
        found = self._client.find_sent(target, lease.key.conversation_id, item.outbox_id, known_id=item.known_id)
        if isinstance(found, int):
            self._settle(lease, item, SENT, message_id=found)
            return True
        if isinstance(found, Unknown):
            if item.tried_at is not None and self._clock() - item.tried_at < UNKNOWN_WAIT:
                raise _UnknownError()
            log.error("a message could not be read back; a person is asked to look")
            self._fail(company, lease, item, "unconfirmed")
            return True
        return False

    def _put_off(self, lease: Lease, item: _Item, *, maybe_done: bool) -> datetime:
        state = SENDING if maybe_done and item.kind not in ACTIONS else PENDING
        if item.state == SENDING and item.kind not in ACTIONS:
            state = SENDING  # an earlier post is still in doubt
        now, attempts = self._clock(), item.attempts + 1
        if maybe_done or state == PENDING:
            self._update(lease, item, state=state, attempts=attempts, tried_at=now)
        else:
            self._update(lease, item, attempts=attempts)
        return now + timedelta(seconds=max(min(MAX_BACKOFF_S, 2.0**attempts), SETTLE_S))

    def _refused(
        self, company: CompanyConfig, lease: Lease, item: _Item, exc: ChatwootRejectedError
    ) -> datetime | None:
        status = exc.details.get("status")
        if status == 401:
            ALARMS.raise_(company.company_id, "integration_down", "chatwoot", "401")
        if status in RETRIED or TOO_MANY in str(exc.details.get("reason", "")):
            return self._put_off(lease, item, maybe_done=False)
        if status == 422 and "items" in item.data:
            log.warning("buttons were refused; the text goes without them")
            plain = {name: value for name, value in item.data.items() if name not in ("items", "content_type")}
            self._update(lease, item, state=PENDING, data=plain)
            return None
        log.error("chatwoot refused a message (%s)", status)
        if status == 403:
            ALARMS.raise_(company.company_id, "integration_down", "chatwoot", "403")
        self._fail(company, lease, item, f"refused_{status}")
        return None

    def _fail(self, company: CompanyConfig, lease: Lease, item: _Item, reason: str) -> None:
        """The customer may not have been answered: a person is asked, unless one has it already."""
        key = lease.key
        with self._database.tenant(key.company_id).session() as session:
            conversation = self._leases.held_row(session, lease)
            outbox = OutboxRepository(session, key.company_id)
            outbox.update(item.outbox_id, state=FAILED, reason=reason)
            state = ownership_of(conversation)
            if tell_reminder(session, key.company_id, item.data, reason):
                return  # nobody waits for an answer
            _tell_of_handoff(key, item, reason)
            if item.kind == REPLY and state.owner is ownership.Owner.BOT:
                items = plan(company, Handoff(HandoffReason.FAILURE), said=item.content)
                outbox.add(key.account_id, key.conversation_id, state.epoch, items)
                write_ownership(conversation, ownership.handed_over(state))

    def _settle(
        self, lease: Lease, item: _Item, state: str, *, reason: str = "", message_id: int | None = None
    ) -> None:
        if reason:
            log.warning("a message was not sent: %s", reason)
            _tell_of_handoff(lease.key, item, reason)
        values: dict[str, Any] = {"state": state, "reason": reason}
        if message_id is not None:
            values["chatwoot_message_id"] = message_id
        key = lease.key
        with self._database.tenant(key.company_id).session() as session:
            conversation = self._leases.held_row(session, lease)
            row = OutboxRepository(session, key.company_id).get(item.outbox_id)
            if row is not None and row.state in (PENDING, SENDING):  # our echo may have confirmed it meanwhile
                for name, value in values.items():
                    setattr(row, name, value)
            conversation.last_message_id = max(conversation.last_message_id, message_id or 0)
            if reason:
                tell_reminder(session, key.company_id, item.data, reason)

    def _update(self, lease: Lease, item: _Item, **values: Any) -> None:
        key = lease.key
        with self._database.tenant(key.company_id).session() as session:
            self._leases.held_row(session, lease)
            row = OutboxRepository(session, key.company_id).get(item.outbox_id)
            if row is not None and row.state in (PENDING, SENDING):
                for name, value in values.items():
                    setattr(row, name, value)


def _tell_of_handoff(key: ConversationKey, item: _Item, reason: str) -> None:
    """Nobody was called who should have been."""
    if item.kind == HANDOFF:
        ALARMS.raise_(key.company_id, "handoff_failed", key.conversation_id, reason)


def tell_reminder(session: Session, company_id: str, data: Mapping[str, Any], reason: str) -> bool:
    """Write down why a reminder did not reach the customer; False when the row is no reminder."""
    if "reminder" not in data:
        return False
    appointment_id, kind = data["reminder"]
    settle_reminder(session, company_id, (appointment_id, kind), NOT_SENT, reason)
    return True


class _UnknownError(ChatwootError):
    """It cannot be told yet whether a message arrived."""
