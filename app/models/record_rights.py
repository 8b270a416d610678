"""Which companies' tables row-level security does not hold, whoever asks."""

from sqlalchemy import text

from app.models.database import Database, TenantMixin
from app.models.tables import ALL

_OPEN = text(
    "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' "
    "AND relname = ANY(:tables) AND NOT (relrowsecurity AND relforcerowsecurity) ORDER BY relname"
)


def unprotected_tables(database: Database) -> tuple[str, ...]:
    """Companies' tables without forced row-level security; none on SQLite, which has no such thing.

    Raises: RecordUnavailableError.
    """
    if not database.is_postgresql:
        return ()
    tables = {"tables": [row.__tablename__ for row in ALL if issubclass(row, TenantMixin)]}
    with database.platform_reading() as session:
        return tuple(session.scalars(_OPEN, tables))
