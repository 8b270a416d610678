"""Whether this installation's Redis has the query engine; asked once, when first needed."""

from typing import Any

from app.models.errors import DependencyError
from app.services.redis_service import RedisService
from app.utils.logger import get_logger

log = get_logger("vectorstore")


class QueryEngineProbe:
    """Hands out the client of a Redis with the query engine."""

    def __init__(self, redis: RedisService) -> None:
        self._redis = redis
        self._has_engine: bool | None = None if redis.url else False  # the in-process stand-in has none

    def client(self) -> Any | None:
        """The client; None without the engine, and while Redis has not answered yet."""
        try:
            if self._has_engine is None:
                self._has_engine = self._redis.run(_answers_queries)
                log.info("vectors: %s", "Redis query engine" if self._has_engine else "in process")
            return self._redis.run(lambda client: client) if self._has_engine else None
        except DependencyError:
            return None


def _answers_queries(client: Any) -> bool:
    from redis.exceptions import ResponseError  # with the client

    try:
        client.execute_command("FT._LIST")
    except ResponseError:
        return False
    return True
