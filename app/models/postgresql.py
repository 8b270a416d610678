"""The PostgreSQL form of the schema: rendered from the ORM, with row-level security, and applied to a database."""

import hashlib
from pathlib import Path

from sqlalchemy import Connection, Table, create_engine, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from app.models.appointment import EXCLUSION_SQL
from app.models.audit import APPEND_ONLY_SQL
from app.models.database import CONNECT_TIMEOUT_S, PlatformMixin
from app.models.tables import Base
from app.models.upgrade import bring_up_to_date

SCHEMA_FILE = Path(__file__).resolve().parents[2] / "postgresql_schema.sql"
APPLICATION_ROLE = "receptionist_app"
SCHEMA_SETTING = "schema_digest"
_REMEMBER = text(
    "INSERT INTO platform_settings (name, value) VALUES (:name, :digest) "
    "ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value"
)
_LOCK = 7_120_402  # any constant: one process at a time brings a database up to date

_HEADER = f"""-- PostgreSQL schema of the multi-tenant receptionist. Idempotent: run it again at any time.
-- Made from the ORM by `make schema`; a test holds it against the ORM.
--
-- Two settings, set by the application in every transaction, decide what a session sees:
--   app.company_id  the company it works for; unset or empty means no company's rows
--   app.scope       'platform' for the registry of companies alone
-- The application must connect as a role that neither owns the tables nor bypasses row-level security:
--   CREATE ROLE {APPLICATION_ROLE} LOGIN PASSWORD '...' NOSUPERUSER NOBYPASSRLS;

BEGIN;
"""
_GRANTS = """
DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '@role') THEN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO @role', current_schema());
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO @role',
                   current_schema());
    EXECUTE format('GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA %I TO @role', current_schema());
    REVOKE UPDATE, DELETE, TRUNCATE ON audit_log FROM @role;
  END IF;
END
$$;
COMMIT;
""".replace("@role", APPLICATION_ROLE)
_COMPANY = "NULLIF(current_setting('app.company_id', true), '')"
_PLATFORM = "current_setting('app.scope', true) = 'platform'"
_APPEND_ONLY = f"""ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_log FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS platform_reads ON audit_log;
CREATE POLICY platform_reads ON audit_log FOR SELECT USING ({_PLATFORM});
DROP POLICY IF EXISTS platform_appends ON audit_log;
CREATE POLICY platform_appends ON audit_log FOR INSERT WITH CHECK ({_PLATFORM});
{APPEND_ONLY_SQL}"""


def render_schema() -> str:
    """The whole schema file."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    parts = [_HEADER]
    for table in Base.metadata.sorted_tables:
        parts.append(f"{str(CreateTable(table, if_not_exists=True).compile(dialect=dialect)).strip()};\n")
        for index in sorted(table.indexes, key=lambda i: str(i.name)):
            parts.append(f"{CreateIndex(index, if_not_exists=True).compile(dialect=dialect)};\n")
        parts.append(_policies(table))
    return "\n".join(_tidy(part) for part in [*parts, _GRANTS])


def apply_schema(url: str) -> None:
    """Bring the database at `url` up to date; one that is already needs no right to create anything.

    Migrations change what an earlier version made; the schema file, which is idempotent, adds what is new.
    """
    schema = SCHEMA_FILE.read_text(encoding="utf-8")
    digest = hashlib.sha256(schema.encode()).hexdigest()
    engine = create_engine(url, connect_args={"connect_timeout": CONNECT_TIMEOUT_S})
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
            if _applied(connection) != digest:
                bring_up_to_date(connection, lambda: None)  # the file below makes an empty database
                connection.commit()
                connection.exec_driver_sql(schema.replace("%", "%%"))
                connection.execute(_REMEMBER, {"name": SCHEMA_SETTING, "digest": digest})
            connection.commit()
    finally:
        engine.dispose()


def _applied(connection: Connection) -> str | None:
    """The digest of the schema this database was last brought up to."""
    if connection.scalar(text("SELECT to_regclass('platform_settings')")) is None:
        return None
    query = text("SELECT value FROM platform_settings WHERE name = :name")
    digest: str | None = connection.scalar(query, {"name": SCHEMA_SETTING})
    return digest


def render_walls() -> str:
    """Policies, constraints and grants of every table, as a migration ends."""
    parts = [_policies(table) for table in Base.metadata.sorted_tables]
    return "\n".join(_tidy(part) for part in [*parts, _GRANTS.replace("COMMIT;\n", "")])


def _policies(table: Table) -> str:
    """Rows are visible and writable for their own company only; companies also for the platform.

    What belongs to the installation (people, keys, audit) is the platform's alone.
    """
    name, platform = table.name, table.name in _platform_tables()
    if "company_id" not in table.columns and not platform:
        return ""
    if name == "audit_log":
        return _APPEND_ONLY
    rule = _PLATFORM if platform else f"company_id = {_COMPANY}"
    if name == "companies":
        rule = f"{rule} OR {_PLATFORM}"
    overlap = EXCLUSION_SQL if name == "appointments" else ""
    return overlap + (
        f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;\n"
        f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY;\n"
        f"DROP POLICY IF EXISTS company_rows ON {name};\n"
        f"CREATE POLICY company_rows ON {name} USING ({rule}) WITH CHECK ({rule});\n"
    )


def _platform_tables() -> set[str]:
    mapped = (mapper for mapper in Base.registry.mappers if issubclass(mapper.class_, PlatformMixin))
    return {str(mapper.local_table.description) for mapper in mapped}


def _tidy(part: str) -> str:
    return "\n".join(line.rstrip().replace("\t", "  ") for line in part.splitlines()) + "\n"
