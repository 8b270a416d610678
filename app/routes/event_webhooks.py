"""Where a company's events are sent, and what became of each."""

from typing import Any

from flask import g
from flask_smorest import Blueprint

from app.models.integration_schemas import (
    DeliveryListRequestSchema,
    DeliveryPageSchema,
    DeliveryResultSchema,
    WebhookChangeSchema,
    WebhookCreateSchema,
    WebhookDeletedSchema,
    WebhookListSchema,
    WebhookSchema,
    WebhookSecretSchema,
)
from app.models.sending import PENDING
from app.models.webhook_delivery import WebhookDelivery
from app.models.webhook_endpoint import WEBHOOK_EVENTS, WebhookEndpoint
from app.services.integrations.event_webhooks import EventWebhooks
from app.utils.decorators import require_company_context
from app.utils.helpers import services

bp = Blueprint("event_webhooks", __name__, url_prefix="/api/admin/webhooks", description="Outgoing event webhooks")


@bp.get("")
@require_company_context
@bp.response(200, WebhookListSchema)
def list_webhooks() -> dict[str, Any]:
    """Oldest first."""
    found = [_shown(endpoint) for endpoint in _webhooks().list(g.company)]
    return {**_company(), "webhooks": found, "total": len(found), "available_events": WEBHOOK_EVENTS}


@bp.post("")
@require_company_context
@bp.arguments(WebhookCreateSchema)
@bp.response(201, WebhookSecretSchema)
def create_webhook(args: dict[str, Any]) -> dict[str, Any]:
    """The signing secret (Standard Webhooks) is in this answer only."""
    endpoint, secret = _webhooks().create(g.company, args)
    return {**_shown(endpoint), "secret": secret}


@bp.get("/<webhook_id>")
@require_company_context
@bp.response(200, WebhookSchema)
def get_webhook(webhook_id: str) -> dict[str, Any]:
    """One endpoint."""
    return _shown(_webhooks().get(g.company, webhook_id))


@bp.put("/<webhook_id>")
@require_company_context
@bp.arguments(WebhookChangeSchema)
@bp.response(200, WebhookSchema)
def update_webhook(args: dict[str, Any], webhook_id: str) -> dict[str, Any]:
    """What is not sent stays; `is_active: true` takes one up again that was switched off."""
    return _shown(_webhooks().change(g.company, webhook_id, args))


@bp.delete("/<webhook_id>")
@require_company_context
@bp.response(200, WebhookDeletedSchema)
def delete_webhook(webhook_id: str) -> dict[str, Any]:
    """The endpoint and its deliveries."""
    _webhooks().delete(g.company, webhook_id)
    return {**_company(), "webhook_id": webhook_id, "deleted": True}


@bp.post("/<webhook_id>/secret")
@require_company_context
@bp.response(200, WebhookSecretSchema)
def rotate_secret(webhook_id: str) -> dict[str, Any]:
    """A new signing secret, in this answer only; for 24 hours the old one signs too."""
    endpoint, secret = _webhooks().rotate(g.company, webhook_id)
    return {**_shown(endpoint), "secret": secret}


@bp.post("/<webhook_id>/test")
@require_company_context
@bp.response(200, DeliveryResultSchema)
def test_webhook(webhook_id: str) -> dict[str, Any]:
    """Send one event of type `test` now. A failed try is an answer (`state: failed`), not an error."""
    return {**_company(), **_delivery(_webhooks().test(g.company, webhook_id))}


@bp.get("/<webhook_id>/deliveries")
@require_company_context
@bp.arguments(DeliveryListRequestSchema, location="query")
@bp.response(200, DeliveryPageSchema)
def list_deliveries(args: dict[str, Any], webhook_id: str) -> dict[str, Any]:
    """What was sent, newest first; settled ones are kept for 14 days."""
    found, total = _webhooks().deliveries(g.company, webhook_id, args["page"], args["page_size"])
    return {
        **_company(),
        "webhook_id": webhook_id,
        "deliveries": [_delivery(item) for item in found],
        "total": total,
        "page": args["page"],
        "page_size": args["page_size"],
    }


@bp.post("/<webhook_id>/deliveries/<delivery_id>/resend")
@require_company_context
@bp.response(200, DeliveryResultSchema)
def resend_delivery(webhook_id: str, delivery_id: str) -> dict[str, Any]:
    """Send it once more, in the background, with the same `webhook-id`."""
    return {**_company(), **_delivery(_webhooks().resend(g.company, webhook_id, delivery_id))}


def _webhooks() -> EventWebhooks:
    return services().integrations.webhooks


def _company() -> dict[str, Any]:
    return {"company_id": g.company.company_id}


def _shown(endpoint: WebhookEndpoint) -> dict[str, Any]:
    return {
        **_company(),
        "webhook_id": endpoint.endpoint_id,
        "name": endpoint.name,
        "url": endpoint.url,
        "events": endpoint.events,
        "include_content": endpoint.include_content,
        "is_active": endpoint.is_active,
        "disabled_reason": endpoint.disabled_reason,
        "failing_since": endpoint.failing_since,
        "created_at": endpoint.created_at,
        "updated_at": endpoint.updated_at,
    }


def _delivery(item: WebhookDelivery) -> dict[str, Any]:
    return {
        "delivery_id": item.delivery_id,
        "webhook_id": item.endpoint_id,
        "event_id": item.event_id,
        "event": item.event,
        "state": item.state,
        "attempts": item.attempts,
        "status": item.status,
        "reason": item.reason,
        "duration_ms": item.duration_ms,
        "body": item.body,
        "created_at": item.created_at,
        "tried_at": item.tried_at,
        "next_at": item.next_at if item.state == PENDING else None,
    }
