"""Text → ordered intents: red flags by rule, follow-ups by context, the rest by the local model; a language model
is asked once, and only when the local one is unsure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.agents.answering import prompt_variables
from app.agents.answers import read_yes_no
from app.agents.booking.choices import find_choice
from app.agents.booking.state import OPEN_STAGES
from app.agents.booking.wishes import answers_open_booking, asks_for_times, wishes_booking, wishes_change
from app.agents.chat_text import chat_fold
from app.agents.follow_ups import Context, context_of, follow_up, last_customer_text, may_answer
from app.agents.intent_model import IntentModel
from app.agents.ports import ChatMessage, ChatModel, ChatRequest, Grounding, Message, PromptSource, Turn, Usage
from app.agents.red_flag_packs import prepare
from app.agents.red_flags import find_red_flags, harmless_removed
from app.agents.small_talk import small_talk_kind
from app.agents.treatments import find_treatments
from app.agents.word_repair import WordRepair
from app.config.constants import AgentType, Intent
from app.models.errors import LLMError

EMERGENCY_THRESHOLD = 0.80  # second net under the rules; chosen on the dev parts of the emergency sets
MISSPELT_THRESHOLD = 0.55  # what is written in haste is doubted less
PLAIN_DANGER = 0.90  # from here on a question about it ("do you see people today?") is no mere supposition
LABEL_THRESHOLD = 0.65
HINTED, CLEAR_CLAUSE = 0.10, 0.95  # see _said_apart
MAX_INTENTS = 3
UNSURE = 0.40  # below this confidence a language model, where there is one, is asked: one more call, so seldom
# A remark of which the local model is surer than this is no answer to the booking's question.
ANSWER_DOUBT, BRIEF_DOUBT = 0.75, 0.90
MODEL_TOKENS = 60
_CLAUSE = re.compile(r" [?.!;,] | (?:y|e|and|pero|but|ademas|tambien|also|aparte|mas|luego|entonces) ")


@dataclass(frozen=True, slots=True)
class Classification:
    """Intents in the order the message asks them; `source`: rules | local | follow_up | model."""

    intents: tuple[Intent, ...]
    confidence: float  # of the whole set, in [0, 1]
    source: str
    usage: Usage | None = None  # of the model call, if one was made
    small_talk: str | None = None  # greeting, thanks, goodbye, who_are_you, laugh… when it is nothing else


class RouterAgent:
    """Decides which agents answer a message."""

    agent_type = AgentType.ROUTER

    def __init__(
        self, model: IntentModel, chat: ChatModel | None = None, prompts: PromptSource | None = None
    ) -> None:
        """`chat` with `prompts`: a language model for unsure cases; without them always decide locally."""
        self._model, self._chat, self._prompts = model, chat, prompts

    def warm_up(self) -> None:
        """Read and compile all that a first message would wait for."""
        prepare()
        self.classify("hola, ¿cuánto cuesta?")

    def classify(self, text: str, history: Sequence[Message] = (), *, turn: Turn | None = None) -> Classification:
        """The intents of `text`; an emergency stands alone. Never raises on odd text."""
        language, sector = (turn.language, turn.company.business_type) if turn else ("es", "")
        if find_red_flags(text, language, sector):
            return Classification((Intent.EMERGENCY,), 1.0, "rules")
        context = self._context(history, turn)
        small_talk = small_talk_kind(text)
        if (followed := follow_up(text, context)) and small_talk in (None, "acknowledgement"):
            return Classification(followed, 0.9, "follow_up")
        if turn and _answers_plainly(text, turn):
            return Classification((Intent.SCHEDULE,), 0.9, "follow_up")
        if small_talk:
            return Classification((Intent.SUPPORT,), 0.95, "rules", small_talk=small_talk)
        local = self._local(text)
        if (may_answer(text, context) and _answers(text, turn, local)) or _stands_by(text, turn):
            return Classification((Intent.SCHEDULE,), 0.6, "follow_up")
        if turn and not {Intent.EMERGENCY, Intent.SCHEDULE} & set(local.intents):
            if wishes_booking(turn) or wishes_change(turn) or answers_open_booking(turn):
                return Classification((Intent.SCHEDULE,), 0.7, "rules")
            if Intent.AVAILABILITY not in local.intents and asks_for_times(turn):
                return Classification((Intent.AVAILABILITY,), 0.6, "rules")
        if self._chat is None or self._prompts is None or turn is None or local.confidence >= UNSURE:
            return local
        return self._ask(turn, local, self._chat, self._prompts)

    def _context(self, history: Sequence[Message], turn: Turn | None) -> Context:
        """The stored context; an unlabelled history is labelled by the local model."""
        context = context_of(history, turn)
        if context.intents or not history:
            return context
        spoken = tuple(i for i in self._local(last_customer_text(history)).intents if i is not Intent.EMERGENCY)
        return Context(context.booking, spoken, context.invited)

    def _local(self, text: str) -> Classification:
        chances = self._model.probabilities(text)
        if danger := self._danger(text, chances.pop(Intent.EMERGENCY)):
            return Classification((Intent.EMERGENCY,), danger, "local")
        clauses = _clauses(text)
        if len(clauses) == 1 and clauses[0] != chat_fold(text):
            chances = self._model.probabilities(clauses[0])
            del chances[Intent.EMERGENCY]
        apart = [self._model.probabilities(clause) for clause in clauses] if len(clauses) > 1 else []
        for label in chances:
            chances[label] = _said_apart(chances[label], label, apart)
        ranked = sorted(chances, key=chances.__getitem__, reverse=True)
        chosen = [label for label in ranked[:MAX_INTENTS] if chances[label] >= LABEL_THRESHOLD] or ranked[:1]
        confidence = min(
            min(chances[label] for label in chosen),
            1 - max((chances[label] for label in ranked if label not in chosen), default=0.0),
        )
        return Classification(_in_order(chosen, apart), confidence, "local")

    def _danger(self, text: str, chance: float) -> float:
        """The chance of an emergency where it is high enough to be believed, else nothing."""
        if chance < MISSPELT_THRESHOLD or (chance < EMERGENCY_THRESHOLD and not _misspelt(text)):
            return 0.0
        rest = harmless_removed(text, supposed=chance < PLAIN_DANGER)
        if rest != chat_fold(text):
            chance = self._model.probabilities(rest)[Intent.EMERGENCY]
        return chance if chance >= (MISSPELT_THRESHOLD if _misspelt(text) else EMERGENCY_THRESHOLD) else 0.0

    def _ask(self, turn: Turn, local: Classification, chat: ChatModel, prompts: PromptSource) -> Classification:
        """One structured call; whatever goes wrong, the local result stands."""
        prompt = prompts.render(AgentType.ROUTER, prompt_variables(turn, ()))
        request = ChatRequest(
            messages=(ChatMessage("system", prompt), ChatMessage("user", turn.text)),
            grounding=Grounding(turn.company, AgentType.ROUTER, turn.text, turn.language),
            json_object=True,
            max_tokens=MODEL_TOKENS,
        )
        try:
            result = chat.complete(request)
        except LLMError:
            return local
        intents = parse_intents(result.text)
        if not intents:
            return Classification(local.intents, local.confidence, local.source, result.usage)
        return Classification(intents, 0.8, "model", result.usage)


def _answers_plainly(text: str, turn: Turn) -> bool:
    """ "Sí, gracias", "que sí", "la segunda que me dijo" while a booking waits."""
    state = turn.booking
    if "?" in text or state.stage not in OPEN_STAGES:
        return False
    return read_yes_no(text) is not None or (bool(state.offered) and find_choice(text) is not None)


def _misspelt(text: str) -> bool:
    """Whether words had to be repaired, in a text most of which can be read."""
    repair, folded = WordRepair.load(), chat_fold(text)
    words = repair.text(folded).split()
    return words != folded.split() and 2 * sum(map(repair.knows, words)) >= len(words)


def _clauses(text: str) -> list[str]:
    """The parts of a message that want something, in order: "muchas gracias" at its end is no second wish."""
    parts = [part.strip() for part in _CLAUSE.split(f"{chat_fold(text)} ") if part.strip()]
    return [part for part in parts if len(part.split()) >= 2 and small_talk_kind(part) is None]


def _stands_by(text: str, turn: Turn | None) -> bool:
    """ "Sí" once more after a hand-over: the wish still stands."""
    return turn is not None and bool(turn.booking.extra.get("handed_over")) and read_yes_no(text) is True


def _answers(text: str, turn: Turn | None, local: Classification) -> bool:
    """Whether a statement while a booking waits answers it: a yes or no in other words, a name, a treatment."""
    if Intent.EMERGENCY in local.intents:
        return False
    words = len(text.split())
    doubt = BRIEF_DOUBT if words <= 3 else ANSWER_DOUBT
    if local.confidence < doubt or read_yes_no(text) is not None:
        return True
    return turn is not None and words <= 8 and bool(find_treatments(text, turn.company))


def _said_apart(whole: float, label: Intent, clauses: Sequence[dict[Intent, float]]) -> float:
    """What a clear clause adds to a label that the whole message only hints at."""
    clearest = max((clause[label] for clause in clauses), default=0.0)
    return LABEL_THRESHOLD if clearest >= CLEAR_CLAUSE and whole >= HINTED else whole


def _in_order(chosen: Sequence[Intent], clauses: Sequence[dict[Intent, float]]) -> tuple[Intent, ...]:
    """Sorted by the clause in which each intent is likeliest."""
    if len(chosen) < 2 or not clauses:
        return tuple(chosen)
    place = {label: max(range(len(clauses)), key=lambda i: (clauses[i][label], -i)) for label in chosen}
    return tuple(sorted(chosen, key=lambda label: (place[label], -clauses[place[label]][label])))


def parse_intents(answer: str) -> tuple[Intent, ...]:
    """The known labels a model's answer names, in order, an emergency alone; () for nonsense."""
    found = re.findall(r"\"(emergency|sales|support|schedule|availability)\"", answer.lower())
    intents = tuple(dict.fromkeys(Intent(name) for name in found))[:MAX_INTENTS]
    return (Intent.EMERGENCY,) if Intent.EMERGENCY in intents else intents
