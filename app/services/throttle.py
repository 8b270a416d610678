"""Counts tries in moving windows, shared by all processes where there is Redis."""

import hashlib
import threading
import time
from typing import TYPE_CHECKING, Any

from app.models.errors import RateLimitedError
from app.utils.logger import get_logger

if TYPE_CHECKING:
    from limits.strategies import RateLimiter

log = get_logger("limits")
RETRY_REDIS_S = 5.0


class Throttle:
    """With Redis away each process counts for itself: a limit gets looser, never lost."""

    def __init__(self, redis_url: str) -> None:
        self._url = redis_url
        self._shared: RateLimiter | None = None
        self._own: RateLimiter | None = None
        self._down_until = 0.0
        self._lock = threading.Lock()

    def hit(self, kind: str, who: str, amount: int, seconds: int) -> None:
        """Count one try of `who`. Raises: RateLimitedError when there were `amount` in the last `seconds`."""
        from limits import RateLimitItemPerSecond  # loaded where a limit is in force

        item = RateLimitItemPerSecond(amount, seconds, namespace="platform:limits")
        key = (kind, _digest(who))
        if not self._run("hit", item, key):
            reset = self._run("get_window_stats", item, key).reset_time
            raise RateLimitedError(max(0.0, reset - time.time()))

    def clear(self, kind: str, who: str, amount: int, seconds: int) -> None:
        """Forget the tries of `who`."""
        from limits import RateLimitItemPerSecond

        item = RateLimitItemPerSecond(amount, seconds, namespace="platform:limits")
        self._run("clear", item, (kind, _digest(who)))

    def _run(self, command: str, item: object, key: tuple[str, str]) -> Any:
        from limits.errors import StorageError

        if self._url and time.monotonic() >= self._down_until:
            try:
                return getattr(self._limiter(shared=True), command)(item, *key)
            except StorageError:
                self._down_until = time.monotonic() + RETRY_REDIS_S
                log.warning("limits are counted per process: redis is not reachable")
        return getattr(self._limiter(shared=False), command)(item, *key)

    def _limiter(self, *, shared: bool) -> "RateLimiter":
        with self._lock:
            if shared:
                self._shared = self._shared or _make(self._url)
                return self._shared
            self._own = self._own or _make("")
            return self._own


def _make(url: str) -> "RateLimiter":
    from limits.storage import MemoryStorage, RedisStorage
    from limits.strategies import MovingWindowRateLimiter

    if not url:
        return MovingWindowRateLimiter(MemoryStorage())
    storage = RedisStorage(url, wrap_exceptions=True, socket_timeout=2, socket_connect_timeout=1)
    return MovingWindowRateLimiter(storage)


def _digest(who: str) -> str:
    """Neither addresses nor e-mails are kept as they are."""
    return hashlib.sha256(who.encode("utf-8", "replace")).hexdigest()[:32]
