"""Drains one conversation: the waiting messages in order, one answer to a burst, then the outbox."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session as SqlSession

from app.agents.phrases.handoff import handoff_phrase
from app.agents.ports import Handoff, HandoffReason, Message
from app.agents.red_flags import find_red_flags
from app.config.company_config import CompanyConfig, CompanyManager
from app.config.constants import KeyKind, Role
from app.models.channel_conversation import ChannelConversationRepository, ChannelConversationRow, ConversationKey
from app.models.database import Database
from app.models.errors import CompanyNotFoundError, DependencyError, RecordUnavailableError
from app.models.inbound import InboundRepository
from app.models.outbox import HANDOFF, NOTE, RELEASE, OutboxRepository, Outgoing
from app.models.turn_fact import Outcome, TurnFacts
from app.services import ownership
from app.services.alarms import ALARMS
from app.services.chatwoot_events import EventKind
from app.services.conversation_service import ConversationService
from app.services.handoff_service import closed_until, is_open, note_text, plan
from app.services.inbox_answer import Answer, AnswerMaker, spoken
from app.services.inbox_batch import CUSTOMER_KINDS, Batch, Waiting
from app.services.lease import Lease, LeaseKeeper, LeaseLostError
from app.services.outbox_service import OutboxService, tell_reminder
from app.services.outgoing import replies, without_liquid
from app.services.ownership import Cause, Owner
from app.services.ownership_rows import ownership_of, policy_of, write_ownership
from app.services.redis_service import RedisService
from app.services.right_of_way import RIGHT_OF_WAY
from app.services.session_summary import ANSWERS, so_far, summarise
from app.services.typing_indicator import TypingIndicator
from app.utils.logger import get_logger, log_context

log = get_logger("inbox")

MAX_ROUNDS = 20
MAX_ATTEMPTS = 3
RETRY_S = 3.0
SUPERSEDE_FOR = timedelta(seconds=45)  # who never stops typing gets an answer all the same
REOPENING = timedelta(seconds=60)  # a message that reopens a conversation may come before the news of it


@dataclass(frozen=True, slots=True)
class _Later:
    """Nothing more to do before a moment."""

    at: datetime


class InboxService:
    """The background half of Chatwoot: everything after the acknowledgement."""

    def __init__(
        self,
        companies: CompanyManager,
        database: Database,
        redis: RedisService,
        conversations: ConversationService,
        answers: AnswerMaker,
        outbox: OutboxService,
        typing: TypingIndicator,
        leases: LeaseKeeper,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._companies, self._database, self._redis = companies, database, redis
        self._conversations, self._answers, self._outbox = conversations, answers, outbox
        self._typing, self._leases, self._clock = typing, leases, clock
        self._drafting: dict[str, datetime] = {}  # by lease: when the first answer was begun

    def drain(self, key: ConversationKey) -> datetime | None:
        """Do what is due; when to come back, None when all is done or another worker is at it."""
        with log_context(company=key.company_id), RIGHT_OF_WAY.at_a_desk():
            try:
                company = self._companies.find(key.company_id)
                lease = self._leases.acquire(key)
            except (CompanyNotFoundError, RecordUnavailableError) as exc:
                log.warning("a conversation cannot be drained now: %s", exc.code)
                return None
            if lease is None:
                return None
            try:
                return self._drain(company, lease)
            finally:
                self._drafting.pop(lease.token, None)
                self._leases.let_go(lease)

    def _drain(self, company: CompanyConfig, lease: Lease) -> datetime | None:
        later: datetime | None = None
        try:
            later = self._work(company, lease)
        except LeaseLostError:
            log.warning("another worker took the conversation over")
            return None
        except RecordUnavailableError:
            log.error("the record is out of reach; the conversation waits")
            return None
        except Exception:  # the job loop: whatever went wrong, the customer gets an answer or a person
            log.exception("a conversation could not be drained")
            later = self._failed(company, lease)
        return self._finish(lease, later)

    def _work(self, company: CompanyConfig, lease: Lease) -> datetime | None:
        for _ in range(MAX_ROUNDS):
            RIGHT_OF_WAY.give()
            blocked = self._outbox.flush(company, lease)
            if blocked is not None:
                return blocked
            batch = self._load(lease)
            self._mirror(company, lease, batch)
            later = self._handle(company, lease, batch)
            if later is not None:
                return later.at if later.at > self._clock() else None
            if not batch.rows:
                return None
        return self._clock() + timedelta(seconds=RETRY_S)

    def _load(self, lease: Lease) -> Batch:
        key = lease.key
        with self._database.tenant(key.company_id).session() as session:
            row = self._leases.held_row(session, lease)
            return Batch.of(row, InboundRepository(session, key.company_id).waiting(*_place(key)))

    def _handle(self, company: CompanyConfig, lease: Lease, batch: Batch) -> _Later | None:
        """Work through what was loaded; None to look again at once."""
        if batch.others:
            self._record_others(company, lease, batch)
            return None
        burst, now = batch.customers, self._clock()
        if not burst:
            return _Later(now)
        state = ownership.current(batch.ownership, now, policy_of(company))
        if state.owner is Owner.CLOSED and now - burst[-1].received_at < REOPENING:
            return _Later(now + timedelta(seconds=RETRY_S))
        if state.owner is not Owner.BOT:
            self._leave(company, lease, batch, state.owner.value)
            return None
        if company.bot_hours == "closed" and is_open(company, now):
            self._leave(company, lease, batch, "staff_hours")
            return None
        if batch.due_at is not None and batch.due_at > now and not _is_urgent(company, burst):
            return _Later(batch.due_at)
        return self._answer(company, lease, batch, burst)

    def _answer(
        self, company: CompanyConfig, lease: Lease, batch: Batch, burst: tuple[Waiting, ...]
    ) -> _Later | None:
        self._typing.show(company, lease.key.conversation_id, batch.channel, on=True)
        batch = batch if batch.summarised else self._summarised(company, lease, batch)
        self._drafting.setdefault(lease.token, self._clock())
        answer = self._answers.make(company, batch, burst)
        if answer.handoff is not None:
            answer = replace(answer, before=self._so_far(company, batch))
        RIGHT_OF_WAY.give()
        self._outbox.look(company, lease)
        outcome = self._commit(company, lease, batch, burst, answer)
        log.info("a burst of %d was %s", len(burst), outcome)
        if outcome != "answered":
            self._typing.show(company, lease.key.conversation_id, batch.channel, on=False)
        elif answer.draft is not None:
            self._conversations.remember(company, answer.draft)
        else:
            self._told(company, batch, answer)
        return None

    def _told(self, company: CompanyConfig, batch: Batch, answer: Answer) -> None:
        """After an answer without agents was stored."""
        self._conversations.refresh(company, batch.user_id)
        self._said(company, batch, spoken(answer, self._clock()))
        if answer.handoff is not None:
            self._conversations.events.called(company.company_id, batch.user_id, answer.handoff)

    def _said(self, company: CompanyConfig, batch: Batch, messages: Sequence[Message]) -> None:
        self._conversations.events.said(company.company_id, batch.user_id, messages)

    def _summarised(self, company: CompanyConfig, lease: Lease, batch: Batch) -> Batch:
        """What this person and the bot spoke of before this session, written once."""
        record = self._conversations.record(company)
        summary = summarise(company, record.spoken_of(batch.user_id, batch.session.started_at, ANSWERS))
        with self._database.tenant(lease.key.company_id).session() as session:
            self._leases.held_row(session, lease).session_summary = summary
        return replace(batch, summarised=True, session=replace(batch.session, summary=summary))

    def _so_far(self, company: CompanyConfig, batch: Batch) -> str:
        """What the bot has answered in this session."""
        answers = self._conversations.record(company).spoken_of(batch.user_id, self._clock(), ANSWERS)
        return so_far(company, [answer for answer in answers if answer[0] >= batch.session.started_at])

    def _commit(
        self, company: CompanyConfig, lease: Lease, batch: Batch, burst: tuple[Waiting, ...], answer: Answer
    ) -> str:
        """Turn, outbox and owner in one transaction, if nothing has changed that makes the answer wrong."""
        key, now = lease.key, self._clock()
        with self._database.tenant(key.company_id).session() as session:
            row = self._leases.held_row(session, lease)
            inbound = InboundRepository(session, key.company_id)
            state = ownership.current(ownership_of(row), now, policy_of(company))
            if state.owner is not Owner.BOT or state.epoch != batch.ownership.epoch:
                self._note_what_was_done(session, company, lease, answer)
                return "taken over"
            known = {item.inbound_id for item in burst}
            waiting = inbound.waiting(*_place(key))
            newer = any(item.inbound_id not in known and item.kind in CUSTOMER_KINDS for item in waiting)
            since = self._drafting.get(lease.token, now)
            if newer and not answer.is_done and now - since < SUPERSEDE_FOR:
                return "superseded"
            if not known <= {item.inbound_id for item in waiting}:
                return "changed"  # a message of the burst was taken back
            self._store(session, company, batch, answer, now)
            inbound.done([item.inbound_id for item in burst], "answered")
            items = _outgoing(company, batch, answer, row.can_reply, now)
            if state.cause is Cause.EXPIRED and row.cause == Cause.TAKEN.value:
                items = [Outgoing(RELEASE), *items]  # Chatwoot, too, learns that the person's hours are over
            OutboxRepository(session, key.company_id).add(*_place(key), state.epoch, items)
            if answer.handoff is not None:
                state = ownership.handed_over(state)
            write_ownership(row, state)
            row.burst_at = None
        return "answered"

    def _store(
        self, session: SqlSession, company: CompanyConfig, batch: Batch, answer: Answer, now: datetime
    ) -> None:
        if answer.draft is not None:
            self._conversations.store(session, company, answer.draft)
            return
        self._conversations.record(company).add_lines(
            session, batch.user_id, batch.channel or "chatwoot", answer.language, spoken(answer, now)
        )
        if answer.handoff is not None:
            facts = TurnFacts(session, company.company_id)
            facts.event(batch.user_id, batch.channel, Outcome.HANDED_OVER, answer.handoff.reason.value)

    def _note_what_was_done(
        self, session: SqlSession, company: CompanyConfig, lease: Lease, answer: Answer
    ) -> None:
        """An appointment written for an answer that is not sent any more is told to the person who took over."""
        if answer.draft is None or not answer.draft.result.receipts:
            return
        text = handoff_phrase("note_done_unsent", company, company.language, text=answer.text)
        OutboxRepository(session, lease.key.company_id).add(
            *_place(lease.key), 0, [Outgoing(NOTE, without_liquid(text))]
        )

    def _leave(self, company: CompanyConfig, lease: Lease, batch: Batch, outcome: str) -> None:
        """Record messages that are a person's to answer."""
        key, now, rows = lease.key, self._clock(), batch.customers
        items: list[Outgoing] = []
        handoff: Handoff | None = None
        if batch.ownership.owner is not Owner.CLOSED and _is_urgent(company, rows):
            handoff = Handoff(HandoffReason.EMERGENCY, summary=rows[-1].text, urgent=True)
            items = plan(company, handoff)
        elif outcome == "staff_hours":
            items = [Outgoing(HANDOFF, data={"priority": ""})]
        messages = [Message(Role.USER, self._answers.recorded(company, row), now, ref=row.ref) for row in rows]
        with self._database.tenant(key.company_id).session() as session:
            row = self._leases.held_row(session, lease)
            self._conversations.record(company).add_lines(
                session, batch.user_id, batch.channel or "chatwoot", "", messages
            )
            InboundRepository(session, key.company_id).done([item.inbound_id for item in rows], outcome)
            OutboxRepository(session, key.company_id).add(*_place(key), row.epoch, items)
            if outcome == "staff_hours":
                write_ownership(row, ownership.handed_over(ownership_of(row)))
        self._conversations.refresh(company, batch.user_id)
        self._said(company, batch, messages)
        if handoff is not None:
            self._conversations.events.called(key.company_id, batch.user_id, handoff)

    def _record_others(self, company: CompanyConfig, lease: Lease, batch: Batch) -> None:
        """What people of the company wrote, what was taken back, what could not be delivered."""
        key, now = lease.key, self._clock()
        record, said = self._conversations.record(company), []
        with self._database.tenant(key.company_id).session() as session:
            row = self._leases.held_row(session, lease)
            for item in batch.others:
                if item.kind == EventKind.HUMAN_REPLY.value:
                    message = Message(Role.HUMAN_AGENT, self._answers.recorded(company, item), now, ref=item.ref)
                    channel = batch.channel or "chatwoot"
                    record.add_lines(session, batch.user_id, channel, "", [message])
                    said.append(message)
                elif item.kind == EventKind.DELETED.value:
                    record.forget_message(session, batch.user_id, item.ref)
                elif item.kind == EventKind.DELIVERY_FAILED.value:
                    self._undelivered(session, company, row, item)
            InboundRepository(session, key.company_id).done([item.inbound_id for item in batch.others], "recorded")
        self._conversations.refresh(company, batch.user_id)
        self._said(company, batch, said)

    def _undelivered(
        self, session: SqlSession, company: CompanyConfig, row: ChannelConversationRow, item: Waiting
    ) -> None:
        """The customer did not get our message, so a person has to reach them another way."""
        outbox = OutboxRepository(session, row.company_id)
        ours = outbox.by_message(row.account_id, item.message_id)
        if ours is not None:
            outbox.update(ours.outbox_id, state="failed", reason=item.error)
            tell_reminder(session, row.company_id, ours.data, "undelivered")
        log.error("a message was not delivered")
        state = ownership_of(row)
        if state.owner is Owner.BOT:
            text = note_text(company, "undelivered", item.error)
            items = [Outgoing(HANDOFF, data={"priority": "high"}), Outgoing(NOTE, text)]
            outbox.add(row.account_id, row.conversation_id, state.epoch, items)
            write_ownership(row, ownership.handed_over(state))

    def _mirror(self, company: CompanyConfig, lease: Lease, batch: Batch) -> None:
        """Tell the working memory and the conversation list who the owner is."""
        owner = ownership.current(batch.ownership, self._clock(), policy_of(company)).owner.value
        if owner == batch.mirrored:
            return
        key = lease.key
        try:
            self._redis.company(company.redis_prefix).set(KeyKind.BOT_STATUS, key.conversation_id, owner)
        except DependencyError:
            log.warning("working memory is out of reach; it is told of the owner when the conversation goes on")
            told = batch.mirrored
        else:
            told = owner
        with self._database.tenant(key.company_id).session() as session:
            self._leases.held_row(session, lease).mirrored = told
            self._conversations.record(company).set_owner(session, batch.user_id, owner)
        self._conversations.events.owner(company.company_id, batch.user_id, owner)

    def _failed(self, company: CompanyConfig, lease: Lease) -> datetime | None:
        """Count the attempt; after the last one apologise and call a person."""
        key = lease.key
        try:
            with self._database.tenant(key.company_id).session() as session:
                self._leases.held_row(session, lease)
                inbound = InboundRepository(session, key.company_id)
                inbound.tried([item.inbound_id for item in inbound.waiting(*_place(key))])
            batch = self._load(lease)
            burst = batch.customers
            if burst and max(row.attempts for row in burst) >= MAX_ATTEMPTS:
                ALARMS.raise_(company.company_id, "error", key.conversation_id, "conversation")
                answer = self._answers.failed(company, burst)
                if self._commit(company, lease, batch, burst, answer) == "answered":
                    self._told(company, batch, answer)
                return None
        except (LeaseLostError, RecordUnavailableError) as exc:
            log.error("the failure could not be written down: %s", exc.code)
        return self._clock() + timedelta(seconds=RETRY_S)

    def _finish(self, lease: Lease, later: datetime | None) -> datetime | None:
        """Give the conversation back; when to come back, from what still waits."""
        key = lease.key
        try:
            with self._database.tenant(key.company_id).session() as session:
                row = self._leases.held_row(session, lease)
                waits = InboundRepository(session, key.company_id).waiting(*_place(key))
                unsent = OutboxRepository(session, key.company_id).open(*_place(key))
                due = (later or row.due_at or self._clock()) if waits or unsent else None
                if due is None:
                    row.burst_at = None
                ChannelConversationRepository(session, key.company_id).release(key, lease.token, due)
        except (LeaseLostError, RecordUnavailableError) as exc:
            log.warning("a conversation was not given back: %s", exc.code)
            return None
        return due


def _outgoing(
    company: CompanyConfig, batch: Batch, answer: Answer, can_reply: bool, now: datetime
) -> list[Outgoing]:
    """The answer's messages, then what the hand-over does."""
    text, handoff = answer.text, answer.handoff
    if handoff is not None and not answer.is_urgent:
        closed = closed_until(company, answer.language, now)
        text = f"{text}\n\n{closed}" if closed else text
    items = replies(text, answer.choices, company, channel=batch.channel, can_reply=can_reply)
    if answer.is_urgent:  # goes out whoever took the conversation meanwhile
        items = [replace(item, data={**item.data, "always": True}) for item in items]
    if handoff is None:
        return items
    booking = answer.draft.result.booking if answer.draft else None
    said = "\n".join(line.text for line in answer.lines)
    return [*items, *plan(company, handoff, booking, said=said, before=answer.before)]


def _is_urgent(company: CompanyConfig, rows: tuple[Waiting, ...]) -> bool:
    return any(find_red_flags(row.text, company.language, company.business_type) for row in rows if row.text)


def _place(key: ConversationKey) -> tuple[str, str]:
    return key.account_id, key.conversation_id
