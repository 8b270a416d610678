"""A conversation's waiting rows as one worker sees them, and how they read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.agents.ports import Contact
from app.models.channel_conversation import NAMELESS, ChannelConversationRow
from app.models.inbound import InboundRow
from app.services.chatwoot_events import EventKind
from app.services.memory import Session
from app.services.ownership import Ownership
from app.services.ownership_rows import ownership_of

CUSTOMER_KINDS = (
    EventKind.CUSTOMER_MESSAGE.value,
    EventKind.CUSTOMER_CHOICE.value,
    EventKind.BOT_ASSIGNED.value,
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One stored event."""

    inbound_id: str
    kind: str
    message_id: int
    text: str
    attachments: tuple[Mapping[str, Any], ...]
    contact: Contact
    error: str
    attempts: int
    received_at: datetime

    @classmethod
    def of(cls, row: InboundRow) -> "Waiting":
        data = row.data
        return cls(
            inbound_id=row.inbound_id,
            kind=row.kind,
            message_id=row.message_id,
            text=row.text,
            attachments=tuple(data.get("attachments") or ()),
            contact=Contact(name=data.get("name") or "", phone=data.get("phone") or ""),
            error=data.get("error") or "",
            attempts=row.attempts,
            received_at=row.received_at,
        )

    @property
    def by_customer(self) -> bool:
        return self.kind in CUSTOMER_KINDS

    @property
    def ref(self) -> str:
        return str(self.message_id or "")


@dataclass(frozen=True, slots=True)
class Batch:
    """What waits in a conversation, oldest first, with the conversation's state."""

    ownership: Ownership
    user_id: str
    channel: str
    can_reply: bool
    mirrored: str
    due_at: datetime | None
    session: Session
    summarised: bool
    rows: tuple[Waiting, ...]

    @classmethod
    def of(cls, row: ChannelConversationRow, waiting: Sequence[InboundRow]) -> "Batch":
        return cls(
            ownership=ownership_of(row),
            user_id=row.user_id or f"{NAMELESS}{row.conversation_id}",
            channel=row.channel,
            can_reply=row.can_reply,
            mirrored=row.mirrored,
            due_at=row.due_at,
            session=Session(
                f"{row.conversation_id}.{row.session}", row.session_started_at, row.session_summary or ""
            ),
            summarised=row.session_summary is not None,
            rows=tuple(Waiting.of(item) for item in waiting),
        )

    @property
    def customers(self) -> tuple[Waiting, ...]:
        return tuple(row for row in self.rows if row.by_customer)

    @property
    def others(self) -> tuple[Waiting, ...]:
        return tuple(row for row in self.rows if not row.by_customer)
