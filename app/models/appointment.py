"""The appointment book's tables.

An appointment that holds its time owns one `appointment_cells` row per five minutes of its resource.
The primary key of that table is what makes an overlap impossible, on every database and under any
concurrency; PostgreSQL adds an exclusion constraint on the ranges themselves.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.agents.ports import AppointmentStatus
from app.models.database import Base, TenantMixin

CELL_MINUTES = 5
LIVE = (AppointmentStatus.HELD.value, AppointmentStatus.CONFIRMED.value)
_LIVE_SQL = text("status IN ('held', 'confirmed')")


class AppointmentRow(TenantMixin, Base):
    """A visit; instants in UTC. `busy_until` adds the treatment's buffer to `ends_at`."""

    __tablename__ = "appointments"
    __table_args__ = (
        Index("ix_appointments_start", "company_id", "starts_at"),
        Index("ix_appointments_customer", "company_id", "user_id", "starts_at"),
        # The same wish twice is one appointment; after a cancellation it may be made again.
        Index(
            "uq_appointments_wish",
            "company_id",
            "customer_key",
            "treatment",
            "starts_at",
            unique=True,
            sqlite_where=_LIVE_SQL,
            postgresql_where=_LIVE_SQL,
        ),
        CheckConstraint(
            "status IN ('held', 'confirmed', 'cancelled', 'completed', 'no_show')", name="ck_appointments_status"
        ),
        CheckConstraint("starts_at < ends_at AND ends_at <= busy_until", name="ck_appointments_times"),
    )

    appointment_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(128), default="")
    customer_key: Mapped[str] = mapped_column(String(140))  # user id, or the phone of a visit made by staff
    treatment: Mapped[str] = mapped_column(String(100))
    treatment_name: Mapped[str] = mapped_column(String(200))
    resource: Mapped[str] = mapped_column(String(100), default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    busy_until: Mapped[datetime]
    name: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    status: Mapped[str] = mapped_column(String(20), default=AppointmentStatus.CONFIRMED.value)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)  # required beyond name and phone; never logged
    hold_expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))
    updated_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))


class AppointmentCellRow(TenantMixin, Base):
    """Five minutes of one resource, counted from 1970 in UTC, and the appointment that has them."""

    __tablename__ = "appointment_cells"
    __table_args__ = (
        ForeignKeyConstraint(
            ["company_id", "appointment_id"],
            ["appointments.company_id", "appointments.appointment_id"],
            ondelete="CASCADE",
        ),
        Index("ix_appointment_cells_owner", "company_id", "appointment_id"),
    )

    resource: Mapped[str] = mapped_column(String(100), primary_key=True)
    cell: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    appointment_id: Mapped[str] = mapped_column(String(60))


class AppointmentEventRow(TenantMixin, Base):
    """History: what happened to an appointment and when; never changed, holds no personal data."""

    __tablename__ = "appointment_events"
    __table_args__ = (
        ForeignKeyConstraint(
            ["company_id", "appointment_id"],
            ["appointments.company_id", "appointments.appointment_id"],
            ondelete="CASCADE",
        ),
        Index("ix_appointment_events_owner", "company_id", "appointment_id", "event_id"),
    )

    event_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    appointment_id: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))  # held, confirmed, moved, renamed, synced, cancelled…
    at: Mapped[datetime]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)


# Cells already make an overlap impossible; the range says so once more, in PostgreSQL's own terms.
EXCLUSION_SQL = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_constraint
                 WHERE conname = 'ex_appointments_overlap' AND conrelid = 'appointments'::regclass) THEN
    ALTER TABLE appointments ADD CONSTRAINT ex_appointments_overlap EXCLUDE USING gist (
      company_id WITH =, resource WITH =, tstzrange(starts_at, busy_until) WITH &&
    ) WHERE (status IN ('held', 'confirmed'));
  END IF;
END
$$;
"""


def cells_between(start: datetime, end: datetime) -> range:
    """The cells that `[start, end)` touches."""
    unit = CELL_MINUTES * 60
    return range(int(start.timestamp()) // unit, -(-int(end.timestamp()) // unit))
