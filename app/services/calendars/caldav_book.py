"""The appointment book kept in step with the clinic's own calendar over CalDAV.

The book's row comes first and is `held`; the event is stored; then the row is `confirmed` and history says
`synced`. What the clinic writes into its calendar blocks times here. No answer means an unknown outcome: the
event is read back by its UID, and only what has plainly not happened is tried again.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from app.agents.ports import Appointment, AppointmentStatus
from app.config.company_config import CompanyConfig, Treatment
from app.models.appointment import LIVE, cells_between
from app.models.database import TenantDatabase
from app.models.errors import AppointmentStateError, CalendarUnavailableError, SlotTakenError
from app.services.calendars.book import Book, Cells, Customer
from app.services.calendars.builtin import BuiltinCalendar
from app.services.calendars.caldav_client import CaldavClient
from app.services.calendars.event_file import clinic_file, uid_of
from app.services.calendars.remote import OutcomeUnknownError
from app.utils.logger import get_logger

log = get_logger("schedule")


class CaldavCalendar(BuiltinCalendar):
    """Satisfies `ports.Calendar`; staff operations besides. All of them reach the clinic's calendar."""

    def __init__(self, tenant: TenantDatabase, company: CompanyConfig, client: CaldavClient) -> None:
        super().__init__(tenant, company)
        self._client = client

    def cancel(self, appointment_id: str, *, now: datetime) -> Appointment:
        """The event goes first: a visit that still stands in the clinic's calendar is not cancelled.

        Raises: AppointmentNotFoundError, AppointmentStateError, CalendarUnavailableError.
        """
        found = self.find(appointment_id)
        if found.status.value in LIVE:
            try:
                self._removed(found)
            except OutcomeUnknownError as exc:
                raise self._unknown(appointment_id, now) from exc
        return super().cancel(appointment_id, now=now)

    def correct(self, appointment_id: str, *, name: str, phone: str, now: datetime) -> Appointment:
        before = self.find(appointment_id)
        after = super().correct(appointment_id, name=name, phone=phone, now=now)
        try:
            self._client.put(self._calendar_of(after), self._uid(after), self._content(after, now), new=False)
        except (OutcomeUnknownError, CalendarUnavailableError) as exc:
            super().correct(appointment_id, name=before.name, phone=before.phone, now=now)
            raise CalendarUnavailableError() from exc
        return after

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
        until = hold_until or now + timedelta(minutes=self._company.hold_minutes)
        row = super()._add(treatment, start, customer, now, resource=resource, hold_until=until)
        if hold_until or row.status is AppointmentStatus.CONFIRMED:
            return row
        return self._mirrored(row, now)

    def _mirrored(self, held: Appointment, now: datetime) -> Appointment:
        """Put a held row's event where the clinic sees it, then confirm the row."""
        try:
            self._stored(replace(held, status=AppointmentStatus.CONFIRMED), now, new=True)
        except OutcomeUnknownError as exc:
            self._write(lambda book: book.keep(book.row(held.appointment_id)), now)
            raise CalendarUnavailableError(details={"reason": "outcome_unknown"}) from exc
        except CalendarUnavailableError:
            super().cancel(held.appointment_id, now=now)
            raise

        def work(book: Book) -> Appointment:
            row = book.row(held.appointment_id)
            if row.status not in LIVE:  # the hold ran out meanwhile
                raise AppointmentStateError(details={"status": row.status})
            if row.status == AppointmentStatus.HELD:
                book.confirm(row)
                book.log(row, "synced", {"uid": self._uid(held)})
            return self._appointment(row)

        return self._write(work, now)

    def _shift(self, appointment_id: str, start: datetime, now: datetime, resource: str = "") -> Appointment:
        before = self.find(appointment_id)
        after = super()._shift(appointment_id, start, now, resource)
        if (after.start, after.resource) == (before.start, before.resource):
            return after
        try:
            moved_on = self._calendar_of(after) != self._calendar_of(before)
            self._stored(after, now, new=moved_on)
            if moved_on:
                self._removed(before)
        except OutcomeUnknownError as exc:
            self._back(before, now)
            raise self._unknown(appointment_id, now) from exc
        except CalendarUnavailableError:
            self._back(before, now)
            raise
        return after

    def _outside(self, first: datetime, last: datetime, *, ignoring: str = "") -> Cells:
        """Cells that the clinic's calendars block, events of our own visits included."""
        own = uid_of(ignoring, self._company.company_id) if ignoring else ""
        cells: Cells = set()
        for calendar, resources in self._by_calendar().items():
            for busy in self._client.busy(calendar, first, last):
                blocked = [busy.resource] if busy.resource in resources else resources
                if busy.uid != own:
                    cells |= {(r, c) for r in blocked for c in cells_between(busy.start, busy.end)}
        return cells

    # -- the clinic's calendar ----------------------------------------------------------------

    def _stored(self, appointment: Appointment, now: datetime, *, new: bool) -> None:
        """Store an event, or learn that it is stored. Raises: OutcomeUnknownError, CalendarUnavailableError."""
        calendar, uid = self._calendar_of(appointment), self._uid(appointment)
        content = self._content(appointment, now)
        for _ in range(2):
            with suppress(OutcomeUnknownError):
                self._client.put(calendar, uid, content, new=new)
                return
            if self._start_of(appointment) == appointment.start:
                return
        raise OutcomeUnknownError

    def _removed(self, appointment: Appointment) -> None:
        """Raises: OutcomeUnknownError, CalendarUnavailableError."""
        for _ in range(2):
            with suppress(OutcomeUnknownError):
                self._client.delete(self._calendar_of(appointment), self._uid(appointment))
                return
            if self._start_of(appointment) is None:
                return
        raise OutcomeUnknownError

    def _start_of(self, appointment: Appointment) -> datetime | None:
        """What the calendar says; no answer leaves the outcome unknown. Raises: OutcomeUnknownError."""
        try:
            return self._client.start_of(self._calendar_of(appointment), self._uid(appointment))
        except CalendarUnavailableError as exc:
            raise OutcomeUnknownError from exc

    def _content(self, appointment: Appointment, now: datetime) -> bytes:
        revision = self.revision(appointment.appointment_id)
        return clinic_file(appointment, self._company, sequence=revision, now=now)

    def _uid(self, appointment: Appointment) -> str:
        return uid_of(appointment.appointment_id, self._company.company_id)

    def _calendar_of(self, appointment: Appointment) -> str:
        return next(
            (name for name, keys in self._by_calendar().items() if appointment.resource in keys),
            self._company.caldav_calendar,
        )

    def _by_calendar(self) -> dict[str, list[str]]:
        """Resource keys by the calendar they use."""
        groups: dict[str, list[str]] = {}
        for resource in self._company.resources:
            groups.setdefault(resource.caldav_calendar or self._company.caldav_calendar, []).append(resource.key)
        return groups or {self._company.caldav_calendar: [""]}

    # -- the book -----------------------------------------------------------------------------

    def _back(self, before: Appointment, now: datetime) -> None:
        """Undo a move that the clinic's calendar does not show."""
        try:
            self._place(before.appointment_id, before.start, now, (set(), before.resource))
        except SlotTakenError:
            log.error("a move could not be undone: its old time is taken by now")

    def _unknown(self, appointment_id: str, now: datetime) -> CalendarUnavailableError:
        """Note it for the person who clears it up."""
        self._write(lambda book: book.log(book.row(appointment_id), "outcome_unknown"), now)
        return CalendarUnavailableError(details={"reason": "outcome_unknown"})
