"""Questions on policies, place, payment and care; greetings and thanks; complaints go to a person."""

import re
from typing import ClassVar

from app.agents.answering import AnsweringAgent
from app.agents.folding import fold
from app.agents.ports import AgentReply, HandoffReason, Turn
from app.agents.wording import say
from app.config.constants import AgentType, Role

_COMPLAINT = re.compile(
    r"\b(?:queja|quejarme|reclamo|reclamar|denuncia\w*|pesimo|pesima|estafa\w*|molest[oa] con|indignad[oa]|"
    r"mal servicio|mala atencion|devuelvan mi|devolucion de (?:mi|el) dinero|complaint|terrible service|"
    r"refund|reclamacao|pessimo|quero meu dinheiro)\b"
)
_YES_TO_PERSON = re.compile(r"^(?:si|yes|sim|claro|dale|ok|por favor|please|bueno|listo)\b")
_OFFERED_PERSON = re.compile(r"persona del equipo|someone from our team|pessoa da equipe")


class SupportAgent(AnsweringAgent):
    """Answers what is not a sale and not an appointment."""

    type: ClassVar[AgentType] = AgentType.SUPPORT

    def reply(self, turn: Turn) -> AgentReply:
        if _COMPLAINT.search(fold(turn.text)):
            return self._to_person(turn, HandoffReason.COMPLAINT, "complaint")
        if _accepts_person(turn):
            return self._to_person(turn, HandoffReason.NOT_KNOWN, "handoff")
        return super().reply(turn)

    def small_talk(self, turn: Turn, kind: str) -> AgentReply:
        """A fitting answer to a greeting, thanks or a goodbye; no search, no model."""
        key = kind if kind in ("greeting", "thanks", "goodbye", "who_are_you") else "small_talk"
        return AgentReply(agent=self.type, text=say(key, self._company, turn.language), fixed=True)

    def _voice(self, turn: Turn, text: str) -> tuple[str, str]:
        del turn  # speaks for the company, without a name of its own
        return text, ""


def _accepts_person(turn: Turn) -> bool:
    """A yes to "¿desea que una persona del equipo le responda?"."""
    last = turn.history[-1] if turn.history else None
    offered = last is not None and last.role is Role.ASSISTANT and _OFFERED_PERSON.search(last.content)
    return bool(offered and _YES_TO_PERSON.match(fold(turn.text)))
