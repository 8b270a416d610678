"""Real stores for benchmarks where they are at hand: a PostgreSQL database and a Redis database of their own."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.backends import fresh_postgresql, fresh_redis


@contextmanager
def real_stores() -> Iterator[dict[str, str]]:
    """The environment of an installation on PostgreSQL and Redis.

    `TEST_DATABASE_URL` and `TEST_REDIS_URL` name the servers; both are emptied afterwards.
    """
    with fresh_postgresql() as (url, owner_url), fresh_redis() as redis_url:
        yield {"DATABASE_URL": url, "MIGRATION_DATABASE_URL": owner_url, "REDIS_URL": redis_url}
