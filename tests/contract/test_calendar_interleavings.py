"""Random interleavings of hold, expire, confirm, book, move and cancel never leave two visits overlapping."""

from contextlib import suppress
from datetime import datetime, timedelta
from itertools import combinations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.agents.ports import Appointment, AppointmentStatus
from app.config.company_config import Resource
from app.models.company import CompanyRow
from app.models.database import Database
from app.models.errors import AppointmentNotFoundError, AppointmentStateError, SlotTakenError
from app.services.calendars.book import Customer
from app.services.calendars.builtin import BuiltinCalendar
from tests.factories import make_company

HELD, CONFIRMED = AppointmentStatus.HELD, AppointmentStatus.CONFIRMED
STEPS = st.tuples(
    st.sampled_from(["hold", "keep", "let_go", "confirm", "book", "move", "cancel", "wait"]),
    st.integers(0, 5),  # customer, or which appointment
    st.integers(0, 7),  # start: quarter hours after ten
    st.sampled_from(["botox", "limpieza_facial"]),
)


@given(st.lists(STEPS, max_size=25), st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_live_visits_of_a_resource_never_overlap(
    database: Database, steps: list[tuple[str, int, int, str]], two_rooms: bool
) -> None:
    run = _Run(database, two_rooms)
    for action, who, quarter, treatment in steps:
        run.take(action, who, quarter, treatment)
        run.check()


class _Run:
    """A calendar of a company of its own, and all appointments made in it."""

    count = 0

    def __init__(self, database: Database, two_rooms: bool) -> None:
        _Run.count += 1
        rooms = (Resource("a", "A"), Resource("b", "B")) if two_rooms else ()
        values = {"resources": [{"key": r.key, "name": r.name} for r in rooms]}
        self.company = make_company(f"random{_Run.count}", **values)
        with database.platform() as session:
            session.add(
                CompanyRow(
                    company_id=self.company.company_id,
                    company_name="Random",
                    redis_prefix=self.company.redis_prefix,
                    vectorstore_index=self.company.vectorstore_index,
                )
            )
        self.calendar = BuiltinCalendar(database.tenant(self.company.company_id), self.company)
        self.now = datetime(2026, 3, 9, 8, 0, tzinfo=self.company.zone)
        self.made: list[str] = []

    def take(self, action: str, who: int, quarter: int, treatment: str) -> None:
        start = self.now.replace(hour=10, minute=0) + timedelta(days=1, minutes=15 * quarter)
        service = self.company.treatments[treatment]
        customer = Customer("Ana", "+573001234567", f"u{who}")
        chosen = self.made[who % len(self.made)] if self.made else "apt_none"
        with suppress(SlotTakenError, AppointmentStateError, AppointmentNotFoundError):
            if action == "hold":
                self.made.append(self.calendar.hold(service, start, customer, now=self.now).appointment_id)
            elif action == "keep":
                self.made.append(self.calendar.keep(service, start, user_id=customer.user_id, now=self.now))
            elif action == "let_go":
                self.calendar.let_go(customer.user_id, now=self.now)
            elif action == "book":
                made = self.calendar.book(
                    service, start, name="Ana", phone=customer.phone, user_id=customer.user_id, now=self.now
                )
                self.made.append(made.appointment_id)
            elif action == "move":
                self.calendar.move(chosen, start, now=self.now)
            elif action == "cancel":
                self.calendar.cancel(chosen, now=self.now)
            elif action == "confirm":
                self.calendar.confirm(chosen, now=self.now)
            else:
                self.now += timedelta(minutes=6)

    def check(self) -> None:
        first = self.now - timedelta(days=1)
        last = first + timedelta(days=9)
        live = [a for status in (HELD, CONFIRMED) for a in self.calendar.between(first, last, status=status.value)]
        assert not [(a, b) for a, b in combinations(live, 2) if _overlap(a, b)]
        wishes = [(a.user_id, a.treatment, a.start) for a in live]
        assert len(wishes) == len(set(wishes))
        kept = [a.user_id for a in live if a.status is HELD and not a.name]
        assert len(kept) == len(set(kept))


def _overlap(a: Appointment, b: Appointment) -> bool:
    return a.resource == b.resource and a.start < b.end and b.start < a.end
