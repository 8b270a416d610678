"""The port for messages that nobody has just asked for, and its twin for installations without a channel."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from app.config.company_config import CompanyConfig
from app.utils.logger import get_logger

log = get_logger("reminders")


class Outbound(Protocol):
    """Sends one message to a customer of a company by the channel the customer uses."""

    def send(
        self,
        company: CompanyConfig,
        user_id: str,
        text: str,
        choices: Sequence[str],
        template: Mapping[str, Any] | None,
    ) -> bool:
        """Whether the channel took the message. `template`: use this approved one, the free text is not allowed.

        Raises: DependencyError.
        """
        ...


class LoggingOutbound:
    """For chat tests and consoles: there is no channel, so the message is noted and stands in the conversation."""

    def send(
        self,
        company: CompanyConfig,
        user_id: str,
        text: str,
        choices: Sequence[str],
        template: Mapping[str, Any] | None,
    ) -> bool:
        del company, user_id, template
        log.info("no channel to send by: %d characters, %d choices", len(text), len(choices))
        return True
