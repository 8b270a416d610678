"""Real PostgreSQL and Redis for tests: fresh databases, the application's own role, an emptied Redis database."""

import atexit
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.models.postgresql import APPLICATION_ROLE

DATABASE_URL = os.environ.get("TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/test")


def _own_redis(url: str) -> str:
    """A database of its own for each test process, because tests empty it."""
    address, _, number = url.rpartition("/")
    return f"{address}/{int(number) + int(os.environ.get('PYTEST_XDIST_WORKER', 'gw0')[2:])}"


REDIS_URL = _own_redis(os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9"))
LOOPBACK = ["127.0.0.1", "::1", "localhost"]
_PASSWORD = "application"  # of a role that can see nothing but fresh test databases


def absent(service: str, reason: object) -> None:
    """Skip, visibly; where the services are promised (CI), fail."""
    message = f"{service} is not reachable: {reason}"
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(message)
    pytest.skip(message)


_kept: list[tuple[str, str, Engine]] = []  # this process's database: application's URL, owner's URL, owner


@contextmanager
def fresh_postgresql() -> Iterator[tuple[str, str]]:
    """A database without rows: (URL of the application's role, URL of the owner).

    Making one costs most of a second, so a process keeps its own and empties it after each use.
    """
    if not _kept:
        _kept.append(_make())
        atexit.register(_drop)
    application, owner, engine = _kept[0]
    try:
        yield application, owner
    finally:
        _empty(engine)


@contextmanager
def empty_postgresql() -> Iterator[str]:
    """A database with nothing in it; dropped afterwards. The owner's URL."""
    application, owner, engine = _make()
    del application
    try:
        yield owner
    finally:
        engine.dispose()
        _drop_database(owner)


def _make() -> tuple[str, str, Engine]:
    name = f"receptionist_test_{secrets.token_hex(6)}"
    admin = create_engine(_driver(DATABASE_URL), isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3})
    try:
        _create(admin, name)
    finally:
        admin.dispose()
    owner = make_url(_driver(DATABASE_URL)).set(database=name)
    application = owner.set(username=APPLICATION_ROLE, password=_PASSWORD)
    owner_url = owner.render_as_string(hide_password=False)
    return application.render_as_string(hide_password=False), owner_url, create_engine(owner_url)


def _empty(engine: Engine) -> None:
    """Remove every row but the schema's own mark; connections that a test left open are closed first."""
    with engine.begin() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
        tables = connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
        emptied = ", ".join(
            f'"{table}"' for table in tables if table not in ("platform_settings", "alembic_version")
        )
        if emptied:
            connection.execute(text(f"TRUNCATE {emptied} CASCADE"))
            connection.execute(text("DELETE FROM platform_settings WHERE name <> 'schema_digest'"))


def _drop() -> None:
    _application, owner, engine = _kept.pop()
    engine.dispose()
    _drop_database(owner)


def _drop_database(owner: str) -> None:
    name = make_url(owner).database
    admin = create_engine(_driver(DATABASE_URL), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
    admin.dispose()


def _create(admin: Engine, name: str) -> None:
    try:
        with admin.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
            known = connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :r"), {"r": APPLICATION_ROLE})
            if known is None:
                _create_role(admin)
    except OperationalError as exc:
        absent("PostgreSQL", exc.orig)


def _create_role(admin: Engine) -> None:
    rights = f"LOGIN PASSWORD '{_PASSWORD}' NOSUPERUSER NOBYPASSRLS"
    try:
        with admin.connect() as connection:
            connection.execute(text(f"CREATE ROLE {APPLICATION_ROLE} {rights}"))
    except ProgrammingError as exc:  # another test process was first
        if "already exists" not in str(exc):
            raise


@contextmanager
def fresh_redis() -> Iterator[str]:
    """An emptied Redis database's URL; emptied again afterwards."""
    import redis

    client = redis.Redis.from_url(REDIS_URL, socket_connect_timeout=2)
    try:
        try:
            client.flushdb()
        except redis.RedisError as exc:
            absent("Redis", exc)
        yield REDIS_URL
        client.flushdb()
    finally:
        client.close()


def _driver(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg2://", 1)
