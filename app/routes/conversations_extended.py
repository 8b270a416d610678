"""Staff and one conversation: take it over, give it back, leave a note, take a copy of everything stored."""

from datetime import UTC, datetime
from typing import Any

from flask import g
from flask_smorest import Blueprint

from app.models.conversation_schemas import StaffNoteSchema, TakeOverSchema
from app.models.responses import ControlSchema, NotedSchema, PersonExportSchema
from app.models.schemas import CompanyScopedSchema
from app.services.conversation_control import Control
from app.utils.access import current_identity
from app.utils.decorators import log_company_action, require_company_context
from app.utils.helpers import services
from app.utils.validators import validate_user_id

bp = Blueprint("conversations_extended", __name__, url_prefix="/api/conversations", description="Conversations")


@bp.post("/<user_id>/takeover")
@require_company_context
@log_company_action("conversation taken over")
@bp.arguments(TakeOverSchema)
@bp.response(200, ControlSchema)
def take_over(args: dict[str, Any], user_id: str) -> dict[str, Any]:
    """The assistant is quiet at once, for some hours or until the conversation is given back."""
    control = services().control.take_over(g.company, validate_user_id(user_id), args["hours"], _author())
    return _control(user_id, control)


@bp.post("/<user_id>/release")
@require_company_context
@log_company_action("conversation given back")
@bp.arguments(CompanyScopedSchema)
@bp.response(200, ControlSchema)
def release(args: dict[str, Any], user_id: str) -> dict[str, Any]:
    """The assistant answers the customer's next message."""
    del args
    return _control(user_id, services().control.release(g.company, validate_user_id(user_id), _author()))


@bp.post("/<user_id>/note")
@require_company_context
@bp.arguments(StaffNoteSchema)
@bp.response(201, NotedSchema)
def note(args: dict[str, Any], user_id: str) -> dict[str, Any]:
    """A note for colleagues; in Chatwoot a private one. Customer and assistant do not read it."""
    services().control.note(g.company, validate_user_id(user_id), args["content"], _author())
    return {"company_id": g.company.company_id, "user_id": user_id, "noted": True}


@bp.get("/<user_id>/export")
@require_company_context
@log_company_action("conversation exported")
@bp.response(200, PersonExportSchema)
def export(user_id: str) -> dict[str, Any]:
    """Everything stored of a person: messages, appointments, reminders, the channel's own rows."""
    found = services().control.export(g.company, validate_user_id(user_id))
    now = datetime.now(UTC)
    return {"company_id": g.company.company_id, "user_id": user_id, "exported_at": now, **found}


def _control(user_id: str, control: Control) -> dict[str, Any]:
    return {
        "company_id": g.company.company_id,
        "user_id": user_id,
        "owner": control.owner,
        "paused_until": control.paused_until,
    }


def _author() -> str:
    """The name of who asks; "" on an open installation, which knows nobody."""
    identity = current_identity()
    return "" if identity.method == "open" else identity.name
