"""Brings an existing record from an earlier version's schema to this one's."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, inspect, text

REVISION = "0002"  # of the newest migration; a test holds it against the files
BASELINE = "0001"  # a record without a mark was made by the first published schema

_TABLE = "CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"


def bring_up_to_date(connection: Connection, create: Callable[[], object]) -> None:
    """`create` makes the newest schema in an empty database; an older one is upgraded. The caller commits."""
    names = set(inspect(connection).get_table_names())
    if "companies" not in names:
        create()
        stamp(connection, REVISION)
        return
    if "alembic_version" not in names:
        stamp(connection, BASELINE)
    if current(connection) != REVISION:
        run("upgrade", connection, REVISION)


def current(connection: Connection) -> str | None:
    """The revision this record is at."""
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def stamp(connection: Connection, revision: str) -> None:
    """Mark the record without changing it."""
    connection.execute(text(_TABLE))
    connection.execute(text("DELETE FROM alembic_version"))
    connection.execute(
        text("INSERT INTO alembic_version (version_num) VALUES (:revision)"), {"revision": revision}
    )


def run(command: str, connection: Connection, revision: str) -> None:
    """An Alembic command over this connection."""
    from alembic import command as commands  # a process whose record is up to date never needs it

    getattr(commands, command)(alembic_config(connection), revision)


def alembic_config(connection: Connection | None = None) -> Any:
    """Alembic's settings without a file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "app:migrations")
    config.attributes["connection"] = connection
    return config
