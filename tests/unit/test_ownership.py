"""The table of owners: who answers after what happened."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.services.ownership import (
    Cause,
    Owner,
    Ownership,
    Policy,
    Snapshot,
    current,
    handed_over,
    human_replied,
    seen,
    switched_off,
    switched_on,
)

NOW = datetime(2026, 6, 18, 9, 0, tzinfo=UTC)
ON_PENDING, ON_OPEN = Policy("pending"), Policy("open")


def at(second: float, status: str, **values: object) -> Snapshot:
    return Snapshot(updated_at=second, status=status, **values)  # type: ignore[arg-type]


def after(*snapshots: Snapshot, policy: Policy = ON_PENDING, signal: bool = False) -> Ownership:
    state = Ownership()
    for snapshot in snapshots:
        state = seen(state, snapshot, policy, signal=signal)
    return state


@pytest.mark.parametrize(
    ("policy", "status", "owner"),
    [
        (ON_PENDING, "pending", Owner.BOT),
        (ON_PENDING, "open", Owner.HUMAN),
        (ON_PENDING, "snoozed", Owner.HUMAN),
        (ON_PENDING, "resolved", Owner.CLOSED),
        (ON_OPEN, "open", Owner.BOT),
        (ON_OPEN, "pending", Owner.BOT),
        (ON_OPEN, "snoozed", Owner.HUMAN),
        (ON_OPEN, "resolved", Owner.CLOSED),
    ],
)
def test_the_first_sight_of_a_conversation_follows_its_status(policy: Policy, status: str, owner: Owner) -> None:
    assert after(at(1, status), policy=policy).owner is owner


@pytest.mark.parametrize("policy", [ON_PENDING, ON_OPEN])
def test_a_conversation_with_a_person_from_the_start_is_theirs(policy: Policy) -> None:
    assert after(at(1, policy.bot_status, human_id=27), policy=policy).owner is Owner.HUMAN


def test_an_unknown_status_leaves_the_bot_in_charge() -> None:
    assert seen(Ownership(), Snapshot(0.0), ON_PENDING) == Ownership()


def test_opening_hands_to_people_and_pending_gives_back() -> None:
    opened = after(at(1, "pending"), at(2, "open"))
    assert (opened.owner, opened.cause, opened.epoch) == (Owner.HUMAN, Cause.OPENED, 1)
    assert seen(opened, at(3, "pending"), ON_PENDING).owner is Owner.BOT


def test_pending_gives_back_although_a_person_is_still_assigned() -> None:
    assigned = after(at(1, "pending"), at(2, "open", human_id=27))
    back = seen(assigned, at(3, "pending", human_id=27), ON_PENDING)
    assert (back.owner, back.cause) == (Owner.BOT, Cause.GIVEN_BACK)


def test_a_person_assigned_takes_a_pending_conversation_and_unassigned_gives_it_back() -> None:
    assigned = after(at(1, "pending"), at(2, "pending", human_id=27))
    assert (assigned.owner, assigned.cause) == (Owner.HUMAN, Cause.ASSIGNED)
    assert seen(assigned, at(3, "pending"), ON_PENDING).owner is Owner.BOT


def test_a_late_snapshot_changes_nothing() -> None:
    opened = after(at(1, "pending"), at(3, "open"))
    assert seen(opened, at(2, "pending"), ON_PENDING) == opened


def test_a_persons_reply_quiets_the_bot_and_more_pending_snapshots_do_not_wake_it() -> None:
    state = human_replied(after(at(1, "pending")), NOW, ON_PENDING)
    assert (state.owner, state.cause, state.epoch) == (Owner.HUMAN, Cause.REPLIED, 1)
    assert seen(state, at(2, "pending"), ON_PENDING).owner is Owner.HUMAN


def test_a_persons_silence_ends_their_turn_while_the_conversation_is_still_the_bots() -> None:
    state = human_replied(after(at(1, "pending")), NOW, ON_PENDING)
    assert current(state, NOW + timedelta(hours=11), ON_PENDING).owner is Owner.HUMAN
    assert current(state, NOW + timedelta(hours=12), ON_PENDING).owner is Owner.BOT


@pytest.mark.parametrize("values", [{"status": "open"}, {"human_id": 27}])
def test_a_persons_silence_ends_nothing_where_they_opened_or_hold_it(values: dict[str, object]) -> None:
    state = replace(human_replied(after(at(1, "pending")), NOW, ON_PENDING), **values)  # type: ignore[arg-type]
    assert current(state, NOW + timedelta(days=3), ON_PENDING).owner is Owner.HUMAN


def test_each_reply_starts_the_persons_time_again() -> None:
    state = human_replied(human_replied(Ownership(), NOW, ON_PENDING), NOW + timedelta(hours=5), ON_PENDING)
    assert state.until == NOW + timedelta(hours=17)


def test_without_a_takeover_time_a_reply_holds_until_given_back() -> None:
    policy = Policy(takeover=timedelta(0))
    state = human_replied(Ownership(), NOW, policy)
    assert current(state, NOW + timedelta(days=30), policy).owner is Owner.HUMAN


def test_a_pause_ends_by_itself() -> None:
    state = switched_off(after(at(1, "pending")), NOW, timedelta(hours=2))
    assert (state.owner, state.epoch) == (Owner.PAUSED, 1)
    assert current(state, NOW + timedelta(minutes=119), ON_PENDING).owner is Owner.PAUSED
    assert current(state, NOW + timedelta(hours=2), ON_PENDING).owner is Owner.BOT


def test_a_pause_without_an_end_ends_by_command() -> None:
    state = switched_off(Ownership(), NOW, None)
    assert current(state, NOW + timedelta(days=30), ON_PENDING).owner is Owner.PAUSED
    assert switched_on(state).owner is Owner.BOT


def test_the_command_wakes_the_bot_in_an_open_conversation_and_later_snapshots_leave_it_awake() -> None:
    state = switched_on(after(at(1, "pending"), at(2, "open")))
    assert seen(state, at(3, "open"), ON_PENDING).owner is Owner.BOT


def test_our_own_hand_over_lets_our_last_words_out() -> None:
    state = handed_over(after(at(1, "pending")))
    assert (state.owner, state.epoch) == (Owner.HUMAN, 0)
    opened = seen(state, at(2, "open"), ON_PENDING)
    assert (opened.owner, opened.epoch) == (Owner.HUMAN, 0)


def test_a_person_who_steps_in_after_our_hand_over_stops_our_last_words() -> None:
    opened = seen(handed_over(after(at(1, "pending"))), at(2, "open", human_id=27), ON_PENDING)
    assert opened.epoch == 1


def test_under_the_open_convention_a_hand_over_is_not_taken_back_by_opening() -> None:
    state = handed_over(after(at(1, "pending"), policy=ON_OPEN))
    assert seen(state, at(2, "open"), ON_OPEN).owner is Owner.HUMAN


def test_under_the_open_convention_unassigning_gives_back() -> None:
    state = after(at(1, "open"), at(2, "open", human_id=27), policy=ON_OPEN)
    assert state.owner is Owner.HUMAN
    assert seen(state, at(3, "open"), ON_OPEN).owner is Owner.BOT


@pytest.mark.parametrize(("policy", "status"), [(ON_PENDING, "pending"), (ON_OPEN, "open"), (ON_OPEN, "pending")])
def test_a_reopened_conversation_is_the_bots_in_a_new_session(policy: Policy, status: str) -> None:
    closed = after(at(1, policy.bot_status), at(2, "resolved"), policy=policy)
    again = seen(closed, at(3, status), policy)
    assert (again.owner, again.cause, again.session) == (Owner.BOT, Cause.REOPENED, 2)


def test_a_conversation_reopened_by_a_person_is_theirs_in_a_new_session() -> None:
    again = after(at(1, "pending"), at(2, "resolved"), at(3, "open"))
    assert (again.owner, again.session) == (Owner.HUMAN, 2)


def test_closing_twice_is_one_session() -> None:
    twice = after(at(1, "pending"), at(2, "resolved"), at(2, "resolved"), at(3, "pending"), signal=True)
    assert twice.session == 2


def test_the_label_pauses_and_its_removal_wakes() -> None:
    state = after(at(1, "pending"), at(2, "pending", labels=("vip", "bot-off")))
    assert (state.owner, state.cause) == (Owner.PAUSED, Cause.LABEL)
    assert seen(state, at(3, "pending", labels=("vip",)), ON_PENDING).owner is Owner.BOT


def test_removing_the_label_does_not_take_a_conversation_from_a_person() -> None:
    state = after(at(1, "pending"), at(2, "pending", labels=("bot-off",)), at(3, "open", labels=("bot-off",)))
    assert seen(state, at(4, "open"), ON_PENDING).owner is Owner.HUMAN


def test_a_told_change_to_pending_wakes_the_bot_even_if_we_never_saw_the_opening() -> None:
    replied = human_replied(after(at(1, "pending")), NOW, ON_PENDING)
    told = seen(replied, at(2, "pending", was_status="open"), ON_PENDING, signal=True)
    assert told.owner is Owner.BOT
    silent = seen(replied, at(2, "pending"), ON_PENDING, signal=True)
    assert silent.owner is Owner.BOT, "the event is about the status even when it does not say what it was"


def test_a_reply_in_a_closed_conversation_does_not_reopen_it() -> None:
    assert human_replied(after(at(1, "resolved")), NOW, ON_PENDING).owner is Owner.CLOSED
