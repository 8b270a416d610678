"""What administrators look at when something is wrong."""

from dataclasses import asdict
from typing import Any

from flask import g
from flask_smorest import Blueprint

from app.models.operations_schemas import ConnectionTestSchema, DiagnosticsSchema
from app.utils.decorators import require_company_context
from app.utils.helpers import services

bp = Blueprint("diagnostic", __name__, url_prefix="/api/admin/diagnostics", description="Diagnostics")


@bp.get("")
@bp.response(200, DiagnosticsSchema)
def get_diagnostics() -> dict[str, Any]:
    """The configuration with advice, and what this process is at: caches, queue, errors by code."""
    return services().diagnostics.report()


@bp.post("/test/<integration>")
@require_company_context
@bp.response(200, ConnectionTestSchema)
def test_connection(integration: str) -> dict[str, Any]:
    """Try one connection of the company: chatwoot, model, embedding, speech, calendar, database or redis.

    A failed try is an answer (`ok: false`), not an error.
    """
    result = services().diagnostics.connections.run(g.company, integration)
    return {"company_id": g.company.company_id, **asdict(result)}
