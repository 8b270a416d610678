"""Conversations and messages: the record of who said what, and when."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import (
    ForeignKeyConstraint,
    Index,
    String,
    Table,
    Text,
    and_,
    case,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.agents.ports import Message, Source
from app.config.constants import Intent, Role
from app.models.channel_conversation import ChannelConversationRepository
from app.models.database import Base, TenantDatabase, TenantMixin
from app.models.errors import ConversationNotFoundError
from app.models.ids import new_id
from app.models.turn_fact import TurnFact, TurnFacts
from app.models.webhook_delivery import forget_deliveries


class ConversationRow(TenantMixin, Base):
    """One person's thread with the company; `user_id` is stable over channels' own conversations."""

    __tablename__ = "conversations"
    __table_args__ = (Index("ix_conversations_recent", "company_id", "last_message_at"),)

    user_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(60))
    channel: Mapped[str] = mapped_column(String(40), default="api")
    owner: Mapped[str] = mapped_column(String(20), default="bot")
    owner_until: Mapped[datetime | None]  # when a person's turn ends by itself, in conversations without a channel
    language: Mapped[str] = mapped_column(String(5), default="es")
    message_count: Mapped[int] = mapped_column(default=0)
    last_message: Mapped[str] = mapped_column(Text, default="")
    last_message_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))
    created_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))
    booking: Mapped[dict[str, Any]] = mapped_column(default=dict)


class MessageRow(TenantMixin, Base):
    __tablename__ = "messages"
    __table_args__ = (
        ForeignKeyConstraint(
            ["company_id", "user_id"],
            ["conversations.company_id", "conversations.user_id"],
            ondelete="CASCADE",
        ),
        Index("ix_messages_thread", "company_id", "user_id", "sequence", unique=True),
        Index("ix_messages_day", "company_id", "created_at"),
    )

    message_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(128))
    sequence: Mapped[int]  # 1, 2, 3… within the conversation
    role: Mapped[str] = mapped_column(String(20))
    content: Mapped[str] = mapped_column(Text)
    agent: Mapped[str | None] = mapped_column(String(80))
    intents: Mapped[list[Any]] = mapped_column(default=list)
    sources: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    total_ms: Mapped[float | None]
    classification_ms: Mapped[float | None]
    retrieval_ms: Mapped[float | None]
    generation_ms: Mapped[float | None]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)  # engine, tokens, action, hand-over reason


@dataclass(frozen=True, slots=True)
class Conversation:
    """The head of a thread."""

    user_id: str
    conversation_id: str
    channel: str
    owner: str
    language: str
    message_count: int
    last_message: str
    last_message_at: datetime
    booking: Mapping[str, Any] = field(default_factory=dict)
    owner_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class TurnTimings:
    """Milliseconds by stage; None where the stage did not run."""

    total: float | None = None
    classification: float | None = None
    retrieval: float | None = None
    generation: float | None = None


@dataclass(frozen=True, slots=True)
class RecordedMessage(Message):
    """A message with how its answer came about: engine, route, times; empty for what people wrote."""

    message_id: str = ""
    timings: TurnTimings = TurnTimings()
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """What one turn adds to the record: the customer's message and the answer."""

    messages: tuple[Message, ...]
    language: str
    booking: Mapping[str, Any]
    timings: TurnTimings = TurnTimings()
    details: Mapping[str, Any] = field(default_factory=dict)
    fact: TurnFact | None = None  # None: no agent answered


@dataclass(frozen=True, slots=True)
class Owners:
    """How many conversations there are, and with whom."""

    conversations: int
    active_bots: int
    waiting_for_person: int


class ConversationRepository:
    """One company's conversations."""

    def __init__(self, tenant: TenantDatabase) -> None:
        self._tenant = tenant

    def find(self, user_id: str) -> Conversation | None:
        with self._tenant.reading() as session:
            row = self._row(session, user_id)
            return _conversation(row) if row else None

    def open(self, user_id: str, channel: str, language: str) -> Conversation:
        """The person's conversation, made when there is none yet."""
        with self._tenant.session() as session:
            return _conversation(self._open(session, user_id, channel, language))

    def append(self, user_id: str, turn: StoredTurn) -> None:
        """Add a turn's messages in order, in one transaction. Raises: ConversationNotFoundError."""
        with self._tenant.session() as session:
            if not self._append(session, user_id, turn):
                raise ConversationNotFoundError()

    def append_in(self, session: Session, user_id: str, channel: str, turn: StoredTurn) -> None:
        """As `append`, inside a caller's transaction; the conversation is made when there is none."""
        if not self._append(session, user_id, turn):
            self._open(session, user_id, channel, turn.language)
            session.flush()
            self._append(session, user_id, turn)

    def add_lines(
        self, session: Session, user_id: str, channel: str, language: str, messages: Sequence[Message]
    ) -> None:
        """Add what was said without the agents; the language (if known) and the booking stay."""
        row = self._open(session, user_id, channel, language)
        session.flush()
        self._append(session, user_id, StoredTurn(tuple(messages), row.language, row.booking))

    def set_owner(self, session: Session, user_id: str, owner: str, until: datetime | None = None) -> bool:
        """Whether there is such a conversation."""
        row = self._row(session, user_id, lock=True)
        if row is not None:
            row.owner, row.owner_until = owner, until
        return row is not None

    def add_note(self, session: Session, user_id: str, note: Message) -> bool:
        """Put a note of the staff beside what was said. Whether there is such a conversation."""
        row = self._row(session, user_id, lock=True)
        if row is None:
            return False
        row.message_count += 1
        turn = StoredTurn((note,), row.language, row.booking)
        values = _message_values((row.company_id, user_id), row.message_count, note, turn)
        session.execute(insert(cast(Table, MessageRow.__table__)), [values])
        return True

    def forget_message(self, session: Session, user_id: str, ref: str) -> None:
        """Blank a message that was taken back in its channel."""
        row = self._row(session, user_id, lock=True)
        query = select(MessageRow).where(
            MessageRow.user_id == user_id, MessageRow.details["ref"].as_string() == ref
        )
        for message in session.scalars(query):
            if row is not None and row.last_message == message.content:
                row.last_message = ""
            message.content = ""

    def spoken_of(self, user_id: str, before: datetime, limit: int) -> list[tuple[datetime, list[Any], str]]:
        """The newest answers before a moment, oldest first: when, their intents, what they did."""
        query = select(MessageRow).where(
            MessageRow.user_id == user_id,
            MessageRow.role == Role.ASSISTANT.value,
            MessageRow.created_at < before,
        )
        with self._tenant.reading() as session:
            rows = session.scalars(query.order_by(MessageRow.sequence.desc()).limit(limit)).all()
            return [(r.created_at, r.intents, str(r.details.get("action", ""))) for r in reversed(rows)]

    def history(self, user_id: str, limit: int) -> list[RecordedMessage]:
        """The newest `limit` messages and notes, oldest first."""
        query = select(MessageRow).where(MessageRow.user_id == user_id).order_by(MessageRow.sequence.desc())
        with self._tenant.reading() as session:
            return [_recorded(row) for row in reversed(session.scalars(query.limit(limit)).all())]

    def recent(self, user_id: str, limit: int, *, since: datetime | None = None) -> list[Message]:
        """The newest `limit` messages that customer or company said, oldest first."""
        with self._tenant.reading() as session:
            query = select(MessageRow).where(MessageRow.user_id == user_id, MessageRow.role != Role.NOTE.value)
            if since is not None:
                query = query.where(MessageRow.created_at >= since)
            rows = session.scalars(query.order_by(MessageRow.sequence.desc()).limit(limit)).all()
            return [_message(row) for row in reversed(rows)]

    def page(
        self, page: int, page_size: int, *, owner: str | None = None, text: str | None = None
    ) -> tuple[list[Conversation], int]:
        """Most recently active first, with the total of all pages."""
        query = select(ConversationRow)
        if owner:
            query = query.where(ConversationRow.owner == owner)
        if text:
            query = query.where(
                ConversationRow.last_message.icontains(text, autoescape=True)
                | ConversationRow.user_id.icontains(text, autoescape=True)
            )
        with self._tenant.reading() as session:
            total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
            order = query.order_by(ConversationRow.last_message_at.desc(), ConversationRow.user_id)
            rows = session.scalars(order.offset((page - 1) * page_size).limit(page_size))
            return [_conversation(row) for row in rows], total

    def delete(self, user_id: str) -> list[str]:
        """The channel's own conversations that went with it. Raises: ConversationNotFoundError."""
        with self._tenant.session() as session:
            row = self._row(session, user_id)
            in_channel = ChannelConversationRepository(session, self._tenant.company_id).forget_person(user_id)
            if row is None and not in_channel:
                raise ConversationNotFoundError()
            forget_deliveries(session, self._tenant.company_id, user_id)
            session.execute(delete(MessageRow).where(MessageRow.user_id == user_id))
            if row is not None:
                session.delete(row)
            return in_channel

    def owners(self, active_since: datetime) -> Owners:
        """Who has the conversations; a bot is active where somebody wrote since then."""
        bot = case((and_(ConversationRow.owner == "bot", ConversationRow.last_message_at >= active_since), 1))
        person = case((ConversationRow.owner == "human", 1))
        with self._tenant.reading() as session:
            counts = select(func.count(), func.count(bot), func.count(person)).select_from(ConversationRow)
            return Owners(*session.execute(counts).one())

    def _append(self, session: Session, user_id: str, turn: StoredTurn) -> bool:
        """Three statements: the first one also locks the conversation and gives out the sequence numbers.

        False where there is no such conversation. Units of work would cost several times the CPU.
        """
        newest = turn.messages[-1]
        head = update(ConversationRow).where(
            ConversationRow.company_id == self._tenant.company_id, ConversationRow.user_id == user_id
        )
        values = {
            "message_count": ConversationRow.message_count + len(turn.messages),
            "language": turn.language,
            "booking": dict(turn.booking),
            "last_message": newest.content,
            "last_message_at": newest.at,
        }
        counted = head.values(values).returning(
            ConversationRow.message_count, ConversationRow.conversation_id, ConversationRow.channel
        )
        found = session.execute(counted, execution_options={"synchronize_session": False}).one_or_none()
        if found is None:
            return False
        first = found.message_count - len(turn.messages) + 1
        thread = (self._tenant.company_id, user_id)
        rows = [_message_values(thread, first + n, message, turn) for n, message in enumerate(turn.messages)]
        session.execute(insert(cast(Table, MessageRow.__table__)), rows)
        times = {f"{stage}_ms": ms for stage, ms in asdict(turn.timings).items()} if turn.fact else {}
        facts = TurnFacts(session, self._tenant.company_id)
        facts.add((found.conversation_id, found.channel), newest.at, len(rows), turn.fact, **times)
        return True

    def _open(self, session: Session, user_id: str, channel: str, language: str) -> ConversationRow:
        row = self._row(session, user_id, lock=True)
        if row is None:
            row = ConversationRow(
                company_id=self._tenant.company_id,
                user_id=user_id,
                conversation_id=new_id("conv"),
                channel=channel,
                language=language,
                owner="bot",
                message_count=0,
                last_message="",
                last_message_at=datetime.now(UTC),
                booking={},
            )
            session.add(row)
        return row

    def _row(self, session: Session, user_id: str, *, lock: bool = False) -> ConversationRow | None:
        query = select(ConversationRow).where(ConversationRow.user_id == user_id)
        return session.scalar(query.with_for_update() if lock else query)


def _message_values(thread: tuple[str, str], sequence: int, message: Message, turn: StoredTurn) -> dict[str, Any]:
    """`thread` is company and person."""
    answer = message.role is Role.ASSISTANT
    return {
        "company_id": thread[0],
        "message_id": new_id("msg"),
        "user_id": thread[1],
        "sequence": sequence,
        "role": message.role.value,
        "content": message.content,
        "agent": message.agent,
        "intents": [intent.value for intent in message.intents],
        "sources": [{"document_id": s.document_id, "title": s.title, "score": s.score} for s in message.sources],
        "created_at": message.at,
        "total_ms": turn.timings.total if answer else None,
        "classification_ms": turn.timings.classification if answer else None,
        "retrieval_ms": turn.timings.retrieval if answer else None,
        "generation_ms": turn.timings.generation if answer else None,
        "details": dict(turn.details) if answer else {"ref": message.ref} if message.ref else {},
    }


def _message(row: MessageRow) -> Message:
    return Message(
        role=Role(row.role),
        content=row.content,
        at=row.created_at,
        agent=row.agent,
        intents=tuple(Intent(name) for name in row.intents),
        sources=tuple(Source(**source) for source in row.sources),
    )


def _recorded(row: MessageRow) -> RecordedMessage:
    said = _message(row)
    return RecordedMessage(
        role=said.role,
        content=said.content,
        at=said.at,
        agent=said.agent,
        intents=said.intents,
        sources=said.sources,
        message_id=row.message_id,
        timings=TurnTimings(row.total_ms, row.classification_ms, row.retrieval_ms, row.generation_ms),
        details=row.details,
    )


def _conversation(row: ConversationRow) -> Conversation:
    return Conversation(
        user_id=row.user_id,
        conversation_id=row.conversation_id,
        channel=row.channel,
        owner=row.owner,
        language=row.language,
        message_count=row.message_count,
        last_message=row.last_message,
        last_message_at=row.last_message_at,
        booking=row.booking,
        owner_until=row.owner_until,
    )
