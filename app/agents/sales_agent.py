"""Prices, promotions, comparisons: speaks as the company's configured persona."""

from typing import ClassVar

from app.agents.answering import AnsweringAgent
from app.agents.ports import Turn
from app.agents.wording import say
from app.config.constants import AgentType, Role


class SalesAgent(AnsweringAgent):
    """The adviser customers know by name."""

    type: ClassVar[AgentType] = AgentType.SALES

    def _voice(self, turn: Turn, text: str) -> tuple[str, str]:
        """Introduce the persona once; afterwards sign, as advisers do in a shared inbox."""
        persona = self._company.persona
        if persona in text:
            return text, ""
        if any(m.role is Role.ASSISTANT and "sales" in (m.agent or "") for m in turn.history):
            return text, f"— {persona}"
        intro = say("intro", self._company, turn.language, persona=self._company.sales_agent_name)
        return f"{intro} {text}", ""
