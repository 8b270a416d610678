"""One statement in a transaction of its own and a single round trip, for what happens with every message.

A session costs several times the CPU: BEGIN, the binding of the company, each statement and COMMIT travel one by
one. Statements sent together without BEGIN are one transaction to PostgreSQL; the company is bound for that long.
"""

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Engine, PoolProxiedConnection
from sqlalchemy.exc import DBAPIError

from app.models.statements import Statement, for_driver

_BIND = "SELECT set_config('app.company_id', %(bound_company)s, true), set_config('app.scope', '', true);\n"


def in_one_trip(engine: Engine, company_id: str, statement: Statement) -> tuple[Any, ...] | None:
    """The first row of what the statement gives back. PostgreSQL alone; values as the driver reads them.

    Raises: DBAPIError.
    """
    sql, values = for_driver(statement, engine.dialect)
    driver_error = engine.dialect.loaded_dbapi.Error
    try:
        kept = engine.raw_connection()
    except driver_error as exc:
        raise DBAPIError.instance(None, None, exc, driver_error, connection_invalidated=True) from exc
    try:
        return _first_row(kept.dbapi_connection, _BIND + sql, {**values, "bound_company": company_id})
    except driver_error as exc:
        raise _told(engine, kept, sql, exc) from exc
    finally:
        kept.close()


def _first_row(driver: Any, sql: str, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
    driver.autocommit = True  # of this object alone: nothing is sent
    try:
        with driver.cursor() as cursor:
            cursor.execute(sql, values)
            row: tuple[Any, ...] | None = cursor.fetchone()
            return row
    finally:
        if not driver.closed:
            driver.autocommit = False


def _told(engine: Engine, kept: PoolProxiedConnection, sql: str, exc: Exception) -> BaseException:
    """The failure as SQLAlchemy tells it; when the server is gone, the kept connections are forgotten."""
    driver, dialect = kept.driver_connection, engine.dialect
    gone = dialect.is_disconnect(cast(Any, exc), cast(Any, driver), None)
    if gone:
        kept.invalidate(exc)
        engine.dispose()
    return DBAPIError.instance(sql, None, exc, dialect.loaded_dbapi.Error, connection_invalidated=gone)
