"""Takes a Chatwoot event in: whose it is, whether it is genuine, stored before it is acknowledged."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.config.company_config import CompanyConfig, CompanyManager
from app.models.channel_conversation import ChannelConversationRepository, ChannelConversationRow, ConversationKey
from app.models.database import Database
from app.models.errors import (
    CompanyConflictError,
    CompanyIdInvalidError,
    InboundNotStoredError,
    RecordUnavailableError,
    UnauthorizedError,
)
from app.models.inbound import InboundRepository
from app.models.outbox import CONFIRMED, OPEN, OutboxRepository
from app.models.turn_fact import Outcome, TurnFacts
from app.services import ownership
from app.services.chatwoot_events import EventKind, InboundEvent, account_of, attachments_json, parse_event
from app.services.group_commit import GroupCommit
from app.services.ownership_rows import ownership_of, policy_of, write_ownership
from app.services.right_of_way import RIGHT_OF_WAY
from app.services.webhook_signature import Delivery, is_signed
from app.utils.logger import get_logger, log_context
from app.utils.validators import validate_company_id

log = get_logger("webhook")

Notify = Callable[[ConversationKey, float, str], None]  # where, in how many seconds, what was said

VOICE_WINDOWS = 2  # a voice note is recorded in pieces: its window is this many times longer
MAX_WINDOWS = 5  # who goes on typing is answered after this many windows at the latest
QUEUED = (
    EventKind.CUSTOMER_MESSAGE,
    EventKind.CUSTOMER_CHOICE,
    EventKind.HUMAN_REPLY,
    EventKind.DELIVERY_FAILED,
    EventKind.DELETED,
    EventKind.BOT_ASSIGNED,
)
_OUTCOMES = {ownership.Cause.RESOLVED.value: Outcome.RESOLVED, ownership.Cause.REOPENED.value: Outcome.REOPENED}
CUSTOMER = (EventKind.CUSTOMER_MESSAGE, EventKind.CUSTOMER_CHOICE, EventKind.BOT_ASSIGNED)


class WebhookService:
    """Accepts events of companies it knows; one SQL transaction each, and nothing else."""

    def __init__(
        self,
        companies: CompanyManager,
        database: Database,
        notify: Notify,
        *,
        production: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._companies, self._commits, self._notify = companies, GroupCommit(database), notify
        self._production, self._clock = production, clock
        self.counts: Counter[str] = Counter()  # by answer: accepted, duplicate, ignored:<reason>, refused
        self._observe: Callable[[str], None] = lambda _answer: None

    def on_answer(self, observe: Callable[[str], None]) -> None:
        """`observe` hears of each answer, in the words of `counts`."""
        self._observe = observe

    def receive(self, event: Mapping[str, Any], delivery: Delivery) -> dict[str, Any]:
        """`accepted`, `duplicate` or `ignored`; events of unknown accounts change nothing.

        Raises: UnauthorizedError, CompanyConflictError when the event names another company than its account's,
        InboundNotStoredError.
        """
        with RIGHT_OF_WAY.first():
            return self._receive(event, delivery)

    def _receive(self, event: Mapping[str, Any], delivery: Delivery) -> dict[str, Any]:
        company = self._company(event, delivery)
        if company is None:
            log.warning("event of an unknown account ignored")
            return self._answer(None, "ignored", "unknown_account")
        with log_context(company=company.company_id):
            self._verify(company, delivery)
            _confirm(event, company)
            parsed = parse_event(event)
            if parsed.kind is EventKind.IGNORED:
                return self._answer(company, "ignored" if parsed.reason else "accepted", parsed.reason)
            return self._take_in(company, parsed)

    def take_in(self, company: CompanyConfig, event: Mapping[str, Any]) -> None:
        """An event that was read through the API, as if it had been delivered.

        Raises: InboundNotStoredError.
        """
        parsed = parse_event(event)
        if parsed.kind is not EventKind.IGNORED:
            self._take_in(company, parsed)

    def _take_in(self, company: CompanyConfig, event: InboundEvent) -> dict[str, Any]:
        key = ConversationKey(company.company_id, _account(company, event), event.conversation_id)
        try:
            delay = self._store_once(company, key, event)
        except RecordUnavailableError as exc:
            log.error("an event could not be stored")
            raise InboundNotStoredError() from exc
        if delay is None:
            return self._answer(company, "duplicate")
        self._notify(key, delay, event.text if event.kind in CUSTOMER else "")
        if event.kind is EventKind.OWN_MESSAGE:
            return self._answer(company, "ignored", "own_message")
        return self._answer(company, "accepted")

    def _store_once(self, company: CompanyConfig, key: ConversationKey, event: InboundEvent) -> float | None:
        """Seconds until there is work; None for a repetition."""

        def store(session: Session) -> float | None:
            return self._store(session, company, key, event)

        try:
            return self._commits.run(company.company_id, store)
        except IntegrityError:  # two first messages of one conversation: its row is there now
            return self._commits.run(company.company_id, store)

    def _store(
        self, session: Session, company: CompanyConfig, key: ConversationKey, event: InboundEvent
    ) -> float | None:
        now = datetime.fromtimestamp(self._clock(), UTC)
        is_work = event.kind in QUEUED and bool(event.key)
        new = is_work and InboundRepository(session, company.company_id).add_once(**_inbound(key, event, now))
        if is_work and not new and event.kind is not EventKind.BOT_ASSIGNED:
            return None
        row = ChannelConversationRepository(session, company.company_id).open(key)
        _describe(row, event)
        before = row.cause
        _change_owner(row, event, company, now)
        if row.cause != before and (outcome := _OUTCOMES.get(row.cause)):
            TurnFacts(session, company.company_id).event(row.user_id or "", row.channel, outcome)
        _settle(session, company.company_id, key, event)
        if new:
            _make_due(row, now, event, company)
        elif row.owner != row.mirrored:
            row.due_at = row.due_at or now
        return max(0.0, (row.due_at - now).total_seconds()) if row.due_at else 0.0

    def _company(self, event: Mapping[str, Any], delivery: Delivery) -> CompanyConfig | None:
        """By the URL's token, by the account; both must agree. Raises: UnauthorizedError, CompanyConflictError."""
        account_id = account_of(event)
        by_account = self._companies.by_account(account_id) if account_id else None
        if not delivery.token:
            return by_account
        by_token = self._companies.by_webhook_token(delivery.token)
        if by_token is None:
            self._count("refused")
            raise UnauthorizedError()
        if account_id and by_account is not by_token:
            raise CompanyConflictError()
        return by_token

    def _verify(self, company: CompanyConfig, delivery: Delivery) -> None:
        """Without a secret only a development installation takes unsigned events."""
        if delivery.token:
            return
        secrets = (company.secrets.chatwoot_webhook_secret, company.secrets.chatwoot_webhook_secret_previous)
        if not any(secrets) and not self._production:
            return
        if not is_signed(delivery, secrets, self._clock()):
            self._count("refused")
            log.warning("a webhook without a valid signature was refused")
            raise UnauthorizedError()

    def _answer(self, company: CompanyConfig | None, status: str, reason: str = "") -> dict[str, Any]:
        self._count(f"{status}:{reason}" if reason else status)
        answer: dict[str, Any] = {"company_id": company.company_id if company else None, "status": status}
        return {**answer, "reason": reason} if reason else answer

    def _count(self, answer: str) -> None:
        self.counts[answer] += 1
        self._observe(answer)


def _account(company: CompanyConfig, event: InboundEvent) -> str:
    """Old versions leave the account out of conversation events; the URL's token has told the company."""
    return event.account_id or company.chatwoot_account_id or ""


def _describe(row: ChannelConversationRow, event: InboundEvent) -> None:
    if event.contact_id:
        row.user_id = f"chatwoot_contact_{event.contact_id}"
    if event.channel:
        row.channel = event.channel
    if event.snapshot.updated_at >= row.seen_at:
        row.can_reply = event.can_reply
    row.last_message_id = max(row.last_message_id, event.message_id)


def _change_owner(row: ChannelConversationRow, event: InboundEvent, company: CompanyConfig, now: datetime) -> None:
    """Ownership follows the event at once, so that an answer being made is not sent over a person."""
    policy, state = policy_of(company), ownership_of(row)
    before = state
    state = ownership.seen(state, event.snapshot, policy, signal=event.status_signal)
    if event.kind is EventKind.HUMAN_REPLY:
        state = ownership.human_replied(state, now, policy)
    elif event.kind is EventKind.BOT_ASSIGNED:
        state = ownership.switched_on(state)
    elif event.kind is EventKind.COMMAND and event.command is not None:
        if event.command.on:
            state = ownership.switched_on(state)
        else:
            seconds = event.command.duration_s
            state = ownership.switched_off(state, now, timedelta(seconds=seconds) if seconds else None)
    if state.session != before.session:
        row.session_started_at, row.session_summary = now, None
    write_ownership(row, state)


def _settle(session: Session, company_id: str, key: ConversationKey, event: InboundEvent) -> None:
    """What an event says of rows we already have: our own message arrived, a text was taken back."""
    if event.kind is EventKind.OWN_MESSAGE:
        outbox = OutboxRepository(session, company_id)
        row = outbox.get(event.marker)
        if row is not None and row.account_id == key.account_id and row.state in (*OPEN, "sent"):
            outbox.update(row.outbox_id, state=CONFIRMED, chatwoot_message_id=event.message_id)
    elif event.kind is EventKind.DELETED:
        InboundRepository(session, company_id).forget(key.account_id, event.message_id)
    elif event.kind is EventKind.EDITED:
        InboundRepository(session, company_id).revise(
            key.account_id, event.message_id, event.text, attachments_json(event)
        )


def _inbound(key: ConversationKey, event: InboundEvent, now: datetime) -> dict[str, Any]:
    return {
        "account_id": key.account_id,
        "conversation_id": key.conversation_id,
        "dedupe_key": event.key,
        "kind": event.kind.value,
        "message_id": event.message_id,
        "order_at": event.at_ms or int(now.timestamp() * 1000),
        "text": event.text,
        "data": {
            "attachments": attachments_json(event),
            "name": event.contact_name,
            "phone": event.contact_phone,
            "error": event.error,
            "marker": event.marker,
        },
        "received_at": now,
    }


def _window(company: CompanyConfig, event: InboundEvent) -> float:
    if event.kind is EventKind.CUSTOMER_CHOICE:
        return 0.0  # a button is one deliberate answer
    return company.burst_window_seconds * (VOICE_WINDOWS if event.has_voice else 1)


def _make_due(row: ChannelConversationRow, now: datetime, event: InboundEvent, company: CompanyConfig) -> None:
    """Each message of a burst puts the answer off, up to a limit."""
    if event.kind not in CUSTOMER:
        row.due_at = row.due_at or now
        return
    window_s = _window(company, event)
    if row.due_at is None or row.burst_at is None:
        row.burst_at = now
    limit = row.burst_at + timedelta(seconds=company.burst_window_seconds * MAX_WINDOWS)
    row.due_at = max(min(now + timedelta(seconds=window_s), limit), now)


def _confirm(event: Mapping[str, Any], company: CompanyConfig) -> None:
    """A company named in the event's meta may confirm the account, never override it."""
    conversation = event.get("conversation")
    meta = conversation.get("meta") if isinstance(conversation, Mapping) else None
    named = meta.get("company_id") if isinstance(meta, Mapping) else None
    if named is None:
        return
    try:
        agrees = validate_company_id(named) == company.company_id
    except CompanyIdInvalidError:
        agrees = False
    if not agrees:
        raise CompanyConflictError()
