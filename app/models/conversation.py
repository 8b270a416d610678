"""Conversations and messages: the record of who said what, and when."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import Table, and_, case, delete, func, select
from sqlalchemy.orm import Session

from app.agents.ports import Message
from app.config.constants import Role
from app.models.channel_conversation import ChannelConversationRepository
from app.models.conversation_rows import (
    Conversation,
    ConversationRow,
    MessageRow,
    Owners,
    RecordedMessage,
    StoredTurn,
    TurnTimings,
    is_a_persons,
    message_values,
    to_conversation,
    to_message,
    to_recorded,
)
from app.models.database import TenantDatabase
from app.models.errors import ConversationNotFoundError, QuotaExceededError
from app.models.ids import new_id
from app.models.notification import forget_notifications
from app.models.statements import insert_of, send
from app.models.turn_record import add_turn, find_conversation, is_there, whole_turn
from app.models.webhook_delivery import forget_deliveries

__all__ = [
    "Conversation",
    "ConversationRepository",
    "ConversationRow",
    "MessageRow",
    "Owners",
    "RecordedMessage",
    "StoredTurn",
    "TurnTimings",
    "is_a_persons",
]


class ConversationRepository:
    """One company's conversations."""

    def __init__(self, tenant: TenantDatabase) -> None:
        self._tenant = tenant

    def find(self, user_id: str) -> Conversation | None:
        with self._tenant.reading() as session:
            return find_conversation(session, self._tenant.company_id, user_id)

    def recall(
        self, user_id: str, limit: int, *, since: datetime | None = None, at_most: int | None = None
    ) -> tuple[Conversation | None, list[Message]]:
        """The conversation's head and the newest `limit` messages said in it, oldest first, as of one moment.

        `at_most`: how many the company may have. Raises: QuotaExceededError where a new one would be too many.
        """
        if at_most is None and self._is_surely_new(user_id):
            return None, []
        with self._tenant.reading() as session:
            head = find_conversation(session, self._tenant.company_id, user_id)
            if head is None and at_most is not None and _count(session) >= at_most:
                raise QuotaExceededError(details={"max_conversations": at_most})
            return head, _recent(session, user_id, limit, since) if head and head.message_count else []

    def append(
        self,
        user_id: str,
        turn: StoredTurn,
        *,
        start: tuple[str, str] = ("", "api"),
        unless_a_persons: datetime | None = None,
    ) -> bool:
        """Add a turn's messages in order, in one transaction; the conversation is made when there is none.

        `start`: id and channel of a new one. `unless_a_persons`: a moment; where a person has the conversation
        then, nothing is stored, and the answer is False.
        """
        thread = (self._tenant.company_id, user_id)
        if self._tenant.takes_one_trip:
            return self._tenant.in_one_trip(whole_turn(thread, start, turn, unless_a_persons)) is not None
        with self._tenant.session() as session:
            head = add_turn(session, thread, start, turn)
            if unless_a_persons is None or not is_a_persons(head.owner, head.owner_until, unless_a_persons):
                return True
            session.rollback()
            return False

    def append_in(self, session: Session, user_id: str, channel: str, turn: StoredTurn) -> None:
        """As `append`, inside a caller's transaction."""
        add_turn(session, (self._tenant.company_id, user_id), ("", channel), turn)

    def add_lines(
        self, session: Session, user_id: str, channel: str, language: str, messages: Sequence[Message]
    ) -> None:
        """Add what was said without the agents; the language (if known) and the booking stay."""
        row = self._open(session, user_id, channel, language)
        session.flush()
        turn = StoredTurn(tuple(messages), row.language, row.booking)
        add_turn(session, (self._tenant.company_id, user_id), ("", channel), turn)

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
        values = message_values((row.company_id, user_id), note, turn)
        numbered = {**values, "sequence": row.message_count}
        send(session.connection(), insert_of(cast(Table, MessageRow.__table__), [numbered]))
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
            return [to_recorded(row) for row in reversed(session.scalars(query.limit(limit)).all())]

    def recent(self, user_id: str, limit: int, *, since: datetime | None = None) -> list[Message]:
        """The newest `limit` messages that customer or company said, oldest first."""
        with self._tenant.reading() as session:
            return _recent(session, user_id, limit, since)

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
            return [to_conversation(row) for row in rows], total

    def delete(self, user_id: str) -> list[str]:
        """The channel's own conversations that went with it. Raises: ConversationNotFoundError."""
        with self._tenant.session() as session:
            row = self._row(session, user_id)
            in_channel = ChannelConversationRepository(session, self._tenant.company_id).forget_person(user_id)
            if row is None and not in_channel:
                raise ConversationNotFoundError()
            forget_deliveries(session, self._tenant.company_id, user_id)
            forget_notifications(session, self._tenant.company_id, user_id)
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

    def _is_surely_new(self, user_id: str) -> bool:
        """Whether the person has no conversation, where that can be asked at little cost."""
        tenant = self._tenant
        return tenant.takes_one_trip and tenant.in_one_trip(is_there(tenant.company_id, user_id)) is None

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


def _count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(ConversationRow)) or 0


def _recent(session: Session, user_id: str, limit: int, since: datetime | None) -> list[Message]:
    query = select(MessageRow).where(MessageRow.user_id == user_id, MessageRow.role != Role.NOTE.value)
    if since is not None:
        query = query.where(MessageRow.created_at >= since)
    rows = session.scalars(query.order_by(MessageRow.sequence.desc()).limit(limit)).all()
    return [to_message(row) for row in reversed(rows)]
