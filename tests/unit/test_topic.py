"""What a bare "lo quiero" is about: the treatment the conversation named."""

from dataclasses import replace
from datetime import UTC, datetime

from app.agents.booking.command import BookingAction, BookingCommand
from app.agents.ports import Message
from app.agents.topic import about_last_named, last_named
from app.config.constants import Role
from tests.unit.test_router import COMPANY, turn

AT = datetime(2026, 11, 23, 15, tzinfo=UTC)
PRICE = (
    Message(Role.USER, "¿cuánto cuesta el botox?", AT),
    Message(Role.ASSISTANT, "Cuesta 850.000.", AT, agent="sales"),
)


def test_a_yes_after_a_price_is_about_what_was_priced() -> None:
    after_price = replace(turn("si quiero"), company=COMPANY, history=PRICE)
    command = about_last_named(BookingCommand(action=BookingAction.CONFIRM), after_price)
    assert (command.action, command.treatment) == (BookingAction.BOOK, "botox")


def test_nothing_named_stays_nothing() -> None:
    assert last_named(turn("si quiero")) is None
    command = BookingCommand(action=BookingAction.CONFIRM)
    assert about_last_named(command, turn("si quiero")) is command


def test_a_cancellation_takes_no_treatment_from_the_talk() -> None:
    command = BookingCommand(action=BookingAction.CANCEL)
    assert about_last_named(command, replace(turn("cancela"), history=PRICE)) is command
