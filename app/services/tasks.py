"""The one job of the queue: drain a conversation. Order and contents are in SQL, never in the job."""

from collections.abc import Callable
from typing import Any

from app.models.channel_conversation import ConversationKey
from app.utils.logger import request_id

QUEUE = "conversations"

Drain = Callable[[ConversationKey], object]


def drain_actor(broker: Any, drain: Drain) -> Any:
    """The job on `broker`. It is not retried by the queue: the sweep finds what is left undone."""
    import dramatiq  # with its broker, at the queue's first use

    def drain_conversation(company_id: str, account_id: str, conversation_id: str, request: str = "") -> None:
        token = request_id.set(request)
        try:
            drain(ConversationKey(company_id, account_id, conversation_id))
        finally:
            request_id.reset(token)

    return dramatiq.actor(broker=broker, queue_name=QUEUE)(drain_conversation)
