"""An agenda in memory that keeps the `Calendar` contract, and can be out of reach or lose a race."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from app.agents.ports import Appointment, AppointmentStatus, Slot
from app.config.company_config import CompanyConfig, Treatment
from app.models.errors import CalendarUnavailableError, SlotTakenError
from app.models.opening_hours import advance_refusal, starts


class MemoryCalendar:
    """One resource; `down` makes every call fail, `lost` makes the next write find its time taken."""

    def __init__(self, company: CompanyConfig) -> None:
        self._company = company
        self.appointments: list[Appointment] = []
        self.down = self.lost = False
        self.writes = 0
        self.attended: list[str] = []
        self.kept: dict[str, datetime] = {}

    def free_slots(
        self, treatment: Treatment, first: date, last: date, *, now: datetime, ignoring: str = ""
    ) -> Sequence[Slot]:
        self._reach()
        length = timedelta(minutes=treatment.duration_min)
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        found = [s for day in days for s in starts(self._company, day, treatment.duration_min)]
        return [
            Slot(s, s + length)
            for s in found
            if advance_refusal(self._company, s, now) is None and not self._busy(s, s + length, ignoring)
        ]

    def keep(self, treatment: Treatment, start: datetime, *, user_id: str, now: datetime) -> str:
        self._reach()
        self.kept[user_id] = start
        return ""

    def let_go(self, user_id: str, *, now: datetime) -> None:
        self._reach()
        self.kept.pop(user_id, None)

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
        self._write(start, start + timedelta(minutes=treatment.duration_min), "")
        made = Appointment(
            appointment_id=f"apt_{len(self.appointments) + 1}",
            treatment=treatment.key,
            treatment_name=treatment.name,
            start=start,
            end=start + timedelta(minutes=treatment.duration_min),
            name=name,
            phone=phone,
            status=AppointmentStatus.CONFIRMED,
            user_id=user_id,
            details=details or {},
        )
        self.appointments.append(made)
        return made

    def move(self, appointment_id: str, start: datetime, *, now: datetime) -> Appointment:
        found = next(a for a in self.appointments if a.appointment_id == appointment_id)
        end = start + (found.end - found.start)
        self._write(start, end, appointment_id)
        return self._replace(replace(found, start=start, end=end))

    def cancel(self, appointment_id: str, *, now: datetime) -> Appointment:
        self._reach()
        self.writes += 1
        found = next(a for a in self.appointments if a.appointment_id == appointment_id)
        return self._replace(replace(found, status=AppointmentStatus.CANCELLED))

    def correct(self, appointment_id: str, *, name: str, phone: str, now: datetime) -> Appointment:
        self._reach()
        self.writes += 1
        found = next(a for a in self.appointments if a.appointment_id == appointment_id)
        return self._replace(replace(found, name=name, phone=phone))

    def attending(self, appointment_id: str, *, now: datetime) -> None:
        self._reach()
        self.attended.append(appointment_id)

    def upcoming(self, user_id: str, *, now: datetime) -> Sequence[Appointment]:
        self._reach()
        live = [a for a in self.appointments if a.status is AppointmentStatus.CONFIRMED]
        return sorted((a for a in live if a.user_id == user_id and a.start > now), key=lambda a: a.start)

    def _reach(self) -> None:
        if self.down:
            raise CalendarUnavailableError()

    def _write(self, start: datetime, end: datetime, ignoring: str) -> None:
        self._reach()
        if self.lost or self._busy(start, end, ignoring):
            self.lost = False
            raise SlotTakenError()
        self.writes += 1

    def _busy(self, start: datetime, end: datetime, ignoring: str) -> bool:
        live = (a for a in self.appointments if a.status is AppointmentStatus.CONFIRMED)
        return any(a.start < end and start < a.end and a.appointment_id != ignoring for a in live)

    def _replace(self, changed: Appointment) -> Appointment:
        others = [a for a in self.appointments if a.appointment_id != changed.appointment_id]
        self.appointments = [*others, changed]
        return changed
