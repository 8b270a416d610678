"""How much of a company's conversations waits to be answered or sent."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.models.database import TenantDatabase
from app.models.inbound import WAITING, InboundRow
from app.models.outbox import PENDING, SENDING, OutboxRow


@dataclass(frozen=True, slots=True)
class Backlog:
    """`oldest`: when the oldest unanswered message came in."""

    messages: int
    oldest: datetime | None
    unsent: int


def backlog_of(tenant: TenantDatabase) -> Backlog:
    """Raises: RecordUnavailableError."""
    waiting = select(func.count(), func.min(InboundRow.received_at)).where(InboundRow.state == WAITING)
    unsent = select(func.count()).select_from(OutboxRow).where(OutboxRow.state.in_((PENDING, SENDING)))
    with tenant.reading() as session:
        messages, oldest = session.execute(waiting).one()
        return Backlog(messages, oldest, session.scalar(unsent) or 0)
