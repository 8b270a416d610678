"""Making an appointment: collect, offer, read back, write once on a clear yes."""

from dataclasses import replace
from datetime import date

from app.agents.booking.command import BookingAction, local_moment
from app.agents.booking.context import Context, closed, confirm_buttons, same_text
from app.agents.booking.extraction import read_command
from app.agents.booking.keeping import keep_time, kept_time, ran_out
from app.agents.booking.merging import absorb, changes
from app.agents.booking.offers import DAY_FULL, EXPIRED, PERIOD_FULL, Offer, Wish
from app.agents.booking.reading import ask_details, missing_details, missing_fields, read_back, refusal_text
from app.agents.booking.state import Stage, Task, details_of, with_extra
from app.agents.ports import AgentReply, Appointment, BookingState, HandoffReason, Receipt, Slot
from app.agents.wording import either, join_list
from app.config.company_config import Treatment
from app.config.constants import Action
from app.models.errors import AppointmentStateError, SlotTakenError, SlotUnavailableError
from app.models.opening_hours import Refusal

__all__ = ["DAY_FULL", "PERIOD_FULL", "advance", "after_booked", "and_then", "make"]


def make(context: Context) -> AgentReply:
    """One turn of making an appointment. Raises: CalendarUnavailableError."""
    state, command = context.state, context.command
    if state.stage == Stage.CONFIRM:
        if command.action is BookingAction.CONFIRM and not changes(state, command):
            return _write(context)
        if command.action is BookingAction.REJECT and not changes(state, command):
            return context.answer((context.say("what_to_change"),), replace(state, stage=Stage.COLLECT))
    return advance(context, *absorb(context))


def after_booked(context: Context) -> AgentReply | None:
    """After the appointment was written: None when the message moves it, which is a change.

    A repeated wish or yes books nothing again; another treatment or "otra cita" begins anew.
    """
    state, command = context.state, context.command
    if (command.name and command.name != state.name) and not (command.has_when or command.treatment):
        return _corrected(context)
    other_treatment = bool(command.options) or (command.treatment and command.treatment != state.treatment)
    if command.another or other_treatment:
        fresh = with_extra(closed(state), another=command.another or None)
        if not other_treatment:  # "una para mi mamá": of the same kind, and it is read back
            fresh = replace(fresh, treatment=state.treatment)
        return make(replace(context, state=fresh))
    if command.action is BookingAction.BOOK and command.treatment and command.has_when:
        return make(replace(context, state=closed(state)))  # a second one of the kind is offered as a move
    same_when = (command.date or state.date) == state.date and (command.time or state.time) == state.time
    if (command.has_when and not (same_when and not command.period)) or command.shift:
        return None
    if command.action is BookingAction.BOOK and not command.has_data:
        return make(replace(context, state=closed(state)))
    return _remind(context)


def advance(context: Context, state: BookingState, wish: Wish) -> AgentReply:
    """Take the next step that the state allows. Raises: CalendarUnavailableError."""
    options = [t for key in context.command.options if (t := context.treatment(key))]
    if len(options) > 1 and not context.command.treatment:
        return _ask_which(context, state, options)
    treatment = context.treatment(state.treatment)
    if treatment is None:
        return _ask_treatment(context, replace(state, treatment=None))
    offer = context.offers.find(treatment, wish, ignoring=kept_time(state))
    if offer.fixed:
        return _fixed(context, state, treatment, offer.fixed)
    return _offered(context, state, treatment, offer)


def _fixed(context: Context, state: BookingState, treatment: Treatment, slot: Slot) -> AgentReply:
    """The time is free: go on to the customer's data, or read everything back."""
    state = replace(
        with_extra(state, soonest=None, seen=None, not_before=None, not_after=None, end_date=None),
        date=slot.start.date().isoformat(),
        time=slot.start.strftime("%H:%M"),
        period=None,
        resource=slot.resource,
        offered=(),
    )
    existing = _existing(context, state)
    if existing:
        return _propose_move(context, state, existing, slot)
    missing = missing_fields(context, state)
    if not missing and (more := missing_details(context, state)):
        question, asked = ask_details(context, more)
        again = context.state.extra.get("asked") == list(asked) and not context.command.has_data
        opening = context.say("not_understood") if again else ""
        return context.answer(
            (opening, question), replace(with_extra(state, asked=list(asked)), stage=Stage.COLLECT)
        )
    if not missing:
        return _read_back(context, with_extra(state, asked=None), treatment, slot)
    told = context.state.stage == Stage.COLLECT and (context.state.date, context.state.time) == (
        state.date,
        state.time,
    )
    free = context.say("is_free", slot=context.speech.moment(slot.start), treatment=treatment.name)
    key = "ask_name_phone" if len(missing) > 1 else f"ask_{missing[0]}"
    return context.answer(("" if told else free, context.say(key)), replace(state, stage=Stage.COLLECT))


def _read_back(context: Context, state: BookingState, treatment: Treatment, slot: Slot) -> AgentReply:
    held = keep_time(context, state, treatment, slot.start)
    if held is None:  # somebody else was faster by a breath
        return _lost(context, treatment, Refusal.TAKEN.value)
    state = held
    unclear = context.state.stage == Stage.CONFIRM and not context.command.has_data
    text = read_back(context, state, treatment, slot.start)
    return context.answer(
        (context.say("clear_answer") if unclear else "", text),
        replace(state, stage=Stage.CONFIRM),
        choices=confirm_buttons(context),
    )


def _offered(context: Context, state: BookingState, treatment: Treatment, offer: Offer) -> AgentReply:
    why = refusal_text(context, state, offer.reason, treatment)
    if not offer.slots:
        empty = replace(state, stage=Stage.COLLECT, date=None, time=None, offered=())
        return context.answer((why, context.say("no_times")), empty)
    first = context.state.stage in (Stage.NONE, Stage.BOOKED)
    opening = context.say("gladly_treatment", treatment=treatment.name) if first else ""
    listed = context.say("other_times" if why else "next_times", slots=context.speech.slots(offer.slots))
    missing = [context.bare(f"field_{name}") for name in missing_fields(context, state)]
    also = context.say("also", fields=join_list(missing, context.turn.language)) if missing else ""
    state = replace(state, stage=Stage.OFFERED, offered=tuple(s.start.isoformat() for s in offer.slots))
    offered_days = {s.start.date().isoformat() for s in offer.slots}
    if (offer.reason == Refusal.PAST and state.date not in offered_days) or (
        offer.reason and offer.reason == Refusal.TOO_FAR
    ):
        state = replace(state, date=None)  # that day will never do; a new time must not fall on it
    return context.answer(
        (opening, why, listed, context.say("which_time"), also),
        state,
        action=Action.AVAILABILITY_SHOWN,
        choices=context.labels(offer.slots),
    )


def _ask_which(context: Context, state: BookingState, options: list[Treatment]) -> AgentReply:
    names = [t.name for t in options]
    items = either(names, context.turn.language)
    state = with_extra(state, options=[t.key for t in options])  # "el de espalda" is then enough
    state = replace(state, treatment=None, stage=Stage.COLLECT, offered=())
    return context.answer((context.say("ask_which_treatment", items=items),), state, choices=names)


def _ask_treatment(context: Context, state: BookingState) -> AgentReply:
    names = [t.name for t in context.turn.company.treatments.values() if t.bookable]
    question = context.say("ask_treatment", items=join_list(names, context.turn.language))
    missing = _missing_when(state) + missing_fields(context, state)
    fields = join_list([context.bare(f"field_{name}") for name in missing], context.turn.language)
    also = context.say("also", fields=fields) if missing else ""
    opening = context.say("gladly") if context.state.stage in (Stage.NONE, Stage.BOOKED) else ""
    return context.answer(
        (opening, question, also), replace(state, stage=Stage.COLLECT, offered=()), choices=names
    )


def _missing_when(state: BookingState) -> list[str]:
    if not state.date:
        return ["date" if state.time else "when"]
    return [] if state.time else ["time"]


def _existing(context: Context, state: BookingState) -> Appointment | None:
    """The customer's own appointment for the same treatment, unless another one was asked for."""
    if state.extra.get("another"):
        return None
    for appointment in context.upcoming():
        same_person = not state.name or not appointment.name or same_text(state.name, appointment.name)
        if appointment.treatment == state.treatment and same_person:
            return appointment
    return None


def _propose_move(context: Context, state: BookingState, existing: Appointment, slot: Slot) -> AgentReply:
    """One wish never makes two appointments: a second one of the kind is offered as a move."""
    state = replace(state, appointment_id=existing.appointment_id)
    if existing.start == slot.start:
        return _remind(replace(context, state=replace(state, stage=Stage.BOOKED)))
    text = context.say(
        "already_one",
        treatment=existing.treatment_name,
        before=context.speech.moment(existing.start),
        slot=context.speech.the_moment(slot.start),
    )
    state = with_extra(replace(state, stage=Stage.CONFIRM), task=Task.MOVE.value, proposed=True)
    return context.answer((text,), state)


def _remind(context: Context) -> AgentReply:
    """What is in the book already."""
    state = context.state
    for appointment in context.upcoming():
        if appointment.appointment_id == state.appointment_id:
            item = context.speech.appointment(appointment)
            return context.answer(
                (context.say("your_appointment", item=item),), replace(state, stage=Stage.BOOKED)
            )
    return context.answer((context.say("no_appointments"),), closed(state))


def _write(context: Context) -> AgentReply:
    """Write once, then speak from the receipt; a time lost meanwhile leads to new offers."""
    state = context.state
    treatment = context.treatment(state.treatment)
    if treatment is None or not state.date or not state.time:
        return advance(context, *absorb(context))
    start = local_moment(state.date, state.time, context.turn.company)
    try:
        appointment = context.calendar.book(
            treatment,
            start,
            name=state.name or "",
            phone=state.phone or "",
            user_id=context.turn.user_id,
            now=context.turn.now,
            details=details_of(state),
        )
    except (SlotTakenError, SlotUnavailableError) as exc:
        reason = str(exc.details.get("reason", Refusal.TAKEN.value))
        return _lost(
            context, treatment, EXPIRED if ran_out(context, state) and reason == Refusal.TAKEN else reason
        )
    return _booked(context, treatment, appointment)


def _corrected(context: Context) -> AgentReply:
    """Whom the appointment is for was written wrong."""
    state, name = context.state, context.command.name or ""
    found = next((a for a in context.upcoming() if a.appointment_id == state.appointment_id), None)
    if found is None:
        return _remind(context)
    phone = context.command.phone or found.phone
    try:
        context.calendar.correct(found.appointment_id, name=name, phone=phone, now=context.turn.now)
    except AppointmentStateError:
        return context.hand_over("change_not_written", HandoffReason.CALENDAR_NEEDS_PERSON, None)
    text = context.say("name_corrected", name=name, item=context.speech.appointment(found))
    return context.answer((text,), replace(state, name=name, phone=phone))


def _lost(context: Context, treatment: Treatment, reason: str) -> AgentReply:
    state = with_extra(context.state, kept=None, kept_until=None)
    wish = absorb(context)[1]
    offer = context.offers.find(treatment, wish)
    if offer.fixed:  # free again, or refused for another reason: the other times of that day
        offer = context.offers.find(treatment, replace(wish, time=None, seen=(offer.fixed.start.isoformat(),)))
    known = reason if reason == EXPIRED else offer.reason or reason
    return _offered(context, state, treatment, replace(offer, fixed=None, reason=known))


def _booked(context: Context, treatment: Treatment, appointment: Appointment) -> AgentReply:
    receipt = Receipt(Action.APPOINTMENT_BOOKED, appointment)
    # The company wrote it in its own language.
    told = treatment.preparation and context.turn.language == context.turn.company.language
    before = context.bare("preparation", text=treatment.preparation) if told else ""
    text = context.say(
        "booked",
        name=appointment.name.split(" ")[0],
        treatment=appointment.treatment_name,
        slot=context.speech.the_moment(appointment.start),
        preparation=before,
    )
    state = replace(
        context.state,
        stage=Stage.BOOKED,
        appointment_id=appointment.appointment_id,
        resource=appointment.resource,
        date=_day(appointment).isoformat(),
        time=appointment.start.strftime("%H:%M"),
        extra={"for_other": True} if context.state.extra.get("for_other") else {},
    )
    reply = context.answer((text,), state, action=receipt.action, receipts=(receipt,))
    wished_next = str(context.state.extra.get("then", ""))
    return and_then(context, reply, wished_next) if wished_next else reply


def and_then(context: Context, done: AgentReply, wish: str) -> AgentReply:
    """The other half of "cancélala y agéndame otra" or of two treatments; it begins once the first is done."""
    turn, state = replace(context.turn, text=wish), closed(context.state)
    reply = make(replace(context, turn=turn, state=state, command=read_command(turn, state)))
    return replace(
        done,
        text=f"{done.text}\n\n{reply.text}",
        booking=reply.booking,
        choices=reply.choices,
        handoff=reply.handoff,
    )


def _day(appointment: Appointment) -> date:
    return appointment.start.date()
