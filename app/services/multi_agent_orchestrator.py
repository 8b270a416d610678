"""One turn of one company: route, let the agents answer in parallel, combine, look it over."""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from contextvars import copy_context
from dataclasses import dataclass, replace

from app.agents.assertions import without_assertions
from app.agents.base_agent import BaseAgent
from app.agents.booking.state import after_hand_over
from app.agents.guard import clean_reply, is_true
from app.agents.ports import (
    LIVE_ANSWER,
    AgentReply,
    BookingState,
    Handoff,
    HandoffReason,
    LiveData,
    Receipt,
    Source,
    Turn,
    Usage,
)
from app.agents.router_agent import Classification, RouterAgent
from app.agents.schedule_agent import ScheduleAgent
from app.agents.support_agent import SupportAgent
from app.agents.wording import say
from app.config.company_config import CompanyConfig
from app.config.constants import Action, AgentType, Intent
from app.models.conversation import TurnTimings
from app.models.errors import DomainError
from app.services.right_of_way import RIGHT_OF_WAY
from app.utils.logger import get_logger, log_context

log = get_logger("orchestrator")

MAX_AGENTS = 2
_PRIORITY = (
    Action.APPOINTMENT_BOOKED,
    Action.APPOINTMENT_RESCHEDULED,
    Action.APPOINTMENT_CANCELLED,
    Action.HANDOFF,
    Action.AVAILABILITY_SHOWN,
    Action.NONE,
)


@dataclass(frozen=True, slots=True)
class TurnResult:
    """The answer to one turn and how it came about."""

    text: str
    intents: tuple[Intent, ...]
    agents: tuple[AgentType, ...]
    language: str
    sources: tuple[Source, ...]
    receipts: tuple[Receipt, ...]
    handoff: Handoff | None
    action: Action
    booking: BookingState
    timings: TurnTimings
    usage: Usage  # summed over router and agents; `engine` is "openai" when a model answered anything
    choices: tuple[str, ...] = ()
    known: bool = True
    routed_by: str = "local"
    confidence: float = 1.0

    @property
    def agent_used(self) -> str:
        return self.agents[0].value if self.agents else "none"


class MultiAgentOrchestrator:
    """A company's agents working as one."""

    def __init__(
        self,
        company: CompanyConfig,
        router: RouterAgent,
        agents: Mapping[Intent, BaseAgent],
        pool: Executor,
        on_unknown: Callable[[Turn], None] = lambda _turn: None,
    ) -> None:
        """`on_unknown` hears of turns that no agent had an answer to; it must not block."""
        self.company, self._router, self._agents, self._pool = company, router, agents, pool
        self._on_unknown = on_unknown
        self._live: LiveData | None = None

    def set_live_data(self, live: LiveData) -> None:
        """Questions that the company's own systems answer go to an agent that asks them."""
        self._live = live

    def handle(self, turn: Turn) -> TurnResult:
        """Answer one turn; a failing agent hands over to a person instead of failing the turn."""
        started = time.perf_counter()
        with log_context(agent="router"):
            classification = self._router.classify(turn.text, turn.history, turn=turn)
            log.info("message classified as: %s", " + ".join(classification.intents))
        classified_ms = (time.perf_counter() - started) * 1000
        turn = self._with_live_data(replace(turn, intents=classification.intents[:MAX_AGENTS]))
        replies = _informed([self._truthful(reply, turn) for reply in self._replies(turn, classification)])
        replies = self._back_to_booking(replies, turn)
        with log_context(agent="orchestrator"):
            text = clean_reply(self.combine_responses(replies), self.company)
            total_ms = (time.perf_counter() - started) * 1000
            result = _result(turn, classification, replies, text, _timings(replies, classified_ms, total_ms))
            log.info("combined response generated in %.0f ms", total_ms)
        if not result.known:
            self._on_unknown(turn)
        return result

    def combine_responses(self, replies: Sequence[AgentReply]) -> str:
        """One message, one voice: each text once, only the last next question, one signature."""
        texts = list(dict.fromkeys(reply.text for reply in replies if reply.text))
        texts = [text for text in texts if not any(text != other and text in other for other in texts)]
        closing = replies[-1].closing if replies else ""
        if texts and closing:
            texts[-1] = f"{texts[-1]} {closing}"
        signature = next((reply.signature for reply in replies if reply.signature), "")
        return "\n\n".join(texts) + (f"\n{signature}" if signature else "")

    def _with_live_data(self, turn: Turn) -> Turn:
        """What sounds like a question of free times may be one that a system of the company answers."""
        if turn.intents == (Intent.AVAILABILITY,) and self._live is not None and self._live.means(turn):
            return replace(turn, intents=(Intent.SUPPORT,))
        return turn

    def _replies(self, turn: Turn, classification: Classification) -> list[AgentReply]:
        if classification.small_talk and turn.intents == (Intent.SUPPORT,):
            support = self._agents[Intent.SUPPORT]
            if isinstance(support, SupportAgent):
                return [support.small_talk(turn, classification.small_talk)]
        if len(turn.intents) == 1:
            return [self._reply(turn.intents[0], turn)]
        reply = RIGHT_OF_WAY.alike(self._reply)
        futures = [self._pool.submit(copy_context().run, reply, i, turn) for i in turn.intents]
        with RIGHT_OF_WAY.away():
            return [future.result() for future in futures]

    def _reply(self, intent: Intent, turn: Turn) -> AgentReply:
        agent = self._agents.get(intent) or self._agents.get(Intent.SUPPORT)
        if agent is None:
            return self._failure(AgentType.SUPPORT, turn)
        with log_context(agent=agent.type.value):
            try:
                return agent.reply(turn)
            except DomainError as exc:
                log.exception("the agent could not answer: %s", exc.code)
                return self._failure(agent.type, turn)

    def _back_to_booking(self, replies: list[AgentReply], turn: Turn) -> list[AgentReply]:
        """After a question in the middle of a booking, the booking goes on where it stood."""
        schedule = self._agents.get(Intent.SCHEDULE)
        aside = not {Intent.SCHEDULE, Intent.EMERGENCY} & set(turn.intents) and not any(r.handoff for r in replies)
        if not aside or not isinstance(schedule, ScheduleAgent):
            return replies
        again = schedule.resume(turn)
        return [*replies[:-1], replace(replies[-1], closing=f"\n\n{again}")] if again else replies

    def _failure(self, agent: AgentType, turn: Turn) -> AgentReply:
        return AgentReply(
            agent=agent,
            text=say("failure", self.company, turn.language),
            handoff=Handoff(HandoffReason.FAILURE, summary=turn.text[:300]),
            action=Action.HANDOFF,
            fixed=True,
            known=False,
        )

    def _truthful(self, reply: AgentReply, turn: Turn) -> AgentReply:
        """A text that tells of an appointment nobody wrote, or a person nobody called, does not leave."""
        if reply.fixed or reply.receipts:
            if is_true(f"{reply.text} {reply.closing}", reply.receipts, reply.handoff):
                return reply
            log.warning("a fixed phrase without its receipt was stopped")
            return replace(reply, text=say("not_yet_done", self.company, turn.language), closing="")
        passages = [passage.content for passage in reply.passages]
        learned = any(usage.engine == "openai" for usage in reply.usages)
        text = without_assertions(reply.text, passages, learned=learned)
        closing = without_assertions(reply.closing, passages, learned=learned)
        if not text.taken_out and not closing.taken_out:
            return reply
        log.warning("%d claims without a receipt were stopped", len(text.taken_out) + len(closing.taken_out))
        of_the_agenda = text.of_the_agenda or closing.of_the_agenda
        live = next((p.content for p in reply.passages[:1] if p.metadata.get("kind") == LIVE_ANSWER), "")
        instead = live or say("not_yet_done" if of_the_agenda else "offer_person", self.company, turn.language)
        return replace(reply, text=f"{text.text}\n\n{instead}".strip(), closing="")


def _informed(replies: list[AgentReply]) -> list[AgentReply]:
    """Beside an agent that knows, "I don't know" says nothing; where none knows, it is said once."""
    answered = [reply for reply in replies if reply.known or reply.handoff]
    return answered or replies[:1]


def _result(
    turn: Turn, routed: Classification, replies: Sequence[AgentReply], text: str, timings: TurnTimings
) -> TurnResult:
    actions = {reply.action for reply in replies}
    booking = next((r.booking for r in reversed(replies) if r.booking is not None), turn.booking)
    if any(reply.handoff for reply in replies):
        booking = after_hand_over(booking)
    usages = [usage for reply in replies for usage in reply.usages]
    return TurnResult(
        text=text,
        intents=turn.intents,
        agents=tuple(dict.fromkeys(reply.agent for reply in replies)),
        language=turn.language,
        sources=tuple({s.document_id: s for reply in replies for s in reply.sources}.values()),
        receipts=tuple(receipt for reply in replies for receipt in reply.receipts),
        handoff=next((reply.handoff for reply in replies if reply.handoff), None),
        action=next(action for action in _PRIORITY if action in actions),
        booking=booking,
        timings=timings,
        usage=_sum([*([routed.usage] if routed.usage else []), *usages]),
        choices=next((reply.choices for reply in reversed(replies) if reply.choices), ()),
        known=all(reply.known for reply in replies),
        routed_by=routed.source,
        confidence=routed.confidence,
    )


def _sum(usages: Sequence[Usage]) -> Usage:
    model = next((u for u in usages if u.engine == "openai"), None)
    return Usage(
        engine=model.engine if model else "local",
        model=model.model if model else "local-engine",
        calls=sum(u.calls for u in usages),
        prompt_tokens=sum(u.prompt_tokens for u in usages),
        completion_tokens=sum(u.completion_tokens for u in usages),
    )


def _timings(replies: Sequence[AgentReply], classified_ms: float, total_ms: float) -> TurnTimings:
    """Agents run side by side, so a stage takes as long as its slowest agent."""
    usages = [usage for reply in replies for usage in reply.usages]
    searched = [u.retrieval_ms for u in usages if u.retrieval_ms]
    generated = [u.generation_ms for u in usages if u.generation_ms]
    return TurnTimings(
        total=total_ms,
        classification=classified_ms,
        retrieval=max(searched) if searched else None,
        generation=max(generated) if generated else None,
    )
