"""A company's own schedule service behind the calendar port, with a ledger that is written first.

A ledger row is `held` before the service is asked and `confirmed` after it said yes; history then says
`synced`. No answer leaves it `held`: nothing was promised, and a person clears it up.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.agents.ports import Appointment, AppointmentStatus, Slot
from app.config.company_config import CompanyConfig, Treatment
from app.models.appointment import LIVE, AppointmentRow
from app.models.booking_fields import patient_info
from app.models.database import TenantDatabase
from app.models.errors import (
    AppointmentStateError,
    CalendarUnavailableError,
    RecordUnavailableError,
    SlotTakenError,
    SlotUnavailableError,
)
from app.models.opening_hours import advance_refusal, last_day
from app.services.calendars.book import Book, Customer, as_appointment, new_row
from app.services.calendars.remote import Answer, OutcomeUnknownError, ScheduleClient, consecutive

T = TypeVar("T")


class HttpScheduleCalendar:
    """Satisfies `ports.Calendar`. Moves and cancels where the service can; else a person is needed."""

    def __init__(self, tenant: TenantDatabase, company: CompanyConfig, client: ScheduleClient) -> None:
        self._tenant, self._company, self._client = tenant, company, client

    def free_slots(
        self, treatment: Treatment, first: date, last: date, *, now: datetime, ignoring: str = ""
    ) -> Sequence[Slot]:
        """Times the service offers, long enough for the treatment and within the company's notice.

        What is kept for other customers is left out. `ignoring`: a time kept, which counts as free; the service
        itself cannot be asked to ignore an appointment. Raises: CalendarUnavailableError.
        """
        first = max(first, now.astimezone(self._company.zone).date())
        last = min(last, last_day(self._company, now))
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        kept = self._kept(days[0], days[-1], now, ignoring) if days else []
        return tuple(
            slot
            for day in days
            for slot in self._slots(treatment, day, now)
            if not any(slot.start < until and since < slot.end for since, until in kept)
        )

    def keep(self, treatment: Treatment, start: datetime, *, user_id: str, now: datetime) -> str:
        """A ledger row that keeps our other customers away; the service is asked only after the yes.

        Raises: SlotTakenError, CalendarUnavailableError.
        """
        day, customer = start.astimezone(self._company.zone).date(), Customer("", "", user_id)
        end = start + timedelta(minutes=treatment.duration_min)
        until = now + timedelta(minutes=self._company.hold_minutes)

        def work(book: Book) -> str:
            book.lock()
            book.release_expired()
            row = book.same_wish(treatment.key, start, customer)
            book.let_go(user_id, but=row.appointment_id if row else "")
            if row is None:
                if any(start < b and a < end for a, b in self._kept_in(book, day, day)):
                    raise SlotTakenError()
                row = new_row(self._company.company_id, treatment, start, customer, until)
                row.resource = row.appointment_id
                book.insert(row)
            return row.appointment_id

        return self._write(work, now)

    def let_go(self, user_id: str, *, now: datetime) -> None:
        """Free the time that is kept for a customer, if any."""
        if user_id and self._read(lambda book: bool(book.kept(user_id)), now):
            self._write(lambda book: book.let_go(user_id), now)

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
        """Ledger first, then the service.

        Raises: SlotTakenError, SlotUnavailableError, CalendarUnavailableError; its `details.reason` is
        "outcome_unknown" when the booking may have been made.
        """
        reason = advance_refusal(self._company, start, now)
        if reason:
            raise SlotUnavailableError(details={"reason": reason.value})
        self.let_go(user_id, now=now)
        customer = Customer(name, phone, user_id, details or {})
        known = self._known(treatment, start, customer, now)
        if known and known.status is AppointmentStatus.CONFIRMED:
            return known
        self._require_free(treatment, start, now, held=known is not None)
        row = known or self._hold(treatment, start, customer, now)
        answer = self._ask(row, treatment, start, now)
        if answer.success and not answer.needs_more:
            return self._settle(row.appointment_id, AppointmentStatus.CONFIRMED, now, booking_id=answer.booking_id)
        self._settle(row.appointment_id, AppointmentStatus.CANCELLED, now)
        if answer.needs_more:
            raise CalendarUnavailableError(details={"reason": "needs_person"})
        raise SlotTakenError()

    def move(self, appointment_id: str, start: datetime, *, now: datetime) -> Appointment:
        """Raises: AppointmentStateError where a person has to do it, else as `book`."""
        found = self._find(appointment_id, now)
        self.let_go(found.user_id, now=now)
        self._change("reschedule_booking", found, now, new_start=start)
        length = found.end - found.start

        def work(book: Book) -> Appointment:
            row = book.row(appointment_id)
            row.starts_at, row.ends_at, row.updated_at = start, start + length, now
            row.busy_until = row.ends_at
            book.log(row, "moved")
            return self._appointment(row)

        return self._write(work, now)

    def cancel(self, appointment_id: str, *, now: datetime) -> Appointment:
        """Raises: AppointmentStateError where a person has to do it, CalendarUnavailableError."""
        found = self._find(appointment_id, now)
        if found.status is AppointmentStatus.CANCELLED:
            return found
        self._change("cancel_booking", found, now)
        return self._settle(appointment_id, AppointmentStatus.CANCELLED, now)

    def correct(self, appointment_id: str, *, name: str, phone: str, now: datetime) -> Appointment:
        """The service has no such call: the wish is noted, a person has to do it.

        Raises: AppointmentStateError.
        """
        del name, phone
        self._note(appointment_id, "correction_wished", now)
        raise AppointmentStateError(details={"reason": "needs_person"})

    def attending(self, appointment_id: str, *, now: datetime) -> None:
        """Noted in the ledger."""
        self._note(appointment_id, "attending", now)

    def upcoming(self, user_id: str, *, now: datetime) -> Sequence[Appointment]:
        """Confirmed appointments of the ledger: what has no answer yet is no appointment."""
        query = (
            select(AppointmentRow)
            .where(AppointmentRow.user_id == user_id, AppointmentRow.status == AppointmentStatus.CONFIRMED)
            .where(AppointmentRow.starts_at > now)
            .order_by(AppointmentRow.starts_at)
        )
        try:
            with self._tenant.reading() as session:
                return tuple(self._appointment(row) for row in session.scalars(query)) if user_id else ()
        except RecordUnavailableError as exc:
            raise CalendarUnavailableError() from exc

    # -- the service --------------------------------------------------------------------------

    def _slots(self, treatment: Treatment, day: date, now: datetime) -> list[Slot]:
        clocks = consecutive(self._client.available(treatment, day), treatment.duration_min)
        starts = [datetime.combine(day, clock, self._company.zone) for clock in clocks]
        length = timedelta(minutes=treatment.duration_min)
        return [Slot(s, s + length) for s in starts if advance_refusal(self._company, s, now) is None]

    def _kept(self, first: date, last: date, now: datetime, ignoring: str) -> list[tuple[datetime, datetime]]:
        return self._read(lambda book: self._kept_in(book, first, last, ignoring), now)

    def _kept_in(self, book: Book, first: date, last: date, ignoring: str = "") -> list[tuple[datetime, datetime]]:
        """Times kept for customers who have not said yes yet."""
        midnight = datetime.min.time()
        since = datetime.combine(first, midnight, self._company.zone)
        until = datetime.combine(last + timedelta(days=1), midnight, self._company.zone)
        return [
            (row.starts_at, row.ends_at) for row in book.waiting(since, until) if row.appointment_id != ignoring
        ]

    def _require_free(self, treatment: Treatment, start: datetime, now: datetime, *, held: bool) -> None:
        """Look before writing; a wish that is held already and whose time is gone may have gone through."""
        day = start.astimezone(self._company.zone).date()
        end = start + timedelta(minutes=treatment.duration_min)
        lost = not held and any(start < b and a < end for a, b in self._kept(day, day, now, ""))
        if not lost and any(slot.start == start for slot in self._slots(treatment, day, now)):
            return
        if held:
            raise CalendarUnavailableError(details={"reason": "outcome_unknown"})
        raise SlotTakenError()

    def _ask(self, row: Appointment, treatment: Treatment, start: datetime, now: datetime) -> Answer:
        """Ask once; without an answer read back, and repeat only what has plainly not happened."""
        body = self._booking_body(row, treatment)
        try:
            return self._client.write("create_booking", body, row.appointment_id)
        except OutcomeUnknownError:
            self._require_free(treatment, start, now, held=True)
        try:
            return self._client.write("create_booking", body, row.appointment_id)
        except OutcomeUnknownError as exc:
            raise CalendarUnavailableError(details={"reason": "outcome_unknown"}) from exc

    def _change(
        self, action: str, found: Appointment, now: datetime, *, new_start: datetime | None = None
    ) -> None:
        """Ask the service for a change; where it cannot, the wish is noted and a person has to do it."""
        if found.status.value not in LIVE:
            raise AppointmentStateError(details={"status": found.status.value})
        if not self._client.changes_bookings:
            self._note(found.appointment_id, "move_wished" if new_start else "cancel_wished", now)
            raise AppointmentStateError(details={"reason": "needs_person"})
        body: dict[str, object] = {
            "booking_id": self._booking_id(found.appointment_id, now),
            **self._common(found),
        }
        if new_start:
            body |= {"new_date": new_start.strftime("%d-%m-%Y"), "new_time": new_start.strftime("%H:%M")}
        try:
            answer = self._client.write(action, body, f"{found.appointment_id}:{action}:{new_start}")
        except OutcomeUnknownError as exc:
            self._note(found.appointment_id, "outcome_unknown", now)
            raise CalendarUnavailableError(details={"reason": "outcome_unknown"}) from exc
        if not answer.success:
            raise SlotTakenError() if new_start else AppointmentStateError(details={"reason": "refused"})

    def _booking_body(self, row: Appointment, treatment: Treatment) -> dict[str, object]:
        when = f"{row.start:%d-%m-%Y} {row.start:%H:%M}"
        return {
            "message": f"Agendar {treatment.name} el {when} a nombre de {row.name}, teléfono {row.phone}",
            **self._common(row),
            "date": row.start.strftime("%d-%m-%Y"),
            "time": row.start.strftime("%H:%M"),
            "treatment": {"name": treatment.name, "key": treatment.key, "duration": treatment.duration_min},
            "chat_history": [],
        }

    def _common(self, row: Appointment) -> dict[str, object]:
        return {
            "user_id": row.user_id,
            "company_id": self._company.company_id,
            "company_name": self._company.company_name,
            "patient_info": patient_info(row.name, row.phone, row.treatment_name, row.details),
            "integration_type": "webhook" if self._client.changes_bookings else "generic_rest",
        }

    # -- the ledger ---------------------------------------------------------------------------

    def _known(
        self, treatment: Treatment, start: datetime, customer: Customer, now: datetime
    ) -> Appointment | None:
        def work(book: Book) -> Appointment | None:
            row = book.same_wish(treatment.key, start, customer)
            return self._appointment(row) if row else None

        return self._read(work, now)

    def _hold(self, treatment: Treatment, start: datetime, customer: Customer, now: datetime) -> Appointment:
        """A row of its own resource: what is free is the service's to say, the same wish twice is not."""

        def work(book: Book) -> Appointment:
            row = new_row(self._company.company_id, treatment, start, customer, None)
            row.status, row.resource = AppointmentStatus.HELD.value, row.appointment_id
            book.insert(row)
            return self._appointment(row)

        try:
            return self._write(work, now)
        except IntegrityError as exc:  # the same wish is being written by another process
            raise CalendarUnavailableError(details={"reason": "outcome_unknown"}) from exc

    def _settle(
        self, appointment_id: str, status: AppointmentStatus, now: datetime, *, booking_id: str = ""
    ) -> Appointment:
        def work(book: Book) -> Appointment:
            row = book.row(appointment_id)
            if status is AppointmentStatus.CONFIRMED:
                book.confirm(row)
                book.log(row, "synced", {"booking_id": booking_id})
            else:
                book.close(row, status)
            return self._appointment(row)

        return self._write(work, now)

    def _note(self, appointment_id: str, kind: str, now: datetime) -> None:
        self._write(lambda book: book.log(book.row(appointment_id), kind), now)

    def _find(self, appointment_id: str, now: datetime) -> Appointment:
        return self._read(lambda book: self._appointment(book.row(appointment_id)), now)

    def _booking_id(self, appointment_id: str, now: datetime) -> str:
        return self._read(lambda book: book.detail(appointment_id, "synced", "booking_id"), now)

    def _read(self, work: Callable[[Book], T], now: datetime) -> T:
        try:
            with self._tenant.reading() as session:
                return work(Book(session, self._company.company_id, now))
        except RecordUnavailableError as exc:
            raise CalendarUnavailableError() from exc

    def _write(self, work: Callable[[Book], T], now: datetime) -> T:
        try:
            with self._tenant.session() as session:
                return work(Book(session, self._company.company_id, now))
        except RecordUnavailableError as exc:
            raise CalendarUnavailableError() from exc

    def _appointment(self, row: AppointmentRow) -> Appointment:
        return as_appointment(row, self._company, resource="")
