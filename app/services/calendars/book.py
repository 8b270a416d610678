"""Rows of the appointment book within one transaction: find, occupy, free, log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from app.agents.ports import Appointment, AppointmentStatus
from app.config.company_config import CompanyConfig, Treatment
from app.models.appointment import (
    LIVE,
    AppointmentCellRow,
    AppointmentEventRow,
    AppointmentRow,
    cells_between,
)
from app.models.errors import AppointmentNotFoundError
from app.models.ids import new_id

Cells = set[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Customer:
    """Who an appointment is for."""

    name: str
    phone: str
    user_id: str = ""
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What makes two identical wishes one; staff's customers have only a phone."""
        return self.user_id or f"phone:{self.phone}"


class Book:
    """One company's appointments as one transaction sees them."""

    def __init__(self, session: Session, company_id: str, now: datetime) -> None:
        self._session, self._company_id, self.now = session, company_id, now

    def lock(self) -> None:
        """One writer per company at a time, so that moves never wait for each other in a circle.

        SQLite has one writer anyway. The constraints hold without this.
        """
        if self._session.get_bind().dialect.name == "postgresql":
            key = f"appointments:{self._company_id}"
            self._session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key})

    def row(self, appointment_id: str) -> AppointmentRow:
        """Raises: AppointmentNotFoundError."""
        query = select(AppointmentRow).where(AppointmentRow.appointment_id == appointment_id)
        row = self._session.scalar(query)
        if row is None:
            raise AppointmentNotFoundError()
        return row

    def same_wish(self, treatment_key: str, start: datetime, customer: Customer) -> AppointmentRow | None:
        return self._session.scalar(
            select(AppointmentRow).where(
                AppointmentRow.customer_key == customer.key,
                AppointmentRow.treatment == treatment_key,
                AppointmentRow.starts_at == start,
                AppointmentRow.status.in_(LIVE),
            )
        )

    def busy_cells(self, first: datetime, last: datetime, *, ignoring: str = "") -> Cells:
        """Occupied (resource, cell) pairs of `[first, last)`; holds that ran out do not count."""
        cells = cells_between(first, last)
        expired = select(AppointmentRow.appointment_id).where(
            AppointmentRow.status == AppointmentStatus.HELD, AppointmentRow.hold_expires_at <= self.now
        )
        query = select(AppointmentCellRow.resource, AppointmentCellRow.cell).where(
            AppointmentCellRow.cell.between(cells.start, cells.stop - 1),
            AppointmentCellRow.appointment_id.not_in(expired),
            AppointmentCellRow.appointment_id != ignoring,
        )
        return {(row[0], row[1]) for row in self._session.execute(query)}

    def insert(self, row: AppointmentRow) -> None:
        """Add an appointment with its cells. Raises: IntegrityError when the time or the wish is taken."""
        self._session.add(row)
        self._session.flush()
        self.occupy(row)
        self.log(row, row.status)

    def occupy(self, row: AppointmentRow) -> None:
        """Raises: IntegrityError when a cell belongs to another appointment."""
        for cell in cells_between(row.starts_at, row.busy_until):
            self._session.add(
                AppointmentCellRow(
                    company_id=row.company_id,
                    resource=row.resource,
                    cell=cell,
                    appointment_id=row.appointment_id,
                )
            )
        self._session.flush()

    def vacate(self, row: AppointmentRow) -> None:
        """Free the cells of an appointment."""
        owned = AppointmentCellRow.appointment_id == row.appointment_id
        self._session.execute(delete(AppointmentCellRow).where(owned))

    def kept(self, user_id: str) -> Sequence[AppointmentRow]:
        """Times kept for a customer until a yes; what waits for a person to clear it up is none of them."""
        query = select(AppointmentRow).where(
            AppointmentRow.user_id == user_id,
            AppointmentRow.status == AppointmentStatus.HELD,
            AppointmentRow.hold_expires_at.is_not(None),
        )
        return self._session.scalars(query).all()

    def waiting(self, first: datetime, last: datetime) -> Sequence[AppointmentRow]:
        """Times kept in `[first, last)` for customers who have not said yes yet."""
        query = select(AppointmentRow).where(
            AppointmentRow.starts_at >= first,
            AppointmentRow.starts_at < last,
            AppointmentRow.status == AppointmentStatus.HELD,
            AppointmentRow.hold_expires_at > self.now,
        )
        return self._session.scalars(query).all()

    def let_go(self, user_id: str, *, but: str = "") -> None:
        """Free the times kept for a customer."""
        for row in self.kept(user_id) if user_id else ():
            if row.appointment_id != but:
                self._end_hold(row, "let_go")
        self._session.flush()

    def confirm(self, row: AppointmentRow) -> None:
        row.status, row.hold_expires_at = AppointmentStatus.CONFIRMED.value, None
        row.updated_at = self.now
        self.log(row, AppointmentStatus.CONFIRMED.value)

    def rename(self, row: AppointmentRow, name: str, phone: str) -> None:
        """Correct whom a visit is for; history says that it happened, not what was there."""
        if (row.name, row.phone) != (name, phone):
            row.name, row.phone, row.updated_at = name, phone, self.now
            self.log(row, "renamed")

    def keep(self, row: AppointmentRow) -> None:
        """A held time that nobody knows the fate of stays blocked until a person clears it up."""
        row.hold_expires_at, row.updated_at = None, self.now
        self.log(row, "outcome_unknown")

    def close(self, row: AppointmentRow, status: AppointmentStatus, *, kind: str = "") -> None:
        """End an appointment and free what is left of its time."""
        row.status, row.hold_expires_at, row.updated_at = status.value, None, self.now
        self.vacate(row)
        self.log(row, kind or status.value)

    def release_expired(self) -> None:
        """End the holds that ran out, so that their cells can be taken."""
        query = select(AppointmentRow).where(
            AppointmentRow.status == AppointmentStatus.HELD, AppointmentRow.hold_expires_at <= self.now
        )
        for row in self._session.scalars(query).all():
            self._end_hold(row, "expired")
        self._session.flush()

    def _end_hold(self, row: AppointmentRow, kind: str) -> None:
        """A time that was only kept for an answer leaves nothing behind; it never was anybody's appointment."""
        if row.name or row.phone:
            self.close(row, AppointmentStatus.CANCELLED, kind=kind)
            return
        self.vacate(row)
        owned = AppointmentEventRow.appointment_id == row.appointment_id
        self._session.execute(delete(AppointmentEventRow).where(owned))
        self._session.delete(row)

    def log(self, row: AppointmentRow, kind: str, details: Mapping[str, str] | None = None) -> None:
        self._session.add(
            AppointmentEventRow(
                company_id=row.company_id,
                event_id=new_id("evt"),
                appointment_id=row.appointment_id,
                kind=kind,
                at=self.now,
                details=dict(details or {}),
            )
        )

    def count(self, appointment_id: str, kinds: Sequence[str]) -> int:
        """How many history entries of some kinds an appointment has."""
        query = select(func.count()).where(
            AppointmentEventRow.appointment_id == appointment_id, AppointmentEventRow.kind.in_(kinds)
        )
        return self._session.scalar(query) or 0

    def detail(self, appointment_id: str, kind: str, name: str) -> str:
        """A value of the newest history entry of a kind; "" when there is none."""
        query = (
            select(AppointmentEventRow)
            .where(AppointmentEventRow.appointment_id == appointment_id, AppointmentEventRow.kind == kind)
            .order_by(AppointmentEventRow.event_id.desc())
        )
        entry = self._session.scalars(query).first()
        return str(entry.details.get(name, "")) if entry else ""


def as_appointment(row: AppointmentRow, company: CompanyConfig, *, resource: str | None = None) -> Appointment:
    """A row as the rest of the program sees it, in the company's zone."""
    return Appointment(
        appointment_id=row.appointment_id,
        treatment=row.treatment,
        treatment_name=row.treatment_name,
        start=row.starts_at.astimezone(company.zone),
        end=row.ends_at.astimezone(company.zone),
        name=row.name,
        phone=row.phone,
        status=AppointmentStatus(row.status),
        user_id=row.user_id,
        resource=row.resource if resource is None else resource,
        details=dict(row.details or {}),
    )


def busy_time(treatment: Treatment) -> timedelta:
    """How long a visit keeps its resource."""
    return timedelta(minutes=treatment.duration_min + treatment.buffer_min)


def expired(row: AppointmentRow, now: datetime) -> bool:
    return row.hold_expires_at is not None and row.hold_expires_at <= now


def new_row(
    company_id: str, treatment: Treatment, start: datetime, customer: Customer, hold_until: datetime | None
) -> AppointmentRow:
    """An appointment not yet given a resource; held when `hold_until` is set."""
    status = AppointmentStatus.HELD if hold_until else AppointmentStatus.CONFIRMED
    start = start.astimezone(UTC)
    return AppointmentRow(
        company_id=company_id,
        appointment_id=new_id("apt"),
        user_id=customer.user_id,
        customer_key=customer.key,
        treatment=treatment.key,
        treatment_name=treatment.name,
        starts_at=start,
        ends_at=start + timedelta(minutes=treatment.duration_min),
        busy_until=start + busy_time(treatment),
        name=customer.name,
        phone=customer.phone,
        details=dict(customer.details),
        status=status.value,
        hold_expires_at=hold_until.astimezone(UTC) if hold_until else None,
    )
