"""A message's way into the record and back, in as few statements as it takes.

These run once for every message of every customer, so they go to the transaction's connection as SQL
(`statements`); each names its company, and on PostgreSQL the transaction is bound to it as well.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Row, Table, TextClause, bindparam, select, text
from sqlalchemy.orm import Session

from app.models.conversation_rows import Conversation, ConversationRow, MessageRow, StoredTurn, message_values
from app.models.flat import flat
from app.models.ids import new_id
from app.models.statements import Statement, insert_of, send
from app.models.turn_fact import TurnFactRow, turn_fact

_CONVERSATIONS = cast(Table, ConversationRow.__table__)
_MESSAGES = cast(Table, MessageRow.__table__)
_FACTS = cast(Table, TurnFactRow.__table__)
_HEAD = (
    "user_id", "conversation_id", "channel", "owner", "language", "message_count", "last_message",
    "last_message_at", "booking", "owner_until",
)  # fmt: skip
_COUNTED = ("message_count", "conversation_id", "channel", "owner", "owner_until")
_FIND = select(*(_CONVERSATIONS.c[name] for name in _HEAD)).where(
    _CONVERSATIONS.c.company_id == bindparam("company"), _CONVERSATIONS.c.user_id == bindparam("person")
)
_IS_THERE = text("SELECT 1 FROM conversations WHERE company_id = :company AND user_id = :person")
# The first statement of a turn: it locks the conversation, makes it if need be, gives out the sequence numbers.
_COUNT = """INSERT INTO conversations (company_id, user_id, conversation_id, channel, owner, language,
      message_count, last_message, last_message_at, created_at, booking)
    VALUES (:company_id, :user_id, :conversation_id, :channel, 'bot', :language,
      :message_count, :last_message, :last_message_at, :last_message_at, :booking)
    ON CONFLICT (company_id, user_id) DO UPDATE SET
      message_count = conversations.message_count + excluded.message_count, language = excluded.language,
      booking = excluded.booking, last_message = excluded.last_message,
      last_message_at = excluded.last_message_at"""
_GIVEN_BACK = f" RETURNING {', '.join(_COUNTED)}"
_UNLESS_A_PERSONS = " WHERE conversations.owner NOT IN ('human', 'paused') OR conversations.owner_until <= :moment"
_TYPES = tuple(bindparam(name, type_=_CONVERSATIONS.c[name].type) for name in ("last_message_at", "booking"))
_COUNT_TURN = text(_COUNT + _GIVEN_BACK).bindparams(*_TYPES).columns(*(_CONVERSATIONS.c[n] for n in _COUNTED))


def is_there(company_id: str, user_id: str) -> Statement:
    """Gives back a row where the person has a conversation."""
    return Statement(_IS_THERE, {"company": company_id, "person": user_id})


def find_conversation(session: Session, company_id: str, user_id: str) -> Conversation | None:
    row = session.connection().execute(_FIND, {"company": company_id, "person": user_id}).one_or_none()
    return Conversation(**row._mapping) if row is not None else None


def add_turn(session: Session, thread: tuple[str, str], start: tuple[str, str], turn: StoredTurn) -> Row[Any]:
    """Add a turn's messages and its fact. Returns the conversation's `owner` and `owner_until`, among others.

    `thread`: company and person; `start`: id and channel of the conversation where this is its first turn.
    """
    connection = session.connection()
    head = send(connection, Statement(_COUNT_TURN, _head_values(thread, start, turn))).one()
    messages, fact = _rows(thread, turn)
    first = head.message_count - len(messages) + 1
    rows = [{**values, "sequence": first + n} for n, values in enumerate(messages)]
    place = {"conversation_id": head.conversation_id, "channel": head.channel}
    send(connection, insert_of(_MESSAGES, rows), insert_of(_FACTS, [{**fact, **place}]))
    return head


def whole_turn(
    thread: tuple[str, str], start: tuple[str, str], turn: StoredTurn, unless_a_persons: datetime | None
) -> Statement:
    """As `add_turn`, in one statement, which only PostgreSQL speaks. It gives back a row if it stored the turn."""
    messages, fact = _rows(thread, turn)
    values = {**_head_values(thread, start, turn), "moment": unless_a_persons}
    for n, row in enumerate(messages):
        values |= {f"messages_{name}_{n}": value for name, value in row.items()}
    values |= {f"fact_{name}": value for name, value in fact.items()}
    names = (tuple(messages[0]), tuple(fact))
    return Statement(_whole(names, len(messages), guarded=unless_a_persons is not None), values)


@lru_cache(maxsize=64)
def _whole(names: tuple[tuple[str, ...], tuple[str, ...]], messages: int, *, guarded: bool) -> TextClause:
    """The conversation's count gives the rows beside it their numbers, or, guarded, nothing to insert."""
    of_message, of_fact = names
    parts = [f"head AS ({_COUNT}{_UNLESS_A_PERSONS if guarded else ''}{_GIVEN_BACK})"]
    for n in range(messages):
        place = f"head.message_count - {messages - 1 - n}"
        parts.append(f"said_{n} AS ({_beside('messages', {'sequence': place}, of_message, f'messages_%s_{n}')})")
    place_of_fact = {"conversation_id": "head.conversation_id", "channel": "head.channel"}
    parts.append(f"fact AS ({_beside('turn_facts', place_of_fact, of_fact, 'fact_%s')})")
    types = [
        bindparam(f"messages_{x}_{n}", type_=_MESSAGES.c[x].type) for x in of_message for n in range(messages)
    ]
    types += [bindparam(f"fact_{x}", type_=_FACTS.c[x].type) for x in of_fact]
    moment = [bindparam("moment", type_=_CONVERSATIONS.c.owner_until.type)] if guarded else []
    whole = f"WITH {', '.join(parts)} SELECT message_count FROM head"  # noqa: S608
    return text(whole).bindparams(*_TYPES, *types, *moment)


def _beside(table: str, taken: Mapping[str, str], names: Sequence[str], given: str) -> str:
    """Names are those of our own tables; values travel as parameters."""
    values = ", ".join((*taken.values(), *(f":{given % name}" for name in names)))
    return f"INSERT INTO {table} ({', '.join((*taken, *names))}) SELECT {values} FROM head"  # noqa: S608


def _rows(thread: tuple[str, str], turn: StoredTurn) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Messages without their numbers, and the fact without its place."""
    times = {f"{stage}_ms": ms for stage, ms in flat(turn.timings).items()} if turn.fact else {}
    messages = [message_values(thread, message, turn) for message in turn.messages]
    return messages, turn_fact(thread[0], turn.messages[-1].at, len(messages), turn.fact, **times)


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
