"""Identities known for a moment, so that a request with a credential costs no query.

A change of any credential bumps a token that all processes share; entries of before are read again.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.config.company_config import ConfigVersion
from app.models.errors import DependencyError, RecordUnavailableError

T = TypeVar("T")
FRESH_S = 3.0  # with the shared token out of reach a revocation still takes effect within this
CHECK_EVERY_S = 0.5
OUTAGE_S = 900.0  # how long a known credential goes on working while the record is away
MAX_ENTRIES = 10_000


@dataclass(frozen=True, slots=True)
class _Entry(Generic[T]):
    value: T
    version: str | None
    read_at: float


class CredentialCache(Generic[T]):
    """By digest of the credential; what is unknown is not remembered, so it cannot be filled from outside."""

    def __init__(self, version: ConfigVersion, clock: Callable[[], float] = time.monotonic) -> None:
        self._shared, self._clock = version, clock
        self._entries: dict[str, _Entry[T]] = {}
        self._version: str | None = None
        self._checked_at = float("-inf")
        self._lock = threading.Lock()

    def get(self, digest: str, read: Callable[[], T | None]) -> T | None:
        """The value, read where it is not known or may have changed. Raises: RecordUnavailableError."""
        version, now = self._current(), self._clock()
        entry = self._entries.get(digest)
        same = entry is not None and entry.version == version
        if entry is not None and same and now - entry.read_at < FRESH_S:
            return entry.value
        try:
            value = read()
        except RecordUnavailableError:
            if entry is not None and same and version is not None and now - entry.read_at < OUTAGE_S:
                return entry.value
            raise
        self._keep(digest, value, version, now)
        return value

    def forget_all(self) -> None:
        """Something was revoked or changed: here at once, elsewhere as soon as the token is asked."""
        self._shared.bump()
        with self._lock:
            self._entries.clear()
            self._checked_at = float("-inf")

    def _keep(self, digest: str, value: T | None, version: str | None, now: float) -> None:
        with self._lock:
            self._entries.pop(digest, None)
            if value is not None:
                while len(self._entries) >= MAX_ENTRIES:
                    self._entries.pop(next(iter(self._entries)))
                self._entries[digest] = _Entry(value, version, now)

    def _current(self) -> str | None:
        now = self._clock()
        if now - self._checked_at >= CHECK_EVERY_S:
            self._checked_at = now
            try:
                self._version = self._shared.current()
            except DependencyError:
                self._version = None
        return self._version
