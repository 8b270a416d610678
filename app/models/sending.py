"""Rows that are sent in the background: stored, claimed by one worker, settled; what is left is found again."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import CursorResult, String, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.database import TenantDatabase, TenantMixin

PENDING, SENDING, DELIVERED, FAILED = "pending", "sending", "delivered", "failed"
LEASE = timedelta(minutes=2)  # longer than one attempt may take
MOST_ATTEMPTS = 12  # above every schedule of retries: only what ends its worker each time comes here


class SendingMixin(TenantMixin):
    """`next_at`: when the next attempt is due, or when the present one counts as abandoned."""

    state: Mapped[str] = mapped_column(String(10), default=PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(60), default="")
    next_at: Mapped[datetime]
    created_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]


R = TypeVar("R", bound=SendingMixin)


class SendingRows(Generic[R]):
    """One company's rows of one kind; `key` names the column of their id."""

    def __init__(self, tenant: TenantDatabase, kind: type[R], key: str) -> None:
        self._tenant, self._kind, self._key = tenant, kind, getattr(kind, key)

    def due(self, now: datetime, limit: int) -> list[str]:
        """Ids of what waits, the longest waiting first; what a dead worker left counts."""
        query = select(self._key).where(*self._is_due(now)).order_by(self._kind.next_at)
        with self._tenant.reading() as session:
            return list(session.scalars(query.limit(limit)))

    def claim(self, item_id: str, now: datetime) -> R | None:
        """Take it for one attempt; None when it is not due, or another worker has it."""
        mine = (self._kind.company_id == self._tenant.company_id, self._key == item_id)
        taken = {
            "state": SENDING,
            "attempts": self._kind.attempts + 1,
            "next_at": now + LEASE,
            "tried_at": now,
        }
        with self._tenant.session() as session:
            spent = (*mine, self._kind.attempts >= MOST_ATTEMPTS, *self._is_due(now))
            session.execute(update(self._kind).where(*spent).values(state=FAILED, reason="never_ended"))
            statement = update(self._kind).where(*mine, *self._is_due(now)).values(taken)
            if not cast("CursorResult[Any]", session.execute(statement)).rowcount:
                return None
            row = self.find(session, item_id)
            session.expunge_all()
            return row

    def find(self, session: Session, item_id: str) -> R | None:
        return session.scalar(select(self._kind).where(self._key == item_id))

    def settle(self, session: Session, item_id: str, values: Mapping[str, Any]) -> None:
        """What came of an attempt, inside a caller's transaction; nothing when the row has gone meanwhile."""
        row = self.find(session, item_id)
        if row is not None:
            for name, value in values.items():
                setattr(row, name, value)

    def purge(self, before: datetime) -> None:
        """Drop what was settled and is older than a moment."""
        mine = (self._kind.company_id == self._tenant.company_id, self._kind.created_at < before)
        with self._tenant.session() as session:
            session.execute(delete(self._kind).where(*mine, self._kind.state.in_((DELIVERED, FAILED))))

    def _is_due(self, now: datetime) -> tuple[Any, ...]:
        """Waiting or left behind: both by the same moment, which a claim moves into the future."""
        return (self._kind.state.in_((PENDING, SENDING)), self._kind.next_at <= now)
