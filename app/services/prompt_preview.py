"""Tries a template on a message: the company's own agent answers, and nothing is stored, booked or sent."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Never

from app.agents.answering import prompt_variables
from app.agents.base_agent import BaseAgent
from app.agents.language import detect_language
from app.agents.ports import Appointment, Calendar, Message, PromptSource, Slot, Source, Turn
from app.agents.router_agent import Classification, RouterAgent
from app.config.company_config import CompanyConfig, Treatment
from app.config.constants import AgentType, Intent
from app.models.errors import CalendarUnavailableError
from app.services.multi_agent_orchestrator import MultiAgentOrchestrator
from app.services.prompt_service import fill

PREVIEW_USER = "preview"
_LOCAL_NOTE = {
    "es": "Respondió el motor local: las plantillas solo guían a un modelo de lenguaje.",
    "en": "The local engine answered: templates steer a language model only.",
    "pt": "O motor local respondeu: os modelos de texto orientam apenas um modelo de linguagem.",
}


@dataclass(frozen=True, slots=True)
class Preview:
    rendered: str
    bot_response: str
    engine: str  # "local" or "openai"
    sources: tuple[Source, ...]
    note: str  # why the template had no say; empty when it had


@dataclass(frozen=True, slots=True)
class PreviewAgents:
    """A company's agents with the prompts and the calendar of a preview."""

    router: RouterAgent
    answering: Mapping[Intent, BaseAgent]
    pool: Executor


class PromptPreview:
    """`build` makes a company's agents around the given prompts, on a calendar that writes nothing."""

    def __init__(
        self,
        prompts: Callable[[str], PromptSource],
        build: Callable[[CompanyConfig, PromptSource], PreviewAgents],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._prompts, self._build, self._clock = prompts, build, clock

    def run(self, company: CompanyConfig, agent: AgentType, message: str, template: str | None) -> Preview:
        """Answer as a first message of nobody; `template` None = the one in force."""
        draft = _DraftPrompts(self._prompts(company.company_id), agent, template)
        agents, turn = self._build(company, draft), self._turn(company, message)
        sources: tuple[Source, ...] = ()
        if agent is AgentType.ROUTER:
            classified = agents.router.classify(message, (), turn=turn)
            engine = classified.usage.engine if classified.usage else "local"
            answer = ", ".join(classified.intents)
        else:
            intent = Intent(agent.value)
            straight = _Straight(intent)
            orchestrator = MultiAgentOrchestrator(company, straight, dict(agents.answering), agents.pool)
            result = orchestrator.handle(turn)
            answer, engine, sources = result.text, result.usage.engine, result.sources
        note = _LOCAL_NOTE.get(company.language, _LOCAL_NOTE["en"]) if engine == "local" else ""
        return Preview(draft.shown(turn), answer, engine, sources, note)

    def _turn(self, company: CompanyConfig, message: str) -> Turn:
        return Turn(
            company=company,
            user_id=PREVIEW_USER,
            conversation_id=PREVIEW_USER,
            text=message,
            language=detect_language(message, company.languages, company.language),
            now=self._clock().astimezone(company.zone),
        )


class ReadOnlyCalendar:
    """The company's agenda, in which a preview may look and not write."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar

    def free_slots(
        self, treatment: Treatment, first: date, last: date, *, now: datetime, ignoring: str = ""
    ) -> Sequence[Slot]:
        return self._calendar.free_slots(treatment, first, last, now=now, ignoring=ignoring)

    def book(
        self,
        treatment: Treatment,
        start: datetime,
        *,
        name: str,
        phone: str,
        user_id: str,
        now: datetime,
        details: Mapping[str, str] | None = None,
    ) -> Never:
        _refuse(treatment, start, name, phone, user_id, now, details)

    def keep(self, treatment: Treatment, start: datetime, *, user_id: str, now: datetime) -> str:
        del treatment, start, user_id, now  # nothing is kept, so there is nothing to ignore
        return ""

    def let_go(self, user_id: str, *, now: datetime) -> None:
        """Nothing was kept."""

    def move(self, appointment_id: str, start: datetime, *, now: datetime) -> Never:
        _refuse(appointment_id, start, now)

    def cancel(self, appointment_id: str, *, now: datetime) -> Never:
        _refuse(appointment_id, now)

    def correct(self, appointment_id: str, *, name: str, phone: str, now: datetime) -> Never:
        _refuse(appointment_id, name, phone, now)

    def attending(self, appointment_id: str, *, now: datetime) -> Never:
        _refuse(appointment_id, now)

    def upcoming(self, user_id: str, *, now: datetime) -> Sequence[Appointment]:
        del user_id, now  # nobody has no appointments
        return ()


def _refuse(*_values: object) -> Never:
    raise CalendarUnavailableError()


class _DraftPrompts:
    """The company's prompts with one replaced; remembers what that one became."""

    def __init__(self, own: PromptSource, agent: AgentType, template: str | None) -> None:
        self._own, self._agent, self._template = own, agent, template
        self._rendered: str | None = None

    def render(self, agent: AgentType, variables: Mapping[str, str]) -> str:
        drafted = agent is self._agent and self._template is not None
        text = fill(self._template or "", variables) if drafted else self._own.render(agent, variables)
        if agent is self._agent:
            self._rendered = text
        return text

    def shown(self, turn: Turn) -> str:
        """What the agent's model got, or would have got."""
        if self._rendered is not None:
            return self._rendered
        return self.render(self._agent, prompt_variables(turn, ()) | {"schedule_context": "-"})


class _Straight(RouterAgent):
    """Sends every message to one agent."""

    def __init__(self, intent: Intent) -> None:
        self._intent = intent

    def classify(self, text: str, history: Sequence[Message] = (), *, turn: Turn | None = None) -> Classification:
        del text, history, turn
        return Classification((self._intent,), 1.0, "rules")
