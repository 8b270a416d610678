"""What is missing, what is read back, and why a time was refused, in words."""

from collections.abc import Sequence
from datetime import date, datetime

from app.agents.booking.context import Context
from app.agents.booking.offers import DAY_FULL, EXPIRED, PERIOD_FULL
from app.agents.booking.state import details_of
from app.agents.money import format_price
from app.agents.ports import BookingState
from app.agents.wording import join_list
from app.config.company_config import Treatment
from app.models.booking_fields import canonical, required_details
from app.models.opening_hours import Refusal, opening_ranges


def missing_fields(context: Context, state: BookingState) -> list[str]:
    """Which of the customer's own data the company requires and does not have."""
    required = context.turn.company.required_booking_fields
    named = {canonical(field) for field in required}
    known = {"name": state.name, "phone": state.phone}
    return [field for field in ("name", "phone") if field in named and not known[field]]


def missing_details(context: Context, state: BookingState) -> list[str]:
    """What the company requires beyond the five fields and does not have yet."""
    known = details_of(state)
    return [name for name in required_details(context.turn.company.required_booking_fields) if not known.get(name)]


def ask_details(context: Context, missing: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The question for them, and what it asks for; a reason is free text, so it is asked alone."""
    plain = tuple(name for name in missing if name != "reason")
    if not plain:
        return context.say("ask_reason"), ("reason",)
    wanted = join_list([context.bare(f"field_{name}") for name in plain], context.turn.language)
    return context.say("need", fields=wanted), plain


def read_back(context: Context, state: BookingState, treatment: Treatment, start: datetime) -> str:
    """All that will be written, for a yes or a no."""
    name = context.bare("name_line", name=state.name) if state.name else ""
    phone = context.bare("phone_line", phone=state.phone) if state.phone else ""
    lines = [context.bare(f"{key}_line", value=value) for key, value in details_of(state).items()]
    moment = context.speech.moment(start)
    return context.say(
        "read_back",
        treatment=treatment.name,
        minutes=str(treatment.duration_min),
        slot=moment[:1].upper() + moment[1:],
        price=_price(context, treatment),
        person=name + phone + "".join(lines),
    )


def _price(context: Context, treatment: Treatment) -> str:
    """`, $ 650.000`; empty where no price is published."""
    if treatment.price is None:
        return ""
    company = context.turn.company
    key = "price_from" if treatment.price_from else "price_is"
    return context.bare(key, price=format_price(treatment.price, company))


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
    if reason in (Refusal.TAKEN, Refusal.PAST, EXPIRED):
        moment = datetime.combine(day, datetime.strptime(state.time or "", "%H:%M").time(), company.zone)
        values["slot"] = speech.the_moment(moment)
    if reason == Refusal.TOO_SOON:
        values["hours"] = speech.hours(company.min_advance_hours)
    if reason == Refusal.OUTSIDE_HOURS:
        values["hours"] = speech.ranges(opening_ranges(company, day))
    known = {*Refusal, PERIOD_FULL, DAY_FULL, EXPIRED}
    return context.say(f"why_{reason if reason in known else Refusal.TAKEN.value}", **values)
