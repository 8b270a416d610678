"""The built-in appointment book: one company's agenda in SQL."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.agents.ports import Appointment, AppointmentStatus, Slot
from app.config.company_config import CompanyConfig, Treatment
from app.models.appointment import LIVE, AppointmentRow, cells_between
from app.models.database import TenantDatabase
from app.models.errors import (
    AppointmentStateError,
    CalendarUnavailableError,
    RecordUnavailableError,
    SlotTakenError,
    SlotUnavailableError,
)
from app.models.opening_hours import Refusal, fits_opening, last_day, refusal, starts
from app.services.calendars.book import Book, Cells, Customer, as_appointment, busy_time, expired, new_row

T = TypeVar("T")
CHANGES = ("moved", "renamed", "cancelled")  # kinds of history entries after which a calendar file differs
_ATTEMPTS = 4  # a lost race is tried again on the next free resource


class BuiltinCalendar:
    """Satisfies `ports.Calendar`; staff operations besides. Instants are stored in UTC."""

    def __init__(self, tenant: TenantDatabase, company: CompanyConfig) -> None:
        self._tenant, self._company = tenant, company

    # -- what customers ask -------------------------------------------------------------------

    def free_slots(
        self, treatment: Treatment, first: date, last: date, *, now: datetime, ignoring: str = ""
    ) -> Sequence[Slot]:
        """Free starts from `first` to `last` inclusive, in time order, each on its first free resource.

        `ignoring`: an appointment whose own time counts as free, for a move. Raises: CalendarUnavailableError.
        """
        moments = self._moments(treatment, first, last, now)
        if not moments:
            return ()
        end = moments[-1] + busy_time(treatment)
        busy = self._read(lambda book: book.busy_cells(moments[0], end, ignoring=ignoring), now)
        busy |= self._outside(moments[0], end, ignoring=ignoring)
        return tuple(slot for start in moments if (slot := self._slot(treatment, start, busy)))

    def book(
        self,
        treatment: Treatment,
        start: datetime,
        *,
        name: str,
        phone: str,
        user_id: str,
        now: datetime,
        details: Mapping[str, str] | None = None,
    ) -> Appointment:
        """Write one confirmed appointment; the same (user, treatment, start) again returns the first one.

        Raises: SlotUnavailableError, SlotTakenError, CalendarUnavailableError.
        """
        self._check_rules(treatment, start, now)
        return self._add(treatment, start, Customer(name, phone, user_id, details or {}), now)

    def move(self, appointment_id: str, start: datetime, *, now: datetime) -> Appointment:
        """Give a live appointment another time, as a customer may; its old time is free in the same instant.

        Raises: AppointmentNotFoundError, AppointmentStateError, SlotUnavailableError, SlotTakenError,
        CalendarUnavailableError.
        """
        self._check_rules(self._treatment_of(self.find(appointment_id)), start, now)
        return self._shift(appointment_id, start, now)

    def cancel(self, appointment_id: str, *, now: datetime) -> Appointment:
        """Free the time. Cancelling twice is harmless; a visit that took place cannot be cancelled.

        Raises: AppointmentNotFoundError, AppointmentStateError, CalendarUnavailableError.
        """

        def work(book: Book) -> Appointment:
            row = book.row(appointment_id)
            if row.status in LIVE:
                book.close(row, AppointmentStatus.CANCELLED)
            elif row.status != AppointmentStatus.CANCELLED:
                raise AppointmentStateError(details={"status": row.status})
            return self._appointment(row)

        return self._write(work, now)

    def upcoming(self, user_id: str, *, now: datetime) -> Sequence[Appointment]:
        """The customer's future appointments, soonest first; a time merely held is none."""
        query = (
            select(AppointmentRow)
            .where(AppointmentRow.user_id == user_id, AppointmentRow.status == AppointmentStatus.CONFIRMED)
            .where(AppointmentRow.starts_at > now)
            .order_by(AppointmentRow.starts_at)
        )
        rows = self._run(lambda session: list(session.scalars(query)), write=False) if user_id else []
        return tuple(self._appointment(row) for row in rows)

    def correct(self, appointment_id: str, *, name: str, phone: str, now: datetime) -> Appointment:
        """Write the customer's data anew. Raises: AppointmentNotFoundError, AppointmentStateError."""

        def work(book: Book) -> Appointment:
            row = book.row(appointment_id)
            if row.status not in LIVE:
                raise AppointmentStateError(details={"status": row.status})
            book.rename(row, name, phone)
            return self._appointment(row)

        return self._write(work, now)

    def attending(self, appointment_id: str, *, now: datetime) -> None:
        """Note in the history that the customer said to come."""
        self._write(lambda book: book.log(book.row(appointment_id), "attending"), now)

    # -- holds --------------------------------------------------------------------------------

    def hold(self, treatment: Treatment, start: datetime, customer: Customer, *, now: datetime) -> Appointment:
        """Keep a time for `hold_minutes`; `confirm` makes it an appointment. Raises: as `book`."""
        self._check_rules(treatment, start, now)
        until = now + timedelta(minutes=self._company.hold_minutes)
        return self._add(treatment, start, customer, now, hold_until=until)

    def keep(self, treatment: Treatment, start: datetime, *, user_id: str, now: datetime) -> str:
        """As `hold`, for the customer whose yes is awaited, instead of any other time kept. Raises: as `book`."""
        return self.hold(treatment, start, Customer("", "", user_id), now=now).appointment_id

    def let_go(self, user_id: str, *, now: datetime) -> None:
        """Free the time that is kept for a customer, if any."""
        if user_id and self._read(lambda book: bool(book.kept(user_id)), now):
            self._write(lambda book: book.let_go(user_id), now)

    def confirm(self, appointment_id: str, *, now: datetime) -> Appointment:
        """Turn a hold into an appointment. Raises: AppointmentStateError when it expired or ended."""

        def work(book: Book) -> Appointment:
            row = book.row(appointment_id)
            if row.status == AppointmentStatus.HELD and not expired(row, now):
                book.confirm(row)
            elif row.status != AppointmentStatus.CONFIRMED:
                raise AppointmentStateError(details={"status": row.status})
            return self._appointment(row)

        return self._write(work, now)

    # -- what staff does ----------------------------------------------------------------------

    def book_by_staff(
        self, treatment: Treatment, start: datetime, customer: Customer, *, now: datetime, resource: str = ""
    ) -> Appointment:
        """As `book`, at any future time inside opening hours, on a named resource if given."""
        self._check_staff_rules(treatment, start, now)
        if resource and resource not in self._resources(treatment.key):
            raise SlotUnavailableError(details={"reason": "unknown_resource"})
        return self._add(treatment, start, customer, now, resource=resource)

    def move_by_staff(
        self, appointment_id: str, start: datetime, *, now: datetime, resource: str = ""
    ) -> Appointment:
        """As `move`, to any future time inside opening hours, on a named resource if given."""
        found = self.find(appointment_id)
        self._check_staff_rules(self._treatment_of(found), start, now)
        if resource and resource not in self._resources(found.treatment):
            raise SlotUnavailableError(details={"reason": "unknown_resource"})
        return self._shift(appointment_id, start, now, resource)

    def find(self, appointment_id: str) -> Appointment:
        """Raises: AppointmentNotFoundError, CalendarUnavailableError."""
        now = datetime.now(UTC)
        return self._read(lambda book: self._appointment(book.row(appointment_id)), now)

    def revision(self, appointment_id: str) -> int:
        """How often an appointment was changed since it was made: the SEQUENCE of its calendar file."""
        return self._read(lambda book: book.count(appointment_id, CHANGES), datetime.now(UTC))

    def between(self, first: datetime, last: datetime, *, status: str | None = None) -> Sequence[Appointment]:
        """Appointments that start in `[first, last)`, in time order; expired holds show as they are stored."""
        query = select(AppointmentRow).where(AppointmentRow.starts_at >= first, AppointmentRow.starts_at < last)
        if status:
            query = query.where(AppointmentRow.status == status)
        else:  # a time kept until the customer's yes is nobody's appointment yet
            query = query.where(~((AppointmentRow.status == AppointmentStatus.HELD) & (AppointmentRow.name == "")))
        query = query.order_by(AppointmentRow.starts_at, AppointmentRow.resource)
        rows = self._run(lambda session: list(session.scalars(query)), write=False)
        return tuple(self._appointment(row) for row in rows)

    def finish(self, appointment_id: str, status: AppointmentStatus, *, now: datetime) -> Appointment:
        """Mark a confirmed visit `completed` or `no_show`. Raises: AppointmentStateError."""
        if status not in (AppointmentStatus.COMPLETED, AppointmentStatus.NO_SHOW):
            raise AppointmentStateError(details={"status": status.value})

        def work(book: Book) -> Appointment:
            row = book.row(appointment_id)
            if row.status == AppointmentStatus.CONFIRMED:
                book.close(row, status)
            elif row.status != status:
                raise AppointmentStateError(details={"status": row.status})
            return self._appointment(row)

        return self._write(work, now)

    # -- writing ------------------------------------------------------------------------------

    def _add(
        self,
        treatment: Treatment,
        start: datetime,
        customer: Customer,
        now: datetime,
        *,
        resource: str = "",
        hold_until: datetime | None = None,
    ) -> Appointment:
        end = start + busy_time(treatment)
        outside = self._outside(start, end)

        def work(book: Book) -> Appointment:
            row = book.same_wish(treatment.key, start, customer)
            if hold_until is None or not customer.name:  # one time kept per customer, and none beside a booking
                book.let_go(customer.user_id, but=row.appointment_id if row else "")
            if row is None:
                row = new_row(self._company.company_id, treatment, start, customer, hold_until)
                candidates = [resource] if resource else self._resources(treatment.key)
                row.resource = _first_free(book.busy_cells(start, end) | outside, candidates, start, end)
                book.insert(row)
            elif row.status == AppointmentStatus.HELD:
                _take_over(row, customer, hold_until)
                if hold_until is None:
                    book.confirm(row)
            return self._appointment(row)

        return self._write(work, now)

    def _shift(self, appointment_id: str, start: datetime, now: datetime, resource: str = "") -> Appointment:
        end = start + busy_time(self._treatment_of(self.find(appointment_id)))
        outside = self._outside(start, end, ignoring=appointment_id)
        return self._place(appointment_id, start, now, (outside, resource))

    def _place(self, appointment_id: str, start: datetime, now: datetime, where: tuple[Cells, str]) -> Appointment:
        """Give a live appointment another time or resource; `where`: cells busy outside, resource wished."""
        outside, resource = where

        def work(book: Book) -> Appointment:
            row = book.row(appointment_id)
            if row.status not in LIVE:
                raise AppointmentStateError(details={"status": row.status})
            if row.starts_at != start or (resource and row.resource != resource):
                book.let_go(row.user_id)
                wanted = [resource] if resource else self._resources(row.treatment)
                self._relocate(book, row, start, wanted, outside)
            return self._appointment(row)

        return self._write(work, now)

    def _relocate(
        self, book: Book, row: AppointmentRow, start: datetime, wanted: Sequence[str], outside: Cells
    ) -> None:
        treatment, before = self._treatment_of(self._appointment(row)), row.starts_at
        end = start + busy_time(treatment)
        book.vacate(row)
        kept_first = sorted(wanted, key=lambda key: key != row.resource)
        row.resource = _first_free(book.busy_cells(start, end) | outside, kept_first, start, end)
        row.starts_at, row.busy_until, row.updated_at = start.astimezone(UTC), end.astimezone(UTC), book.now
        row.ends_at = row.starts_at + timedelta(minutes=treatment.duration_min)
        book.occupy(row)
        book.log(row, "moved", {"from": before.isoformat(), "to": row.starts_at.isoformat()})

    def _write(self, work: Callable[[Book], T], now: datetime) -> T:
        """Run a write that another one may overtake: the constraint refuses, then look again."""

        def attempt(session: Session) -> T:
            book = Book(session, self._company.company_id, now)
            book.lock()
            book.release_expired()
            return work(book)

        for _ in range(_ATTEMPTS):
            try:
                return self._run(attempt)
            except IntegrityError:
                continue
        raise SlotTakenError()

    # -- reading ------------------------------------------------------------------------------

    def _outside(self, first: datetime, last: datetime, *, ignoring: str = "") -> Cells:
        """What keeps the resources busy besides the book: nothing here; calendars that mirror it know more."""
        del first, last, ignoring
        return set()

    def _read(self, work: Callable[[Book], T], now: datetime) -> T:
        return self._run(lambda session: work(Book(session, self._company.company_id, now)), write=False)

    def _run(self, work: Callable[[Session], T], *, write: bool = True) -> T:
        try:
            with self._tenant.session() if write else self._tenant.reading() as session:
                return work(session)
        except RecordUnavailableError as exc:
            raise CalendarUnavailableError() from exc

    def _moments(self, treatment: Treatment, first: date, last: date, now: datetime) -> list[datetime]:
        """Starts that the company's rules allow, whether taken or not."""
        first = max(first, now.astimezone(self._company.zone).date())
        last = min(last, last_day(self._company, now))
        earliest = now + timedelta(hours=self._company.min_advance_hours)
        return [
            start
            for offset in range((last - first).days + 1)
            for start in starts(self._company, first + timedelta(days=offset), treatment.duration_min)
            if start > now and start >= earliest
        ]

    def _slot(self, treatment: Treatment, start: datetime, busy: Cells) -> Slot | None:
        cells = cells_between(start, start + busy_time(treatment))
        end = start.astimezone(UTC) + timedelta(minutes=treatment.duration_min)
        for resource in self._resources(treatment.key):
            if not any((resource, cell) in busy for cell in cells):
                return Slot(start=start, end=end.astimezone(self._company.zone), resource=resource)
        return None

    def _resources(self, treatment_key: str) -> list[str]:
        """Keys of the resources that serve a treatment; a company that names none has one."""
        if not self._company.resources:
            return [""]
        return [r.key for r in self._company.resources if r.serves(treatment_key)]

    def _check_rules(self, treatment: Treatment, start: datetime, now: datetime) -> None:
        reason = refusal(self._company, start, treatment.duration_min, now)
        if reason:
            raise SlotUnavailableError(details={"reason": reason.value})

    def _check_staff_rules(self, treatment: Treatment, start: datetime, now: datetime) -> None:
        if start <= now:
            raise SlotUnavailableError(details={"reason": Refusal.PAST.value})
        if not fits_opening(self._company, start, treatment.duration_min):
            raise SlotUnavailableError(details={"reason": Refusal.OUTSIDE_HOURS.value})

    def _treatment_of(self, appointment: Appointment) -> Treatment:
        """The treatment as configured now, or as it was booked when it is no longer offered."""
        known = self._company.treatments.get(appointment.treatment)
        minutes = int((appointment.end - appointment.start).total_seconds() // 60)
        return known or Treatment(appointment.treatment, appointment.treatment_name, minutes)

    def _appointment(self, row: AppointmentRow) -> Appointment:
        return as_appointment(row, self._company)


def _take_over(row: AppointmentRow, customer: Customer, hold_until: datetime | None) -> None:
    """A kept time gets the customer's data, or is kept longer; one whose outcome is unknown never expires."""
    if customer.name or customer.phone:
        row.name, row.phone = customer.name, customer.phone
    if customer.details:
        row.details = dict(customer.details)
    if hold_until and row.hold_expires_at:
        row.hold_expires_at = hold_until.astimezone(UTC)


def _first_free(busy: Cells, candidates: Sequence[str], start: datetime, end: datetime) -> str:
    """The first resource with the whole span free. Raises: SlotTakenError."""
    for resource in candidates:
        if not any((resource, cell) in busy for cell in cells_between(start, end)):
            return resource
    raise SlotTakenError()
