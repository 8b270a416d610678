"""Stand-ins that keep the contracts of `agents/ports.py`, and fail on what a test did not expect."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.agents.base_agent import BaseAgent
from app.agents.ports import AgentReply, ChatRequest, ChatResult, Passage, Turn, Usage
from app.agents.router_agent import Classification
from app.config.company_config import CompanyConfig
from app.config.constants import AgentType, Intent
from app.models.errors import DependencyError, RecordUnavailableError

Step = str | Exception | Callable[[ChatRequest], str]


class ScriptedModel:
    """A `ChatModel` that plays its script once; a call beyond it fails the test."""

    def __init__(self, *script: Step) -> None:
        self._script = list(script)
        self.requests: list[ChatRequest] = []

    def complete(self, request: ChatRequest) -> ChatResult:
        self.requests.append(request)
        if not self._script:
            raise AssertionError("the model was called without need")
        step = self._script.pop(0)
        if isinstance(step, Exception):
            raise step
        text = step(request) if callable(step) else step
        usage = Usage(engine="openai", model="scripted", calls=1, prompt_tokens=10, completion_tokens=5)
        return ChatResult(text=text, usage=usage, passages=request.grounding.passages)


class FakeClock:
    """Time that passes only when told to."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


class FakeCompanySource:
    """A `CompanySource` over a list; `down` makes it unreachable."""

    def __init__(self, *companies: CompanyConfig) -> None:
        self.companies = list(companies)
        self.down = False
        self.loads = 0

    def load_all(self) -> Mapping[str, CompanyConfig]:
        if self.down:
            raise RecordUnavailableError()
        self.loads += 1
        return {company.company_id: company for company in self.companies}


class FakeVersion:
    """A `ConfigVersion` in memory; `down` makes it unreachable."""

    def __init__(self) -> None:
        self.value = 1
        self.down = False

    def current(self) -> str:
        if self.down:
            raise DependencyError()
        return str(self.value)

    def bump(self) -> None:
        self.value += 1


class FakePrompts:
    """A `PromptSource` whose prompt shows which agent asked and what it was given."""

    def render(self, agent: AgentType, variables: Mapping[str, str]) -> str:
        return f"{agent.value}: {variables['question']} | {variables['context']}"


class FakeRetriever:
    """A `Retriever` that knows the passages it is given, or is down."""

    def __init__(self, *passages: Passage, error: DependencyError | None = None) -> None:
        self._passages, self._error = passages, error
        self.queries: list[str] = []

    def search(self, query: str, *, limit: int = 5) -> Sequence[Passage]:
        self.queries.append(query)
        if self._error:
            raise self._error
        return self._passages[:limit]


class FakeRouter:
    """Classifies every message the same way."""

    def __init__(self, *intents: Intent, **values: Any) -> None:
        self._classification = Classification(intents=intents, confidence=1.0, source="local", **values)

    def classify(self, text: str, history: Sequence[Any] = (), *, turn: Turn | None = None) -> Classification:
        return self._classification


class FakeAgent(BaseAgent):
    """Says one thing, or fails in one way; `on_reply` runs first, in the agent's own thread."""

    def __init__(
        self,
        agent: AgentType,
        reply: str | AgentReply | Exception = "",
        on_reply: Callable[[], object] = lambda: None,
    ) -> None:
        self.type = agent  # type: ignore[misc]
        self._said, self._on_reply = reply, on_reply

    def reply(self, turn: Turn) -> AgentReply:
        self._on_reply()
        if isinstance(self._said, Exception):
            raise self._said
        return AgentReply(self.type, self._said) if isinstance(self._said, str) else self._said
