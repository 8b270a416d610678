"""An earlier version's record is brought up to date: migrated, the schema file's and the ORM's are one schema."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text

from app.migrations import versions
from app.models import upgrade
from app.models.appointment import AppointmentRow
from app.models.database import Database
from app.models.postgresql import apply_schema, render_walls
from app.models.tables import Base
from tests.backends import empty_postgresql

BASELINE_SQLITE = Path(str(versions.__file__)).with_name("baseline_sqlite.sql")

# What a database is, as its catalogue tells it: order of columns and names of generated checks do not matter.
CATALOGUE = {
    "columns": "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default "
    "FROM information_schema.columns WHERE table_schema = 'public'",
    "constraints": "SELECT conrelid::regclass::text, contype, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace",
    "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "policies": "SELECT tablename, policyname, cmd, qual, with_check FROM pg_policies WHERE schemaname = 'public'",
    "walls": "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class "
    "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
    "triggers": "SELECT event_object_table, trigger_name, event_manipulation FROM information_schema.triggers",
    "grants": "SELECT table_name, privilege_type FROM information_schema.role_table_grants "
    "WHERE grantee = 'receptionist_app'",
}


def catalogue(url: str) -> dict[str, list[Any]]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {name: sorted(map(str, connection.execute(text(query)))) for name, query in CATALOGUE.items()}
    engine.dispose()
    return found


def differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return [difference for difference in compare_metadata(context, Base.metadata) if not _own_table(difference)]


def _own_table(difference: Any) -> bool:
    return difference[0] == "remove_table" and difference[1].name == "alembic_version"


@pytest.fixture
def baseline() -> Iterator[str]:
    """A PostgreSQL database as the first published schema file left it: without any mark of Alembic's."""
    with empty_postgresql() as url:
        engine = create_engine(url)
        with engine.begin() as connection:
            upgrade.run("upgrade", connection, upgrade.BASELINE)
            connection.execute(text("DROP TABLE alembic_version"))
        engine.dispose()
        yield url


def test_the_newest_migration_is_the_one_the_program_asks_for() -> None:
    scripts = ScriptDirectory.from_config(upgrade.alembic_config())
    assert scripts.get_heads() == [upgrade.REVISION]
    assert [script.revision for script in scripts.walk_revisions()][-1] == upgrade.BASELINE


def test_the_migration_ends_with_the_walls_of_today() -> None:
    newest = ScriptDirectory.from_config(upgrade.alembic_config()).get_revision(upgrade.REVISION)
    assert newest is not None
    assert newest.module.WALLS.strip().endswith(render_walls().strip()), "run `make migration`"


@pytest.mark.integration
def test_migrated_schema_file_and_orm_are_one(baseline: str) -> None:
    engine = create_engine(baseline)
    with engine.begin() as connection:
        upgrade.bring_up_to_date(connection, lambda: None)
        assert upgrade.current(connection) == upgrade.REVISION
    with engine.connect() as connection:
        assert differences(connection) == [], "run `make migration`"
    engine.dispose()
    with empty_postgresql() as fresh:
        apply_schema(fresh)
        assert catalogue(baseline) == catalogue(fresh), "run `make migration`"


@pytest.mark.integration
def test_an_old_postgresql_record_keeps_its_rows(baseline: str) -> None:
    engine = create_engine(baseline)
    with engine.begin() as connection:
        connection.execute(text("SELECT set_config('app.scope', 'platform', false)"))
        connection.execute(text(_COMPANY))
    engine.dispose()
    apply_schema(baseline)
    apply_schema(baseline)
    database = Database(baseline)
    with database.platform() as session:
        assert session.scalar(text("SELECT company_name FROM companies")) == "Clínica Uno"
    database.dispose()


def test_an_old_sqlite_record_keeps_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    with sqlite3.connect(path) as old:
        old.executescript(BASELINE_SQLITE.read_text(encoding="utf-8"))
        old.execute(_COMPANY)
        old.execute(_APPOINTMENT)
    old.close()
    database = Database(f"sqlite:///{path}")
    with database.tenant("uno").reading() as session:
        kept = session.get(AppointmentRow, ("uno", "a1"))
        assert kept is not None
        assert (kept.name, kept.details) == ("Ana", {})
    with database.engine.connect() as connection:
        assert upgrade.current(connection) == upgrade.REVISION
        assert differences(connection) == []
    database.dispose()


def test_a_fresh_record_is_marked_with_the_newest_revision(database: Database) -> None:
    database.ensure_schema()
    with database.engine.connect() as connection:
        assert upgrade.current(connection) == upgrade.REVISION


_COMPANY = """
INSERT INTO companies (company_id, company_name, subscription_tier, max_documents, max_conversations, created_at,
    updated_at, is_active, redis_prefix, vectorstore_index, file_config, panel_config, secrets, in_file,
    samples_loaded, revision)
VALUES ('uno', 'Clínica Uno', 'basic', 1, 1, '2026-01-01', '2026-01-01', true, 'uno:', 'uno_documents', '{}', '{}',
    '{}', true, true, 1)
"""
_APPOINTMENT = """
INSERT INTO appointments (company_id, appointment_id, user_id, customer_key, treatment, treatment_name, resource,
    starts_at, ends_at, busy_until, name, phone, status, created_at, updated_at)
VALUES ('uno', 'a1', 'ana', 'ana', 'botox', 'Botox', '', '2026-01-02 10:00:00', '2026-01-02 10:30:00',
    '2026-01-02 10:30:00', 'Ana', '', 'confirmed', '2026-01-01 00:00:00', '2026-01-01 00:00:00')
"""
