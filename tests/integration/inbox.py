"""A company whose Chatwoot is the double, and what its customers and receptionists do there."""

import time
from datetime import UTC, datetime

from app.config.company_config import WEEKDAYS
from app.services.bootstrap import Services
from tests.integration.chatwoot import (
    WINDOW_S,
    eventually,
    settled,
)
from tests.stubs.chatwoot_double import ChatwootDouble, DoubleConversation

PRICE = "Hola, ¿cuánto cuesta el botox?"
EMERGENCY = "No puedo respirar, se me hinchó la garganta después del relleno"


def closed_now() -> dict[str, list[list[str]]]:
    """Working hours that begin the day after tomorrow, whatever day it is."""
    return {WEEKDAYS[(datetime.now(UTC).weekday() + 2) % 7]: [["09:00", "18:00"]]}


def contact(conversation: DoubleConversation) -> int:
    return int(conversation.contact["id"])


def say(chatwoot: ChatwootDouble, conversation: DoubleConversation, text: str) -> None:
    assert chatwoot.webhook.deliver(chatwoot.customer_says(conversation, text)) == [200]


def quiet(services: Services) -> None:
    """Wait until all work is done, and a little longer for what should not come."""
    time.sleep(WINDOW_S + 0.2)
    eventually(lambda: settled(services))
    time.sleep(0.2)


def answered(chatwoot: ChatwootDouble, conversation: DoubleConversation, times: int = 1) -> list[str]:
    replies: list[str] = eventually(
        lambda: found if len(found := chatwoot.replies(conversation)) >= times else None
    )
    return replies
