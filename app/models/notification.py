"""Whom a company wants told of emergencies and of what is broken, and what they were told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, String, Text, UniqueConstraint, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.database import Base, TenantDatabase
from app.models.errors import NotificationTargetNotFoundError
from app.models.ids import new_id
from app.models.sealed_rows import SealedMixin
from app.models.sending import SendingMixin, SendingRows

NOTIFICATION_KINDS = ("emergency", "handoff_failed", "integration_down", "webhook_disabled", "error")


class NotificationTargetRow(SealedMixin, Base):
    """`sealed`: the address, `url`; `shown` is what people may see of it."""

    __tablename__ = "notification_targets"
    __table_args__ = (Index("ix_notification_targets_created", "company_id", "created_at"),)

    target_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    shown: Mapped[str] = mapped_column(String(200))
    kinds: Mapped[list[Any]] = mapped_column(default=list)
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))


class NotificationRow(SendingMixin, Base):
    """One notice for one target. `throttle` admits each once in its stretch of time, from whatever process."""

    __tablename__ = "notifications"
    __table_args__ = (
        ForeignKeyConstraint(
            ["company_id", "target_id"],
            ["notification_targets.company_id", "notification_targets.target_id"],
            ondelete="CASCADE",
        ),
        UniqueConstraint("company_id", "target_id", "throttle", name="uq_notifications_throttle"),
        Index("ix_notifications_due", "company_id", "state", "next_at"),
        Index("ix_notifications_created", "company_id", "created_at"),
        Index("ix_notifications_user", "company_id", "user_id"),
    )

    notification_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    target_id: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(40))
    user_id: Mapped[str] = mapped_column(String(128), default="")
    throttle: Mapped[str] = mapped_column(String(100))
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)


@dataclass(frozen=True, slots=True)
class NotificationTarget:
    target_id: str
    name: str
    shown: str
    kinds: tuple[str, ...]
    is_active: bool
    sealed: Mapping[str, str]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told. `user_id`: the person it is about, if it is about one."""

    kind: str
    title: str
    body: str
    user_id: str = ""
    throttle: str = ""


class NotificationTargetRepository:
    """One company's targets."""

    def __init__(self, tenant: TenantDatabase) -> None:
        self._tenant = tenant

    def any(self) -> bool:
        with self._tenant.reading() as session:
            return session.scalar(select(NotificationTargetRow.target_id).limit(1)) is not None

    def all(self) -> list[NotificationTarget]:
        """Oldest first."""
        order = (NotificationTargetRow.created_at, NotificationTargetRow.target_id)
        with self._tenant.reading() as session:
            return [_target(row) for row in session.scalars(select(NotificationTargetRow).order_by(*order))]

    def get(self, target_id: str) -> NotificationTarget:
        """Raises: NotificationTargetNotFoundError."""
        with self._tenant.reading() as session:
            return _target(_row(session, target_id))

    def save(self, target_id: str, values: Mapping[str, Any]) -> NotificationTarget:
        """Add one (empty id) or change it. Raises: NotificationTargetNotFoundError."""
        with self._tenant.session() as session:
            if target_id:
                row = _row(session, target_id)
            else:
                row = NotificationTargetRow(company_id=self._tenant.company_id, target_id=new_id("ntf"))
                session.add(row)
            for name, value in values.items():
                setattr(row, name, value)
            session.flush()
            return _target(row)

    def delete(self, target_id: str) -> None:
        """What it was told goes with it. Raises: NotificationTargetNotFoundError."""
        with self._tenant.session() as session:
            session.delete(_row(session, target_id))


class NotificationRepository:
    """One company's notices."""

    def __init__(self, tenant: TenantDatabase) -> None:
        self._tenant = tenant
        self.rows = SendingRows(tenant, NotificationRow, "notification_id")

    def add(self, target_id: str, notice: Notice) -> str | None:
        """Its id; None where the same was told within its stretch of time, or the target has gone."""
        now, new = datetime.now(UTC), new_id("not")
        row = NotificationRow(
            company_id=self._tenant.company_id,
            notification_id=new,
            target_id=target_id,
            kind=notice.kind,
            user_id=notice.user_id,
            throttle=notice.throttle,
            title=notice.title,
            body=notice.body,
            next_at=now,
            created_at=now,
        )
        try:
            with self._tenant.session() as session:
                session.add(row)
        except IntegrityError:
            return None
        return new

    def page(self, page: int, page_size: int) -> tuple[list[NotificationRow], int]:
        """Newest first, with the total of all pages."""
        newest = (NotificationRow.created_at.desc(), NotificationRow.notification_id.desc())
        query = select(NotificationRow).order_by(*newest).offset((page - 1) * page_size).limit(page_size)
        with self._tenant.reading() as session:
            total = session.scalar(select(func.count()).select_from(NotificationRow)) or 0
            rows = list(session.scalars(query))
            session.expunge_all()
            return rows, total


def forget_notifications(session: Session, company_id: str, user_id: str) -> None:
    """A person is erased; inside a caller's transaction."""
    mine = (NotificationRow.company_id == company_id, NotificationRow.user_id == user_id)
    session.execute(delete(NotificationRow).where(*mine))


def _row(session: Session, target_id: str) -> NotificationTargetRow:
    query = select(NotificationTargetRow).where(NotificationTargetRow.target_id == target_id)
    row = session.scalar(query)
    if row is None:
        raise NotificationTargetNotFoundError()
    return row


def _target(row: NotificationTargetRow) -> NotificationTarget:
    return NotificationTarget(
        target_id=row.target_id,
        name=row.name,
        shown=row.shown,
        kinds=tuple(row.kinds),
        is_active=row.is_active,
        sealed=dict(row.sealed),
        created_at=row.created_at,
    )
