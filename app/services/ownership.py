"""Who answers in a conversation: a written state machine, pure and free of storage.

Four owners: the bot, a person, nobody for a while (paused), nobody at all (closed). Chatwoot tells of changes in
snapshots that arrive late and out of order, so each carries the conversation's `updated_at` and older ones are
dropped. What counts is the *change* between two snapshots: a conversation stays `pending` after a person answered
in it, and that must not wake the bot. The table is in `docs/chatwoot.md`.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum


class Owner(StrEnum):
    BOT = "bot"
    HUMAN = "human"
    PAUSED = "paused"
    CLOSED = "closed"


class Cause(StrEnum):
    """Why the owner is who it is."""

    NEW = "new"
    REOPENED = "reopened"
    GIVEN_BACK = "given_back"
    COMMAND = "command"
    LABEL = "label"
    ASSIGNED = "assigned"
    REPLIED = "replied"
    OPENED = "opened"
    HANDED_OVER = "handed_over"
    TAKEN = "taken"  # in the panel
    EXPIRED = "expired"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Policy:
    """A company's convention. `bot_status`: the Chatwoot status in which the bot works, `pending` or `open`."""

    bot_status: str = "pending"
    takeover: timedelta = timedelta(
        hours=12
    )  # how long a person's reply keeps the bot quiet; 0 = until given back
    off_label: str = "bot-off"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A conversation as one event shows it."""

    updated_at: float  # epoch seconds; 0 when the event does not say
    status: str = ""  # open | pending | resolved | snoozed; "" when the event does not say
    human_id: int | None = None  # the assigned person
    labels: tuple[str, ...] = ()
    was_status: str = ""  # the status before, where the event says it


@dataclass(frozen=True, slots=True)
class Ownership:
    """The state. `epoch` counts what took the conversation from the bot: a draft of an older one is not sent."""

    owner: Owner = Owner.BOT
    cause: Cause = Cause.NEW
    until: datetime | None = None  # when a pause or a person's turn ends by itself
    status: str = ""
    human_id: int | None = None
    off_label: bool = False
    seen_at: float = 0.0  # `updated_at` of the newest snapshot
    epoch: int = 0
    session: int = 1


def seen(state: Ownership, snapshot: Snapshot, policy: Policy, *, signal: bool = False) -> Ownership:
    """The state after a snapshot. `signal`: the event itself says that the status changed."""
    if snapshot.updated_at < state.seen_at or not snapshot.status:
        return state
    before = state.status
    if signal and snapshot.was_status != snapshot.status:
        before = snapshot.was_status or (before if before != snapshot.status else "?")
    labelled = policy.off_label in snapshot.labels
    after = _by_status(state, before, snapshot, policy)
    if after.owner is not Owner.CLOSED:
        given_back = after.cause is Cause.GIVEN_BACK and after is not state
        if not given_back:
            after = _by_assignee(after, snapshot, policy)
        after = _by_label(after, labelled)
    return replace(
        after,
        status=snapshot.status,
        human_id=snapshot.human_id,
        off_label=labelled,
        seen_at=max(state.seen_at, snapshot.updated_at),
    )


def human_replied(state: Ownership, at: datetime, policy: Policy) -> Ownership:
    """A person wrote to the customer, from Chatwoot or the phone; once closed, this holds for the next session."""
    until = at + policy.takeover if policy.takeover else None
    if state.owner is Owner.CLOSED:
        return replace(state, cause=Cause.REPLIED, until=until)
    if state.cause is Cause.HANDED_OVER:  # whoever was called is there
        return _taken(state, Owner.HUMAN, Cause.OPENED, None)
    if state.cause is Cause.TAKEN and state.until is not None and until is not None:
        return replace(state, until=max(state.until, until))
    if state.owner is Owner.HUMAN and state.cause is not Cause.REPLIED:
        return state
    return _taken(state, Owner.HUMAN, Cause.REPLIED, until)


def switched_off(state: Ownership, at: datetime, duration: timedelta | None) -> Ownership:
    """`/bot off` in a private note; without a duration until `/bot on`."""
    return _taken(state, Owner.PAUSED, Cause.COMMAND, at + duration if duration else None)


def switched_on(state: Ownership) -> Ownership:
    """`/bot on`, or the bot was assigned."""
    return replace(state, owner=Owner.BOT, cause=Cause.COMMAND, until=None)


def taken_over(state: Ownership, until: datetime | None) -> Ownership:
    """A person took it in the panel; without an end until it is given back."""
    return _taken(state, Owner.HUMAN, Cause.TAKEN, until)


def released(state: Ownership) -> Ownership:
    """A person gave it back in the panel; what is closed stays closed."""
    if state.owner is Owner.CLOSED:
        return state
    return replace(state, owner=Owner.BOT, cause=Cause.GIVEN_BACK, until=None)


def handed_over(state: Ownership) -> Ownership:
    """The bot itself called a person: its last words still go out, so the epoch stays."""
    return replace(state, owner=Owner.HUMAN, cause=Cause.HANDED_OVER, until=None)


def current(state: Ownership, now: datetime, policy: Policy) -> Ownership:
    """The state once what has an end has ended."""
    if state.until is None or now < state.until or state.owner is Owner.CLOSED:
        return state
    if state.human_id is not None and state.owner is Owner.HUMAN:
        return state
    if state.cause is not Cause.TAKEN and state.owner is Owner.HUMAN and state.status not in _working(policy):
        return state
    return replace(state, owner=Owner.BOT, cause=Cause.EXPIRED, until=None)


def _working(policy: Policy) -> tuple[str, ...]:
    """Statuses in which the bot may answer."""
    return ("pending", "") if policy.bot_status == "pending" else ("open", "pending", "")


def _by_status(state: Ownership, before: str, snapshot: Snapshot, policy: Policy) -> Ownership:
    status = snapshot.status
    if status == "resolved":
        return state if state.owner is Owner.CLOSED else _taken(state, Owner.CLOSED, Cause.RESOLVED, None)
    if state.owner is Owner.CLOSED:
        if state.cause is Cause.REPLIED and status in _working(policy):  # the customer answers a person
            return replace(state, owner=Owner.HUMAN, session=state.session + 1)
        reopened = replace(state, owner=Owner.BOT, cause=Cause.REOPENED, until=None, session=state.session + 1)
        return reopened if status in _working(policy) else _taken(reopened, Owner.HUMAN, Cause.OPENED, None)
    if status == before:
        return state
    if status not in _working(policy):
        called = state.cause in (Cause.HANDED_OVER, Cause.TAKEN)  # we opened it ourselves
        return state if called else _taken(state, Owner.HUMAN, Cause.OPENED, None)
    # Under the `open` convention a hand-over opens a conversation that may have been pending.
    if not before or (policy.bot_status == "open" and status == "open" and state.owner is not Owner.BOT):
        return state
    return replace(state, owner=Owner.BOT, cause=Cause.GIVEN_BACK, until=None)


def _by_assignee(state: Ownership, snapshot: Snapshot, policy: Policy) -> Ownership:
    if snapshot.human_id == state.human_id:
        return state
    if snapshot.human_id is not None:
        return _taken(state, Owner.HUMAN, Cause.ASSIGNED, None)
    if state.owner is Owner.HUMAN and snapshot.status in _working(policy) and policy.bot_status == "open":
        return replace(state, owner=Owner.BOT, cause=Cause.GIVEN_BACK, until=None)
    if state.cause is Cause.ASSIGNED and snapshot.status in _working(policy):
        return replace(state, owner=Owner.BOT, cause=Cause.GIVEN_BACK, until=None)
    return state


def _by_label(state: Ownership, labelled: bool) -> Ownership:
    if labelled and not state.off_label:
        return _taken(state, Owner.PAUSED, Cause.LABEL, None)
    if not labelled and state.off_label and state.cause is Cause.LABEL:
        return replace(state, owner=Owner.BOT, cause=Cause.GIVEN_BACK, until=None)
    return state


def _taken(state: Ownership, owner: Owner, cause: Cause, until: datetime | None) -> Ownership:
    epoch = state.epoch + (state.owner is Owner.BOT or state.cause is Cause.HANDED_OVER)
    return replace(state, owner=owner, cause=cause, until=until, epoch=epoch)
