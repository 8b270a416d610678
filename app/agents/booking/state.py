"""The booking in course: JSON form, expiry, and the small questions the machine asks of it."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from app.agents.ports import BookingState

LIFETIME = timedelta(hours=24)


class Stage(StrEnum):
    """Where a booking stands; "" = nothing in course."""

    NONE = ""
    COLLECT = "collect"  # something is missing and was asked
    OFFERED = "offered"  # free times were shown
    CONFIRM = "confirm"  # read back; a clear yes acts
    CHOOSE = "choose"  # several appointments; which one?
    REMINDED = "reminded"  # a reminder went out; coming, another time, or not?
    BOOKED = "booked"  # written; kept so that one wish never books twice


class Task(StrEnum):
    BOOK = "book"
    MOVE = "move"
    CANCEL = "cancel"
    REMIND = "remind"


OPEN_STAGES = frozenset({Stage.COLLECT, Stage.OFFERED, Stage.CONFIRM, Stage.CHOOSE, Stage.REMINDED})


def to_dict(state: BookingState) -> dict[str, Any]:
    """A JSON-safe form; empty values are left out."""
    pairs = ((f.name, getattr(state, f.name)) for f in fields(state))
    return {
        k: list(v) if isinstance(v, tuple) else dict(v) if isinstance(v, Mapping) else v for k, v in pairs if v
    }


def from_dict(data: Mapping[str, Any] | None) -> BookingState:
    """The state that `to_dict` wrote; unknown keys and malformed values are dropped."""
    data = data or {}
    texts = {
        f.name: data[f.name]
        for f in fields(BookingState)
        if f.name not in ("offered", "extra") and isinstance(data.get(f.name), str)
    }
    offered, extra = data.get("offered"), data.get("extra")
    return BookingState(
        **texts,
        offered=tuple(o for o in offered if isinstance(o, str)) if isinstance(offered, (list, tuple)) else (),
        extra=dict(extra) if isinstance(extra, Mapping) else {},
    )


def live(state: BookingState, now: datetime) -> BookingState:
    """The state as far as it still counts: older than a day nothing does, a closed one keeps name and phone."""
    stamp = state.extra.get("updated_at")
    if isinstance(stamp, str) and now - datetime.fromisoformat(stamp) > LIFETIME:
        return BookingState()
    if state.stage in OPEN_STAGES or state.stage == Stage.BOOKED:
        return state
    return BookingState(name=state.name, phone=state.phone)


def stamped(state: BookingState, now: datetime) -> BookingState:
    return with_extra(state, updated_at=now.astimezone(UTC).isoformat())


def with_extra(state: BookingState, **values: Any) -> BookingState:
    """The state with extra values set; None removes one."""
    merged = {**state.extra, **values}
    return replace(state, extra={k: v for k, v in merged.items() if v is not None})


def task_of(state: BookingState) -> Task:
    return Task(state.extra.get("task", Task.BOOK.value))


def after_hand_over(state: BookingState) -> BookingState:
    """What a person goes on with: a later "sí" is meant for them, so it may confirm nothing read back before."""
    if state.stage == Stage.CONFIRM:
        booking = task_of(state) is Task.BOOK
        state = (
            replace(state, stage=Stage.COLLECT) if booking else BookingState(name=state.name, phone=state.phone)
        )
    return with_extra(state, handed_over=True)


def details_of(state: BookingState) -> dict[str, str]:
    """What was collected beyond name and phone."""
    known = state.extra.get("details")
    return {str(k): str(v) for k, v in known.items()} if isinstance(known, Mapping) else {}


def is_open(state: BookingState) -> bool:
    """Whether the machine waits for an answer."""
    return state.stage in OPEN_STAGES
