"""What a company's language model has used of its budget: tokens of the day, calls of the minute.

Counted in Redis for all processes. With Redis away each process counts for itself: a budget gets looser,
never lost.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from app.config.company_config import CompanyConfig
from app.config.constants import KeyKind
from app.models.errors import ModelBudgetSpentError, WorkingMemoryUnavailableError
from app.services.redis_service import CompanyRedis, RedisService

T = TypeVar("T")
DAY_TTL_S = 2 * 24 * 3600
MINUTE_TTL_S = 120


class Meter(Protocol):
    """What a model service tells of each call."""

    def begin(self) -> None:
        """Before a call. Raises: ModelBudgetSpentError; then nothing may be called."""

    def used(self, tokens: int) -> None:
        """After a call that gave an answer."""


class NoMeter:
    """Counts nothing and refuses nothing."""

    def begin(self) -> None: ...

    def used(self, tokens: int) -> None: ...


@dataclass(frozen=True, slots=True)
class BudgetUse:
    """Limits None = none; the day is the company's local one."""

    tokens_per_day: int | None
    tokens_today: int
    calls_per_minute: int | None
    calls_this_minute: int
    refused_today: int  # calls that the local engine answered instead

    @property
    def spent(self) -> bool:
        """Whether the next call would be refused."""
        return _full(self.tokens_per_day, self.tokens_today) or _full(
            self.calls_per_minute, self.calls_this_minute
        )


class ModelBudgets:
    """Costs nothing for companies without a budget."""

    def __init__(self, redis: RedisService, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._redis, self._own, self._clock = redis, RedisService(""), clock

    def meter(self, company: CompanyConfig) -> Meter:
        """What counts this company's calls."""
        limits = company.limits
        if limits.model_tokens_per_day is None and limits.model_calls_per_minute is None:
            return NoMeter()
        return CompanyMeter(self, company)

    def use(self, company: CompanyConfig) -> BudgetUse | None:
        """None where the company has no budget."""
        if isinstance(self.meter(company), NoMeter):
            return None
        tokens, calls, refused = self.counts(company)
        limits = company.limits
        return BudgetUse(limits.model_tokens_per_day, tokens, limits.model_calls_per_minute, calls, refused)

    def begin(self, company: CompanyConfig) -> None:
        """Count one call. Raises: ModelBudgetSpentError."""
        use = self.use(company)
        if use is not None and use.spent:
            self._add(company, "refused", self._day(company), 1, DAY_TTL_S)
            raise ModelBudgetSpentError()
        calls = self._add(company, "calls", self._minute(), 1, MINUTE_TTL_S)
        limit = company.limits.model_calls_per_minute
        if limit is not None and calls > limit:  # another process was faster
            self._add(company, "refused", self._day(company), 1, DAY_TTL_S)
            raise ModelBudgetSpentError()

    def used(self, company: CompanyConfig, tokens: int) -> None:
        self._add(company, "tokens", self._day(company), tokens, DAY_TTL_S)

    def counts(self, company: CompanyConfig) -> tuple[int, int, int]:
        """Tokens today, calls this minute, calls refused today."""
        day, minute = self._day(company), self._minute()

        def read(redis: CompanyRedis) -> list[int]:
            ids = (f"tokens:{day}", f"calls:{minute}", f"refused:{day}")
            return redis.counts(KeyKind.BUDGET, ids)

        tokens, calls, refused = self._run(company, read)
        return tokens, calls, refused

    def close(self) -> None:
        self._own.close()

    def _add(self, company: CompanyConfig, what: str, period: str, amount: int, ttl_s: int) -> int:
        return self._run(company, lambda r: r.add(KeyKind.BUDGET, f"{what}:{period}", amount, ttl_s=ttl_s))

    def _run(self, company: CompanyConfig, command: Callable[[CompanyRedis], T]) -> T:
        try:
            return command(self._redis.company(company.redis_prefix))
        except WorkingMemoryUnavailableError:
            return command(self._own.company(company.redis_prefix))

    def _day(self, company: CompanyConfig) -> str:
        return self._clock().astimezone(company.zone).date().isoformat()

    def _minute(self) -> str:
        return str(int(self._clock().timestamp()) // 60)


class CompanyMeter:
    """`Meter` of one company."""

    def __init__(self, budgets: ModelBudgets, company: CompanyConfig) -> None:
        self._budgets, self._company = budgets, company

    def begin(self) -> None:
        self._budgets.begin(self._company)

    def used(self, tokens: int) -> None:
        self._budgets.used(self._company, tokens)


def shown(use: BudgetUse | None) -> dict[str, Any] | None:
    """As the API tells it."""
    if use is None:
        return None
    return {
        "tokens_per_day": use.tokens_per_day,
        "tokens_today": use.tokens_today,
        "calls_per_minute": use.calls_per_minute,
        "calls_this_minute": use.calls_this_minute,
        "refused_today": use.refused_today,
        "spent": use.spent,
    }


def _full(limit: int | None, used: int) -> bool:
    return limit is not None and used >= limit
