"""The Chatwoot webhook: verified, stored, acknowledged; the work happens elsewhere."""

from typing import Any

from flask import request
from flask_smorest import Blueprint

from app.models.responses import WebhookAnswerSchema
from app.services.webhook_signature import Delivery
from app.utils.helpers import services
from app.utils.validators import validate_webhook_data

bp = Blueprint("webhook", __name__, url_prefix="/api/webhook", description="Chatwoot")


@bp.post("/chatwoot")
@bp.doc(security=[])
@bp.response(200, WebhookAnswerSchema)
def chatwoot() -> dict[str, Any]:
    """Any Chatwoot event, verified by its signature."""
    return _receive("")


@bp.post("/chatwoot/<token>")
@bp.doc(security=[])
@bp.response(200, WebhookAnswerSchema)
def chatwoot_by_token(token: str) -> dict[str, Any]:
    """Any Chatwoot event of an installation too old to sign, verified by the unguessable URL."""
    return _receive(token)


def _receive(token: str) -> dict[str, Any]:
    event = validate_webhook_data(request.get_json())
    delivery = Delivery.of(request.get_data(cache=True), dict(request.headers), token)
    return services().webhooks.receive(event, delivery)
