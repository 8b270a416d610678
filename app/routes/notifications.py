"""Whom a company wants told of emergencies and of what is broken."""

from typing import Any

from flask import g
from flask_smorest import Blueprint

from app.models.integration_schemas import (
    NotificationListRequestSchema,
    NotificationPageSchema,
    NotificationTargetChangeSchema,
    NotificationTargetCreateSchema,
    NotificationTargetDeletedSchema,
    NotificationTargetListSchema,
    NotificationTargetSchema,
    NotificationTestRequestSchema,
    NotificationTestSchema,
)
from app.models.notification import NOTIFICATION_KINDS, NotificationTarget
from app.services.integrations.notifications import Notifications
from app.services.integrations.notifier import SCHEMES
from app.utils.decorators import require_company_context
from app.utils.helpers import services

bp = Blueprint("notifications", __name__, url_prefix="/api/admin/notifications", description="Notifications")


@bp.get("")
@require_company_context
@bp.response(200, NotificationTargetListSchema)
def list_targets() -> dict[str, Any]:
    """Oldest first; addresses are masked."""
    found = [_shown(target) for target in _notifications().list(g.company)]
    return {
        "company_id": g.company.company_id,
        "targets": found,
        "total": len(found),
        "available_kinds": NOTIFICATION_KINDS,
        "available_schemes": ["https", *sorted(SCHEMES)],
    }


@bp.post("")
@require_company_context
@bp.arguments(NotificationTargetCreateSchema)
@bp.response(201, NotificationTargetSchema)
def create_target(args: dict[str, Any]) -> dict[str, Any]:
    """Somebody to be told; the address is sealed and never shown again."""
    return _shown(_notifications().save(g.company, "", args))


@bp.get("/log")
@require_company_context
@bp.arguments(NotificationListRequestSchema, location="query")
@bp.response(200, NotificationPageSchema)
def list_notifications(args: dict[str, Any]) -> dict[str, Any]:
    """What was told, newest first; settled ones are kept for 14 days."""
    found, total = _notifications().page(g.company, args["page"], args["page_size"])
    return {
        "company_id": g.company.company_id,
        "notifications": found,
        "total": total,
        "page": args["page"],
        "page_size": args["page_size"],
    }


@bp.post("/test")
@require_company_context
@bp.arguments(NotificationTestRequestSchema, required=False)
@bp.response(200, NotificationTestSchema)
def test_notifications(args: dict[str, Any]) -> dict[str, Any]:
    """Tell one target, or every one, now. A failed try is an answer (`ok: false`), not an error."""
    tried = _notifications().try_out(g.company, args.get("target_id", ""))
    results = [
        {"target_id": target.target_id, "name": target.name, "ok": not reason, "reason": reason}
        for target, reason in tried
    ]
    return {"company_id": g.company.company_id, "results": results}


@bp.put("/<integration_id>")
@require_company_context
@bp.arguments(NotificationTargetChangeSchema)
@bp.response(200, NotificationTargetSchema)
def update_target(args: dict[str, Any], integration_id: str) -> dict[str, Any]:
    """What is not sent stays."""
    return _shown(_notifications().save(g.company, integration_id, args))


@bp.delete("/<integration_id>")
@require_company_context
@bp.response(200, NotificationTargetDeletedSchema)
def delete_target(integration_id: str) -> dict[str, Any]:
    """The target and the list of what it was told."""
    _notifications().delete(g.company, integration_id)
    return {"company_id": g.company.company_id, "target_id": integration_id, "deleted": True}


def _notifications() -> Notifications:
    return services().integrations.notifications


def _shown(target: NotificationTarget) -> dict[str, Any]:
    return {
        "company_id": g.company.company_id,
        "target_id": target.target_id,
        "name": target.name,
        "shown": target.shown,
        "kinds": target.kinds,
        "is_active": target.is_active,
        "created_at": target.created_at,
    }
