"""The Chatwoot webhook: which company is meant; unknown accounts are ignored, never guessed."""

from typing import Any

from flask import request
from flask_smorest import Blueprint

from app.models.responses import WebhookAnswerSchema
from app.utils.helpers import services
from app.utils.validators import validate_webhook_data

bp = Blueprint("webhook", __name__, url_prefix="/api/webhook", description="Chatwoot")


@bp.post("/chatwoot")
@bp.response(200, WebhookAnswerSchema)
def chatwoot() -> dict[str, Any]:
    """Any Chatwoot event."""
    event = validate_webhook_data(request.get_json())
    return services().webhooks.receive(event)
