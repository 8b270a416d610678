"""Notes every administrative change that a request made and no service has noted itself."""

from flask import Response, g, request

from app.models.identity import Identity
from app.utils.helpers import services
from app.utils.permissions import SAFE_METHODS

# A customer's messages and questions are no administration; signing in is noted where it happens.
_NOT_ADMINISTRATIVE = frozenset(
    {
        "conversations.chat_test",
        "documents.search_documents",
        "prompts.preview_prompt",
    }
)
_BLUEPRINTS_LEFT_OUT = frozenset({"auth", "multimedia", "webhook", "panel"})
# Ids of things, not of customers: whom a conversation is with must not outlive its erasure.
_TARGETS = ("document_id", "answer_id", "question_id", "appointment_id", "agent", "integration_id", "webhook_id")
_MOST_FIELDS = 40


def begin() -> None:
    services().audit.begin_request()


def note_change(response: Response) -> Response:
    """After the view: one entry for a change that worked. Values never go in, only the names of fields."""
    identity: Identity | None = g.get("identity")
    if identity is None or response.status_code >= 300 or not _is_change() or services().audit.noted():
        return response
    arguments = request.view_args or {}
    company = getattr(g.get("company"), "company_id", None) or arguments.get("company_id") or _named_in_body()
    target = next((str(arguments[name]) for name in _TARGETS if name in arguments), "")
    services().audit.record(identity, request.endpoint or "", company, target, _details())
    return response


def _is_change() -> bool:
    endpoint = request.endpoint or ""
    left_out = endpoint in _NOT_ADMINISTRATIVE or endpoint.partition(".")[0] in _BLUEPRINTS_LEFT_OUT
    return request.method not in SAFE_METHODS and not left_out


def _named_in_body() -> str | None:
    """A company that the request has just made."""
    body = request.get_json(silent=True) if request.is_json else None
    named = body.get("company_id") if isinstance(body, dict) else None
    return named if isinstance(named, str) else None


def _details() -> dict[str, list[str]]:
    body = request.get_json(silent=True) if request.is_json else None
    if not isinstance(body, dict) or not body:
        return {}
    return {"fields": sorted(name[:60] for name in body if name != "company_id")[:_MOST_FIELDS]}
