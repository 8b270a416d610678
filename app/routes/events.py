"""Live news of a company as server-sent events."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from flask import Response, g, request
from flask_smorest import Blueprint

from app.models.errors import ForbiddenError
from app.models.operations_schemas import EventsQuerySchema
from app.services.event_bus import Event, Subscription
from app.utils.access import has_credential
from app.utils.decorators import require_company_context
from app.utils.helpers import services

bp = Blueprint("events", __name__, url_prefix="/api/events", description="Live news")

HEARTBEAT_S = 15.0
RETRY_MS = 3_000
_HEADERS = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}


@bp.get("")
@bp.arguments(EventsQuerySchema, location="query")
@bp.response(200, content_type="text/event-stream")
def stream_events(args: dict[str, Any]) -> Response:
    """The company's events as they happen (`text/event-stream`); `scope=all` for platform administrators.

    Each `data:` is `{type, company_id, at, …}` with type message, handoff, emergency, owner, appointment, document
    or ping (every 15 s). `Last-Event-ID` brings what was missed, as far as this process still has it.
    """
    return _all_companies() if args["scope"] == "all" else _one_company()


@require_company_context
def _one_company() -> Response:
    return _stream(g.company.company_id)


def _all_companies() -> Response:
    """Raises: ForbiddenError."""
    if not has_credential():
        raise ForbiddenError()
    return _stream(None)


def _stream(company_id: str | None) -> Response:
    subscription = services().events.subscribe(company_id, request.headers.get("Last-Event-ID", ""))
    response = Response(_lines(subscription), mimetype="text/event-stream", headers=_HEADERS)
    response.call_on_close(subscription.close)
    return response


def _lines(subscription: Subscription) -> Iterator[str]:
    yield f"retry: {RETRY_MS}\n{_ping(subscription.company_id)}"
    for event in subscription.events(HEARTBEAT_S):
        yield _line(event) if event else _ping(subscription.company_id)


def _line(event: Event) -> str:
    return f"id: {event.event_id}\ndata: {event.body}\n\n"


def _ping(company_id: str | None) -> str:
    body = {"type": "ping", "company_id": company_id, "at": datetime.now(UTC).isoformat()}
    return f"data: {json.dumps(body)}\n\n"
