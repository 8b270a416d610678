"""What staff do with the appointment book, and the free times anybody may ask for."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from app.agents.entities import find_phone
from app.agents.ports import Appointment, AppointmentStatus, Receipt, Slot
from app.agents.treatments import find_treatments
from app.config.company_config import CompanyConfig, Treatment
from app.config.constants import Action
from app.models.database import Database
from app.models.errors import ValidationFailedError
from app.services.calendars.book import Customer
from app.services.calendars.builtin import BuiltinCalendar
from app.services.conversation_events import ConversationEvents
from app.services.event_bus import NullPublisher, Publisher
from app.services.schedule_service import calendar_for, staff_calendar

DEFAULT_DAYS = 30
MAX_DAYS = 62


class AppointmentService:
    """Use cases over every company's agenda; each call names its company."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        events: Publisher | None = None,
    ) -> None:
        self._database, self._clock = database, clock
        self._events = ConversationEvents(events or NullPublisher())

    def between(
        self, company: CompanyConfig, first: date | None, last: date | None, status: str | None
    ) -> Sequence[Appointment]:
        """Appointments that start on the local days from `first` to `last`, in time order."""
        first = first or self._now(company).date()
        last = last or first + timedelta(days=DEFAULT_DAYS)
        start, end = _midnight(first, company), _midnight(last + timedelta(days=1), company)
        return self._book(company).between(start, end, status=status)

    def find(self, company: CompanyConfig, appointment_id: str) -> Appointment:
        """Raises: AppointmentNotFoundError."""
        return self._book(company).find(appointment_id)

    def calendar_file(self, company: CompanyConfig, appointment_id: str) -> bytes:
        """The appointment as iCalendar (UTF-8). Raises: AppointmentNotFoundError."""
        # Imported on first use: the iCalendar library costs 0.2 s of every start.
        from app.services.calendars.event_file import customer_file

        book = self._book(company)
        found = book.find(appointment_id)
        return customer_file(found, company, sequence=book.revision(appointment_id), now=self._clock())

    def book(self, company: CompanyConfig, values: Mapping[str, Any]) -> Appointment:
        """Raises: ValidationFailedError, SlotTakenError, SlotUnavailableError."""
        treatment = _treatment(company, values["treatment"])
        phone = find_phone(values["phone"], company.country, expected=True)
        if phone is None:
            raise ValidationFailedError(details={"phone": ["Not a phone number of the company's country."]})
        customer = Customer(values["name"], phone, values["user_id"], values.get("details") or {})
        start = _local(values["start"], company)
        booked = self._book(company).book_by_staff(
            treatment, start, customer, resource=values["resource"], now=self._now(company)
        )
        return self._told(company, Action.APPOINTMENT_BOOKED, booked)

    def change(self, company: CompanyConfig, appointment_id: str, values: Mapping[str, Any]) -> Appointment:
        """Move (`start`, `resource`), or note how the visit ended (`status`: completed, no_show).

        Raises: AppointmentNotFoundError, AppointmentStateError, SlotTakenError, SlotUnavailableError.
        """
        book, now = self._book(company), self._now(company)
        if status := values.get("status"):
            ended = book.finish(appointment_id, AppointmentStatus(status), now=now)
            self._events.took_place(company.company_id, ended)
            return ended
        start = _local(values["start"], company) if values.get("start") else book.find(appointment_id).start
        resource = values.get("resource") or ""
        moved = book.move_by_staff(appointment_id, start, now=now, resource=resource)
        return self._told(company, Action.APPOINTMENT_RESCHEDULED, moved)

    def cancel(self, company: CompanyConfig, appointment_id: str) -> Appointment:
        """Raises: AppointmentNotFoundError, AppointmentStateError."""
        cancelled = self._book(company).cancel(appointment_id, now=self._now(company))
        return self._told(company, Action.APPOINTMENT_CANCELLED, cancelled)

    def free(
        self, company: CompanyConfig, treatment: str, first: date | None, last: date | None
    ) -> tuple[Treatment, Sequence[Slot]]:
        """Free times by the company's own agenda. Raises: ValidationFailedError, CalendarUnavailableError."""
        found = _treatment(company, treatment)
        first = first or self._now(company).date()
        last = last or first
        if not first <= last <= first + timedelta(days=MAX_DAYS):
            raise ValidationFailedError(details={"to": [f"Give at most {MAX_DAYS} days, in order."]})
        calendar = calendar_for(company, self._database.tenant(company.company_id))
        return found, calendar.free_slots(found, first, last, now=self._now(company))

    def _told(self, company: CompanyConfig, action: Action, appointment: Appointment) -> Appointment:
        self._events.written(company.company_id, [Receipt(action, appointment)])
        return appointment

    def _book(self, company: CompanyConfig) -> BuiltinCalendar:
        return staff_calendar(company, self._database.tenant(company.company_id))

    def _now(self, company: CompanyConfig) -> datetime:
        return self._clock().astimezone(company.zone)


def _treatment(company: CompanyConfig, name: str) -> Treatment:
    """By key, else by name as customers write it."""
    if name in company.treatments:
        return company.treatments[name]
    found = find_treatments(name, company)
    if len(found) != 1:
        raise ValidationFailedError(details={"treatment": ["Not a treatment of this company."]})
    return found[0]


def _local(moment: datetime, company: CompanyConfig) -> datetime:
    return moment.replace(tzinfo=company.zone) if moment.tzinfo is None else moment.astimezone(company.zone)


def _midnight(day: date, company: CompanyConfig) -> datetime:
    return datetime.combine(day, time(), tzinfo=company.zone)
