"""Talk to a company's agents, list what was said, erase it."""

from typing import Any

from flask import Response, g
from flask_smorest import Blueprint

from app.models.conversation_schemas import ConversationListSchema, ConversationSchema, HistoryRequestSchema
from app.models.responses import (
    ChatReplySchema,
    ConversationDeletedSchema,
    ConversationPageSchema,
    HistorySchema,
)
from app.routes.presenters import chat_reply, message
from app.utils.decorators import log_company_action, require_company_context
from app.utils.helpers import create_success_response, services
from app.utils.validators import validate_user_id

bp = Blueprint("conversations", __name__, url_prefix="/api/conversations", description="Conversations")


@bp.post("/<user_id>/test")
@require_company_context
@bp.arguments(ConversationSchema())
@bp.response(200, ChatReplySchema)
def chat_test(args: dict[str, Any], user_id: str) -> Response:
    """Send a message as a customer would and read the agents' answer."""
    result, before = services().conversations.reply(g.company, user_id, args["message"])
    return create_success_response(chat_reply(g.company, user_id, args["message"], result, before))


@bp.get("")
@require_company_context
@bp.arguments(ConversationListSchema, location="query")
@bp.response(200, ConversationPageSchema)
def list_conversations(args: dict[str, Any]) -> dict[str, Any]:
    """Most recently active first; `status` filters by owner, `q` by person or last message."""
    page, size = args["page"], args["page_size"]
    rows, total = services().conversations.list(
        g.company, page, size, owner=args.get("status"), text=args.get("q")
    )
    return {
        "company_id": g.company.company_id,
        "conversations": rows,
        "total_conversations": total,
        "page": page,
        "page_size": size,
    }


@bp.get("/<user_id>/history")
@require_company_context
@bp.arguments(HistoryRequestSchema, location="query")
@bp.response(200, HistorySchema)
def get_history(args: dict[str, Any], user_id: str) -> dict[str, Any]:
    """What was said, oldest first."""
    messages, total = services().conversations.history(g.company, validate_user_id(user_id), args["limit"])
    return {
        "company_id": g.company.company_id,
        "user_id": user_id,
        "messages": [message(item) for item in messages],
        "total_messages": total,
    }


@bp.delete("/<user_id>")
@require_company_context
@log_company_action("conversation erased")
@bp.response(200, ConversationDeletedSchema)
def delete_conversation(user_id: str) -> dict[str, Any]:
    """Erase a person's conversation everywhere."""
    services().conversations.erase(g.company, validate_user_id(user_id))
    return {"company_id": g.company.company_id, "user_id": user_id, "deleted": True}
