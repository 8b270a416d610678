"""A Chatwoot conversation as the bot sees it: who owns it, when it is due, who works on it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    Connection,
    Float,
    Index,
    String,
    Table,
    Text,
    and_,
    bindparam,
    delete,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.database import Base, TenantMixin
from app.models.inbound import InboundRow
from app.models.outbox import OutboxRow

NAMELESS = "chatwoot_conversation_"  # with its number: who wrote, where no event has named the contact


class ChannelConversationRow(TenantMixin, Base):
    """`conversation_id` is Chatwoot's number within the account, the one its REST API wants."""

    __tablename__ = "channel_conversations"
    __table_args__ = (Index("ix_channel_conversations_due", "company_id", "due_at"),)

    account_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(128), default="")
    channel: Mapped[str] = mapped_column(String(60), default="")  # Channel::Whatsapp…
    can_reply: Mapped[bool] = mapped_column(default=True)
    owner: Mapped[str] = mapped_column(String(10), default="bot")
    cause: Mapped[str] = mapped_column(String(20), default="new")
    until: Mapped[datetime | None]
    status: Mapped[str] = mapped_column(String(20), default="")
    human_id: Mapped[int | None] = mapped_column(BigInteger)
    off_label: Mapped[bool] = mapped_column(default=False)
    seen_at: Mapped[float] = mapped_column(Float, default=0.0)
    epoch: Mapped[int] = mapped_column(default=0)
    session: Mapped[int] = mapped_column(default=1)
    session_started_at: Mapped[datetime]
    session_summary: Mapped[str | None] = mapped_column(Text)  # of what was before; NULL = not written yet
    mirrored: Mapped[str] = mapped_column(String(10), default="")  # the owner that other stores were told
    last_message_id: Mapped[int] = mapped_column(BigInteger, default=0)  # newest message seen, anybody's
    burst_at: Mapped[datetime | None]  # when the first message of the burst in course came
    due_at: Mapped[datetime | None]  # when there is something to do; NULL = nothing
    lease_token: Mapped[str] = mapped_column(String(40), default="")
    lease_until: Mapped[datetime | None]

    @property
    def key(self) -> "ConversationKey":
        return ConversationKey(self.company_id, self.account_id, self.conversation_id)


# Made once: every delivery asks this.
_FIND = select(ChannelConversationRow).where(
    ChannelConversationRow.company_id == bindparam("company"),
    ChannelConversationRow.account_id == bindparam("account"),
    ChannelConversationRow.conversation_id == bindparam("conversation"),
)
_FIND_LOCKED = _FIND.with_for_update()

# The table, not the class: the sweep asks this of every company, again and again.
_ROW = cast(Table, ChannelConversationRow.__table__).c
_DUE = (
    select(_ROW.account_id, _ROW.conversation_id)
    .where(
        _ROW.company_id == bindparam("company"),
        _ROW.due_at <= bindparam("before"),
        or_(_ROW.lease_until.is_(None), _ROW.lease_until < bindparam("before")),
    )
    .order_by(_ROW.due_at)
    .limit(bindparam("limit"))
)


@dataclass(frozen=True, slots=True)
class ConversationKey:
    """Names a conversation within a company."""

    company_id: str
    account_id: str
    conversation_id: str


def due_conversations(
    connection: Connection, company_id: str, before: datetime, limit: int
) -> list[ConversationKey]:
    """A company's conversations with something to do and nobody at it, longest waiting first."""
    values = {"company": company_id, "before": before, "limit": limit}
    return [
        ConversationKey(company_id, row.account_id, row.conversation_id)
        for row in connection.execute(_DUE, values)
    ]


class ChannelConversationRepository:
    """One company's Chatwoot conversations, inside a caller's transaction."""

    def __init__(self, session: Session, company_id: str) -> None:
        self._session, self._company_id = session, company_id

    def find(self, key: ConversationKey, *, lock: bool = False) -> ChannelConversationRow | None:
        values = {"company": key.company_id, "account": key.account_id, "conversation": key.conversation_id}
        return self._session.scalar(_FIND_LOCKED if lock else _FIND, values)

    def open(self, key: ConversationKey) -> ChannelConversationRow:
        """The row, locked for this transaction; made when there is none."""
        row = self._begun(key)
        if row is None:
            with self._session.no_autoflush:  # the rows of one transaction are written together at its end
                row = self.find(key, lock=True)
        if row is None:
            row = ChannelConversationRow(
                company_id=key.company_id,
                account_id=key.account_id,
                conversation_id=key.conversation_id,
                user_id="",
                channel="",
                can_reply=True,
                owner="bot",
                cause="new",
                status="",
                off_label=False,
                seen_at=0.0,
                epoch=0,
                session=1,
                session_started_at=datetime.now(UTC),
                session_summary=None,
                mirrored="",
                last_message_id=0,
                lease_token="",
            )
            self._session.add(row)
        return row

    def _begun(self, key: ConversationKey) -> ChannelConversationRow | None:
        """A row that this transaction has made and not written yet."""
        made = (row for row in self._session.new if isinstance(row, ChannelConversationRow))
        return next((row for row in made if row.key == key), None)

    def lease(self, key: ConversationKey, token: str, now: datetime, until: datetime) -> bool:
        """Take the conversation for one worker; False while another has it."""
        free = or_(ChannelConversationRow.lease_until.is_(None), ChannelConversationRow.lease_until < now)
        return self._change(key, free, lease_token=token, lease_until=until)

    def renew(self, key: ConversationKey, token: str, until: datetime) -> bool:
        """Keep a lease; False when it was lost."""
        return self._change(key, ChannelConversationRow.lease_token == token, lease_until=until)

    def release(self, key: ConversationKey, token: str, due_at: datetime | None) -> None:
        mine = ChannelConversationRow.lease_token == token
        self._change(key, mine, lease_token="", lease_until=None, due_at=due_at)

    def of_person(self, user_id: str) -> list[ConversationKey]:
        """A person's conversations, the one with the newest message first."""
        row, nameless = ChannelConversationRow, user_id.removeprefix(NAMELESS)
        whose = row.user_id == user_id
        if nameless != user_id:
            whose = or_(whose, and_(row.user_id == "", row.conversation_id == nameless))
        query = select(row.account_id, row.conversation_id).where(whose).order_by(row.last_message_id.desc())
        found = self._session.execute(query).all()
        return [ConversationKey(self._company_id, account, conversation) for account, conversation in found]

    def forget_person(self, user_id: str) -> list[str]:
        """Remove a person's conversations with all that was received and sent in them; returns their ids."""
        row = ChannelConversationRow
        mine = self.of_person(user_id)
        for key in mine:
            for kind in (InboundRow, OutboxRow, row):
                self._session.execute(
                    delete(kind).where(
                        kind.company_id == self._company_id,
                        kind.account_id == key.account_id,
                        kind.conversation_id == key.conversation_id,
                    )
                )
        return [key.conversation_id for key in mine]

    def drop_leases(self) -> None:
        """At the start of a lone process: nobody else can hold one."""
        self._session.execute(
            update(ChannelConversationRow)
            .where(ChannelConversationRow.company_id == self._company_id)
            .values(lease_token="", lease_until=None)
        )

    def _change(self, key: ConversationKey, condition: Any, **values: Any) -> bool:
        result = self._session.execute(
            update(ChannelConversationRow).where(*_is(key), condition).values(**values),
            execution_options={"synchronize_session": False},
        )
        return bool(result.rowcount)  # type: ignore[attr-defined]


def _is(key: ConversationKey) -> tuple[Any, ...]:
    row = ChannelConversationRow
    return (
        row.company_id == key.company_id,
        row.account_id == key.account_id,
        row.conversation_id == key.conversation_id,
    )
