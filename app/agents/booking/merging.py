"""A command taken into the booking in course: choices among what was offered, corrections, additions."""

from dataclasses import replace
from datetime import datetime

from app.agents.booking import choices
from app.agents.booking.command import BookingAction, BookingCommand, Shift, local_moment
from app.agents.booking.context import Context, same_text
from app.agents.booking.offers import Wish, wish_of
from app.agents.booking.speech import Speech
from app.agents.booking.state import Stage, details_of, with_extra
from app.agents.entities import plausible_name
from app.agents.folding import fold
from app.agents.ports import BookingState

_NOON, _EVENING = "12:00", "18:00"


def changes(state: BookingState, command: BookingCommand) -> bool:
    """Whether a message wishes anything other than what was read back: "sí, mañana a las 3" may not."""
    return bool(
        (command.treatment and command.treatment != state.treatment)
        or command.options
        or (command.date and command.date != state.date)
        or (command.time and command.time != state.time)
        or (command.period and not command.time and not in_period(state.time, command.period))
        or (command.name and not _same_person(command.name, state.name))
        or (command.phone and command.phone != state.phone)
        or any(details_of(state).get(key) != value for key, value in command.details.items())
        or command.shift
        or command.another
    )


def absorb(context: Context) -> tuple[BookingState, Wish]:
    """The state with the message taken in, and the wish to look for."""
    state, command = context.state, context.command
    state = _with_when(state, command, _chosen(context))
    if command.for_other and not (state.extra.get("for_other") and state.stage != Stage.BOOKED):
        state = with_extra(replace(state, name=None), for_other=True)
    own_name = None if state.extra.get("for_other") else plausible_name(context.turn.contact.name)
    state = replace(
        state,
        treatment=command.treatment or state.treatment,
        name=command.name or state.name or own_name,
        phone=command.phone or state.phone or context.turn.contact.phone or None,
    )
    if command.another:
        state = with_extra(state, another=True)
    if command.details:
        state = with_extra(state, details={**details_of(state), **command.details})
    if command.treatment:
        state = with_extra(state, options=None)
    return _shifted(context, state, command.shift)


def in_period(clock: str | None, period: str) -> bool:
    """Whether HH:MM lies in a part of the day."""
    if clock is None:
        return False
    return {"morning": clock < _NOON, "afternoon": clock >= _NOON, "night": clock >= _EVENING}[period]


def _with_when(state: BookingState, command: BookingCommand, chosen: datetime | None) -> BookingState:
    if chosen:
        day, clock = chosen.date().isoformat(), chosen.strftime("%H:%M")
        return _unbounded(replace(state, date=day, time=clock, period=None))
    if command.soonest:
        state = with_extra(replace(state, time=None), soonest=True)
    if command.date:
        state = replace(with_extra(state, end_date=command.end_date), date=command.date)
    if command.time:
        state = _unbounded(replace(state, time=command.time, period=command.period))
    elif command.period or command.not_before or command.not_after:
        keep = command.period is not None and in_period(state.time, command.period)
        state = replace(state, time=state.time if keep else None, period=command.period)
        state = with_extra(state, not_before=command.not_before, not_after=command.not_after)
    return state


def _unbounded(state: BookingState) -> BookingState:
    return with_extra(state, not_before=None, not_after=None, soonest=None)


def _chosen(context: Context) -> datetime | None:
    """The offered start that the message picks."""
    state, command = context.state, context.command
    if state.stage != Stage.OFFERED or not state.offered:
        return None
    starts = [datetime.fromisoformat(text) for text in state.offered]
    by_words = _by_words(context, starts)
    if by_words:
        return by_words
    fitting = [s for s in starts if _fits(s, command)]
    if command.time:
        return fitting[0] if fitting else None
    # "el jueves" picks among days offered at one hour; among several hours it only names the day.
    one_hour = len({s.time() for s in starts}) == 1
    return fitting[0] if command.date and one_hour and len(fitting) == 1 and not command.period else None


def _by_words(context: Context, starts: list[datetime]) -> datetime | None:
    """A button, an ordinal, "cualquiera", or "sí, esa" where only one was offered."""
    command, text = context.command, context.turn.text
    speech = Speech(context.turn.company, context.turn.language, context.turn.now)
    pressed = next((s for s in starts if fold(speech.label(s)) == fold(text)), None)
    if pressed:
        return pressed
    if command.choice is not None and command.choice < len(starts):
        return starts[command.choice]
    if command.date or command.time or command.period or command.not_before or command.not_after:
        return None
    if command.soonest:
        return starts[0]
    agreed = command.action is BookingAction.CONFIRM or (
        choices.points_at_it(text) and command.action in (BookingAction.NONE, BookingAction.BOOK)
    )
    return starts[0] if agreed and len(starts) == 1 else None


def _fits(start: datetime, command: BookingCommand) -> bool:
    return (command.time is None or start.strftime("%H:%M") == command.time) and (
        command.date is None or start.date().isoformat() == command.date
    )


def _shifted(context: Context, state: BookingState, shift: Shift | None) -> tuple[BookingState, Wish]:
    """Other times than the ones shown or read back."""
    if shift is None or context.command.time:
        return state, wish_of(state)
    shown = list(state.offered)
    if not shown and state.date and state.time:
        shown = [local_moment(state.date, state.time, context.turn.company).isoformat()]
    state = _unbounded(replace(state, time=None))
    wish = wish_of(state)
    if shift is Shift.OTHER or not shown:
        seen = tuple(context.state.extra.get("seen", ())) + tuple(shown)
        return with_extra(state, seen=list(seen)), replace(wish, seen=seen)
    edge = [datetime.fromisoformat(text) for text in shown]
    if shift is Shift.LATER:
        return replace(state, period=None), replace(wish, period=None, after=max(edge))
    return replace(state, period=None), replace(wish, period=None, before=min(edge))


def _same_person(said: str, known: str | None) -> bool:
    """ "Ana" repeats "Ana Pérez"."""
    return same_text(said, known) or fold(known or "").startswith(fold(said) + " ")
