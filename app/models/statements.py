"""Plain statements for what is written with every message; a unit of work would cost several times the CPU."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, CursorResult, Dialect, Table, bindparam, text
from sqlalchemy.sql.elements import TextClause
from sqlalchemy.sql.selectable import TextualSelect

Adapt = Callable[[Any], Any]


class Statement(NamedTuple):
    """SQL that both databases speak; statements sent together need names of their own for their values."""

    clause: TextClause | TextualSelect
    values: Mapping[str, Any]


def insert_of(table: Table, rows: Sequence[Mapping[str, Any]]) -> Statement:
    """All rows in one statement: the driver's many-rows call sends one statement for each."""
    values = {
        f"{table.name}_{name}_{number}": value for number, row in enumerate(rows) for name, value in row.items()
    }
    return Statement(_insert(table, tuple(rows[0]), len(rows)), values)


def send(connection: Connection, *statements: Statement) -> CursorResult[Any]:
    """Execute in order; on PostgreSQL in one round trip. Returns the last one's result."""
    if connection.dialect.name == "postgresql":
        return _sent_together(connection, statements)
    *before, last = statements
    for statement in before:
        connection.execute(statement.clause, statement.values)
    return connection.execute(last.clause, last.values)


def _sent_together(connection: Connection, statements: Sequence[Statement]) -> CursorResult[Any]:
    """As the driver takes it: SQLAlchemy's own way costs as much as the database's work."""
    ready = [for_driver(statement, connection.dialect) for statement in statements]
    values = {name: value for _sql, own in ready for name, value in own.items()}
    return connection.exec_driver_sql(";\n".join(sql for sql, _values in ready), values)


def for_driver(statement: Statement, dialect: Dialect) -> tuple[str, dict[str, Any]]:
    """Text and values as the driver takes them."""
    sql, adapters = _for_driver(statement.clause, dialect)
    given = statement.values
    return sql, {name: adapt(given[name]) if adapt else given[name] for name, adapt in adapters.items()}


@lru_cache(maxsize=64)
def _insert(table: Table, names: tuple[str, ...], rows: int) -> TextClause:
    prefix = table.name
    groups = (f"({', '.join(f':{prefix}_{name}_{number}' for name in names)})" for number in range(rows))
    types = (
        bindparam(f"{prefix}_{name}_{number}", type_=table.c[name].type)
        for name in names
        for number in range(rows)
    )
    # The names are those of our own tables; values travel as parameters.
    statement = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES {', '.join(groups)}"  # noqa: S608
    return text(statement).bindparams(*types)


@lru_cache(maxsize=128)
def _for_driver(clause: TextClause | TextualSelect, dialect: Dialect) -> tuple[str, dict[str, Adapt | None]]:
    """The driver's own text, and what each value has to become before it takes it."""
    compiled = clause.compile(dialect=dialect)
    adapters: dict[str, Adapt | None] = {
        str(name): bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in compiled.binds.items()
    }
    return str(compiled), adapters
