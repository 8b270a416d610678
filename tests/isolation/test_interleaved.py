"""Many requests of several companies over few connections, some of them broken off: nobody sees another's rows.

The full form: `pytest tests/isolation/test_interleaved.py -m long`.
"""

import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.models.conversation import ConversationRow
from app.models.database import Database
from app.models.errors import RecordUnavailableError
from tests.backends import fresh_postgresql
from tests.contract.test_database import add_company

COMPANIES = ("uno", "dos", "tres", "cuatro")
THREADS = 8


class BrokenOffError(Exception):
    """A request that ends in the middle of its transaction."""


@pytest.fixture(params=[1, 5], ids=["one connection", "five connections"])
def record(request: pytest.FixtureRequest) -> Iterator[Database]:
    with fresh_postgresql() as (url, owner):
        database = Database(url, migration_url=owner, pool_size=request.param)
        for company_id in COMPANIES:
            add_company(database, company_id)
            with database.tenant(company_id).session() as session:
                session.add(conversation(company_id, f"person of {company_id}"))
        yield database
        database.dispose()


def conversation(company_id: str, user_id: str) -> ConversationRow:
    return ConversationRow(
        company_id=company_id, user_id=user_id, conversation_id=f"conv {company_id}", booking={}
    )


def request(database: Database, number: int) -> set[str]:
    """One request of one company, as plain SQL sees the rows; the companies it saw."""
    chance = random.Random(number)
    company_id, fault = COMPANIES[number % len(COMPANIES)], chance.choice(("", "", "commit", "error", "statement"))
    with database.tenant(company_id).session() as session:
        if chance.random() < 0.3:
            session.merge(conversation(company_id, f"person {number % 20}"))
        if fault == "commit":
            session.commit()
        if fault == "error":
            raise BrokenOffError
        if fault == "statement":
            session.execute(text("SELECT no_such_column FROM conversations"))
        session.scalars(select(ConversationRow)).all()
        seen = session.scalars(text("SELECT company_id FROM conversations"))
        return set(seen) - {company_id}


def outcome(database: Database, number: int) -> set[str] | str:
    """The foreign companies that a request saw, or how it ended instead."""
    try:
        return request(database, number)
    except (BrokenOffError, DBAPIError):
        return "broken off"
    except RecordUnavailableError:  # nobody gave it a connection in time: refused, so it saw nothing
        return "no connection"


@pytest.mark.integration
@pytest.mark.parametrize(
    "requests", [pytest.param(300, id="short"), pytest.param(5_000, id="full", marks=pytest.mark.long)]
)
def test_interleaved_requests_see_their_own_company_alone(record: Database, requests: int) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        outcomes = list(pool.map(lambda n: outcome(record, n), range(requests)))
    ended = Counter(found if isinstance(found, str) else "whole" for found in outcomes)
    print(f"{requests} requests: {dict(ended)}")
    assert [seen for seen in outcomes if seen and not isinstance(seen, str)] == []
    assert ended["whole"] > requests / 3, "too few requests saw anything to judge by"
    assert ended["broken off"] > requests / 5
    with record.tenant("uno").reading() as session:  # the pool still serves
        assert set(session.scalars(text("SELECT company_id FROM conversations"))) == {"uno"}


@pytest.mark.integration
def test_a_connection_that_goes_back_carries_no_company(record: Database) -> None:
    with record.tenant("uno").reading() as session:
        session.scalars(select(ConversationRow)).all()
    with record.engine.connect() as connection:
        assert connection.scalars(text("SELECT company_id FROM conversations")).all() == []
