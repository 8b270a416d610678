"""Times every request for metrics and traces; a slow one is a log line."""

import time
from contextlib import ExitStack

from flask import Flask, Response, g, request

from app.services.call_watch import CALLS
from app.utils.helpers import services
from app.utils.logger import get_logger, request_id

log = get_logger("http")


def register_request_watch(app: Flask) -> None:
    """First in, last out."""
    app.before_request(_begin)
    app.after_request(_measure)
    app.teardown_request(_end)


def _begin() -> None:
    g.started = time.perf_counter()
    g.request_span = ExitStack()
    g.request_span.enter_context(CALLS.span(f"{request.method} {request.endpoint or 'unknown'}"))


def _measure(response: Response) -> Response:
    """A stream is counted when it opens. Unknown paths share one name, whatever is asked."""
    if "started" in g:
        seconds, endpoint = time.perf_counter() - g.started, request.endpoint or "unknown"
        services().operations.metrics.request(endpoint, request.method, response.status_code, seconds)
        if seconds * 1000 >= services().config.slow_call_ms:
            log.warning("slow request: %s took %.0f ms", endpoint, seconds * 1000)
    return response


def _end(_exc: BaseException | None) -> None:
    if "request_span" in g:
        g.request_span.close()
    request_id.set("")  # the server's thread goes on to other things
