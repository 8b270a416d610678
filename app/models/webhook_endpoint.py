"""Addresses that a company wants its events sent to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Index, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.database import Base, TenantDatabase
from app.models.errors import WebhookNotFoundError
from app.models.ids import new_id
from app.models.sealed_rows import SealedMixin

WEBHOOK_EVENTS = ("message", "booking", "handoff", "emergency", "owner", "document")


class WebhookEndpointRow(SealedMixin, Base):
    """`sealed`: the signing secrets `current` and, for a day after a change, `previous`."""

    __tablename__ = "webhook_endpoints"
    __table_args__ = (Index("ix_webhook_endpoints_created", "company_id", "created_at"),)

    endpoint_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    url: Mapped[str] = mapped_column(String(2000))
    events: Mapped[list[Any]] = mapped_column(default=list)
    include_content: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    previous_until: Mapped[datetime | None]
    disabled_reason: Mapped[str] = mapped_column(String(40), default="")
    failing_since: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))
    updated_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class WebhookEndpoint:
    """`include_content`: whether what people wrote goes out too, not only ids and kinds."""

    endpoint_id: str
    name: str
    url: str
    events: tuple[str, ...]
    include_content: bool
    is_active: bool
    sealed: Mapping[str, str]
    previous_until: datetime | None
    disabled_reason: str
    failing_since: datetime | None
    created_at: datetime
    updated_at: datetime


class WebhookEndpointRepository:
    """One company's endpoints."""

    def __init__(self, tenant: TenantDatabase) -> None:
        self._tenant = tenant

    def all(self, *, active_only: bool = False) -> list[WebhookEndpoint]:
        """Oldest first."""
        query = select(WebhookEndpointRow).order_by(WebhookEndpointRow.created_at, WebhookEndpointRow.endpoint_id)
        if active_only:
            query = query.where(WebhookEndpointRow.is_active.is_(True))
        with self._tenant.reading() as session:
            return [_endpoint(row) for row in session.scalars(query)]

    def any(self) -> bool:
        with self._tenant.reading() as session:
            return session.scalar(select(WebhookEndpointRow.endpoint_id).limit(1)) is not None

    def get(self, endpoint_id: str) -> WebhookEndpoint:
        """Raises: WebhookNotFoundError."""
        with self._tenant.reading() as session:
            return _endpoint(_row(session, endpoint_id))

    def add(self, values: Mapping[str, Any]) -> WebhookEndpoint:
        with self._tenant.session() as session:
            row = WebhookEndpointRow(company_id=self._tenant.company_id, endpoint_id=new_id("hook"), **values)
            session.add(row)
            session.flush()
            return _endpoint(row)

    def change(self, endpoint_id: str, values: Mapping[str, Any]) -> WebhookEndpoint:
        """Raises: WebhookNotFoundError."""
        with self._tenant.session() as session:
            row = _row(session, endpoint_id)
            for name, value in values.items():
                setattr(row, name, value)
            row.updated_at = datetime.now(UTC)
            session.flush()
            return _endpoint(row)

    def delete(self, endpoint_id: str) -> None:
        """Its deliveries go with it. Raises: WebhookNotFoundError."""
        with self._tenant.session() as session:
            session.delete(_row(session, endpoint_id))


def note_success(session: Session, company_id: str, endpoint_id: str) -> None:
    """The endpoint answers; inside a caller's transaction."""
    mine = (WebhookEndpointRow.company_id == company_id, WebhookEndpointRow.endpoint_id == endpoint_id)
    failing = WebhookEndpointRow.failing_since.is_not(None)
    session.execute(update(WebhookEndpointRow).where(*mine, failing).values(failing_since=None))


def note_failure(session: Session, endpoint_id: str, now: datetime) -> datetime:
    """Since when nothing but failures came; `now` where the endpoint has gone meanwhile."""
    row = session.scalar(select(WebhookEndpointRow).where(WebhookEndpointRow.endpoint_id == endpoint_id))
    if row is None:
        return now
    row.failing_since = row.failing_since or now
    return row.failing_since


def switch_off(session: Session, endpoint_id: str, reason: str) -> bool:
    """Whether it was on until now."""
    row = session.scalar(select(WebhookEndpointRow).where(WebhookEndpointRow.endpoint_id == endpoint_id))
    if row is None or not row.is_active:
        return False
    row.is_active, row.disabled_reason = False, reason
    return True


def _row(session: Session, endpoint_id: str) -> WebhookEndpointRow:
    row = session.scalar(select(WebhookEndpointRow).where(WebhookEndpointRow.endpoint_id == endpoint_id))
    if row is None:
        raise WebhookNotFoundError()
    return row


def _endpoint(row: WebhookEndpointRow) -> WebhookEndpoint:
    events: Sequence[Any] = row.events
    return WebhookEndpoint(
        endpoint_id=row.endpoint_id,
        name=row.name,
        url=row.url,
        events=tuple(events),
        include_content=row.include_content,
        is_active=row.is_active,
        sealed=dict(row.sealed),
        previous_until=row.previous_until,
        disabled_reason=row.disabled_reason,
        failing_since=row.failing_since,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
