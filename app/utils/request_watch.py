"""Times every request for metrics and traces; a slow one is a log line."""

import time
from contextlib import ExitStack

from flask import Flask, Response, g

from app.services.call_watch import CALLS
from app.utils.helpers import current_request, services
from app.utils.logger import get_logger, request_id

log = get_logger("http")


def register_request_watch(app: Flask) -> None:
    """First in, last out."""
    app.before_request(_begin)
    app.after_request(_measure)
    app.teardown_request(_end)


def _begin() -> None:
    g.started = time.perf_counter()
    asked, span = current_request(), ExitStack()
    g.request_span = span
    span.enter_context(CALLS.span(f"{asked.method} {asked.endpoint or 'unknown'}"))


def _measure(response: Response) -> Response:
    """A stream is counted when it opens. Unknown paths share one name, whatever is asked."""
    started: float | None = g.get("started")
    if started is not None:
        asked, own = current_request(), services()
        seconds, endpoint = time.perf_counter() - started, asked.endpoint or "unknown"
        own.operations.metrics.request(endpoint, asked.method, response.status_code, seconds)
        if seconds * 1000 >= own.config.slow_call_ms:
            log.warning("slow request: %s took %.0f ms", endpoint, seconds * 1000)
    return response


def _end(_exc: BaseException | None) -> None:
    span: ExitStack | None = g.pop("request_span", None)
    if span is not None:
        span.close()
    request_id.set("")  # the server's thread goes on to other things
