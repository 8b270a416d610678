"""Plain inserts for rows that are written with every message; a unit of work would cost several times the CPU."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Table, bindparam, text
from sqlalchemy.sql.elements import TextClause


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """All rows in one statement: the driver's many-rows call sends one statement for each."""
    values = {f"{name}_{number}": value for number, row in enumerate(rows) for name, value in row.items()}
    connection.execute(_statement(table, tuple(rows[0]), len(rows)), values)


@lru_cache(maxsize=64)
def _statement(table: Table, names: tuple[str, ...], rows: int) -> TextClause:
    groups = (f"({', '.join(f':{name}_{number}' for name in names)})" for number in range(rows))
    types = (bindparam(f"{name}_{number}", type_=table.c[name].type) for name in names for number in range(rows))
    # The names are those of our own tables; values travel as parameters.
    statement = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES {', '.join(groups)}"  # noqa: S608
    return text(statement).bindparams(*types)
