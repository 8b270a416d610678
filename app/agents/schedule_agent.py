"""Books, moves and cancels: understands the turn, then lets the booking machine decide."""

from dataclasses import replace
from typing import ClassVar

from app.agents.base_agent import BaseAgent
from app.agents.booking.machine import BookingMachine, resume_text
from app.agents.booking.understanding import Understanding
from app.agents.ports import AgentReply, Calendar, ChatModel, PromptSource, Turn
from app.agents.topic import about_last_named
from app.config.company_config import CompanyConfig
from app.config.constants import AgentType


class ScheduleAgent(BaseAgent):
    """Every word of a reply comes from the machine, so a model can promise nothing."""

    type: ClassVar[AgentType] = AgentType.SCHEDULE

    def __init__(
        self, company: CompanyConfig, chat: ChatModel | None, prompts: PromptSource, calendar: Calendar
    ) -> None:
        super().__init__(company, chat, prompts)
        self._calendar = calendar
        self._machine = BookingMachine(calendar)
        self._understanding = Understanding(chat, prompts, self.type)

    def reply(self, turn: Turn) -> AgentReply:
        command, usages = self._understanding.read(turn)
        return replace(self._machine.step(turn, about_last_named(command, turn)), usages=usages)

    def resume(self, turn: Turn) -> str:
        """A sentence back to the booking in course after another agent answered; "" when there is none."""
        return resume_text(turn, self._calendar)
