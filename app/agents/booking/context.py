"""One turn at the booking machine: what is known, how to speak, how to answer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.agents.booking.command import BookingCommand
from app.agents.booking.offers import Offers
from app.agents.booking.speech import Speech
from app.agents.booking.state import Stage, stamped
from app.agents.folding import fold
from app.agents.phrases.booking import phrase
from app.agents.ports import (
    AgentReply,
    Appointment,
    BookingState,
    Calendar,
    Handoff,
    HandoffReason,
    Receipt,
    Slot,
    Turn,
)
from app.config.company_config import Treatment
from app.config.constants import Action, AgentType

_ABBREVIATED_END = re.compile(r"(?<=[ap]\. m)\.\.")  # "3:00 p. m." that ends a sentence


@dataclass(frozen=True, slots=True)
class Context:
    """The turn, the live state before it, and the command read from it."""

    turn: Turn
    state: BookingState
    command: BookingCommand
    calendar: Calendar
    agent: AgentType = AgentType.SCHEDULE

    @property
    def offers(self) -> Offers:
        return Offers(self.calendar, self.turn.company, self.turn.now)

    @property
    def speech(self) -> Speech:
        return Speech(self.turn.company, self.turn.language, self.turn.now)

    def say(self, key: str, **values: str) -> str:
        """A phrase as a sentence of its own."""
        text = _ABBREVIATED_END.sub(".", phrase(key, self.turn.company, self.turn.language, **values))
        return text[:1].upper() + text[1:]

    def bare(self, key: str, **values: str) -> str:
        """A phrase to stand inside a sentence."""
        return phrase(key, self.turn.company, self.turn.language, **values)

    def treatment(self, key: str | None) -> Treatment | None:
        """A bookable treatment of the company."""
        found = self.turn.company.treatments.get(key) if key else None
        return found if found and found.bookable else None

    def upcoming(self) -> Sequence[Appointment]:
        """The customer's appointments. Raises: CalendarUnavailableError."""
        return self.calendar.upcoming(self.turn.user_id, now=self.turn.now)

    def answer(
        self,
        parts: Sequence[str],
        state: BookingState | None,
        *,
        action: Action = Action.NONE,
        choices: Sequence[str] = (),
        receipts: Sequence[Receipt] = (),
    ) -> AgentReply:
        """A reply of the non-empty parts; `state` None leaves the booking in course as it is."""
        return AgentReply(
            agent=self.agent,
            text=_joined([part for part in parts if part]),
            booking=stamped(state, self.turn.now) if state is not None else None,
            action=action,
            choices=tuple(choices),
            receipts=tuple(receipts),
            fixed=True,
        )

    def hand_over(self, key: str, reason: HandoffReason, state: BookingState | None, **values: str) -> AgentReply:
        """Say that a person goes on, and give that person what is known."""
        reply = self.answer((self.say(key, **values),), state, action=Action.HANDOFF)
        return replace(reply, handoff=Handoff(reason=reason, summary=self._summary(state or self.state)))

    def labels(self, slots: Sequence[Slot]) -> tuple[str, ...]:
        return tuple(self.speech.label(slot.start) for slot in slots)

    def _summary(self, state: BookingState) -> str:
        treatment = self.turn.company.treatments.get(state.treatment or "")
        when = " ".join(value for value in (state.date, state.time) if value)
        known = (treatment.name if treatment else "", when, state.name or "", state.phone or "")
        return " · ".join(value for value in known if value) or self.turn.text[:300]


def confirm_buttons(context: Context) -> tuple[str, ...]:
    return tuple(context.bare(key) for key in ("button_yes", "button_change", "button_no"))


def closed(state: BookingState) -> BookingState:
    """Nothing in course any more; the customer's own name and phone stay known for the next wish."""
    name = None if state.extra.get("for_other") else state.name
    return BookingState(stage=Stage.NONE, name=name, phone=state.phone)


def same_text(a: str | None, b: str | None) -> bool:
    return fold(a or "") == fold(b or "")


def _joined(parts: Sequence[str]) -> str:
    """Sentences on one line; a list, and what follows it, on lines of their own."""
    text = ""
    for part in parts:
        separator = "" if not text else "\n" if "\n•" in text or part.startswith("•") else " "
        text += separator + part
    return text
