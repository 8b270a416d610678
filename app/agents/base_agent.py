"""What all answering agents share: a company, a chat model, prompts and, for most, the company's knowledge."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from app.agents.ports import AgentReply, ChatModel, LiveData, Passage, PromptSource, Retriever, Turn
from app.config.company_config import CompanyConfig
from app.config.constants import AgentType
from app.models.errors import DependencyError
from app.utils.logger import get_logger

log = get_logger("agent")


class BaseAgent(ABC):
    """One agent of one company."""

    type: ClassVar[AgentType]
    uses_rag: ClassVar[bool] = False

    def __init__(self, company: CompanyConfig, chat: ChatModel | None, prompts: PromptSource) -> None:
        self._company, self._chat, self._prompts = company, chat, prompts
        self._retriever: Retriever | None = None
        self._live: LiveData | None = None

    def set_vectorstore_service(self, vectorstore_service: Retriever) -> None:
        """Give the agent the company's knowledge."""
        self._retriever = vectorstore_service

    def set_live_data(self, live: LiveData) -> None:
        """Let the agent ask the company's own systems."""
        self._live = live

    @abstractmethod
    def reply(self, turn: Turn) -> AgentReply:
        """Answer one turn; never raises for a dependency that is down."""

    def get_response(self, question: str, context: Mapping[str, Any]) -> str:
        """Answer a question outside a conversation; `context` may hold user_id, language and now."""
        turn = Turn(
            company=self._company,
            user_id=str(context.get("user_id", "")),
            conversation_id=str(context.get("conversation_id", "")),
            text=question,
            language=str(context.get("language") or self._company.language),
            now=context.get("now") or datetime.now(self._company.zone),
        )
        reply = self.reply(turn)
        return " ".join(part for part in (reply.text, reply.closing) if part)

    def _search(self, query: str, *, limit: int = 5) -> Sequence[Passage]:
        """The company's passages, or none when the knowledge is out of reach."""
        if self._retriever is None:
            return ()
        try:
            return self._retriever.search(query, limit=limit)
        except DependencyError as exc:
            log.warning("knowledge out of reach: %s", exc.code)
            return ()
