"""What belongs to the installation: out of every company's sight, and the audit log out of everybody's reach."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from app.models.api_key import ApiKeyRepository, ApiKeyRow
from app.models.audit import AppendOnlyError, AuditRow
from app.models.database import Base, Database, TenantLeakError
from app.models.identity import AccessRole
from app.models.login import LoginRepository, LoginSession, RefreshToken, SetupLinkRow
from app.models.user import UserRepository
from app.services.audit_service import AuditService
from tests.factories import add_companies


def test_entries_of_many_threads_make_one_chain(database: Database) -> None:
    audit = AuditService(database)
    audit.record("test", "start")

    def work() -> None:
        for _ in range(10):
            audit.record("test", "thing.changed", "benova", "x", {"fields": ["a"]})

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    page = audit._repository.page(None, 1, 100)
    assert page[1] == 41
    assert [e.entry_id for e in page[0]] == list(range(41, 0, -1))
    assert audit._repository.chain_valid()


@pytest.mark.parametrize("statement", ["UPDATE audit_log SET action = 'x'", "DELETE FROM audit_log"])
def test_the_database_itself_refuses_a_change(database: Database, statement: str) -> None:
    audit = AuditService(database)
    audit.record("test", "thing.changed")
    with pytest.raises(DBAPIError), database.platform() as session:
        session.execute(text(statement))
    assert audit._repository.page(None, 1, 10)[0][0].action == "thing.changed"


def test_the_orm_refuses_a_change(database: Database) -> None:
    AuditService(database).record("test", "thing.changed")
    for statement in (update(AuditRow).values(action="x"), delete(AuditRow)):
        with pytest.raises(AppendOnlyError), database.platform() as session:
            session.execute(statement)
    with pytest.raises(AppendOnlyError), database.platform() as session:
        session.delete(session.get_one(AuditRow, 1))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET actor = 'someone else' WHERE entry_id = 2",
        "DELETE FROM audit_log WHERE entry_id = 2",
        'UPDATE audit_log SET details = \'{"fields": ["b"]}\' WHERE entry_id = 3',
    ],
)
def test_whoever_gets_around_that_breaks_the_chain(tmp_path: Any, statement: str) -> None:
    database = Database(f"sqlite:///{tmp_path / 'record.db'}")
    audit = AuditService(database)
    for _ in range(3):
        audit.record("test", "thing.changed", "benova", "x", {"fields": ["a"]})
    assert audit._repository.chain_valid()
    with database.platform() as session:
        session.execute(text("DROP TRIGGER audit_no_update"))
        session.execute(text("DROP TRIGGER audit_no_delete"))
        session.execute(text(statement))
    assert not audit._repository.chain_valid()
    database.dispose()


PLATFORM_TABLES = (
    "users",
    "user_companies",
    "api_keys",
    "api_key_companies",
    "login_sessions",
    "refresh_tokens",
    "revoked_tokens",
    "setup_links",
    "audit_log",
)


@pytest.fixture
def peopled(database: Database) -> Database:
    """One person with a session, one key and one entry, all of benova."""
    add_companies(database, "benova")
    now = datetime.now(UTC)
    user = UserRepository(database).add("eva@clinica.example", "x", AccessRole.VIEWER, companies=["benova"])
    key = ApiKeyRow(name="Web", prefix="rk_abcdef", digest="d" * 64, role="viewer")
    ApiKeyRepository(database).add(key, ["benova"])
    logins = LoginRepository(database)
    logins.add_session(LoginSession("s" * 64, user.user_id, now, now + timedelta(hours=1)), now)
    logins.add_refresh(RefreshToken("r" * 64, "fam", user.user_id, 1, now + timedelta(hours=1)), now)
    logins.revoke("jti", now + timedelta(hours=1))
    logins.add_setup_link("l" * 64, now, now + timedelta(hours=1), now)
    AuditService(database).record("test", "thing.changed", "benova")
    return database


@pytest.mark.parametrize("table", PLATFORM_TABLES)
def test_a_company_s_session_sees_nothing_of_the_installation(peopled: Database, table: str) -> None:
    row = next(m.class_ for m in Base.registry.mappers if m.local_table.description == table)
    with peopled.platform_reading() as session:
        assert session.scalar(select(func.count()).select_from(row)) == 1
    with peopled.tenant("benova").reading() as session:
        assert session.scalar(select(func.count()).select_from(row)) == 0


@pytest.mark.parametrize("table", PLATFORM_TABLES)
def test_postgresql_hides_it_even_from_plain_sql(peopled: Database, table: str) -> None:
    if not peopled.is_postgresql:
        pytest.skip("row-level security is PostgreSQL's")
    count = text(f"SELECT count(*) FROM {table}")  # the tables are the ones above
    with peopled.tenant("benova").reading() as session:
        assert session.scalar(count) == 0
    with peopled.engine.connect() as connection:  # no company, no scope
        assert connection.scalar(count) == 0


def test_a_company_s_session_writes_nothing_of_the_installation(database: Database) -> None:
    add_companies(database, "benova")
    row = SetupLinkRow(digest="x", created_at=datetime.now(UTC), expires_at=datetime.now(UTC))
    with pytest.raises(TenantLeakError), database.tenant("benova").session() as session:
        session.add(row)
