"""What PostgreSQL lets the application's role do: whether row-level security holds it."""

from dataclasses import dataclass

from sqlalchemy import text

from app.models.database import Database, TenantMixin
from app.models.tables import ALL

_ROLE = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
_OWNED = text(
    "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tableowner = current_user "
    "AND tablename = ANY(:tables)"
)
_OPEN = text(
    "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' "
    "AND relname = ANY(:tables) AND NOT (relrowsecurity AND relforcerowsecurity) ORDER BY relname"
)


@dataclass(frozen=True, slots=True)
class Rights:
    bypasses: bool
    owns_tables: bool
    unprotected: tuple[str, ...]  # companies' tables without forced row-level security


def rights_of(database: Database) -> Rights | None:
    """None on SQLite, which knows no roles. Raises: RecordUnavailableError."""
    if not database.is_postgresql:
        return None
    tables = {"tables": [row.__tablename__ for row in ALL if issubclass(row, TenantMixin)]}
    with database.platform() as session:
        bypasses = bool(session.scalar(_ROLE))
        owned = session.scalar(_OWNED, tables) or 0
        unprotected = tuple(session.scalars(_OPEN, tables))
    return Rights(bypasses, owned > 0, unprotected)
