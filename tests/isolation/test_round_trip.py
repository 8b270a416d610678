"""Statements that travel without a session: the company is bound for just one of them, and faults are told."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.models.conversation import ConversationRepository, StoredTurn
from app.models.database import Database
from app.models.errors import RecordUnavailableError
from app.models.statements import Statement
from app.models.turn_record import is_there, whole_turn
from tests.backends import fresh_postgresql
from tests.contract.test_database import add_company
from tests.factories import asked, said

pytestmark = pytest.mark.integration
TURN = StoredTurn((asked("hola"), said("hola")), "es", {})
BOUND = Statement(text("SELECT current_setting('app.company_id', true), current_setting('app.scope', true)"), {})


@pytest.fixture
def record() -> Iterator[Database]:
    with ExitStack() as stack:
        url, owner_url = stack.enter_context(fresh_postgresql())
        database = Database(url, migration_url=owner_url, pool_size=1)
        stack.callback(database.dispose)
        for company_id in ("uno", "dos"):
            add_company(database, company_id)
            ConversationRepository(database.tenant(company_id)).append(f"de {company_id}", TURN)
        yield database


def test_another_companys_rows_are_neither_seen_nor_written(record: Database) -> None:
    dos = record.tenant("dos")
    assert dos.in_one_trip(is_there("dos", "de dos")) == (1,)
    assert dos.in_one_trip(is_there("uno", "de uno")) is None
    for person in ("de uno", "neu"):
        with pytest.raises(DBAPIError, match="row-level security"):
            dos.in_one_trip(whole_turn(("uno", person), ("", "api"), TURN, None))
    head = ConversationRepository(record.tenant("uno")).find("de uno")
    assert head is not None
    assert head.message_count == 2


def test_the_company_is_bound_for_one_statement_alone(record: Database) -> None:
    assert record.tenant("uno").in_one_trip(BOUND) == ("uno", "")
    with record.engine.connect() as connection:  # the pool's only connection
        assert connection.execute(BOUND.clause).one() == ("", "")
    with record.platform() as session:
        assert session.execute(BOUND.clause).one() == ("", "platform")


def test_what_fails_leaves_nothing_and_the_connection_goes_on(record: Database) -> None:
    uno = record.tenant("uno")
    statement = whole_turn(("uno", "ana"), ("", "api"), TURN, None)
    twice = {**statement.values, "messages_message_id_1": statement.values["messages_message_id_0"]}
    with pytest.raises(IntegrityError):
        uno.in_one_trip(Statement(statement.clause, twice))
    assert uno.in_one_trip(is_there("uno", "ana")) is None
    with uno.session() as session:  # transactions are what they were
        ConversationRepository(uno).append_in(session, "ana", "api", TURN)
        session.rollback()
    assert uno.in_one_trip(is_there("uno", "ana")) is None


def test_a_lost_connection_is_told_and_replaced(record: Database) -> None:
    uno = record.tenant("uno")
    uno.in_one_trip(BOUND)
    owner = create_engine(record._migration_url)
    with owner.connect() as connection:
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = current_setting('c.r', true)"
        connection.execute(text("SELECT set_config('c.r', :role, false)"), {"role": record.engine.url.username})
        assert connection.execute(text(cut)).all()
    owner.dispose()
    with pytest.raises(RecordUnavailableError):
        uno.in_one_trip(is_there("uno", "de uno"))
    assert uno.in_one_trip(is_there("uno", "de uno")) == (1,)


def test_a_server_that_cannot_be_reached_is_told() -> None:
    nowhere = Database("postgresql+psycopg2://nobody@127.0.0.1:1/none")
    nowhere._ready = True  # there is no schema to make
    with pytest.raises(RecordUnavailableError):
        nowhere.tenant("uno").in_one_trip(BOUND)
