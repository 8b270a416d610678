"""What a company's agents may ask for live data."""

from typing import Any

from flask import g
from flask_smorest import Blueprint

from app.models.http_tool import HttpTool
from app.models.tool_schemas import (
    HttpToolChangeSchema,
    HttpToolCreateSchema,
    HttpToolDeletedSchema,
    HttpToolListSchema,
    HttpToolSchema,
    HttpToolTriedSchema,
    HttpToolTryRequestSchema,
)
from app.services.integrations.http_tools import HttpTools
from app.services.integrations.tool_templates import PLACEHOLDERS
from app.utils.decorators import require_company_context
from app.utils.helpers import services

bp = Blueprint("http_tools", __name__, url_prefix="/api/admin/tools", description="HTTP tools")


@bp.get("")
@require_company_context
@bp.response(200, HttpToolListSchema)
def list_tools() -> dict[str, Any]:
    """Oldest first."""
    found = [_shown(tool) for tool in _tools().list(g.company)]
    return {
        "company_id": g.company.company_id,
        "tools": found,
        "total": len(found),
        "available_placeholders": PLACEHOLDERS,
    }


@bp.post("")
@require_company_context
@bp.arguments(HttpToolCreateSchema)
@bp.response(201, HttpToolSchema)
def create_tool(args: dict[str, Any]) -> dict[str, Any]:
    """Header values are sealed and never shown again."""
    return _shown(_tools().save(g.company, "", args))


@bp.get("/<integration_id>")
@require_company_context
@bp.response(200, HttpToolSchema)
def get_tool(integration_id: str) -> dict[str, Any]:
    """One tool."""
    return _shown(_tools().get(g.company, integration_id))


@bp.put("/<integration_id>")
@require_company_context
@bp.arguments(HttpToolChangeSchema)
@bp.response(200, HttpToolSchema)
def update_tool(args: dict[str, Any], integration_id: str) -> dict[str, Any]:
    """What is not sent stays, headers too."""
    return _shown(_tools().save(g.company, integration_id, args))


@bp.delete("/<integration_id>")
@require_company_context
@bp.response(200, HttpToolDeletedSchema)
def delete_tool(integration_id: str) -> dict[str, Any]:
    """Remove a tool."""
    _tools().delete(g.company, integration_id)
    return {"company_id": g.company.company_id, "tool_id": integration_id, "deleted": True}


@bp.post("/<integration_id>/try")
@require_company_context
@bp.arguments(HttpToolTryRequestSchema)
@bp.response(200, HttpToolTriedSchema)
def try_tool(args: dict[str, Any], integration_id: str) -> dict[str, Any]:
    """Ask it now, as for this customer's message. A failed try is an answer (`ok: false`), not an error."""
    would_use, score, answer = _tools().try_out(g.company, integration_id, args["message"])
    return {
        "company_id": g.company.company_id,
        "tool_id": integration_id,
        "would_use": would_use,
        "score": round(score, 3),
        "ok": not answer.reason,
        "reason": answer.reason,
        "status": answer.status,
        "url": answer.url,
        "values": answer.values,
        "answer": answer.text,
        "duration_ms": answer.duration_ms,
    }


def _tools() -> HttpTools:
    return services().integrations.tools


def _shown(tool: HttpTool) -> dict[str, Any]:
    return {
        "company_id": g.company.company_id,
        "tool_id": tool.tool_id,
        "name": tool.name,
        "examples": tool.examples,
        "keywords": tool.keywords,
        "method": "GET",
        "url_template": tool.url_template,
        "header_names": tool.header_names,
        "fields": tool.fields,
        "answer_template": tool.answer_template,
        "timeout_s": tool.timeout_s,
        "is_active": tool.is_active,
        "created_at": tool.created_at,
        "updated_at": tool.updated_at,
    }
