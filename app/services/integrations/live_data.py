"""Decides, without a model, whether a question is one that a company's tool answers, and asks it."""

import re
import threading
import time
from collections.abc import Sequence

from app.agents.folding import fold
from app.agents.ports import LIVE_ANSWER, Passage, Turn
from app.models.errors import DependencyError
from app.models.http_tool import HttpTool
from app.services.alarms import ALARMS
from app.services.integrations.known import Known
from app.services.integrations.tool_caller import ToolAnswer, ToolCaller
from app.services.openai_service import Breaker
from app.services.question_match import SAME_QUESTION, likeness
from app.utils.logger import get_logger

log = get_logger("tools")

KEYWORD_SCORE = 0.7
SAME_TURN_S = 5.0  # two agents of one turn share an answer
_BETWEEN_WORDS = re.compile(r"[^\w]+")
_DIGITS = re.compile(r"\S*\d\S*")


class LiveData:
    """`ports.LiveData` over every company's tools."""

    def __init__(self, tools: Known[Sequence[HttpTool]], caller: ToolCaller) -> None:
        self._tools, self._caller = tools, caller
        self._breakers: dict[tuple[str, str], Breaker] = {}
        self._recent: dict[tuple[str, str, str, str], tuple[float, ToolAnswer]] = {}
        self._lock = threading.Lock()

    def find(self, turn: Turn) -> Passage | None:
        """What a tool says to this question; None when none is meant or none answers. Never raises."""
        chosen = self._chosen(turn)
        if chosen is None:
            return None
        tool, score = chosen
        answer = self._ask(tool, turn)
        if answer is None or not answer.text:
            return None
        return Passage(tool.tool_id, tool.name, answer.text, score, metadata={"kind": LIVE_ANSWER})

    def means(self, turn: Turn) -> bool:
        """Whether a tool is meant by this question."""
        return self._chosen(turn) is not None

    def _chosen(self, turn: Turn) -> tuple[HttpTool, float] | None:
        try:
            tools = self._tools.of(turn.company.company_id)
        except DependencyError:
            return None
        return best_tool([tool for tool in tools if tool.is_active], turn.text, turn.language)

    def _ask(self, tool: HttpTool, turn: Turn) -> ToolAnswer | None:
        company_id = turn.company.company_id
        key = (company_id, tool.tool_id, turn.user_id, turn.text)
        with self._lock:
            breaker = self._breakers.setdefault((company_id, tool.tool_id), Breaker())
            now = time.monotonic()
            self._recent = {known: found for known, found in self._recent.items() if found[0] > now}
            recent = self._recent.get(key)
        if recent is not None:
            return recent[1]
        if breaker.is_open:
            return None
        answer = self._caller.ask(tool, turn)
        breaker.record(ok=not answer.broken)
        log.info("tool %s: %s in %d ms", tool.tool_id, answer.reason or "answered", answer.duration_ms)
        if answer.broken:
            ALARMS.raise_(company_id, "integration_down", tool.name, answer.reason)
        with self._lock:
            self._recent[key] = (time.monotonic() + SAME_TURN_S, answer)
        return answer


def best_tool(tools: Sequence[HttpTool], text: str, language: str) -> tuple[HttpTool, float] | None:
    """The tool this text is meant for, and how surely; None when it is meant for none."""
    scored = [(score_of(tool, text, language), tool) for tool in tools]
    best = max(scored, key=lambda found: found[0], default=None)
    if best is None or best[0] < SAME_QUESTION:
        return None
    return best[1], best[0]


def score_of(tool: HttpTool, text: str, language: str) -> float:
    """In [0, 1]: by its examples, numbers left out, or by one of its keywords as whole words."""
    folded = f" {_BETWEEN_WORDS.sub(' ', fold(text))} "
    keyword = any(f" {' '.join(fold(word).split())} " in folded for word in tool.keywords)
    asked = _DIGITS.sub(" ", text)
    likest = max((likeness(asked, _DIGITS.sub(" ", e), language) for e in tool.examples), default=0.0)
    return max(likest, KEYWORD_SCORE if keyword else 0.0)
