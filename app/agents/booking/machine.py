"""The booking machine: from a command and the state to a reply; decides, and never guesses a yes.

Stages: collect → offered → confirm → booked; choose and confirm for cancelling and moving. Nothing is
written without a clear yes to what was read back, and only a receipt is told as done.
"""

from dataclasses import replace

from app.agents.booking import actions, changing
from app.agents.booking.command import BookingAction, BookingCommand
from app.agents.booking.context import Context, closed
from app.agents.booking.extraction import read_command
from app.agents.booking.keeping import let_go
from app.agents.booking.making import after_booked, make
from app.agents.booking.pairs import SecondPerson, TwoWishes, second_person, two_wishes
from app.agents.booking.state import Stage, Task, is_open, live, task_of, with_extra
from app.agents.ports import AgentReply, BookingState, Calendar, HandoffReason, Turn
from app.models.errors import CalendarUnavailableError


class BookingMachine:
    """Drives one company's bookings over a calendar; holds no state of its own."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar

    def step(self, turn: Turn, command: BookingCommand) -> AgentReply:
        """Take one message. A calendar out of reach becomes a hand-over, never an error or a promise."""
        state = with_extra(live(turn.booking, turn.now), handed_over=None)
        context = Context(turn, state, command, self._calendar)
        try:
            return _dispatch(context)
        except CalendarUnavailableError as exc:
            # Where the write may have happened, "nothing is reserved" would be a false promise too.
            unknown = exc.details.get("reason") == "outcome_unknown"
            key = "outcome_unknown" if unknown else "calendar_down"
            return context.hand_over(key, HandoffReason.CALENDAR_DOWN, _known(context))


def resume_text(turn: Turn, calendar: Calendar) -> str:
    """After a question in the middle of a booking: a gentle way back, empty when nothing is in course."""
    state = live(turn.booking, turn.now)
    if not is_open(state) or task_of(state) is not Task.BOOK:
        return ""
    context = Context(turn, state, BookingCommand(), calendar)
    treatment = context.treatment(state.treatment)
    of = context.bare("of_treatment", treatment=treatment.name) if treatment else ""
    question = {
        Stage.CONFIRM: "confirm_question",
        Stage.OFFERED: "which_time",
    }.get(Stage(state.stage), "ask_when" if not (state.date and state.time) else "ask_name_phone")
    return f"{context.say('resume', treatment=of)} {context.say(question)}"


def _dispatch(context: Context) -> AgentReply:
    state, command = context.state, context.command
    if context.turn.booking.extra.get("handed_over") and _plain_yes(command):
        return context.hand_over("person", HandoffReason.CUSTOMER_ASKED, None)
    if actions.stops_reminders(context.turn.text):
        return context.answer((context.say("reminders_off"),), None)
    if command.action is BookingAction.PERSON:
        return context.hand_over("person", HandoffReason.CUSTOMER_ASKED, None)
    if command.action in _ABOUT_THE_BOOK:
        return _ABOUT_THE_BOOK[command.action](context)
    if command.action is BookingAction.ABANDON and not (command.has_when or command.treatment):
        return _abandon(context)
    if is_open(state) and task_of(state) is not Task.BOOK:
        return changing.go_on(context)
    return _wish(context)


def _wish(context: Context) -> AgentReply:
    """A booking in course or a new one, unless it is about what stands in the book already."""
    if not is_open(context.state) and _moves_what_there_is(context):
        return changing.begin(context, Task.MOVE)
    several = len(context.command.options) > 1
    if several and (halves := two_wishes(context.turn.text, context.turn.company)):
        return _one_at_a_time(context, halves)
    new = context.command.treatment and not is_open(context.state)
    if new and (other := second_person(context.turn.text, context.turn.language)):
        return _one_person_at_a_time(context, other)
    return _book(context)


def _plain_yes(command: BookingCommand) -> bool:
    return command.action is BookingAction.CONFIRM and not command.has_data


def _book(context: Context) -> AgentReply:
    if context.state.stage == Stage.BOOKED:
        return after_booked(context) or changing.begin(context, Task.MOVE)
    return make(context)


def _one_at_a_time(context: Context, halves: TwoWishes) -> AgentReply:
    """Two treatments in one message: the first now, the other as soon as it is booked."""
    command = context.command
    own = read_command(replace(context.turn, text=halves.first), context.state)
    if not own.has_when:  # "botox y limpieza el viernes a las 9": the day is meant for both
        own = replace(command, options=())
    elif command.date and not own.date:
        own = replace(own, date=command.date)
    first = replace(own, action=command.action, treatment=halves.treatment, options=())
    first = replace(first, name=command.name or own.name, phone=command.phone or own.phone)
    reply = _book(replace(context, command=first))
    if reply.booking is None or not is_open(reply.booking):
        return reply
    later = halves.second
    if command.date and not read_command(replace(context.turn, text=later), BookingState()).date:
        later = f"{later}, {command.date}"
    opening = context.say("one_by_one", treatment=context.turn.company.treatments[halves.treatment].name)
    return replace(reply, text=f"{opening} {reply.text}", booking=with_extra(reply.booking, then=later))


_SECOND_WISH = {
    "es": "otra cita de {treatment} para {who}",
    "en": "another appointment of {treatment} for {who}",
    "pt": "outra consulta de {treatment} para {who}",
}


def _one_person_at_a_time(context: Context, other: SecondPerson) -> AgentReply:
    """The same treatment for two: the first person now, the second as soon as that is booked."""
    command = context.command
    own = replace(command, for_other=command.for_other and not other.after_writer, another=False)
    reply = _book(replace(context, command=own))
    treatment = context.treatment(command.treatment)
    if reply.booking is None or treatment is None or not is_open(reply.booking):
        return reply
    wish = _SECOND_WISH.get(context.turn.language, _SECOND_WISH["es"])
    later = wish.format(treatment=treatment.name, who=other.who)
    if command.date:
        later = f"{later}, {command.date}"
    opening = context.say("person_by_person")
    return replace(reply, text=f"{opening} {reply.text}", booking=with_extra(reply.booking, then=later))


def _change(context: Context) -> AgentReply:
    """A wish to cancel or move: the booking in course, or an appointment in the book?"""
    first, then = actions.cancel_and_book(context.turn.text)
    if then and context.command.action is BookingAction.CANCEL:
        turn = replace(context.turn, text=first)
        halved = replace(context, turn=turn, command=read_command(turn, context.state))
        reply = changing.begin(halved, Task.CANCEL)
        return replace(reply, booking=with_extra(reply.booking, then=then)) if reply.booking else reply
    state, command = context.state, context.command
    moving = command.action is BookingAction.MOVE or _comes_another_time(context)
    if is_open(state) and task_of(state) is (Task.MOVE if moving else Task.CANCEL):
        return changing.go_on(context)
    in_course = is_open(state) and task_of(state) is Task.BOOK
    if in_course and not (actions.names_visit(context.turn.text) and context.upcoming()):
        return _correct(context) if moving else _abandon(context)
    return changing.begin(context, Task.MOVE if moving else Task.CANCEL)


def _comes_another_time(context: Context) -> bool:
    """ "No alcanzo a llegar, ¿puede ser a las 5?": unless that moment is the one that is given up."""
    command = context.command
    if not (command.has_when and actions.cannot_come(context.turn.text)):
        return False
    day, clock = command.date, command.time
    return not any(
        (not day or a.start.date().isoformat() == day) and (not clock or f"{a.start:%H:%M}" == clock)
        for a in context.upcoming()
    )


def _correct(context: Context) -> AgentReply:
    """ "Cambiar la hora" before anything is written changes only what was collected."""
    if context.command.has_data:
        return make(context)
    state = replace(context.state, stage=Stage.COLLECT)
    return context.answer((context.say("what_to_change"),), state)


def _moves_what_there_is(context: Context) -> bool:
    """A move without its verb: "no alcanzo, ¿puede ser a las 5?", "something came up, can we do Saturday"."""
    command = context.command
    if not command.has_when or command.treatment or command.options or command.another or command.phone:
        return False
    return actions.gives_up_a_time(context.turn.text) and bool(context.upcoming())


def _keep(context: Context) -> AgentReply:
    """ "No la cancele", "déjela así": an answer where a change is in course, else about a booking in course."""
    command, state = context.command, context.state
    if not is_open(state):
        return changing.query(context)
    if task_of(state) is not Task.BOOK and not command.has_when:
        return changing.keep(context)
    if actions.gives_up(context.turn.text) and not command.has_when:
        return _abandon(context)
    return _dispatch(replace(context, command=replace(command, action=BookingAction.NONE)))


def _abandon(context: Context) -> AgentReply:
    if is_open(context.state) and task_of(context.state) is not Task.BOOK:
        return changing.keep(context)
    let_go(context, context.state)
    key = "dropped" if is_open(context.state) else "nothing_open"
    return context.answer((context.say(key),), closed(context.state))


def _known(context: Context) -> BookingState:
    """What a person needs when the calendar is down: the state with this message's data."""
    command, state = context.command, context.state
    return replace(
        state,
        stage=state.stage if is_open(state) else Stage.COLLECT,
        treatment=command.treatment or state.treatment,
        date=command.date or state.date,
        time=command.time or state.time,
        name=command.name or state.name or context.turn.contact.name or None,
        phone=command.phone or state.phone or context.turn.contact.phone or None,
    )


_ABOUT_THE_BOOK = {
    BookingAction.QUERY: changing.query,
    BookingAction.CANCEL: _change,
    BookingAction.MOVE: _change,
    BookingAction.KEEP: _keep,
}
