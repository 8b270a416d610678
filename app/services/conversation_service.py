"""A customer's message in, the answer out: lock, remember, decide the language, answer, store."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from sqlalchemy.orm import Session as SqlSession

from app.agents.booking.state import from_dict as state_from_dict
from app.agents.booking.state import to_dict as state_to_dict
from app.agents.language import detect_language
from app.agents.ports import Contact, Message, Turn
from app.agents.red_flags import find_red_flags
from app.config.company_config import CompanyConfig
from app.config.constants import MAX_MESSAGE_CHARS, Role
from app.models.conversation import (
    Conversation,
    ConversationRepository,
    RecordedMessage,
    StoredTurn,
    is_a_persons,
)
from app.models.database import Database
from app.models.errors import ConversationNotFoundError, QuotaExceededError, RecordUnavailableError
from app.models.flat import flat
from app.services.call_watch import CALLS
from app.services.conversation_events import ConversationEvents
from app.services.event_bus import NullPublisher, Publisher
from app.services.memory import ConversationMemory, Remembered, Session
from app.services.multi_agent_factory import MultiAgentFactory
from app.services.multi_agent_orchestrator import TurnResult
from app.services.prices import PriceTable
from app.services.redis_service import Held, RedisService
from app.services.right_of_way import RIGHT_OF_WAY
from app.services.silence import silent_result
from app.services.turn_facts import FactMaker
from app.utils.logger import get_logger, log_context
from app.utils.validators import validate_message, validate_user_id

log = get_logger("conversation")
LOCK_WAIT_S = 30.0


@dataclass(frozen=True, slots=True)
class Line:
    """One message of the customer; `ref` is the channel's own id of it."""

    text: str
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a customer said, in one message or in a burst that is answered once."""

    user_id: str
    lines: tuple[Line, ...]
    channel: str = "api"
    contact: Contact = field(default_factory=Contact)
    session: Session | None = None  # None: the whole conversation counts

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)[:MAX_MESSAGE_CHARS]


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer that nobody has stored or sent yet; appointments it tells of are already written."""

    incoming: Incoming
    result: TurnResult
    before: Remembered
    stored: StoredTurn


class ConversationService:
    """Use cases over every company's conversations; each call names its company."""

    def __init__(
        self,
        database: Database,
        redis: RedisService,
        factory: MultiAgentFactory,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        events: Publisher | None = None,
        facts: FactMaker | None = None,
    ) -> None:
        self._database, self._redis, self._factory, self._clock = database, redis, factory, clock
        self.events = ConversationEvents(events or NullPublisher())
        self._facts = facts or FactMaker(PriceTable(None))

    def reply(
        self,
        company: CompanyConfig,
        user_id: str,
        text: str,
        *,
        channel: str = "api",
        contact: Contact | None = None,
    ) -> tuple[TurnResult, Remembered]:
        """Answer a message; messages of one person are answered one after the other.

        Raises: ValidationFailedError, QuotaExceededError.
        Works without Redis and without SQL, then from what is at hand.
        """
        validate_user_id(user_id)
        incoming = Incoming(user_id, (Line(validate_message(text)),), channel, contact or Contact())
        memory = self._memory(company)
        with (
            log_context(company=company.company_id),
            memory.one_at_a_time(user_id, wait_s=LOCK_WAIT_S) as held,
            RIGHT_OF_WAY.at_a_desk(),
        ):
            before = self._before(company, incoming, held)
            if not self._is_left_to_a_person(company, incoming, before):
                draft = self._drafted(company, incoming, before)
                if self._saved(company, draft, held):
                    return draft.result, before
                before = self._reread(company, incoming)  # somebody took it while the answer was being made
            return self._silent(company, incoming, before)

    def draft(self, company: CompanyConfig, incoming: Incoming) -> Draft:
        """Make the answer without storing it; the caller sees to it that one person has one at a time.

        Raises: QuotaExceededError where the company's plan allows no further conversation.
        """
        return self._drafted(company, incoming, self._before(company, incoming))

    def _before(self, company: CompanyConfig, incoming: Incoming, held: Held | None = None) -> Remembered:
        """What is known of the conversation. The plan's limit never keeps an emergency from its answer."""
        load = partial(
            self._memory(company).load,
            incoming.user_id,
            language=company.language,
            session=incoming.session,
            held=held,
        )
        try:
            return load(at_most=company.limits.max_conversations)
        except QuotaExceededError:
            if not _is_urgent(company, incoming):
                raise
            return load()

    def _drafted(self, company: CompanyConfig, incoming: Incoming, before: Remembered) -> Draft:
        turn = self._turn(company, incoming, before)
        with CALLS.span("turn"):
            result = self._factory.orchestrator(company).handle(turn)
        self.events.written(company.company_id, result.receipts)
        return Draft(incoming, result, before, self._stored(turn, incoming.lines, result))

    def store(self, session: SqlSession, company: CompanyConfig, draft: Draft) -> None:
        """Put the turn into the record, inside a caller's transaction."""
        incoming = draft.incoming
        self._repository(company).append_in(session, incoming.user_id, incoming.channel, draft.stored)

    def remember(self, company: CompanyConfig, draft: Draft) -> None:
        """Keep a stored turn in the working memory, and tell who watches."""
        self._memory(company).remember(draft.incoming.user_id, draft.before, draft.stored)
        self._announce(company, draft)

    def refresh(self, company: CompanyConfig, user_id: str) -> None:
        """After the record changed without the bot: read it again at the next turn."""
        self._memory(company).drop(user_id)

    def record(self, company: CompanyConfig) -> ConversationRepository:
        """The company's conversations in the record."""
        return self._repository(company)

    def history(self, company: CompanyConfig, user_id: str, limit: int) -> tuple[list[RecordedMessage], int]:
        """The newest messages, oldest first, with the total. Raises: ConversationNotFoundError."""
        repository = self._repository(company)
        conversation = repository.find(user_id)
        if conversation is None:
            raise ConversationNotFoundError()
        return repository.history(user_id, limit), conversation.message_count

    def list(
        self,
        company: CompanyConfig,
        page: int,
        page_size: int,
        *,
        owner: str | None = None,
        text: str | None = None,
    ) -> tuple[list[Conversation], int]:
        return self._repository(company).page(page, page_size, owner=owner, text=text)

    def erase(self, company: CompanyConfig, user_id: str) -> None:
        """Forget a person's conversation everywhere. Raises: ConversationNotFoundError."""
        memory = self._memory(company)
        with memory.one_at_a_time(user_id, wait_s=LOCK_WAIT_S):
            memory.forget(user_id)

    def _is_left_to_a_person(self, company: CompanyConfig, incoming: Incoming, before: Remembered) -> bool:
        """Whether the bot is silent; an emergency is answered all the same."""
        persons = is_a_persons(before.owner, before.owner_until, self._clock())
        return persons and not _is_urgent(company, incoming)

    def _saved(self, company: CompanyConfig, draft: Draft, held: Held | None) -> bool:
        """Store the turn; False where a person has had the conversation since it was read."""
        memory, user_id = self._memory(company), draft.incoming.user_id
        save = partial(memory.save, user_id, draft.before, draft.stored, channel=draft.incoming.channel)
        try:
            if not save(unless_a_persons=self._clock()):
                if not _is_urgent(company, draft.incoming):
                    return False
                save()
            memory.remember(user_id, draft.before, draft.stored, held)
            self._announce(company, draft)
        except RecordUnavailableError:
            log.error("the turn was answered but could not be stored")
        return True

    def _silent(
        self, company: CompanyConfig, incoming: Incoming, before: Remembered
    ) -> tuple[TurnResult, Remembered]:
        """The message is recorded, and the result says why nothing is said. Without the record it is answered."""
        now = self._clock()
        lines = [Message(Role.USER, line.text, now, ref=line.ref) for line in incoming.lines]
        try:
            with self._database.tenant(company.company_id).session() as session:
                self._repository(company).add_lines(session, incoming.user_id, incoming.channel, "", lines)
        except RecordUnavailableError:  # a message that nobody would ever see
            draft = self._drafted(company, incoming, before)
            return draft.result, before
        self.events.said(company.company_id, incoming.user_id, lines)
        return silent_result(company, before.language, before.booking), self._reread(company, incoming)

    def _reread(self, company: CompanyConfig, incoming: Incoming) -> Remembered:
        self.refresh(company, incoming.user_id)
        return self._memory(company).load(incoming.user_id, language=company.language)

    def _announce(self, company: CompanyConfig, draft: Draft) -> None:
        self.events.said(company.company_id, draft.incoming.user_id, draft.stored.messages)
        self.events.handed_over(company.company_id, draft.incoming.user_id, draft.result)

    def _turn(self, company: CompanyConfig, incoming: Incoming, before: Remembered) -> Turn:
        known = before.language if before.messages and before.language else company.language
        return Turn(
            company=company,
            user_id=incoming.user_id,
            conversation_id=before.conversation_id,
            text=incoming.text,
            language=detect_language(incoming.text, company.languages, known),
            now=self._clock().astimezone(company.zone),
            history=before.messages,
            booking=state_from_dict(before.booking),
            contact=incoming.contact,
        )

    def _stored(self, turn: Turn, lines: Sequence[Line], result: TurnResult) -> StoredTurn:
        now = turn.now.astimezone(UTC)
        asked = [Message(role=Role.USER, content=line.text, at=now, ref=line.ref) for line in lines]
        answered = Message(
            role=Role.ASSISTANT,
            content=result.text,
            at=max(self._clock(), now),
            agent="+".join(agent.value for agent in result.agents),
            intents=result.intents,
            sources=result.sources,
        )
        details = {
            "action": result.action.value,
            "handoff": result.handoff.reason.value if result.handoff else None,
            "routed_by": result.routed_by,
            "confidence": round(result.confidence, 3),
            "usage": flat(result.usage),
        }
        return StoredTurn(
            messages=(*asked, answered),
            language=result.language,
            booking=state_to_dict(result.booking),
            timings=result.timings,
            details=details,
            fact=self._facts.of(turn.company, result),
        )

    def _memory(self, company: CompanyConfig) -> ConversationMemory:
        return ConversationMemory(self._redis.company(company.redis_prefix), self._repository(company))

    def _repository(self, company: CompanyConfig) -> ConversationRepository:
        return ConversationRepository(self._database.tenant(company.company_id))


def _is_urgent(company: CompanyConfig, incoming: Incoming) -> bool:
    return find_red_flags(incoming.text, company.language, company.business_type) is not None
