"""Urgent messages: a fixed protocol at once, the country's number, a person. No model takes part."""

from typing import ClassVar

from app.agents.base_agent import BaseAgent
from app.agents.ports import AgentReply, Handoff, HandoffReason, Turn
from app.agents.wording import say
from app.config.constants import Action, AgentType


class EmergencyAgent(BaseAgent):
    """Answers from configuration alone, so it works with everything else down."""

    type: ClassVar[AgentType] = AgentType.EMERGENCY
    uses_rag = True

    def reply(self, turn: Turn) -> AgentReply:
        settings = self._company.emergency
        parts = [say("emergency", self._company, turn.language, number=settings.emergency_number)]
        protocol = settings.protocol.get(turn.language) or settings.protocol.get(self._company.language, "")
        parts.append(protocol)
        if settings.contact_phone and settings.contact_phone not in protocol:
            parts.append(say("emergency_line", self._company, turn.language, phone=settings.contact_phone))
        parts.append(say("emergency_staff", self._company, turn.language))
        return AgentReply(
            agent=self.type,
            text="\n\n".join(part for part in parts if part),
            handoff=Handoff(reason=HandoffReason.EMERGENCY, summary=turn.text[:300], urgent=True),
            action=Action.HANDOFF,
            fixed=True,
        )
