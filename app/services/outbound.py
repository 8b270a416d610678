"""The port for messages that nobody has just asked for: reminders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from app.config.company_config import CompanyConfig


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """One reminder; the channel decides whether it takes the text or only the approved template."""

    text: str
    appointment_id: str
    kind: str
    choices: Sequence[str] = ()
    template: Mapping[str, Any] = field(default_factory=dict)  # {} = none is configured
    window_open: bool = True  # the customer wrote within the last day


class Outbound(Protocol):
    """Sends one message to a customer of a company by the channel the customer uses."""

    def send(self, company: CompanyConfig, user_id: str, message: OutboundMessage) -> str:
        """Why the channel did not take it; "" when it did. Raises: DependencyError."""
        ...
