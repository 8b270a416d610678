"""What a company is: list, details, agents, statistics."""

from typing import Any

from flask import g
from flask_smorest import Blueprint

from app.models.responses import AgentListSchema, CompanyDetailSchema, CompanyListSchema, StatsSchema
from app.routes.presenters import agent_list, company_detail, company_summary
from app.utils.decorators import require_company_context
from app.utils.helpers import granted_companies, services

bp = Blueprint("companies", __name__, url_prefix="/api/companies", description="Companies")


@bp.get("")
@bp.response(200, CompanyListSchema)
def list_companies() -> dict[str, Any]:
    """The companies the caller may see."""
    companies = [company_summary(company) for company in granted_companies()]
    return {"companies": companies, "total": len(companies)}


@bp.get("/<company_id>")
@require_company_context
@bp.response(200, CompanyDetailSchema)
def get_company(company_id: str) -> dict[str, Any]:
    """One company, without secrets."""
    del company_id  # resolved into g.company
    return company_detail(g.company)


@bp.get("/<company_id>/agents")
@require_company_context
@bp.response(200, AgentListSchema)
def list_agents(company_id: str) -> dict[str, Any]:
    """The company's six agents."""
    agents = agent_list(g.company)
    return {"company_id": company_id, "agents": agents, "total": len(agents)}


@bp.get("/<company_id>/stats")
@require_company_context
@bp.response(200, StatsSchema)
def get_stats(company_id: str) -> dict[str, Any]:
    """Counts and times measured from the stored conversations."""
    return {"company_id": company_id, **services().stats.company(g.company)}
