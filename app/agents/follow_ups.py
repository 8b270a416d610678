"""Short messages that mean something only after what was said before: "¿y mañana?", "sí", "¿y el botox?".

Word lists stand in data/follow_ups.json: times, answers to a yes-or-no or a choice, words of a question of its
own, and words by which an answer of ours asks for a booking.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.agents.chat_text import chat_fold
from app.agents.ports import Message, Turn
from app.config.constants import AgentType, Intent, Role

MAX_ANSWER_WORDS = 14
MAX_WORDS = 7  # a longer message speaks for itself

PHRASES = Path(__file__).parent / "data" / "follow_ups.json"
_PHONE = re.compile(r"\+?\d[\d ]{6,}\d")
_ELLIPSIS = re.compile(
    r"^(?:(?:ok|listo|bueno|ah|perfecto|vale|gracias|ya|entiendo|mmm|genial|dale|oye|great|cool|entendi|esta)"
    r" [,.!]? ?)*"
    r"(?:y|e|and|o|or|pero|but|what about|how about|tambien|mas bien|ou)"
    r"(?: (?:si|que tal|como seria|what about|how about|a|se|que))? "
)
_POLITE = "por favor|porfa|gracias|entonces|ya|please|thanks|obrigad[oa]|entao"
_ORDINARY = (Intent.SALES, Intent.AVAILABILITY, Intent.SCHEDULE, Intent.SUPPORT)


@dataclass(frozen=True, slots=True)
class Context:
    """What the conversation was about just before this message."""

    booking: bool  # a booking is in course
    intents: tuple[Intent, ...]  # of the last exchange; empty = unknown
    invited: bool = False  # the last answer asked for a day, a name or a yes


def context_of(history: Sequence[Message], turn: Turn | None) -> Context:
    """The state the last exchange left; intents come from the stored messages or from the agent that answered."""
    intents: tuple[Intent, ...] = ()
    invited = False
    for message in reversed(history[-6:]):
        if message.role is Role.ASSISTANT and not invited and not intents:
            question = chat_fold(message.content)
            invited = "?" in question and _phrases()["booking_questions"].search(question) is not None
        intents = intents or tuple(i for i in message.intents or _agents_of(message) if i in _ORDINARY)
        if intents or message.role is Role.USER:
            break
    return Context(bool(turn and turn.booking.stage), intents, invited)


def last_customer_text(history: Sequence[Message]) -> str:
    return next((m.content for m in reversed(history) if m.role is Role.USER), "")


def _agents_of(message: Message) -> tuple[Intent, ...]:
    names = (message.agent or "").split("+")
    return tuple(Intent(n) for n in names if n in set(Intent) and n != AgentType.ROUTER)


def follow_up(text: str, context: Context) -> tuple[Intent, ...] | None:
    """The intents a short message takes from its context, or None when it says them itself."""
    folded = chat_fold(text)
    words = [w for w in folded.split() if w[0].isalnum()]
    if not words or len(words) > MAX_WORDS + 3 * context.booking or len(words) > MAX_WORDS + 5:
        return None
    if (context.booking or context.invited) and _answers_booking(folded):
        return (Intent.SCHEDULE,)
    if len(words) > MAX_WORDS or not context.intents:
        return None
    if _wants_it(folded) and context.intents[0] in (Intent.SALES, Intent.AVAILABILITY):
        return (Intent.SCHEDULE,)
    if _phrases()["durations"].fullmatch(" ".join(words)):
        return (Intent.AVAILABILITY,)
    return _elliptical(folded, context)


def _wants_it(folded: str) -> bool:
    """ "Dale, lo quiero", "me interesa": a yes to what was just described."""
    plain = " ".join(word for word in folded.split() if word not in ".,!;")
    return "?" not in plain and _phrases()["wants_it"].fullmatch(plain) is not None


def _answers_booking(folded: str) -> bool:
    plain = " ".join(folded.replace("!", " ").replace(".", " ").replace(",", " ").split())
    if "?" in plain and not _ELLIPSIS.match(folded):
        return False
    plain = plain.replace("?", "").strip()
    if _phrases()["answers"].fullmatch(plain) or _PHONE.search(plain):
        return True
    if _phrases()["questions"].search(plain):
        return False
    return _phrases()["times"].search(plain) is not None


def may_answer(text: str, context: Context) -> bool:
    """A statement while a booking waits: perhaps a name, a change or a yes in other words, perhaps a remark."""
    folded = chat_fold(text)
    if not (context.booking or context.invited) or "?" in folded or len(folded.split()) > MAX_ANSWER_WORDS:
        return False
    return _phrases()["questions"].search(folded) is None


def _elliptical(folded: str, context: Context) -> tuple[Intent, ...] | None:
    """ "¿y mañana?" asks for times, "¿y el botox?" asks the same again; a plain time after free times books it."""
    opened = _ELLIPSIS.match(folded)
    rest = folded[opened.end() :] if opened else folded
    if _phrases()["questions"].search(rest):
        return None
    timed = _phrases()["times"].search(rest) is not None
    previous = context.intents
    if opened and timed:
        return (Intent.SCHEDULE,) if previous == (Intent.SCHEDULE,) else (Intent.AVAILABILITY,)
    if opened and previous:
        return previous[:1]
    if timed and "?" not in folded and set(previous) & {Intent.AVAILABILITY, Intent.SCHEDULE}:
        return (Intent.SCHEDULE,)
    return None


@cache
def _phrases() -> dict[str, re.Pattern[str]]:
    found = json.loads(PHRASES.read_text(encoding="utf-8"))
    patterns = {
        name: re.compile(rf"\b(?:{'|'.join(found[name])})\b")
        for name in ("times", "questions", "booking_questions")
    }
    patterns["durations"] = re.compile("|".join(found["durations"]))
    wants_it = "|".join(found["wants_it"])
    patterns["wants_it"] = re.compile(rf"(?:(?:{'|'.join(found['agreeing'])}) )*(?:{wants_it})(?: (?:{_POLITE}))?")
    longest_first = "|".join(sorted(found["answers"], key=len, reverse=True))
    return {**patterns, "answers": re.compile(rf"(?:(?:{longest_first})(?: |$))+")}
