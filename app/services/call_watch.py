"""Times every call to something outside: a metric, a log line when it was slow, a span when traces are on."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from app.services.right_of_way import RIGHT_OF_WAY
from app.utils.logger import get_logger, request_id

log = get_logger("calls")

SLOW_MS = 2_000.0
REQUEST_ID_HEADER = "X-Request-ID"

Observe = Callable[[str, float, bool], None]  # dependency, seconds, went well
Span = Callable[[str], AbstractContextManager[object]]


class CallWatch:
    """One per process, because adapters are many; silent until configured."""

    def __init__(self) -> None:
        self._slow_ms = SLOW_MS
        self._observe: Observe = _nobody
        self._span: Span = _no_span

    def configure(self, slow_ms: float, observe: Observe, span: Span | None = None) -> None:
        """`slow_ms`: from where on a call is worth a log line."""
        self._slow_ms, self._observe, self._span = slow_ms, observe, span or _no_span

    @contextmanager
    def call(self, dependency: str) -> Iterator[None]:
        """Around one call; what it raises passes through."""
        with RIGHT_OF_WAY.away():
            started, done = time.perf_counter(), False
            try:
                with self._span(dependency):
                    yield
                done = True
            finally:
                self._note(dependency, time.perf_counter() - started, done)

    def _note(self, dependency: str, seconds: float, done: bool) -> None:
        self._observe(dependency, seconds, done)
        if seconds * 1000 >= self._slow_ms:
            log.warning("slow call: %s took %.0f ms", dependency, seconds * 1000)

    def span(self, name: str) -> AbstractContextManager[object]:
        """Around a piece of our own work, for traces alone."""
        return self._span(name)


def trace_headers() -> dict[str, str]:
    """What a call carries so that its log lines can be found on the other side."""
    current = request_id.get()
    return {REQUEST_ID_HEADER: current} if current else {}


def _nobody(dependency: str, seconds: float, done: bool) -> None:
    del dependency, seconds, done


_NOTHING = nullcontext()


def _no_span(name: str) -> AbstractContextManager[object]:
    del name
    return _NOTHING


CALLS = CallWatch()
