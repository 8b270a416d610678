"""The time that was read back is kept for the customer until the yes, or until `hold_minutes` are over."""

from datetime import datetime, timedelta

from app.agents.booking.context import Context
from app.agents.booking.state import with_extra
from app.agents.ports import BookingState
from app.config.company_config import Treatment
from app.models.errors import SlotTakenError, SlotUnavailableError


def kept_time(state: BookingState) -> str:
    """What `Calendar.free_slots` may ignore; "" when nothing is kept."""
    return str(state.extra.get("kept", ""))


def keep_time(context: Context, state: BookingState, treatment: Treatment, start: datetime) -> BookingState | None:
    """The state with the time kept; None when somebody else was faster. Raises: CalendarUnavailableError."""
    turn = context.turn
    try:
        kept = context.calendar.keep(treatment, start, user_id=turn.user_id, now=turn.now)
    except (SlotTakenError, SlotUnavailableError):
        return None
    until = turn.now + timedelta(minutes=turn.company.hold_minutes)
    return with_extra(state, kept=kept, kept_until=until.isoformat())


def let_go(context: Context, state: BookingState) -> BookingState:
    """The state with nothing kept. Raises: CalendarUnavailableError."""
    if "kept" in state.extra:
        context.calendar.let_go(context.turn.user_id, now=context.turn.now)
    return with_extra(state, kept=None, kept_until=None)


def ran_out(context: Context, state: BookingState) -> bool:
    """Whether the yes came after the time was no longer kept."""
    until = state.extra.get("kept_until")
    return isinstance(until, str) and datetime.fromisoformat(until) <= context.turn.now
