"""Changing what is in the book: look up, cancel, move; each after a clear yes and for one appointment."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from app.agents.booking.choosing import choose_among
from app.agents.booking.command import BookingAction, BookingCommand, local_moment
from app.agents.booking.context import Context, closed, confirm_buttons
from app.agents.booking.keeping import keep_time, let_go
from app.agents.booking.making import and_then, make
from app.agents.booking.merging import absorb, changes
from app.agents.booking.offers import Offer, Wish
from app.agents.booking.offsets import find_offset
from app.agents.booking.reading import refusal_text
from app.agents.booking.state import Stage, Task, is_open, task_of, with_extra
from app.agents.ports import AgentReply, Appointment, BookingState, HandoffReason, Receipt, Slot
from app.config.company_config import Treatment
from app.config.constants import Action
from app.models.errors import (
    AppointmentNotFoundError,
    AppointmentStateError,
    SlotTakenError,
    SlotUnavailableError,
)
from app.models.opening_hours import Refusal


def query(context: Context) -> AgentReply:
    """When the customer's appointments are; the booking in course stays."""
    upcoming = context.upcoming()
    if not upcoming:
        return context.answer((context.say("no_appointments"),), None)
    if len(upcoming) == 1:
        item = context.speech.appointment(upcoming[0])
        known = None if is_open(context.state) else _spoken_of(upcoming[0])
        return context.answer((context.say("your_appointment", item=item),), known)
    return context.answer((context.say("your_appointments", items=_items(context, upcoming)),), None)


def _spoken_of(appointment: Appointment) -> BookingState:
    """As after a booking: "uy, ¿puede ser a las 5?" is about the appointment just named."""
    return BookingState(
        stage=Stage.BOOKED,
        treatment=appointment.treatment,
        date=appointment.start.date().isoformat(),
        time=f"{appointment.start:%H:%M}",
        name=appointment.name or None,
        phone=appointment.phone or None,
        appointment_id=appointment.appointment_id,
    )


def begin(context: Context, task: Task) -> AgentReply:
    """Start a cancellation or a move: find the appointment meant."""
    upcoming = context.upcoming()
    if not upcoming:
        return context.answer((context.say("no_appointments"),), None)
    context = replace(context, command=_with_source(context.command, upcoming)) if task is Task.MOVE else context
    command = context.command
    spoken_of = _find(context, context.state.appointment_id)
    if spoken_of and not (command.source_date or command.treatment):
        just_booked = context.state.stage == Stage.BOOKED and task is Task.MOVE
        if just_booked or context.state.stage == Stage.REMINDED:
            return _target(context, task, spoken_of)
    found = _meant(upcoming, command, task) or upcoming
    if len(found) == 1:
        return _target(context, task, found[0])
    state = BookingState(stage=Stage.CHOOSE, offered=tuple(a.appointment_id for a in found))
    if task is Task.MOVE:  # its new time may have been said already: kept until the appointment is known
        state = replace(state, date=command.date, time=command.time, period=command.period)
    state = with_extra(state, task=task.value)
    return _ask_which(context, state, found)


def go_on(context: Context) -> AgentReply:
    """One turn of a cancellation or move in course."""
    if context.state.stage == Stage.CHOOSE:
        return _choose(context)
    if context.state.stage == Stage.REMINDED:
        return _reminded(context)
    if task_of(context.state) is Task.CANCEL:
        return _cancelling(context)
    return _moving(context)


def keep(context: Context) -> AgentReply:
    """The customer gave up the change."""
    found = _find(context, context.state.appointment_id)
    text = context.say("kept", item=context.speech.appointment(found)) if found else context.say("nothing_open")
    return context.answer((text,), closed(context.state))


def _reminded(context: Context) -> AgentReply:
    """The answer to a reminder: coming, another time, not coming."""
    state, command = context.state, context.command
    appointment = _find(context, state.appointment_id)
    if appointment is None:
        return context.answer((context.say("no_appointments"),), closed(state))
    if command.has_when:
        return _target(context, Task.MOVE, appointment)
    if command.action is BookingAction.CONFIRM:
        context.calendar.attending(appointment.appointment_id, now=context.turn.now)
        text = context.say("attending", item=context.speech.appointment(appointment))
        return context.answer((text,), replace(state, stage=Stage.BOOKED, extra={}))
    if command.treatment and command.treatment != state.treatment:
        return make(replace(context, state=closed(state)))
    labels = [context.bare(key) for key in ("button_move", "button_cancel")]
    return context.answer((context.say("move_or_cancel"),), state, choices=labels)


def _choose(context: Context) -> AgentReply:
    state, command = context.state, context.command
    listed = [a for a in context.upcoming() if a.appointment_id in state.offered]
    if not listed:
        return context.answer((context.say("no_appointments"),), closed(state))
    if command.choice is not None and command.choice < len(listed):
        found: Sequence[Appointment] = [listed[command.choice]]
    else:
        found = _meant(listed, command, Task.CANCEL)
    if len(found) != 1:
        named = choose_among(context.turn.text, [_treatment(context, a) for a in listed])
        found = [a for a in listed if named and a.treatment == named.key]
    if len(found) != 1:
        return _ask_which(context, state, listed)
    # What the message named was the appointment; the new time is what was said before.
    wished = BookingCommand(date=state.date, time=state.time, period=state.period)
    return _target(replace(context, command=wished), task_of(state), found[0])


def _target(context: Context, task: Task, appointment: Appointment) -> AgentReply:
    """The appointment is known: ask to confirm the cancellation, or look for the new time."""
    company = context.turn.company
    if appointment.start - context.turn.now < timedelta(hours=company.cancellation_hours):
        return _too_late(context, appointment)
    state = BookingState(
        treatment=appointment.treatment,
        name=appointment.name or None,
        phone=appointment.phone or None,
        appointment_id=appointment.appointment_id,
    )
    state = with_extra(state, task=task.value)
    if task is Task.CANCEL:
        return _ask_cancel(context, replace(state, stage=Stage.CONFIRM), appointment)
    state = replace(state, stage=Stage.COLLECT)
    context = _from_its_time(context, appointment)
    if not context.command.has_when:
        return _ask_new_time(context, state, appointment)
    moved = replace(context, state=state, command=replace(context.command, choice=None, shift=None))
    return _look(moved, appointment, *absorb(moved))


def _from_its_time(context: Context, appointment: Appointment) -> Context:
    """ "Una hora más tarde" as the day and the hour it means."""
    away = find_offset(context.turn.text)
    if away is None:
        return context
    then = appointment.start + away
    command = replace(context.command, date=then.date().isoformat(), time=f"{then:%H:%M}", period=None, shift=None)
    return replace(context, command=command)


def _cancelling(context: Context) -> AgentReply:
    state, command = context.state, context.command
    appointment = _find(context, state.appointment_id)
    if appointment is None:
        return context.answer((context.say("no_appointments"),), closed(state))
    if command.action is BookingAction.REJECT:
        return keep(context)
    if command.action in (BookingAction.CONFIRM, BookingAction.CANCEL) and not command.has_when:
        return _cancel(context, appointment)
    if command.has_when:  # "mejor el viernes": a move after all
        return _target(context, Task.MOVE, appointment)
    return _ask_cancel(context, state, appointment, unclear=True)


def _cancel(context: Context, appointment: Appointment) -> AgentReply:
    try:
        done = context.calendar.cancel(appointment.appointment_id, now=context.turn.now)
    except (AppointmentNotFoundError, AppointmentStateError):
        return context.hand_over("change_not_written", HandoffReason.CALENDAR_NEEDS_PERSON, closed(context.state))
    receipt = Receipt(Action.APPOINTMENT_CANCELLED, done, previous=appointment)
    text = context.say("cancelled", treatment=done.treatment_name, slot=context.speech.moment(done.start))
    reply = context.answer((text,), closed(context.state), action=receipt.action, receipts=(receipt,))
    wished_next = str(context.state.extra.get("then", ""))
    return and_then(context, reply, wished_next) if wished_next else reply


def _moving(context: Context) -> AgentReply:
    state, command = context.state, context.command
    appointment = _find(context, state.appointment_id)
    if appointment is None:
        return context.answer((context.say("no_appointments"),), closed(state))
    if state.extra.get("proposed") and (command.another or command.action is BookingAction.REJECT):
        return _instead_of_proposed(context)
    if state.stage == Stage.CONFIRM and not changes(state, command):
        if command.action is BookingAction.CONFIRM:
            return _move(context, appointment)
        if command.action is BookingAction.REJECT:
            return _ask_new_time(context, replace(state, stage=Stage.COLLECT, date=None, time=None), appointment)
    if not state.date and not state.time:
        context = _from_its_time(context, appointment)
        if not context.command.has_data:
            return _ask_new_time(context, state, appointment)
    return _look(context, appointment, *absorb(context))


def _instead_of_proposed(context: Context) -> AgentReply:
    """The customer wants no move: "es otra" books besides, a plain no leaves all as it is."""
    if not context.command.another:
        return keep(context)
    state = replace(with_extra(context.state, task=None, proposed=None, another=True), appointment_id=None)
    return make(replace(context, state=replace(state, stage=Stage.COLLECT)))


def _look(context: Context, appointment: Appointment, state: BookingState, wish: Wish) -> AgentReply:
    """Find the new time; what was not said stays as the appointment has it."""
    treatment = _treatment(context, appointment)
    if wish.date is None and not wish.soonest:
        state = replace(state, date=appointment.start.date().isoformat())
        wish = replace(wish, date=appointment.start.date())
    elif wish.time is None and not (
        wish.period or wish.not_before or wish.not_after or wish.end_date or wish.soonest
    ):
        wish = replace(wish, time=None if wish.seen or wish.after or wish.before else appointment.start.time())
    state = let_go(context, state)
    offer = context.offers.find(treatment, wish, ignoring=appointment.appointment_id)
    if offer.fixed is None:
        return _offer(context, state, treatment, offer)
    if offer.fixed.start == appointment.start:
        return keep(replace(context, state=state))
    own = _overlaps(appointment, offer.fixed.start, treatment)  # its own time cannot be kept twice
    kept = state if own else keep_time(context, state, treatment, offer.fixed.start)
    if kept is None:  # somebody else was faster by a breath
        later = context.offers.find(treatment, replace(wish, time=None), ignoring=appointment.appointment_id)
        return _offer(context, state, treatment, replace(later, fixed=None, reason=Refusal.TAKEN.value))
    return _read_back(context, kept, appointment, offer.fixed)


def _overlaps(appointment: Appointment, start: datetime, treatment: Treatment) -> bool:
    return start < appointment.end and appointment.start < start + timedelta(minutes=treatment.duration_min)


def _offer(context: Context, state: BookingState, treatment: Treatment, offer: Offer) -> AgentReply:
    why = refusal_text(context, state, offer.reason, treatment)
    if not offer.slots:
        return context.answer((why, context.say("no_times")), replace(state, stage=Stage.COLLECT, offered=()))
    state = replace(state, stage=Stage.OFFERED, offered=tuple(s.start.isoformat() for s in offer.slots))
    return context.answer(
        (why, context.say("other_times", slots=context.speech.slots(offer.slots)), context.say("which_time")),
        state,
        action=Action.AVAILABILITY_SHOWN,
        choices=context.labels(offer.slots),
    )


def _read_back(context: Context, state: BookingState, appointment: Appointment, slot: Slot) -> AgentReply:
    text = context.say(
        "read_back_move",
        treatment=appointment.treatment_name,
        before=context.speech.moment(appointment.start),
        slot=context.speech.the_moment(slot.start),
    )
    state = replace(
        with_extra(state, soonest=None, seen=None, not_before=None, not_after=None, end_date=None),
        stage=Stage.CONFIRM,
        date=slot.start.date().isoformat(),
        time=slot.start.strftime("%H:%M"),
        period=None,
        offered=(),
    )
    return context.answer((text,), state, choices=confirm_buttons(context))


def _move(context: Context, appointment: Appointment) -> AgentReply:
    state = context.state
    start = local_moment(state.date or "", state.time or "", context.turn.company)
    try:
        done = context.calendar.move(appointment.appointment_id, start, now=context.turn.now)
    except (SlotTakenError, SlotUnavailableError):
        return _look(context, appointment, *absorb(context))
    except (AppointmentNotFoundError, AppointmentStateError):
        return context.hand_over("change_not_written", HandoffReason.CALENDAR_NEEDS_PERSON, closed(state))
    receipt = Receipt(Action.APPOINTMENT_RESCHEDULED, done, previous=appointment)
    text = context.say("moved", treatment=done.treatment_name, slot=context.speech.the_moment(done.start))
    state = replace(state, stage=Stage.BOOKED, offered=(), extra={})
    return context.answer((text,), state, action=receipt.action, receipts=(receipt,))


def _ask_new_time(context: Context, state: BookingState, appointment: Appointment) -> AgentReply:
    opening = context.say(
        "move_to_when",
        treatment=appointment.treatment_name,
        before=context.speech.moment(appointment.start),
    )
    return context.answer((opening, context.say("ask_when")), state)


def _ask_cancel(
    context: Context, state: BookingState, appointment: Appointment, *, unclear: bool = False
) -> AgentReply:
    text = context.say(
        "read_back_cancel",
        treatment=appointment.treatment_name,
        slot=context.speech.moment(appointment.start),
    )
    parts = (context.say("clear_answer") if unclear else "", text)
    return context.answer(parts, state, choices=confirm_buttons(context)[::2])


def _ask_which(context: Context, state: BookingState, found: Sequence[Appointment]) -> AgentReply:
    text = context.say("which_appointment", items=_items(context, found))
    labels = [context.speech.label(a.start) for a in found]
    return context.answer((text,), state, choices=labels)


def _too_late(context: Context, appointment: Appointment) -> AgentReply:
    company = context.turn.company
    return context.hand_over(
        "too_late_to_change",
        HandoffReason.CALENDAR_NEEDS_PERSON,
        closed(context.state),
        treatment=appointment.treatment_name,
        slot=context.speech.moment(appointment.start),
        hours=context.speech.hours(company.cancellation_hours),
    )


def _with_source(command: BookingCommand, upcoming: Sequence[Appointment]) -> BookingCommand:
    """ "Tengo cita el miércoles y necesito cambiarla": that day is the one to leave, not the one wished."""
    days = {a.start.date().isoformat() for a in upcoming}
    if command.source_date or command.date not in days or command.time or command.period:
        return command
    return replace(command, date=None, source_date=command.date)


def _meant(appointments: Sequence[Appointment], command: BookingCommand, task: Task) -> Sequence[Appointment]:
    """The appointments that the words fit; a move's date is the new one, so only its source counts."""
    day = command.source_date or (command.date if task is Task.CANCEL else None)
    clock = command.source_time or (command.time if task is Task.CANCEL else None)
    return [
        a
        for a in appointments
        if (not command.treatment or a.treatment == command.treatment)
        and (not command.options or a.treatment in command.options)
        and (not day or a.start.date().isoformat() == day)
        and (not clock or a.start.strftime("%H:%M") == clock)
    ]


def _find(context: Context, appointment_id: str | None) -> Appointment | None:
    return next((a for a in context.upcoming() if a.appointment_id == appointment_id), None)


def _treatment(context: Context, appointment: Appointment) -> Treatment:
    """As configured, or as it was booked when it is no longer offered."""
    known = context.turn.company.treatments.get(appointment.treatment)
    minutes = int((appointment.end - appointment.start).total_seconds() // 60)
    return known or Treatment(appointment.treatment, appointment.treatment_name, minutes)


def _items(context: Context, appointments: Sequence[Appointment]) -> str:
    return "\n".join(f"• {context.speech.appointment(a)}" for a in appointments)
