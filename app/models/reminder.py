"""Reminders that went out or were held back, and who wants none."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import ForeignKeyConstraint, String, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.agents.ports import AppointmentStatus
from app.models.appointment import AppointmentRow
from app.models.database import Base, TenantDatabase, TenantMixin

CLAIMED, SENT, NOT_SENT = "claimed", "sent", "not_sent"


class ReminderRow(TenantMixin, Base):
    """One reminder of one visit. The key admits each once, however many workers look."""

    __tablename__ = "reminders_sent"
    __table_args__ = (
        ForeignKeyConstraint(
            ["company_id", "appointment_id"],
            ["appointments.company_id", "appointments.appointment_id"],
            ondelete="CASCADE",
        ),
    )

    appointment_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    kind: Mapped[str] = mapped_column(String(60), primary_key=True)  # "24h 2026-11-24T20:00Z"; a move renews it
    state: Mapped[str] = mapped_column(String(20), default=CLAIMED)
    reason: Mapped[str] = mapped_column(String(60), default="")
    at: Mapped[datetime]


class ReminderOptOutRow(TenantMixin, Base):
    """A person who asked for no reminders."""

    __tablename__ = "reminder_opt_outs"

    user_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))


class ReminderRepository:
    """One company's reminders."""

    def __init__(self, tenant: TenantDatabase) -> None:
        self._tenant = tenant

    def visits(self, first: datetime, last: datetime) -> Sequence[AppointmentRow]:
        """Confirmed visits of customers with a conversation that start in `(first, last]`, soonest first."""
        query = (
            select(AppointmentRow)
            .where(AppointmentRow.status == AppointmentStatus.CONFIRMED, AppointmentRow.user_id != "")
            .where(AppointmentRow.starts_at > first, AppointmentRow.starts_at <= last)
            .order_by(AppointmentRow.starts_at, AppointmentRow.appointment_id)
        )
        with self._tenant.reading() as session:
            rows = session.scalars(query).all()
            session.expunge_all()
            return rows

    def done(self, appointment_ids: Sequence[str]) -> set[tuple[str, str]]:
        """(appointment, kind) pairs that some worker has taken."""
        query = select(ReminderRow.appointment_id, ReminderRow.kind).where(
            ReminderRow.appointment_id.in_(appointment_ids)
        )
        with self._tenant.reading() as session:
            return {(row[0], row[1]) for row in session.execute(query)}

    def claim(self, appointment_id: str, kind: str, now: datetime) -> bool:
        """Whether this worker is the one that sends it."""
        row = ReminderRow(
            company_id=self._tenant.company_id, appointment_id=appointment_id, kind=kind, state=CLAIMED, at=now
        )
        try:
            with self._tenant.session() as session:
                session.add(row)
                session.flush()
        except IntegrityError:
            return False
        return True

    def settle(self, appointment_id: str, kind: str, state: str, reason: str = "") -> None:
        with self._tenant.session() as session:
            settle_reminder(session, self._tenant.company_id, (appointment_id, kind), state, reason)

    def opted_out(self, user_id: str) -> bool:
        with self._tenant.reading() as session:
            query = select(ReminderOptOutRow.user_id).where(ReminderOptOutRow.user_id == user_id)
            return session.scalar(query) is not None

    def opt_out(self, user_id: str) -> None:
        """Harmless twice."""
        try:
            with self._tenant.session() as session:
                session.add(ReminderOptOutRow(company_id=self._tenant.company_id, user_id=user_id))
                session.flush()
        except IntegrityError:
            return


def settle_reminder(session: Session, company_id: str, key: tuple[str, str], state: str, reason: str = "") -> None:
    """What became of a reminder, inside a caller's transaction. `key`: appointment and kind."""
    owned = (
        ReminderRow.company_id == company_id,
        ReminderRow.appointment_id == key[0],
        ReminderRow.kind == key[1],
    )
    session.execute(update(ReminderRow).where(*owned).values(state=state, reason=reason[:60]))
