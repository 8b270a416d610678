"""Real PostgreSQL and Redis for tests: fresh databases, the application's own role, an emptied Redis database."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.models.postgresql import APPLICATION_ROLE

DATABASE_URL = os.environ.get("TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/test")
REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9")
LOOPBACK = ["127.0.0.1", "::1", "localhost"]
_PASSWORD = "application"  # of a role that can see nothing but fresh test databases


def absent(service: str, reason: object) -> None:
    """Skip, visibly; where the services are promised (CI), fail."""
    message = f"{service} is not reachable: {reason}"
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(message)
    pytest.skip(message)


@contextmanager
def fresh_postgresql() -> Iterator[tuple[str, str]]:
    """An empty database: (URL of the application's role, URL of the owner). Dropped afterwards."""
    name = f"receptionist_test_{secrets.token_hex(6)}"
    admin = create_engine(_driver(DATABASE_URL), isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3})
    try:
        _create(admin, name)
        owner = make_url(_driver(DATABASE_URL)).set(database=name)
        application = owner.set(username=APPLICATION_ROLE, password=_PASSWORD)
        yield application.render_as_string(hide_password=False), owner.render_as_string(hide_password=False)
        with admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    finally:
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
