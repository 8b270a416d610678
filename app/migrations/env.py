"""How Alembic reaches the record: over the connection it is given, else as the settings say (the owner's URL)."""

from alembic import context
from sqlalchemy import Connection, create_engine

from app.config.config import Config
from app.models.tables import Base


def _run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    settings = Config.from_env()
    with create_engine(settings.migration_sql_url or settings.sql_url).connect() as connection:
        _run(connection)
        connection.commit()
