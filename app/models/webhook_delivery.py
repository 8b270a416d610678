"""What is to be sent to a company's endpoints, stored before it is sent, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    CursorResult,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    and_,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.database import Base, TenantDatabase, TenantMixin
from app.models.errors import DeliveryNotFoundError
from app.models.ids import new_id

PENDING, SENDING, DELIVERED, FAILED = "pending", "sending", "delivered", "failed"
LEASE = timedelta(minutes=2)  # longer than one attempt may take


class WebhookDeliveryRow(TenantMixin, Base):
    """One event for one endpoint. `user_id` is the person it is about, so that it can be erased."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        ForeignKeyConstraint(
            ["company_id", "endpoint_id"],
            ["webhook_endpoints.company_id", "webhook_endpoints.endpoint_id"],
            ondelete="CASCADE",
        ),
        Index("ix_webhook_deliveries_due", "company_id", "state", "next_at"),
        Index("ix_webhook_deliveries_created", "company_id", "endpoint_id", "created_at"),
        Index("ix_webhook_deliveries_user", "company_id", "user_id"),
    )

    delivery_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    endpoint_id: Mapped[str] = mapped_column(String(60))
    event_id: Mapped[str] = mapped_column(String(60))  # the same for every endpoint and every attempt
    event: Mapped[str] = mapped_column(String(40))
    user_id: Mapped[str] = mapped_column(String(128), default="")
    body: Mapped[str] = mapped_column(Text)  # the very text that is signed
    state: Mapped[str] = mapped_column(String(10), default=PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    status: Mapped[int | None]  # of the last answer; None = none came
    reason: Mapped[str] = mapped_column(String(60), default="")
    duration_ms: Mapped[int | None]
    next_at: Mapped[datetime]
    created_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class NewDelivery:
    endpoint_id: str
    event_id: str
    event: str
    body: str
    user_id: str = ""


@dataclass(frozen=True, slots=True)
class WebhookDelivery:
    """As stored; `next_at` means something while `state` is pending."""

    delivery_id: str
    endpoint_id: str
    event_id: str
    event: str
    body: str
    state: str
    attempts: int
    status: int | None
    reason: str
    duration_ms: int | None
    next_at: datetime
    created_at: datetime
    tried_at: datetime | None


class WebhookDeliveryRepository:
    """One company's deliveries."""

    def __init__(self, tenant: TenantDatabase) -> None:
        self._tenant = tenant

    def add(self, items: Sequence[NewDelivery], *, state: str = PENDING) -> list[str]:
        """Their ids, in order."""
        now = datetime.now(UTC)
        due = now if state == PENDING else now + LEASE  # what the caller sends itself is nobody else's meanwhile
        rows = [
            WebhookDeliveryRow(
                company_id=self._tenant.company_id,
                delivery_id=new_id("dlv"),
                endpoint_id=item.endpoint_id,
                event_id=item.event_id,
                event=item.event,
                user_id=item.user_id,
                body=item.body,
                state=state,
                attempts=0,
                next_at=due,
                created_at=now,
            )
            for item in items
        ]
        with self._tenant.session() as session:
            session.add_all(rows)
        return [row.delivery_id for row in rows]

    def get(self, delivery_id: str) -> WebhookDelivery:
        """Raises: DeliveryNotFoundError."""
        with self._tenant.reading() as session:
            return _delivery(_row(session, delivery_id))

    def page(self, endpoint_id: str, page: int, page_size: int) -> tuple[list[WebhookDelivery], int]:
        """Newest first, with the total of all pages."""
        mine = WebhookDeliveryRow.endpoint_id == endpoint_id
        newest = (WebhookDeliveryRow.created_at.desc(), WebhookDeliveryRow.delivery_id.desc())
        query = select(WebhookDeliveryRow).where(mine).order_by(*newest)
        with self._tenant.reading() as session:
            total = session.scalar(select(func.count()).select_from(WebhookDeliveryRow).where(mine)) or 0
            rows = session.scalars(query.offset((page - 1) * page_size).limit(page_size))
            return [_delivery(row) for row in rows], total

    def due(self, now: datetime, limit: int) -> list[str]:
        """Ids of what waits, the longest waiting first; what a dead worker left counts."""
        query = select(WebhookDeliveryRow.delivery_id).where(_is_due(now)).order_by(WebhookDeliveryRow.next_at)
        with self._tenant.reading() as session:
            return list(session.scalars(query.limit(limit)))

    def claim(self, delivery_id: str, now: datetime) -> WebhookDelivery | None:
        """Take it for one attempt; None when it is not due, or another worker has it."""
        mine = (
            WebhookDeliveryRow.company_id == self._tenant.company_id,
            WebhookDeliveryRow.delivery_id == delivery_id,
        )
        taken = {
            "state": SENDING,
            "attempts": WebhookDeliveryRow.attempts + 1,
            "next_at": now + LEASE,
            "tried_at": now,
        }
        with self._tenant.session() as session:
            statement = update(WebhookDeliveryRow).where(*mine, _is_due(now)).values(taken)
            found = cast("CursorResult[Any]", session.execute(statement)).rowcount
            return _delivery(_row(session, delivery_id)) if found else None

    def again(self, delivery_id: str, endpoint_id: str) -> WebhookDelivery:
        """Send it once more, from the first attempt on. Raises: DeliveryNotFoundError, also for another's."""
        with self._tenant.session() as session:
            row = _row(session, delivery_id)
            if row.endpoint_id != endpoint_id:
                raise DeliveryNotFoundError()
            row.state, row.attempts, row.reason, row.next_at = PENDING, 0, "", datetime.now(UTC)
            session.flush()
            return _delivery(row)

    def purge(self, before: datetime) -> None:
        """Drop what was settled before a moment."""
        mine = (WebhookDeliveryRow.company_id == self._tenant.company_id, WebhookDeliveryRow.created_at < before)
        settled = WebhookDeliveryRow.state.in_((DELIVERED, FAILED))
        with self._tenant.session() as session:
            session.execute(delete(WebhookDeliveryRow).where(*mine, settled))


def settle_delivery(session: Session, delivery_id: str, values: dict[str, Any]) -> None:
    """What came of an attempt, inside a caller's transaction; nothing when the row has gone meanwhile."""
    row = session.scalar(select(WebhookDeliveryRow).where(WebhookDeliveryRow.delivery_id == delivery_id))
    if row is not None:
        for name, value in values.items():
            setattr(row, name, value)


def fail_waiting(session: Session, company_id: str, endpoint_id: str, reason: str) -> None:
    """Nothing more goes to this endpoint; what waits can be sent again by hand."""
    mine = (WebhookDeliveryRow.company_id == company_id, WebhookDeliveryRow.endpoint_id == endpoint_id)
    waiting = WebhookDeliveryRow.state.in_((PENDING, SENDING))
    session.execute(update(WebhookDeliveryRow).where(*mine, waiting).values(state=FAILED, reason=reason))


def forget_deliveries(session: Session, company_id: str, user_id: str) -> None:
    """A person is erased; inside a caller's transaction."""
    mine = (WebhookDeliveryRow.company_id == company_id, WebhookDeliveryRow.user_id == user_id)
    session.execute(delete(WebhookDeliveryRow).where(*mine))


def _is_due(now: datetime) -> Any:
    """Waiting or left behind: both by the same moment, which a claim moves into the future."""
    open_ = or_(WebhookDeliveryRow.state == PENDING, WebhookDeliveryRow.state == SENDING)
    return and_(open_, WebhookDeliveryRow.next_at <= now)


def _row(session: Session, delivery_id: str) -> WebhookDeliveryRow:
    row = session.scalar(select(WebhookDeliveryRow).where(WebhookDeliveryRow.delivery_id == delivery_id))
    if row is None:
        raise DeliveryNotFoundError()
    return row


def _delivery(row: WebhookDeliveryRow) -> WebhookDelivery:
    return WebhookDelivery(
        delivery_id=row.delivery_id,
        endpoint_id=row.endpoint_id,
        event_id=row.event_id,
        event=row.event,
        body=row.body,
        state=row.state,
        attempts=row.attempts,
        status=row.status,
        reason=row.reason,
        duration_ms=row.duration_ms,
        next_at=row.next_at,
        created_at=row.created_at,
        tried_at=row.tried_at,
    )
