"""A conversation's working memory: recent turns in Redis with a time to live, refilled from SQL when lost."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import orjson

from app.agents.booking.state import Stage
from app.agents.ports import Message, Source
from app.config.constants import CONVERSATION_TTL_S, RECENT_TURNS, Intent, KeyKind, Role
from app.models.conversation import Conversation, ConversationRepository, StoredTurn
from app.models.errors import DependencyError, RecordUnavailableError, WorkingMemoryUnavailableError
from app.models.ids import new_id
from app.services.record_token import NAME as KNOWLEDGE
from app.services.redis_service import CompanyRedis, Held
from app.utils.logger import get_logger

log = get_logger("memory")
ALONG = ((KeyKind.VERSION, KNOWLEDGE),)  # what the turn's search asks for is read with the conversation


@dataclass(frozen=True, slots=True)
class Session:
    """A stretch of a person's conversation: what lies before it is known as a summary only."""

    key: str
    started_at: datetime
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is known of a conversation before a turn."""

    conversation_id: str
    language: str
    messages: tuple[Message, ...]
    booking: Mapping[str, Any] = field(default_factory=dict)
    owner: str = "bot"
    owner_until: datetime | None = None
    session: str = ""


class ConversationMemory:
    """One company's conversations: Redis first, the record behind it."""

    def __init__(self, redis: CompanyRedis, conversations: ConversationRepository) -> None:
        self._redis, self._conversations = redis, conversations

    @contextmanager
    def one_at_a_time(self, user_id: str, *, wait_s: float) -> Iterator[Held | None]:
        """Hold the person's conversation; without Redis (None) there is nobody to take turns with."""
        with ExitStack() as stack:
            key = (KeyKind.CONVERSATION, user_id)
            try:
                held = stack.enter_context(
                    self._redis.holding(f"conversation:{user_id}", key, wait_s=wait_s, along=ALONG)
                )
            except DependencyError:
                held = None
            if held is not None and not held.is_held:
                log.warning("a conversation was busy for %.0f s; answering beside it", wait_s)
            yield held

    def load(
        self,
        user_id: str,
        *,
        language: str,
        session: Session | None = None,
        held: Held | None = None,
        at_most: int | None = None,
    ) -> Remembered:
        """With both stores down the conversation starts empty: answering matters more.

        `held` has what the working memory knew when the conversation was taken. `at_most`: how many conversations
        the company may have. Raises: QuotaExceededError for one too many.
        """
        try:
            cached = held.value if held else self._redis.get(KeyKind.CONVERSATION, user_id)
            remembered = _readable(cached) if cached is not None else None
            if remembered is not None and (session is None or remembered.session == session.key):
                return remembered
        except WorkingMemoryUnavailableError:
            log.warning("working memory is out of reach; the record serves")
        try:
            since = session.started_at if session else None
            conversation, found = self._conversations.recall(user_id, RECENT_TURNS, since=since, at_most=at_most)
        except RecordUnavailableError:
            log.error("neither working memory nor record is reachable")
            return Remembered(conversation_id=user_id, language=language, messages=())
        memory = _remembered(conversation, tuple(found), language)
        return memory if session is None else _in_session(memory, session)

    def save(
        self,
        user_id: str,
        before: Remembered,
        turn: StoredTurn,
        *,
        channel: str = "api",
        unless_a_persons: datetime | None = None,
    ) -> bool:
        """Store a turn in the record; arguments as of `append` there. Raises: RecordUnavailableError."""
        start = (before.conversation_id, channel)
        return self._conversations.append(user_id, turn, start=start, unless_a_persons=unless_a_persons)

    def remember(self, user_id: str, before: Remembered, turn: StoredTurn, held: Held | None = None) -> None:
        """Keep a turn that the record already has; with `held` at the end of the turn."""
        messages = (*before.messages, *turn.messages)[-RECENT_TURNS:]
        memory = replace(before, language=turn.language, messages=messages, booking=turn.booking)
        if held is not None:
            held.write(_encode(memory), ttl_s=CONVERSATION_TTL_S)
            return
        try:
            self._redis.set(KeyKind.CONVERSATION, user_id, _encode(memory), ttl_s=CONVERSATION_TTL_S)
        except WorkingMemoryUnavailableError:
            log.warning("working memory is out of reach; the record holds the turn")

    def drop(self, user_id: str) -> None:
        """Read from the record next time."""
        try:
            self._redis.delete(KeyKind.CONVERSATION, user_id)
        except WorkingMemoryUnavailableError:
            log.warning("working memory is out of reach; it may miss what was said without the bot")

    def forget(self, user_id: str) -> None:
        """Erase a person's conversation from both stores. Raises: ConversationNotFoundError."""
        in_channel = self._conversations.delete(user_id)
        try:
            self._redis.delete(KeyKind.CONVERSATION, user_id)
            for conversation_id in (user_id, *in_channel):
                self._redis.delete(KeyKind.BOT_STATUS, conversation_id)
        except DependencyError:
            log.warning("working memory is out of reach; what it holds of the person expires by itself")


def _remembered(conversation: Conversation | None, messages: tuple[Message, ...], language: str) -> Remembered:
    """A person who writes for the first time gets the id of the conversation that the turn will make."""
    if conversation is None:
        return Remembered(conversation_id=new_id("conv"), language=language, messages=())
    return Remembered(
        conversation_id=conversation.conversation_id,
        language=conversation.language,
        messages=messages,
        booking=conversation.booking,
        owner=conversation.owner,
        owner_until=conversation.owner_until,
    )


def _in_session(memory: Remembered, session: Session) -> Remembered:
    """A new session starts from the summary, and without the booking that an earlier one left open."""
    if memory.messages:
        return replace(memory, session=session.key)
    summary = Message(Role.ASSISTANT, session.summary, session.started_at, agent="summary")
    known = {name: memory.booking[name] for name in ("name", "phone") if memory.booking.get(name)}
    if memory.booking.get("stage") == Stage.REMINDED:  # the message that opens the session answers a reminder
        known = dict(memory.booking)
    return replace(memory, session=session.key, messages=(summary,) if session.summary else (), booking=known)


def _encode(memory: Remembered) -> bytes:
    return orjson.dumps(
        {
            "conversation_id": memory.conversation_id,
            "language": memory.language,
            "owner": memory.owner,
            "owner_until": memory.owner_until.isoformat() if memory.owner_until else None,
            "session": memory.session,
            "booking": dict(memory.booking),
            "messages": [_message_out(message) for message in memory.messages],
        }
    )


def _readable(raw: bytes) -> Remembered | None:
    """What another version or another program wrote under the key is nothing: the record serves."""
    try:
        return _decode(raw)
    except (ValueError, KeyError, TypeError):
        log.warning("a conversation in the working memory is not readable; the record serves")
        return None


def _decode(raw: bytes) -> Remembered:
    data = orjson.loads(raw)
    return Remembered(
        conversation_id=data["conversation_id"],
        language=data["language"],
        owner=data["owner"],
        owner_until=datetime.fromisoformat(data["owner_until"]) if data["owner_until"] else None,
        session=data.get("session", ""),
        booking=data["booking"],
        messages=tuple(_message_in(item) for item in data["messages"]),
    )


def _message_out(message: Message) -> dict[str, Any]:
    return {
        "role": message.role.value,
        "content": message.content,
        "at": message.at.isoformat(),
        "agent": message.agent,
        "intents": [intent.value for intent in message.intents],
        "sources": [[s.document_id, s.title, s.score] for s in message.sources],
    }


def _message_in(item: Mapping[str, Any]) -> Message:
    return Message(
        role=Role(item["role"]),
        content=item["content"],
        at=datetime.fromisoformat(item["at"]),
        agent=item["agent"],
        intents=tuple(Intent(name) for name in item["intents"]),
        sources=tuple(Source(*source) for source in item["sources"]),
    )
