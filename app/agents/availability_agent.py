"""Says when a treatment is free, how long it takes and what restricts it; never books."""

from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from app.agents.base_agent import BaseAgent
from app.agents.booking.command import BookingCommand
from app.agents.booking.context import Context
from app.agents.booking.keeping import kept_time
from app.agents.booking.merging import absorb
from app.agents.booking.offers import Offer
from app.agents.booking.reading import refusal_text
from app.agents.booking.state import Stage, Task, is_open, live, task_of
from app.agents.booking.understanding import Understanding
from app.agents.ports import (
    AgentReply,
    BookingState,
    Calendar,
    ChatModel,
    HandoffReason,
    PromptSource,
    Turn,
)
from app.agents.treatments import find_treatments
from app.agents.wording import join_list
from app.config.company_config import CompanyConfig, Treatment
from app.config.constants import Action, AgentType, Intent, Role
from app.models.errors import CalendarUnavailableError


class AvailabilityAgent(BaseAgent):
    """Shows real free times near the wish, three at a time, and leaves them ready to be booked."""

    type: ClassVar[AgentType] = AgentType.AVAILABILITY

    def __init__(
        self, company: CompanyConfig, chat: ChatModel | None, prompts: PromptSource, calendar: Calendar
    ) -> None:
        super().__init__(company, chat, prompts)
        self._calendar = calendar
        self._understanding = Understanding(chat, prompts, self.type)

    def reply(self, turn: Turn) -> AgentReply:
        if Intent.SCHEDULE in turn.intents:  # that agent shows the free times itself, for the same wish
            return AgentReply(agent=self.type, text="")
        command, usages = self._understanding.read(turn)
        state = live(turn.booking, turn.now)
        if state.stage == Stage.BOOKED:
            state = BookingState(name=state.name, phone=state.phone)
        context = Context(turn, state, command, self._calendar, self.type)
        try:
            return replace(self._show(context), usages=usages)
        except CalendarUnavailableError:
            return replace(context.hand_over("calendar_down", HandoffReason.CALENDAR_DOWN, None), usages=usages)

    def check_availability(self, treatment: str) -> str:
        """The next free times of a treatment named as customers would."""
        turn = Turn(
            company=self._company,
            user_id="",
            conversation_id="",
            text=treatment,
            language=self._company.language,
            now=datetime.now(self._company.zone),
        )
        named = find_treatments(treatment, self._company)
        command = BookingCommand(treatment=named[0].key if named else None)
        context = Context(turn, BookingState(), command, self._calendar, self.type)
        try:
            return self._show(context).text
        except CalendarUnavailableError:
            return context.say("calendar_down")

    def _show(self, context: Context) -> AgentReply:
        state, wish = absorb(context)
        treatment = context.treatment(state.treatment) or _last_named(context)
        if treatment is None:
            return self._show_any(context, state)
        state = replace(state, treatment=treatment.key)
        ignoring = state.appointment_id or "" if task_of(state) is Task.MOVE else kept_time(state)
        offer = context.offers.find(treatment, wish, ignoring=ignoring)
        if offer.fixed:
            return _show_fixed(context, state, treatment, offer)
        return _show_offer(context, state, treatment, offer)

    def _show_any(self, context: Context, state: BookingState) -> AgentReply:
        """Without a treatment: times of the shortest one, and the question which it shall be."""
        bookable = [t for t in self._company.treatments.values() if t.bookable]
        if not bookable:
            return context.answer((context.say("no_times"),), None)
        names = [t.name for t in bookable]
        shortest = min(bookable, key=lambda t: t.duration_min)
        offer = context.offers.find(shortest, absorb(context)[1])
        slots = (offer.fixed,) if offer.fixed else offer.slots
        why = refusal_text(context, state, offer.reason, shortest)
        listed = context.say("next_times", slots=context.speech.slots(slots)) if slots else context.say("no_times")
        question = context.say("ask_treatment", items=join_list(names, context.turn.language))
        state = replace(state, stage=Stage.COLLECT, offered=())
        action = Action.AVAILABILITY_SHOWN if slots else Action.NONE
        return context.answer((why, listed, question), state, action=action, choices=names)


def _show_fixed(context: Context, state: BookingState, treatment: Treatment, offer: Offer) -> AgentReply:
    """The wished time is free."""
    assert offer.fixed is not None, "called for a free slot"
    start = offer.fixed.start
    read_back = (context.state.stage, context.state.treatment) == (Stage.CONFIRM, treatment.key)
    text = context.say(
        "is_free_question",
        slot=context.speech.the_moment(start),
        treatment=treatment.name,
        minutes=str(treatment.duration_min),
    )
    state = replace(
        state,
        stage=Stage.OFFERED,
        offered=(start.isoformat(),),
        date=start.date().isoformat(),
        time=start.strftime("%H:%M"),
    )
    if read_back and not context.command.has_when:  # "¿cuánto dura?" while a yes is awaited changes nothing
        return context.answer((text,), None, action=Action.AVAILABILITY_SHOWN)
    return context.answer((text,), state, action=Action.AVAILABILITY_SHOWN)


def _show_offer(context: Context, state: BookingState, treatment: Treatment, offer: Offer) -> AgentReply:
    why = refusal_text(context, state, offer.reason, treatment)
    if not offer.slots:
        return context.answer((why, context.say("no_times")), replace(state, stage=Stage.COLLECT, offered=()))
    listed = context.say(
        "free_times",
        treatment=treatment.name,
        minutes=str(treatment.duration_min),
        slots=context.speech.slots(offer.slots),
    )
    question = context.say("which_time" if is_open(context.state) else "book_one")
    state = replace(state, stage=Stage.OFFERED, offered=tuple(s.start.isoformat() for s in offer.slots))
    return context.answer(
        (why, listed, question), state, action=Action.AVAILABILITY_SHOWN, choices=context.labels(offer.slots)
    )


def _last_named(context: Context) -> Treatment | None:
    """The treatment the conversation was about: "¿y mañana?" after its price."""
    for message in reversed(context.turn.history[-6:]):
        if message.role is Role.USER:
            for treatment in find_treatments(message.content, context.turn.company):
                if treatment.bookable:
                    return treatment
    return None
