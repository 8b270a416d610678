"""The record's engine and sessions, each born bound to one company or to the platform.

Two walls stand between companies: PostgreSQL's row-level security, fed with
`set_config('app.company_id', …, true)` in every transaction, and a filter that the ORM adds to
every statement, which also protects SQLite. A platform session sees no company's rows at all.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    Engine,
    ForeignKey,
    String,
    create_engine,
    event,
    false,
    inspect,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError, DisconnectionError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    ORMExecuteState,
    Session,
    SessionTransaction,
    UOWTransaction,
    mapped_column,
    with_loader_criteria,
)
from sqlalchemy.types import TypeDecorator

from app.models.errors import RecordUnavailableError
from app.models.json_text import json_text
from app.models.roles import RoleKind, role_kind
from app.models.round_trip import in_one_trip
from app.models.statements import Statement
from app.models.upgrade import bring_up_to_date

COMPANY_KEY = "company_id"
WRITE_LOCK = "sqlite_write"
WRITE_WAIT_S = 10.0
CONNECT_TIMEOUT_S = 3
LEFT_ALONE_S = 2.0
USED_AT, RESTED_S = "used_at", 1.0
_BIND = "SELECT set_config('app.company_id', %s, true), set_config('app.scope', %s, true)"
JsonType = JSON().with_variant(JSONB(), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """Aware datetimes in and out, UTC in the database (SQLite keeps no zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every table; the public schema file is generated from it."""

    type_annotation_map: ClassVar = {dict[str, Any]: JsonType, list[Any]: JsonType, datetime: UtcDateTime}


class TenantMixin:
    """A row of one company; `company_id` leads every primary key and index."""

    company_id: Mapped[str] = mapped_column(
        String(50), ForeignKey("companies.company_id", ondelete="CASCADE"), primary_key=True, sort_order=-10
    )


class PlatformMixin:
    """A row of the installation (people, keys, audit): invisible wherever a company is bound."""


class TenantLeakError(RuntimeError):
    """Code tried to write another company's row: a defect, never a client's fault."""


class TenantDatabase:
    """One company's view of the record."""

    def __init__(self, database: "Database", company_id: str) -> None:
        self._database, self.company_id = database, company_id

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A transaction that may write; commits on success. Raises: RecordUnavailableError."""
        with self._database._session(self.company_id, write=True) as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only reads; on SQLite it never waits for a writer."""
        with self._database._session(self.company_id, write=False) as session:
            yield session

    @property
    def takes_one_trip(self) -> bool:
        """Whether there is `in_one_trip`."""
        return self._database.is_postgresql

    def in_one_trip(self, statement: Statement) -> tuple[Any, ...] | None:
        """The first row a statement gives back, in a transaction of its own. Raises: RecordUnavailableError."""
        self._database.ensure_schema()
        with self._database._translated():
            return in_one_trip(self._database.engine, self.company_id, statement)


class Database:
    """Lazily connected engine; nothing is opened before the first session."""

    def __init__(self, url: str, *, pool_size: int = 20, migration_url: str = "") -> None:
        self.url, self._pool_size = url, pool_size
        self._migration_url = migration_url or url
        self._engine: Engine | None = None
        self._ready = False
        self._lock = threading.RLock()
        self._writers = threading.RLock()

    @property
    def is_postgresql(self) -> bool:
        return self.url.startswith("postgresql")

    @property
    def engine(self) -> Engine:
        if self._engine is None:
            with self._lock:
                if self._engine is None:
                    self._engine = _make_engine(self.url, self._pool_size)
        return self._engine

    def tenant(self, company_id: str) -> TenantDatabase:
        return TenantDatabase(self, company_id)

    @contextmanager
    def platform(self) -> Iterator[Session]:
        """A transaction over platform tables (companies, settings); companies' rows are invisible."""
        with self._session(None, write=True) as session:
            yield session

    @contextmanager
    def platform_reading(self) -> Iterator[Session]:
        """As `platform`, for reading alone; on SQLite it never waits for a writer."""
        with self._session(None, write=False) as session:
            yield session

    @contextmanager
    def in_turn(self) -> Iterator[Callable[[str], Connection]]:
        """One connection for reading of one company after another: what is yielded binds it to the next.

        For asking every company a small thing; a session each costs several times as much. The database's wall
        stands; the ORM's filter does not reach here, so a statement names its company itself.
        Raises: RecordUnavailableError.
        """
        self.ensure_schema()
        with self._translated(), self.engine.connect() as connection:

            def bind(company_id: str) -> Connection:
                if self.is_postgresql:
                    connection.exec_driver_sql(_BIND, (company_id, ""))
                return connection

            yield bind

    def ping(self) -> None:
        """Raises: RecordUnavailableError."""
        with self._translated(), self.engine.connect() as connection:
            connection.execute(text("SELECT 1"))

    def role(self) -> RoleKind | None:
        """What the connecting role could do; None on SQLite, which has none. Raises: RecordUnavailableError."""
        if not self.is_postgresql:
            return None
        self.ensure_schema()  # who owns the tables is known once there are tables
        with self._translated(), self.engine.connect() as connection:
            return role_kind(connection)

    def has_schema(self) -> bool:
        """Whether there are tables, without making any. Raises: RecordUnavailableError."""
        with self._translated(), self.engine.connect() as connection:
            return inspect(connection).has_table("companies")

    def ensure_schema(self) -> None:
        """Bring an empty database up to date, once per process. Raises: RecordUnavailableError."""
        if self._ready:
            return
        with self._lock:
            if not self._ready:
                with self._translated():
                    self._create_schema()
                self._ready = True

    def dispose(self) -> None:
        if self._engine is not None:
            self._engine.dispose()

    def _create_schema(self) -> None:
        from app.models import tables  # fills the metadata; the mapped modules import this one

        if not self.is_postgresql:
            path = self.url.removeprefix("sqlite:///")
            if path and path != ":memory:":
                Path(path).parent.mkdir(parents=True, exist_ok=True)
            self._upgrade_sqlite()
            tables.Base.metadata.create_all(self.engine)
            return
        from app.models.postgresql import apply_schema  # PostgreSQL only

        apply_schema(self._migration_url)

    def _upgrade_sqlite(self) -> None:
        with self.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # several processes may start at once
            bring_up_to_date(connection, lambda: None)
            connection.commit()

    @contextmanager
    def _session(self, company_id: str | None, *, write: bool) -> Iterator[Session]:
        self.ensure_schema()
        session = Session(self.engine, expire_on_commit=False, info={COMPANY_KEY: company_id, WRITE_LOCK: write})
        with self._translated(), self._turn_to_write(write), session:
            yield session
            session.commit()

    @contextmanager
    def _turn_to_write(self, write: bool) -> Iterator[None]:
        """SQLite has one writer at a time, and its own waiting is a sleep of up to 100 ms: threads queue here."""
        if not write or self.is_postgresql:
            yield
            return
        if not self._writers.acquire(timeout=WRITE_WAIT_S):
            raise RecordUnavailableError()
        try:
            yield
        finally:
            self._writers.release()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Lost connections become RecordUnavailableError; constraint errors pass through."""
        try:
            yield
        except OperationalError as exc:
            raise RecordUnavailableError() from exc
        except DBAPIError as exc:
            if exc.connection_invalidated:
                raise RecordUnavailableError() from exc
            raise
        except SQLAlchemyError as exc:
            if type(exc).__name__ == "TimeoutError":  # the pool gave no connection in time
                raise RecordUnavailableError() from exc
            raise


def _make_engine(url: str, pool_size: int) -> Engine:
    if url.startswith("postgresql"):
        engine = create_engine(
            url,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_timeout=5,
            pool_recycle=1800,
            json_serializer=json_text,
            # A server gone without a word is noticed in seconds, not after the system's quarter of an hour.
            connect_args={
                "connect_timeout": CONNECT_TIMEOUT_S,
                "keepalives_idle": 10,
                "keepalives_interval": 3,
                "keepalives_count": 3,
                "tcp_user_timeout": 8_000,
            },
        )
        event.listen(engine, "do_connect", _Patience().connect)
        event.listen(engine, "checkin", _note_use)
        event.listen(engine, "checkout", partial(_ask_after_rest, engine.dialect))
        return engine
    engine = create_engine(url, pool_size=pool_size, max_overflow=64, connect_args={"check_same_thread": False})
    event.listen(engine, "connect", _configure_sqlite)
    return engine


def _note_use(_connection: Any, record: Any) -> None:
    record.info[USED_AT] = time.monotonic()


def _ask_after_rest(dialect: Dialect, connection: Any, record: Any, _proxy: Any) -> None:
    """As the pool's own `pre_ping`, but of a connection used a moment ago nothing is asked: a round trip less.

    If the server went in that moment, the statement fails, and the pool forgets all its connections.
    """
    if time.monotonic() - record.info.get(USED_AT, time.monotonic()) < RESTED_S:
        return
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as exc:
        raise DisconnectionError() from exc  # the pool makes a new one


class _Patience:
    """After an attempt to connect that nobody answered, the server is left alone for a moment.

    Else each of the several sessions of one message would wait for its own time-out. A server that refuses
    says so at once and is asked again at once.
    """

    def __init__(self) -> None:
        self._until = 0.0

    def connect(self, dialect: Dialect, _record: Any, args: Any, kwargs: Any) -> Any:
        error: type[Exception] = dialect.loaded_dbapi.OperationalError
        started = time.monotonic()
        if started < self._until:
            raise error("the server did not answer a moment ago")
        try:
            return dialect.connect(*args, **kwargs)
        except error:
            if time.monotonic() - started >= CONNECT_TIMEOUT_S / 2:
                self._until = time.monotonic() + LEFT_ALONE_S
            raise


def _configure_sqlite(connection: Any, _record: Any) -> None:
    """WAL lets readers go on while one writes; autocommit mode leaves BEGIN to `_begin`."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Session, "after_begin")
def _begin(session: Session, _transaction: SessionTransaction, connection: Any) -> None:
    """Bind the company to this transaction; a later transaction of the session binds again."""
    if COMPANY_KEY not in session.info:
        return
    if connection.dialect.name == "sqlite":
        # A deferred transaction that reads and then writes fails at once under concurrency.
        kind = "IMMEDIATE" if session.info.get(WRITE_LOCK) else "DEFERRED"
        connection.exec_driver_sql(f"BEGIN {kind}")
    else:
        company_id = session.info[COMPANY_KEY]
        connection.exec_driver_sql(_BIND, (company_id or "", "" if company_id else "platform"))


@event.listens_for(Session, "do_orm_execute")
def _filter_by_company(state: ORMExecuteState) -> None:
    """Add the company to every ORM statement; without one, tenant tables are empty."""
    if COMPANY_KEY not in state.session.info or state.is_column_load or state.is_relationship_load:
        return
    company_id = state.session.info[COMPANY_KEY]
    if company_id is None:
        criteria = [with_loader_criteria(TenantMixin, lambda _cls: false(), include_aliases=True)]
    else:
        criteria = [
            with_loader_criteria(TenantMixin, lambda cls: cls.company_id == company_id, include_aliases=True),
            with_loader_criteria(PlatformMixin, lambda _cls: false(), include_aliases=True),
        ]
    state.statement = state.statement.options(*criteria)


@event.listens_for(Session, "before_flush")
def _refuse_foreign_rows(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    if COMPANY_KEY not in session.info:
        return
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, TenantMixin) and row.company_id != session.info[COMPANY_KEY]:
            raise TenantLeakError(f"{type(row).__name__} of another company")
        if isinstance(row, PlatformMixin) and session.info[COMPANY_KEY] is not None:
            raise TenantLeakError(f"{type(row).__name__} belongs to the installation")
