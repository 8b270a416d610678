"""The name of a company's present state of knowledge, under `{prefix}version:documents`.

Every change counts it up. It starts from the clock, so that a number lost with Redis is never given twice.
"""

import time
from collections.abc import Callable

from app.config.constants import KeyKind
from app.models.errors import DependencyError
from app.services.redis_service import CompanyRedis
from app.utils.logger import get_logger

log = get_logger("vectorstore")
NAME = "documents"


class RecordToken:
    """Never raises: without Redis there is no token, and whoever asks reads the record itself."""

    def __init__(self, redis: CompanyRedis) -> None:
        self._redis = redis

    def current(self) -> str:
        """Empty when there is none. In a turn, the one in force as it began: a round trip less."""
        return self._read(self._redis.get_along)

    def establish(self) -> str:
        """Make one where there is none; returns the one in force, or an empty text."""
        if not self._now():
            self._start()
        return self._now()

    def announce(self, known: str) -> str:
        """Count up; returns the new token if nobody else changed anything since `known`, else an empty text."""
        try:
            if not self._now():
                self._start()
            token = self._redis.increment(KeyKind.VERSION, NAME)
        except DependencyError:
            log.warning("a change of knowledge could not be announced to other processes")
            return ""
        return str(token) if known.isdigit() and token == int(known) + 1 else ""

    def _now(self) -> str:
        return self._read(self._redis.get)

    def _read(self, get: Callable[[KeyKind, str], bytes | None]) -> str:
        try:
            return (get(KeyKind.VERSION, NAME) or b"").decode()
        except DependencyError:
            return ""

    def _start(self) -> None:
        try:
            self._redis.set(KeyKind.VERSION, NAME, str(time.time_ns()))
        except DependencyError:
            log.debug("no token without the working memory")
