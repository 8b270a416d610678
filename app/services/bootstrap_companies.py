"""The parts that remove companies and write them out."""

from collections.abc import Callable

from app.config.company_config import CompanyConfig
from app.models.errors import VectorStoreUnavailableError
from app.services.redis_service import RedisService
from app.services.vector_backends.engine_probe import QueryEngineProbe
from app.services.vector_backends.redis_index import RedisPlace, RedisVectorIndex


class RedisIndexes:
    """Each company's index in a Redis with the query engine; elsewhere there is none to remove."""

    def __init__(self, redis: RedisService, engine: QueryEngineProbe) -> None:
        self._redis, self._engine = redis, engine

    def count(self, company: CompanyConfig) -> int:
        return self._with(company, lambda index: index.count()[1] if index.present() else 0)

    def drop(self, company: CompanyConfig) -> None:
        self._with(company, _drop)

    def _with(self, company: CompanyConfig, run: Callable[[RedisVectorIndex], int]) -> int:
        client = self._engine.client() if self._redis.url else None
        if client is None:
            self._redis.ping()  # without the engine there is no index; without Redis nobody knows
            return 0
        place = RedisPlace(company.company_id, company.vectorstore_index, company.redis_prefix)
        return run(RedisVectorIndex(client, place))


def _drop(index: RedisVectorIndex) -> int:
    index.drop()
    if index.present():
        raise VectorStoreUnavailableError()
    return 0
