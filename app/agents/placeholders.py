"""The names a prompt template may hold in braces, by agent; every other `{name}` is a mistake."""

import re
from collections.abc import Mapping

from app.config.constants import AgentType

_EVERYWHERE = (
    "company_name",
    "persona",
    "services",
    "language",
    "formality",
    "today",
    "facts",
    "context",
    "chat_history",
    "question",
    "emergency_protocols",
)
_AGENDA = (*_EVERYWHERE, "schedule_context")
# None is required: the customer's message always goes to the model beside the template.
PLACEHOLDERS: Mapping[AgentType, tuple[str, ...]] = {
    agent: _AGENDA if agent in (AgentType.SCHEDULE, AgentType.AVAILABILITY) else _EVERYWHERE for agent in AgentType
}
TOKEN = re.compile(r"\{([a-z_]+)\}")
_LOOKS_LIKE_ONE = re.compile(r"(?<!\{)\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}(?!\})")


def unknown_placeholders(agent: AgentType, template: str) -> list[str]:
    """What stands in braces like a placeholder and would never be filled; JSON examples are none."""
    known = PLACEHOLDERS[agent]
    found = _LOOKS_LIKE_ONE.finditer(template)
    return list(dict.fromkeys(m.group(0) for m in found if m.group(0).strip("{}") not in known))
