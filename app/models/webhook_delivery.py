"""What is to be sent to a company's endpoints, stored before it is sent, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ForeignKeyConstraint, Index, String, Text, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.database import Base, TenantDatabase
from app.models.errors import DeliveryNotFoundError
from app.models.ids import new_id
from app.models.sending import FAILED, LEASE, PENDING, SENDING, SendingMixin, SendingRows


class WebhookDeliveryRow(SendingMixin, Base):
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
    status: Mapped[int | None]  # of the last answer; None = none came
    duration_ms: Mapped[int | None]


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
        self.rows = SendingRows(tenant, WebhookDeliveryRow, "delivery_id")

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

    def claim(self, delivery_id: str, now: datetime) -> WebhookDelivery | None:
        """Take it for one attempt; None when it is not due, or another worker has it."""
        row = self.rows.claim(delivery_id, now)
        return _delivery(row) if row else None

    def again(self, delivery_id: str, endpoint_id: str) -> WebhookDelivery:
        """Send it once more, from the first attempt on. Raises: DeliveryNotFoundError, also for another's."""
        with self._tenant.session() as session:
            row = _row(session, delivery_id)
            if row.endpoint_id != endpoint_id:
                raise DeliveryNotFoundError()
            row.state, row.attempts, row.reason, row.next_at = PENDING, 0, "", datetime.now(UTC)
            session.flush()
            return _delivery(row)


def fail_waiting(session: Session, company_id: str, endpoint_id: str, reason: str) -> None:
    """Nothing more goes to this endpoint; what waits can be sent again by hand."""
    mine = (WebhookDeliveryRow.company_id == company_id, WebhookDeliveryRow.endpoint_id == endpoint_id)
    waiting = WebhookDeliveryRow.state.in_((PENDING, SENDING))
    session.execute(update(WebhookDeliveryRow).where(*mine, waiting).values(state=FAILED, reason=reason))


def forget_deliveries(session: Session, company_id: str, user_id: str) -> None:
    """A person is erased; inside a caller's transaction."""
    mine = (WebhookDeliveryRow.company_id == company_id, WebhookDeliveryRow.user_id == user_id)
    session.execute(delete(WebhookDeliveryRow).where(*mine))


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
