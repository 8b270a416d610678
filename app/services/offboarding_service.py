"""Removing a company for good, and writing it out before."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from app.config.company_config import CompanyConfig
from app.models.company_data import CompanyData
from app.models.database import Database
from app.models.errors import PurgeIncompleteError, ValidationFailedError
from app.services.company_config_service import CompanyConfigService
from app.services.redis_service import RedisService
from app.utils.logger import get_logger

log = get_logger("offboarding")
_TRIES = 3  # a turn that was under way may write a key behind us


class VectorIndexes(Protocol):
    """The company's search index. Raises: DependencyError."""

    def count(self, company: CompanyConfig) -> int: ...

    def drop(self, company: CompanyConfig) -> None: ...


@dataclass(slots=True)
class Removed:
    """What was there and is gone; `files`: companies have none of their own beside the record."""

    rows: dict[str, int] = field(default_factory=dict)
    redis_keys: int = 0
    vectors: int = 0
    files: int = 0


class OffboardingService:
    """`read_again` reads the companies anew; a process then drops what it built for one that is no more."""

    def __init__(
        self,
        database: Database,
        redis: RedisService,
        companies: CompanyConfigService,
        vectors: VectorIndexes,
        read_again: Callable[[], object],
    ) -> None:
        self._database, self._redis, self._companies = database, redis, companies
        self._vectors, self._read_again = vectors, read_again

    def purge(self, company: CompanyConfig, confirm: str, author: str) -> tuple[Removed, dict[str, int]]:
        """Remove every row, key and vector; returns what went and what is left, which is nothing.

        Memory goes before the record, so that a purge that failed midway can be asked for again.
        Raises: ValidationFailedError, DependencyError, PurgeIncompleteError.
        """
        if confirm != company.company_id:
            raise ValidationFailedError(details={"confirm": ["Repeat the company's id to remove it for good."]})
        self._redis.ping()
        if company.is_active:
            self._companies.update(company.company_id, {"is_active": False}, author=author)
        removed = Removed(vectors=self._vectors.count(company))
        removed.redis_keys = self._clear(company)
        data = CompanyData(self._database, company.company_id)
        self._companies.bury(company.company_id)
        removed.rows = data.remove()
        self._companies.announce()
        self._read_again()
        left = self._left(company, data)
        for _ in range(_TRIES):
            if not any(left.values()):
                log.info("company %s removed for good", company.company_id)
                return removed, left
            removed.redis_keys += self._clear(company)
            left = self._left(company, data)
        raise PurgeIncompleteError(details={"left": left})

    def export(self, company: CompanyConfig, configuration: Mapping[str, Any]) -> Iterator[str]:
        """One JSON object in pieces: the configuration without secrets, then the rows of each table."""
        yield f'{{"company_id": {json.dumps(company.company_id)}, "format": 1, '
        yield f'"configuration": {json.dumps(configuration, ensure_ascii=False, default=str)}, "records": {{'
        table = ""
        for name, row in CompanyData(self._database, company.company_id).rows():
            text = json.dumps(row, ensure_ascii=False, default=str)
            if name == table:
                yield f",\n{text}"
            else:
                yield f'{"], " if table else ""}"{name}": [{text}'
                table = name
        yield "]}}" if table else "}}"

    def _clear(self, company: CompanyConfig) -> int:
        keys = len(list(self._redis.company(company.redis_prefix).keys()))
        self._vectors.drop(company)
        self._redis.company(company.redis_prefix).clear()
        return keys

    def _left(self, company: CompanyConfig, data: CompanyData) -> dict[str, int]:
        keys = len(list(self._redis.company(company.redis_prefix).keys()))
        return {"rows": sum(data.counts().values()), "redis_keys": keys, "vectors": self._vectors.count(company)}
