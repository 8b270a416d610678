"""What the conversation is about when a message does not say it: the treatment last spoken of."""

from dataclasses import replace

from app.agents.booking.command import BookingAction, BookingCommand
from app.agents.booking.state import is_open
from app.agents.ports import Turn
from app.agents.treatments import find_treatments
from app.config.company_config import Treatment
from app.config.constants import Role

LOOK_BACK = 6  # messages
_WISHES = (BookingAction.BOOK, BookingAction.CONFIRM, BookingAction.NONE)


def last_named(turn: Turn) -> Treatment | None:
    """The bookable treatment the customer named last, else the only one our last answers named."""
    recent = turn.history[-LOOK_BACK:]
    for role in (Role.USER, Role.ASSISTANT):
        for message in reversed(recent):
            found = [t for t in find_treatments(message.content, turn.company) if t.bookable]
            if message.role is role and (len(found) == 1 or (found and role is Role.USER)):
                return found[0]
    return None


def about_last_named(command: BookingCommand, turn: Turn) -> BookingCommand:
    """ "Sí quiero", "dale, lo quiero", "me interesa" after a price: a wish to book what was spoken of."""
    if command.treatment or command.options or turn.booking.treatment or is_open(turn.booking):
        return command
    if command.action not in _WISHES or turn.booking.stage or turn.booking.extra.get("handed_over"):
        return command
    treatment = last_named(turn)
    return replace(command, action=BookingAction.BOOK, treatment=treatment.key) if treatment else command
