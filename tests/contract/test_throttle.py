"""Tries are counted for all processes where there is Redis, and for each one without it."""

import pytest

from app.models.errors import RateLimitedError
from app.services.redis_service import RedisService
from app.services.throttle import Throttle


def test_two_processes_share_one_count(redis_service: RedisService) -> None:
    first, second = Throttle(redis_service.url), Throttle(redis_service.url)
    for _ in range(2):
        first.hit("login", "10.0.0.1", 3, 60)
    second.hit("login", "10.0.0.1", 3, 60)
    process = second if redis_service.url else first
    if not redis_service.url:
        first.hit("login", "10.0.0.1", 3, 60)  # its own third
    with pytest.raises(RateLimitedError) as refused:
        process.hit("login", "10.0.0.1", 3, 60)
    assert 1 <= refused.value.retry_after_s <= 61
    process.hit("login", "10.0.0.2", 3, 60)
    process.hit("setup", "10.0.0.1", 3, 60)
    process.clear("login", "10.0.0.1", 3, 60)
    process.hit("login", "10.0.0.1", 3, 60)


def test_neither_addresses_nor_names_are_kept(redis_service: RedisService) -> None:
    Throttle(redis_service.url).hit("login", "ana@clinica.example", 3, 60)
    names = redis_service.run(lambda client: [key.decode() for key in client.scan_iter()])
    assert not [name for name in names if "ana" in name]
    assert all("platform:limits" in name for name in names)


@pytest.mark.integration
def test_with_redis_away_limits_still_hold() -> None:
    throttle = Throttle("redis://127.0.0.1:1/0")
    for _ in range(3):
        throttle.hit("login", "10.0.0.1", 3, 60)
    with pytest.raises(RateLimitedError):
        throttle.hit("login", "10.0.0.1", 3, 60)
