"""Whether the installation, one company or all of them can work now."""

from typing import Any

from flask import g
from flask_smorest import Blueprint

from app.models.operations_schemas import LiveSchema, ReadySchema
from app.models.responses import CompaniesHealthSchema, CompanyHealthSchema, HealthSchema
from app.utils.access import has_credential
from app.utils.decorators import require_company_context
from app.utils.helpers import granted_companies, services

bp = Blueprint("health", __name__, url_prefix="/api/health", description="Health")


@bp.get("")
@bp.doc(security=[])
@bp.response(200, HealthSchema)
def get_health() -> Any:
    """The whole system; 503 when it cannot work. Without a credential only the short form, where one is needed."""
    health = services().health
    body = health.system() if has_credential() else health.short()
    return body, 503 if body["status"] == "unhealthy" else 200


@bp.get("/live")
@bp.doc(security=[])
@bp.response(200, LiveSchema)
def get_live() -> dict[str, Any]:
    """The process answers; nothing else is asked. An orchestrator restarts what does not."""
    return {"status": "alive"}


@bp.get("/ready")
@bp.doc(security=[])
@bp.response(200, ReadySchema)
@bp.alt_response(503, schema=ReadySchema)
def get_ready() -> Any:
    """Whether requests should be sent here: 503 while the record is out of reach."""
    ready, up = services().health.ready()
    return {"status": "ready" if ready else "not_ready", "dependencies": up}, 200 if ready else 503


@bp.get("/company/<company_id>")
@require_company_context
@bp.response(200, CompanyHealthSchema)
def get_company_health(company_id: str) -> dict[str, Any]:
    """One company."""
    return {"company_id": company_id, **services().health.company(g.company)}


@bp.get("/companies")
@bp.response(200, CompaniesHealthSchema)
def get_companies_health() -> dict[str, Any]:
    """The companies the caller may see."""
    health = services().health
    rows = {c.company_id: health.company(c) for c in granted_companies()}
    return {"total": len(rows), "companies": rows}
