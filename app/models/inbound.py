"""What Chatwoot delivered, stored before it is acknowledged: the queue's order and its memory."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import BigInteger, Index, String, Table, Text, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.database import Base, TenantMixin
from app.models.ids import new_id

WAITING, DONE = "waiting", "done"


class InboundRow(TenantMixin, Base):
    """One event that asks for work. `dedupe_key` makes any repetition of a delivery the same row."""

    __tablename__ = "inbound_events"
    __table_args__ = (
        Index("uq_inbound_events_key", "company_id", "account_id", "dedupe_key", unique=True),
        Index("ix_inbound_events_waiting", "company_id", "account_id", "conversation_id", "state"),
        Index("ix_inbound_events_received", "company_id", "received_at"),
    )

    inbound_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    account_id: Mapped[str] = mapped_column(String(40))
    conversation_id: Mapped[str] = mapped_column(String(40))
    dedupe_key: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(30))
    message_id: Mapped[int] = mapped_column(BigInteger, default=0)
    order_at: Mapped[int] = mapped_column(BigInteger)  # epoch milliseconds by Chatwoot's clock
    text: Mapped[str] = mapped_column(Text, default="")
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)  # attachments, contact
    state: Mapped[str] = mapped_column(String(10), default=WAITING)
    outcome: Mapped[str] = mapped_column(String(40), default="")  # answered, human, closed, deleted, failed…
    attempts: Mapped[int] = mapped_column(default=0)
    received_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]


class InboundRepository:
    """One company's inbound rows, inside a caller's transaction."""

    def __init__(self, session: Session, company_id: str) -> None:
        self._session, self._company_id = session, company_id

    def add_once(self, **values: Any) -> bool:
        """Insert a waiting row; False when this fact is already there, also from a delivery of this moment."""
        connection = self._session.connection()
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        row = {
            "company_id": self._company_id,
            "inbound_id": new_id("in"),
            "state": WAITING,
            "attempts": 0,
            "outcome": "",
            **values,
        }
        # The table, not the class: this is the one statement that every delivery waits for.
        result = connection.execute(insert(cast(Table, InboundRow.__table__)).on_conflict_do_nothing(), row)
        return bool(result.rowcount)

    def waiting(self, account_id: str, conversation_id: str) -> Sequence[InboundRow]:
        """Unhandled rows in the order in which they were said, whatever order they came in."""
        query = select(InboundRow).where(
            InboundRow.account_id == account_id,
            InboundRow.conversation_id == conversation_id,
            InboundRow.state == WAITING,
        )
        return self._session.scalars(query.order_by(InboundRow.order_at, InboundRow.message_id)).all()

    def done(self, inbound_ids: Sequence[str], outcome: str) -> None:
        self._session.execute(
            update(InboundRow)
            .where(InboundRow.company_id == self._company_id, InboundRow.inbound_id.in_(inbound_ids))
            .values(state=DONE, outcome=outcome, handled_at=datetime.now(UTC))
        )

    def tried(self, inbound_ids: Sequence[str]) -> None:
        """Count a failed attempt."""
        self._session.execute(
            update(InboundRow)
            .where(InboundRow.company_id == self._company_id, InboundRow.inbound_id.in_(inbound_ids))
            .values(attempts=InboundRow.attempts + 1)
        )

    def revise(self, account_id: str, message_id: int, text: str, attachments: list[Any]) -> None:
        """The customer changed the words, or Chatwoot's own transcript came: a row that still waits says so."""
        query = select(InboundRow).where(
            InboundRow.account_id == account_id,
            InboundRow.dedupe_key == f"message:{message_id}",
            InboundRow.state == WAITING,
        )
        for row in self._session.scalars(query):
            row.text = text or row.text
            row.data = {**row.data, "attachments": attachments or row.data.get("attachments", [])}

    def forget(self, account_id: str, message_id: int) -> None:
        """Blank the text and attachments of a message that was deleted; what still waited needs no answer."""
        message = (
            InboundRow.company_id == self._company_id,
            InboundRow.account_id == account_id,
            InboundRow.message_id == message_id,
        )
        self._session.execute(update(InboundRow).where(*message).values(text="", data={}))
        waits = (InboundRow.dedupe_key == f"message:{message_id}", InboundRow.state == WAITING)
        self._session.execute(update(InboundRow).where(*message, *waits).values(state=DONE, outcome="deleted"))

    def purge(self, before: datetime) -> None:
        """Remove handled rows received earlier."""
        self._session.execute(
            delete(InboundRow).where(
                InboundRow.company_id == self._company_id,
                InboundRow.state == DONE,
                InboundRow.received_at < before,
            )
        )
