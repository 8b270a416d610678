"""Which messages the comparison with Chatwoot gives to the inbox: the unanswered ones of the last day."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.config.config import Config
from app.services.reconcile import Reconciler
from tests.factories import make_company

NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
INCOMING, OUTGOING, ACTIVITY, TEMPLATE = range(4)
SECRETS = {"chatwoot_api_token": "bot", "chatwoot_user_token": "user"}


def message(id_: int, kind: int = INCOMING, minutes_ago: float = 5, **values: Any) -> dict[str, Any]:
    at = int((NOW - timedelta(minutes=minutes_ago)).timestamp())
    return {"id": id_, "message_type": kind, "created_at": at, "content": f"m{id_}", "private": False, **values}


def conversation(id_: int, *messages: dict[str, Any], status: str = "pending", **values: Any) -> dict[str, Any]:
    """As Chatwoot lists it: the newest message, and the newest that is no activity."""
    spoken = [m for m in messages if m["message_type"] != ACTIVITY]
    return {
        "id": id_,
        "status": status,
        "unread_count": len(messages),
        "messages": list(messages[-1:]),
        "last_non_activity_message": spoken[-1] if spoken else None,
        "last_activity_at": max((m["created_at"] for m in messages), default=0),
        "all": list(messages),
        **values,
    }


class Chatwoot:
    """What a client of one account sees."""

    def __init__(self, *conversations: dict[str, Any]) -> None:
        self.conversations, self.read = conversations, list[int]()

    def list_conversations(self, _target: Any, *, status: str, page: int) -> list[dict[str, Any]]:
        found = [c for c in self.conversations if c["status"] == status]
        return found[(page - 1) * 25 : page * 25]

    def list_messages(self, _target: Any, id_: int) -> list[dict[str, Any]]:
        self.read.append(id_)
        return list(next(c["all"] for c in self.conversations if c["id"] == id_))


def found(chatwoot: Chatwoot, secrets: dict[str, str] | None = None, **values: Any) -> list[int]:
    """Ids of the messages that are given to the inbox."""
    taken: list[int] = []
    company = make_company(
        secrets=SECRETS if secrets is None else secrets,
        chatwoot_account_id="7",
        chatwoot_base_url="http://chatwoot.example",
        **values,
    )
    client: Any = chatwoot
    Reconciler(Config(), client, lambda _company, event: taken.append(event["id"]), lambda: NOW)(company)
    return taken


def test_messages_after_the_last_answer_are_missing() -> None:
    assert found(Chatwoot(conversation(1, message(1), message(2, OUTGOING), message(3), message(4)))) == [3, 4]


def test_an_answered_conversation_is_not_even_read() -> None:
    chatwoot = Chatwoot(conversation(1, message(1), message(2, OUTGOING)))
    assert (found(chatwoot), chatwoot.read) == ([], [])


def test_a_colleague_who_only_looked_has_answered_nothing() -> None:
    assert found(Chatwoot(conversation(1, message(1), unread_count=0))) == [1]


@pytest.mark.parametrize(
    "after",
    [
        message(2, OUTGOING, private=True),
        message(2, OUTGOING, content_attributes={"automation_rule_id": 4}),
        message(2, TEMPLATE),
        message(2, ACTIVITY),
    ],
    ids=["note", "automation", "greeting", "activity"],
)
def test_what_answers_nobody_does_not_count(after: dict[str, Any]) -> None:
    assert found(Chatwoot(conversation(1, message(1), after))) == [1]


def test_what_may_still_be_on_its_way_and_what_is_old_is_left() -> None:
    just_now = conversation(1, message(1, minutes_ago=0.2))
    long_ago = conversation(2, message(2, minutes_ago=25 * 60))
    both = conversation(3, message(3, minutes_ago=25 * 60), message(4))
    assert found(Chatwoot(just_now, long_ago, both)) == [4]


@pytest.mark.parametrize(
    ("bot_on", "statuses"), [("pending", ["pending"]), ("open", ["open", "pending"])], ids=["pending", "open"]
)
def test_conversations_of_the_bots_statuses_are_compared(bot_on: str, statuses: list[str]) -> None:
    every = ("open", "pending", "resolved", "snoozed")
    chatwoot = Chatwoot(*(conversation(n, message(n), status=status) for n, status in enumerate(every, 1)))
    assert sorted(found(chatwoot, bot_on=bot_on)) == sorted(every.index(status) + 1 for status in statuses)


def test_more_than_one_page_is_read() -> None:
    assert len(found(Chatwoot(*(conversation(n, message(n)) for n in range(1, 61))))) == 60


def test_without_a_users_token_nothing_is_asked() -> None:
    chatwoot = Chatwoot(conversation(1, message(1)))
    assert (found(chatwoot, {"chatwoot_api_token": "bot"}), chatwoot.read) == ([], [])
