"""What the bot decided to send, stored before it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String, Text, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.database import Base, TenantMixin
from app.models.ids import new_id

PENDING, SENDING, SENT, CONFIRMED = "pending", "sending", "sent", "confirmed"
FAILED, SKIPPED = "failed", "skipped"
OPEN = (PENDING, SENDING)
REPLY, NOTE, HANDOFF, RELEASE = "reply", "note", "handoff", "release"
ACTIONS = (HANDOFF, RELEASE)  # not messages: they can be done twice without harm


class OutboxRow(TenantMixin, Base):
    """One message or one hand-over. `outbox_id` is the marker that the message carries."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_open", "company_id", "account_id", "conversation_id", "state"),
        Index("ix_outbox_created", "company_id", "created_at"),
    )

    outbox_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    account_id: Mapped[str] = mapped_column(String(40))
    conversation_id: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(10))
    position: Mapped[int]  # within what was stored together
    content: Mapped[str] = mapped_column(Text, default="")
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)  # buttons, template, hand-over
    epoch: Mapped[int]  # of the ownership it was written under
    state: Mapped[str] = mapped_column(String(10), default=PENDING)
    reason: Mapped[str] = mapped_column(String(200), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    known_id: Mapped[int] = mapped_column(BigInteger, default=0)  # newest message known before the send
    chatwoot_message_id: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One thing to send; `data`: `content_type`, `items`, `template_params`, a reminder, an action's values."""

    kind: str
    content: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    skip: str = ""  # a reason: the row is stored and not sent


class OutboxRepository:
    """One company's outbox, inside a caller's transaction."""

    def __init__(self, session: Session, company_id: str) -> None:
        self._session, self._company_id = session, company_id

    def add(self, account_id: str, conversation_id: str, epoch: int, items: Sequence[Outgoing]) -> None:
        now = datetime.now(UTC)
        for position, item in enumerate(items):
            self._session.add(
                OutboxRow(
                    company_id=self._company_id,
                    outbox_id=new_id("out"),
                    account_id=account_id,
                    conversation_id=conversation_id,
                    kind=item.kind,
                    position=position,
                    content=item.content,
                    data=dict(item.data),
                    epoch=epoch,
                    state=SKIPPED if item.skip else PENDING,
                    reason=item.skip,
                    attempts=0,
                    known_id=0,
                    created_at=now,
                )
            )

    def open(self, account_id: str, conversation_id: str) -> Sequence[OutboxRow]:
        """Rows still to be sent or confirmed, in order."""
        query = select(OutboxRow).where(
            OutboxRow.account_id == account_id,
            OutboxRow.conversation_id == conversation_id,
            OutboxRow.state.in_(OPEN),
        )
        return self._session.scalars(query.order_by(OutboxRow.created_at, OutboxRow.position)).all()

    def get(self, outbox_id: str) -> OutboxRow | None:
        return self._session.scalar(select(OutboxRow).where(OutboxRow.outbox_id == outbox_id))

    def by_message(self, account_id: str, message_id: int) -> OutboxRow | None:
        """The row behind one of our messages in Chatwoot."""
        query = select(OutboxRow).where(
            OutboxRow.account_id == account_id, OutboxRow.chatwoot_message_id == message_id
        )
        return self._session.scalar(query)

    def update(self, outbox_id: str, **values: Any) -> None:
        self._session.execute(
            update(OutboxRow)
            .where(OutboxRow.company_id == self._company_id, OutboxRow.outbox_id == outbox_id)
            .values(**values)
        )

    def purge(self, before: datetime) -> None:
        """Remove what was settled earlier."""
        self._session.execute(
            delete(OutboxRow).where(
                OutboxRow.company_id == self._company_id,
                OutboxRow.state.not_in(OPEN),
                OutboxRow.created_at < before,
            )
        )
