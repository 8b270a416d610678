"""The result of a turn in which the bot says nothing because a person has the conversation."""

from collections.abc import Mapping
from typing import Any

from app.agents.booking.state import from_dict
from app.agents.phrases.handoff import handoff_phrase
from app.agents.ports import Handoff, HandoffReason, Usage
from app.config.company_config import CompanyConfig
from app.config.constants import Action
from app.models.conversation import TurnTimings
from app.services.multi_agent_orchestrator import TurnResult


def silent_result(company: CompanyConfig, language: str, booking: Mapping[str, Any]) -> TurnResult:
    """No text, no agents; `handoff` says why."""
    why = handoff_phrase("human_owner", company, company.language)
    return TurnResult(
        text="",
        intents=(),
        agents=(),
        language=language,
        sources=(),
        receipts=(),
        handoff=Handoff(HandoffReason.HUMAN_OWNER, why),
        action=Action.NONE,
        booking=from_dict(booking),
        timings=TurnTimings(total=0.0),
        usage=Usage("none", ""),
        routed_by="none",
    )
