"""A message's way into the record and back, in as few statements as it takes.

These run once for every message of every customer, so they go to the transaction's connection as SQL
(`statements`); each names its company, and on PostgreSQL the transaction is bound to it as well.
"""

from typing import Any, cast

from sqlalchemy import Row, Table, bindparam, select, text
from sqlalchemy.orm import Session

from app.models.conversation_rows import Conversation, ConversationRow, MessageRow, StoredTurn, message_values
from app.models.flat import flat
from app.models.ids import new_id
from app.models.statements import Statement, insert_of, send
from app.models.turn_fact import turn_fact

_CONVERSATIONS = cast(Table, ConversationRow.__table__)
_MESSAGES = cast(Table, MessageRow.__table__)
_HEAD = (
    "user_id", "conversation_id", "channel", "owner", "language", "message_count", "last_message",
    "last_message_at", "booking", "owner_until",
)  # fmt: skip
_COUNTED = ("message_count", "conversation_id", "channel", "owner", "owner_until")
_FIND = select(*(_CONVERSATIONS.c[name] for name in _HEAD)).where(
    _CONVERSATIONS.c.company_id == bindparam("company"), _CONVERSATIONS.c.user_id == bindparam("person")
)
# The first statement of a turn: it locks the conversation, makes it if need be, gives out the sequence numbers.
_COUNT = text(
    """INSERT INTO conversations (company_id, user_id, conversation_id, channel, owner, language, message_count,
      last_message, last_message_at, created_at, booking)
    VALUES (:company_id, :user_id, :conversation_id, :channel, 'bot', :language, :message_count,
      :last_message, :last_message_at, :last_message_at, :booking)
    ON CONFLICT (company_id, user_id) DO UPDATE SET
      message_count = conversations.message_count + excluded.message_count, language = excluded.language,
      booking = excluded.booking, last_message = excluded.last_message, last_message_at = excluded.last_message_at
    RETURNING message_count, conversation_id, channel, owner, owner_until"""
)
_COUNT_TURN = _COUNT.bindparams(
    bindparam("last_message_at", type_=_CONVERSATIONS.c.last_message_at.type),
    bindparam("booking", type_=_CONVERSATIONS.c.booking.type),
).columns(*(_CONVERSATIONS.c[name] for name in _COUNTED))


def find_conversation(session: Session, company_id: str, user_id: str) -> Conversation | None:
    row = session.connection().execute(_FIND, {"company": company_id, "person": user_id}).one_or_none()
    return Conversation(**row._mapping) if row is not None else None


def add_turn(session: Session, thread: tuple[str, str], start: tuple[str, str], turn: StoredTurn) -> Row[Any]:
    """Add a turn's messages and its fact. Returns the conversation's `owner` and `owner_until`, among others.

    `thread`: company and person; `start`: id and channel of the conversation where this is its first turn.
    """
    connection = session.connection()
    head = send(connection, Statement(_COUNT_TURN, _head_values(thread, start, turn))).one()
    first = head.message_count - len(turn.messages) + 1
    rows = [message_values(thread, first + n, message, turn) for n, message in enumerate(turn.messages)]
    times = {f"{stage}_ms": ms for stage, ms in flat(turn.timings).items()} if turn.fact else {}
    place = (head.conversation_id, head.channel)
    fact = turn_fact(thread[0], place, turn.messages[-1].at, len(rows), turn.fact, **times)
    send(connection, insert_of(_MESSAGES, rows), fact)
    return head


def _head_values(thread: tuple[str, str], start: tuple[str, str], turn: StoredTurn) -> dict[str, Any]:
    newest = turn.messages[-1]
    return {
        "company_id": thread[0],
        "user_id": thread[1],
        "conversation_id": start[0] or new_id("conv"),
        "channel": start[1],
        "language": turn.language,
        "message_count": len(turn.messages),
        "last_message": newest.content,
        "last_message_at": newest.at,
        "booking": dict(turn.booking),
    }
