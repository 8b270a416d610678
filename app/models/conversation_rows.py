"""The tables of conversations and messages, and what is read of their rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.agents.ports import Message, Source
from app.config.constants import Intent, Role
from app.models.database import Base, TenantMixin
from app.models.ids import new_id
from app.models.turn_fact import TurnFact


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


def is_a_persons(owner: str, until: datetime | None, now: datetime) -> bool:
    """Taken in the panel or in the channel, and not over yet."""
    return owner in ("human", "paused") and (until is None or now < until)


def message_values(thread: tuple[str, str], message: Message, turn: StoredTurn) -> dict[str, Any]:
    """The row but for its number in the conversation. `thread` is company and person."""
    answer = message.role is Role.ASSISTANT
    return {
        "company_id": thread[0],
        "message_id": new_id("msg"),
        "user_id": thread[1],
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


def to_message(row: MessageRow) -> Message:
    return Message(
        role=Role(row.role),
        content=row.content,
        at=row.created_at,
        agent=row.agent,
        intents=tuple(Intent(name) for name in row.intents),
        sources=tuple(Source(**source) for source in row.sources),
    )


def to_recorded(row: MessageRow) -> RecordedMessage:
    said = to_message(row)
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


def to_conversation(row: ConversationRow) -> Conversation:
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
