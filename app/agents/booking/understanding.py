"""A turn understood: locally always, and by one structured model call where a model is configured."""

from app.agents.answering import prompt_variables
from app.agents.booking.command import BookingCommand, command_from_json, merge
from app.agents.booking.extraction import read_command
from app.agents.booking.state import live, to_dict
from app.agents.ports import (
    BookingState,
    ChatMessage,
    ChatModel,
    ChatRequest,
    Grounding,
    PromptSource,
    Turn,
    Usage,
)
from app.config.constants import AgentType
from app.models.errors import LLMError
from app.utils.logger import get_logger

log = get_logger("booking")

_MAX_TOKENS = 200
_SHOWN_STATE = ("stage", "treatment", "date", "time", "period", "offered")  # names and phones stay home


class Understanding:
    """Reads commands for one agent. `chat` None = local only."""

    def __init__(self, chat: ChatModel | None, prompts: PromptSource, agent: AgentType) -> None:
        self._chat, self._prompts, self._agent = chat, prompts, agent

    def read(self, turn: Turn) -> tuple[BookingCommand, tuple[Usage, ...]]:
        """The command and what it cost; a model that fails or answers nonsense costs only its time."""
        state = live(turn.booking, turn.now)
        local = read_command(turn, state)
        if self._chat is None:
            return local, ()
        try:
            result = self._chat.complete(self._request(turn, state))
        except LLMError as exc:
            log.warning("understood locally: %s", exc.code)
            return local, ()
        return merge(local, command_from_json(result.text, turn.text, turn.company)), (result.usage,)

    def _request(self, turn: Turn, state: BookingState) -> ChatRequest:
        variables = prompt_variables(turn, ()) | {"schedule_context": _described(state)}
        prompt = self._prompts.render(self._agent, variables)
        return ChatRequest(
            messages=(ChatMessage("system", prompt), ChatMessage("user", turn.text)),
            grounding=Grounding(turn.company, self._agent, turn.text, turn.language, today=turn.now.date()),
            json_object=True,
            max_tokens=_MAX_TOKENS,
        )


def _described(state: BookingState) -> str:
    known = to_dict(state)
    return "; ".join(f"{key}: {known[key]}" for key in _SHOWN_STATE if key in known) or "-"
