"""An appointment as an iCalendar file: for the customer's phone and for the clinic's own calendar.

Source: RFC 5545. Times are UTC instants, so no reader needs to know the company's zone.
"""

from datetime import UTC, datetime

from icalendar import Calendar, Event

from app.agents.ports import Appointment, AppointmentStatus
from app.config.company_config import CompanyConfig

PRODUCT = "-//Receptionist//Appointments//ES"
_STATUS = {
    AppointmentStatus.HELD: "TENTATIVE",
    AppointmentStatus.CANCELLED: "CANCELLED",
}  # all others: CONFIRMED


def uid_of(appointment_id: str, company_id: str) -> str:
    """The event's name for good: the same in every file of one appointment."""
    return f"{appointment_id}@{company_id}.appointments"


def customer_file(appointment: Appointment, company: CompanyConfig, *, sequence: int, now: datetime) -> bytes:
    """What a customer adds to a calendar; `sequence` grows with every change of the appointment."""
    event = _event(appointment, company, sequence, now)
    event.add("summary", f"{appointment.treatment_name} · {company.company_name}")
    description = "\n".join(text for text in (company.phone, company.website) if text)
    if description:
        event.add("description", description)
    cancelled = appointment.status is AppointmentStatus.CANCELLED
    return _file(event, method="CANCEL" if cancelled else "PUBLISH")


def clinic_file(appointment: Appointment, company: CompanyConfig, *, sequence: int, now: datetime) -> bytes:
    """What stands in the clinic's own calendar. A stored event has no METHOD (RFC 4791 §4.1)."""
    event = _event(appointment, company, sequence, now)
    event.add("summary", f"{appointment.treatment_name} · {appointment.name}")
    if appointment.resource:
        event.add("x-resource", appointment.resource)  # read back, so that it blocks only this one
    event.add("description", appointment.phone)
    return _file(event)


def _event(appointment: Appointment, company: CompanyConfig, sequence: int, now: datetime) -> Event:
    event = Event()
    event.add("uid", uid_of(appointment.appointment_id, company.company_id))
    event.add("sequence", sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", appointment.start.astimezone(UTC))
    event.add("dtend", appointment.end.astimezone(UTC))
    event.add("status", _STATUS.get(appointment.status, "CONFIRMED"))
    if company.address:
        event.add("location", company.address)
    return event


def _file(event: Event, *, method: str = "") -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    if method:
        calendar.add("method", method)
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
