"""A company's budget for language models, counted for all processes."""

from datetime import UTC, datetime, timedelta

import pytest

from app.models.errors import ModelBudgetSpentError
from app.services.model_budget import ModelBudgets
from app.services.redis_service import RedisService
from tests.factories import make_company


class Clock:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 3, 4, 17, 0, tzinfo=UTC))  # noon in Bogotá


def test_calls_of_a_minute_are_counted_for_all_processes(redis_service: RedisService, clock: Clock) -> None:
    company = make_company(model_calls_per_minute=2)
    one, other = ModelBudgets(redis_service, clock), ModelBudgets(redis_service, clock)
    one.meter(company).begin()
    other.meter(company).begin()
    for budgets in (one, other):
        with pytest.raises(ModelBudgetSpentError):
            budgets.meter(company).begin()
    use = one.use(company)
    assert use is not None
    assert (use.calls_this_minute, use.refused_today, use.spent) == (2, 2, True)
    clock.now += timedelta(minutes=1)
    one.meter(company).begin()


def test_tokens_are_the_local_day_s(redis_service: RedisService, clock: Clock) -> None:
    company, budgets = make_company(model_tokens_per_day=100), ModelBudgets(redis_service, clock)
    budgets.meter(company).begin()
    budgets.meter(company).used(100)
    with pytest.raises(ModelBudgetSpentError):
        budgets.meter(company).begin()
    clock.now += timedelta(hours=8)  # another day in UTC, still the same one in Bogotá
    with pytest.raises(ModelBudgetSpentError):
        budgets.meter(company).begin()
    clock.now += timedelta(hours=5)
    budgets.meter(company).begin()


def test_each_company_has_its_own_counts(redis_service: RedisService, clock: Clock) -> None:
    budgets = ModelBudgets(redis_service, clock)
    one, other = (make_company(id_, model_calls_per_minute=1) for id_ in ("uno", "dos"))
    budgets.meter(one).begin()
    budgets.meter(other).begin()
    with pytest.raises(ModelBudgetSpentError):
        budgets.meter(one).begin()
    keys = sorted(redis_service.company("uno:").keys())
    assert all(key.startswith("uno:budget:") for key in keys)
    assert keys


def test_a_company_without_a_budget_counts_nothing(redis_service: RedisService, clock: Clock) -> None:
    company, budgets = make_company(), ModelBudgets(redis_service, clock)
    budgets.meter(company).begin()
    budgets.meter(company).used(10**9)
    budgets.meter(company).begin()
    assert budgets.use(company) is None
    assert list(redis_service.company(company.redis_prefix).keys()) == []


def test_counters_are_forgotten_by_themselves(redis_service: RedisService, clock: Clock) -> None:
    company, budgets = (
        make_company(model_calls_per_minute=1, model_tokens_per_day=9),
        ModelBudgets(redis_service, clock),
    )
    budgets.meter(company).begin()
    budgets.meter(company).used(3)
    keys = list(redis_service.company(company.redis_prefix).keys())
    assert len(keys) == 2
    for key in keys:
        assert redis_service.run(lambda client, key=key: client.ttl(key)) > 0


@pytest.mark.integration
def test_without_redis_each_process_counts_for_itself(clock: Clock) -> None:
    company, budgets = (
        make_company(model_calls_per_minute=1),
        ModelBudgets(RedisService("redis://127.0.0.1:1/0"), clock),
    )
    budgets.meter(company).begin()
    with pytest.raises(ModelBudgetSpentError):
        budgets.meter(company).begin()
