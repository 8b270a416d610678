"""What the sweep finds, on each database."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from app.models.channel_conversation import ChannelConversationRepository, ConversationKey, due_conversations
from app.models.database import Database
from app.models.inbound import InboundRepository, InboundRow
from app.models.outbox import OutboxRepository, OutboxRow, Outgoing
from app.services.sweep import Sweep
from tests.contract.test_database import add_company

NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
AGO = timedelta(minutes=1)


class Companies:
    """Ids, in order."""

    def __init__(self, ids: Iterable[str]) -> None:
        self.ids = list(ids)

    def all(self, *, active_only: bool = False) -> list[Any]:
        del active_only
        return [SimpleNamespace(company_id=company_id) for company_id in self.ids]


def sweep_of(database: Database, ids: Iterable[str]) -> Sweep:
    companies: Any = Companies(ids)
    return Sweep(companies, database, lambda _key: None, lambda _company: None, threads=1, clock=lambda: NOW)


def add_conversation(
    database: Database, company_id: str, number: str, due_at: datetime | None, lease_until: datetime | None = None
) -> None:
    key = ConversationKey(company_id, "7", number)
    with database.tenant(company_id).session() as session:
        row = ChannelConversationRepository(session, company_id).open(key)
        row.due_at, row.lease_until = due_at, lease_until


def test_what_is_due_and_free_is_found_longest_waiting_first(database: Database) -> None:
    add_company(database, "uno")
    add_conversation(database, "uno", "1", NOW - AGO)
    add_conversation(database, "uno", "2", NOW - 2 * AGO)
    add_conversation(database, "uno", "3", NOW + AGO)
    add_conversation(database, "uno", "4", None)
    add_conversation(database, "uno", "5", NOW - AGO, lease_until=NOW + AGO)
    add_conversation(database, "uno", "6", NOW - AGO, lease_until=NOW - AGO / 2)
    add_conversation(database, "uno", "7", NOW - timedelta(seconds=1))  # its own job comes first
    assert [key.conversation_id for key in sweep_of(database, ["uno"]).round()] == ["2", "1", "6"]


def test_each_company_is_asked_for_its_own(database: Database) -> None:
    for company_id in ("dos", "uno"):
        add_company(database, company_id)
        add_conversation(database, company_id, "1", NOW - AGO)
    assert sweep_of(database, ["dos", "uno"]).round() == [
        ConversationKey("dos", "7", "1"),
        ConversationKey("uno", "7", "1"),
    ]


def test_a_connection_bound_to_one_company_gives_nothing_of_another(database: Database) -> None:
    if not database.is_postgresql:
        pytest.skip("row-level security is PostgreSQL's")
    for company_id in ("dos", "uno"):
        add_company(database, company_id)
        add_conversation(database, company_id, "1", NOW - AGO)
    with database.in_turn() as bind:
        for own, other in (("uno", "dos"), ("dos", "uno")):
            assert due_conversations(bind(own), other, NOW, 10) == []
            assert len(due_conversations(bind(own), own, NOW, 10)) == 1
    with database.engine.connect() as connection:  # nothing stays on a pooled connection
        assert due_conversations(connection, "dos", NOW, 10) == []


def test_what_was_settled_two_weeks_ago_is_dropped_and_what_waits_is_kept(database: Database) -> None:
    for company_id in ("dos", "uno"):
        add_company(database, company_id)
        with database.tenant(company_id).session() as session:
            inbound, outbox = InboundRepository(session, company_id), OutboxRepository(session, company_id)
            for name, state, days in (("old", "done", 15), ("new", "done", 13), ("waits", "waiting", 15)):
                values = {"account_id": "7", "conversation_id": "1", "kind": "customer_message", "order_at": 1}
                moment = NOW - timedelta(days=days)
                inbound.add_once(dedupe_key=name, state=state, received_at=moment, data={}, text=name, **values)
                outbox.add("7", "1", 0, [Outgoing("reply", name)])
                session.flush()
                row = session.query(OutboxRow).filter_by(content=name).one()
                row.created_at, row.state = moment, "sent" if state == "done" else "pending"
    sweep_of(database, ["dos", "uno"])._purge()
    for company_id in ("dos", "uno"):
        with database.tenant(company_id).reading() as session:
            assert {row.text for row in session.query(InboundRow)} == {"new", "waits"}
            assert {row.content for row in session.query(OutboxRow)} == {"new", "waits"}
