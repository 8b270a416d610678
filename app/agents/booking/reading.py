"""What is missing, what is read back, and why a time was refused, in words."""

from datetime import date, datetime

from app.agents.booking.context import Context
from app.agents.booking.offers import DAY_FULL, PERIOD_FULL
from app.agents.ports import BookingState
from app.config.company_config import Treatment
from app.models.opening_hours import Refusal, opening_ranges


def missing_fields(context: Context, state: BookingState) -> list[str]:
    """Which of the customer's own data the company requires and does not have."""
    required = context.turn.company.required_booking_fields
    known = {"name": state.name, "phone": state.phone}
    return [field for field in ("name", "phone") if field in required and not known[field]]


def read_back(context: Context, state: BookingState, treatment: Treatment, start: datetime) -> str:
    """All that will be written, for a yes or a no."""
    name = context.bare("name_line", name=state.name) if state.name else ""
    phone = context.bare("phone_line", phone=state.phone) if state.phone else ""
    moment = context.speech.moment(start)
    return context.say(
        "read_back",
        treatment=treatment.name,
        minutes=str(treatment.duration_min),
        slot=moment[:1].upper() + moment[1:],
        person=name + phone,
    )


def refusal_text(context: Context, state: BookingState, reason: str, treatment: Treatment) -> str:
    """Why the wished time is not offered; empty when there is nothing to explain."""
    del treatment
    if not reason:
        return ""
    company, speech = context.turn.company, context.speech
    day = date.fromisoformat(state.date) if state.date else context.turn.now.date()
    values = {"day": speech.day(day), "days": str(company.max_advance_days)}
    if reason in (Refusal.TAKEN, Refusal.PAST) and not state.time:
        reason = DAY_FULL
    if reason in (Refusal.TAKEN, Refusal.PAST):
        moment = datetime.combine(day, datetime.strptime(state.time or "", "%H:%M").time(), company.zone)
        values["slot"] = speech.the_moment(moment)
    if reason == Refusal.TOO_SOON:
        values["hours"] = speech.hours(company.min_advance_hours)
    if reason == Refusal.OUTSIDE_HOURS:
        values["hours"] = speech.ranges(opening_ranges(company, day))
    known = {*Refusal, PERIOD_FULL, DAY_FULL}
    return context.say(f"why_{reason if reason in known else Refusal.TAKEN.value}", **values)
