"""Probes of what the installation depends on: side by side, each with a deadline, remembered for some seconds.

A dependency that hangs costs one thread and one deadline, however many ask; nobody waits for another's probe.
"""

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from app.models.errors import DependencyError
from app.utils.logger import get_logger

log = get_logger("health")

TIMEOUT_S = 1.0
KEPT_S = 3.0


@dataclass(frozen=True, slots=True)
class ProbeResult:
    up: bool
    latency_ms: float | None = None  # None: no answer in time


class Probes:
    """Named checks; a check raises DependencyError where its dependency is down."""

    def __init__(
        self,
        checks: Mapping[str, Callable[[], object]],
        *,
        timeout_s: float = TIMEOUT_S,
        kept_s: float = KEPT_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._checks, self._timeout_s, self._kept_s, self._clock = checks, timeout_s, kept_s, clock
        self._running: dict[str, Future[ProbeResult]] = {}
        self._last: dict[str, ProbeResult] = {}
        self._until = 0.0
        self._lock = threading.Lock()
        self._pool: ThreadPoolExecutor | None = None

    def results(self) -> dict[str, ProbeResult]:
        """By name. While another caller probes, the last results are the answer."""
        if self._clock() < self._until:
            return self._last
        if not self._lock.acquire(blocking=not self._last):
            return self._last
        try:
            if self._clock() >= self._until:
                self._last = self._probe()
                self._until = self._clock() + self._kept_s
            return self._last
        finally:
            self._lock.release()

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def _probe(self) -> dict[str, ProbeResult]:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(len(self._checks), thread_name_prefix="probe")
        for name, check in self._checks.items():
            if name not in self._running or self._running[name].done():  # one that still hangs is not doubled
                self._running[name] = self._pool.submit(_timed, name, check)
        wait(self._running.values(), timeout=self._timeout_s)
        return {name: f.result() if f.done() else ProbeResult(up=False) for name, f in self._running.items()}


def _timed(name: str, check: Callable[[], object]) -> ProbeResult:
    started = time.perf_counter()
    try:
        check()
    except DependencyError:
        return ProbeResult(up=False, latency_ms=_ms(started))
    except Exception:  # a health probe: whatever it is, the dependency does not serve
        log.exception("the probe of %s failed", name)
        return ProbeResult(up=False, latency_ms=_ms(started))
    return ProbeResult(up=True, latency_ms=_ms(started))


def _ms(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)
