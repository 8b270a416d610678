"""Administration: companies, configuration reload, caches, vector stores."""

from dataclasses import asdict
from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from app.config.company_config import CompanyConfig
from app.models.company_admin_schemas import CompanyRemovalSchema
from app.models.responses import (
    CacheClearedSchema,
    CompanyAdminListSchema,
    CompanyAdminSchema,
    ReloadSchema,
    VectorHealthSchema,
)
from app.models.schemas import CompanyCreateSchema, CompanyUpdateSchema
from app.routes.presenters import company_admin
from app.utils.access import current_identity, refuse_platform_fields
from app.utils.helpers import (
    create_success_response,
    extract_company_id,
    granted_companies,
    services,
    validate_company_context,
)
from app.utils.logger import get_logger

bp = Blueprint("admin", __name__, url_prefix="/api/admin", description="Administration")
log = get_logger("admin")


@bp.get("/companies")
@bp.response(200, CompanyAdminListSchema)
def list_companies() -> dict[str, Any]:
    """The companies the caller may see, each with its whole configuration."""
    rows = [company_admin(company) for company in granted_companies()]
    return {"companies": rows, "total": len(rows)}


@bp.post("/companies")
@bp.arguments(CompanyCreateSchema)
@bp.response(201, CompanyAdminSchema)
def create_company(args: dict[str, Any]) -> dict[str, Any]:
    """Create a company; it works at once in every process."""
    extract_company_id()  # refuses a header that names another
    company = services().companies.create(args.pop("company_id"), args, author=current_identity().actor)
    log.info("company %s created", company.company_id)
    return company_admin(company)


@bp.get("/companies/<company_id>")
@bp.response(200, CompanyAdminSchema)
def get_company(company_id: str) -> dict[str, Any]:
    """One company's whole configuration, active or not."""
    del company_id  # read by the context
    return company_admin(validate_company_context(allow_inactive=True))


@bp.put("/companies/<company_id>")
@bp.arguments(CompanyUpdateSchema)
@bp.response(200, CompanyAdminSchema)
def update_company(args: dict[str, Any], company_id: str) -> dict[str, Any]:
    """Change the given fields; the others stay. Some are the platform's: 403 for a company's administrator."""
    present = validate_company_context(allow_inactive=True)
    for answered in ("company_id", "limits"):
        args.pop(answered, None)
    refuse_platform_fields(args, company_admin(present))
    company = services().companies.update(company_id, args, author=current_identity().actor)
    log.info("company %s changed", company_id)
    return company_admin(company)


@bp.delete("/companies/<company_id>")
@bp.arguments(CompanyRemovalSchema, location="query")
@bp.response(200, CompanyAdminSchema)
def deactivate_company(args: dict[str, Any], company_id: str) -> Any:
    """Deactivate a company; its data stay. `purge=true` with `confirm=<its id>` removes everything for good."""
    present, author = validate_company_context(allow_inactive=True), current_identity().actor
    if args["purge"]:
        return _purge(present, args["confirm"] or _confirmed_in_body())
    company = services().companies.deactivate(company_id, author=author)
    log.info("company %s deactivated", company_id)
    return company_admin(company)


@bp.post("/companies/reload-config")
@bp.response(200, ReloadSchema)
def reload_config() -> dict[str, Any]:
    """Read the JSON files again; a broken file changes nothing."""
    report = services().companies.reload()
    services().prompts.reload()
    log.info("configuration reloaded: %d companies", report.companies_loaded)
    return asdict(report)


@bp.post("/companies/<company_id>/clear-cache")
@bp.response(200, CacheClearedSchema)
def clear_cache(company_id: str) -> dict[str, Any]:
    """Drop what every process has built for the company."""
    validate_company_context(allow_inactive=True)
    services().companies.clear_cache(company_id)
    return {"company_id": company_id, "cleared": True}


@bp.get("/vectorstore/health")
@bp.response(200, VectorHealthSchema)
def vectorstore_health() -> dict[str, Any]:
    """What each company's index holds against what the record holds."""
    return {"companies": services().health.vectorstores(granted_companies())}


def _purge(company: CompanyConfig, confirm: str) -> Response:
    identity = current_identity()
    removed, left = services().offboarding.purge(company, confirm, identity.actor)
    details = asdict(removed)
    services().audit.record(identity, "company.purged", company.company_id, "", details)
    body = {"company_id": company.company_id, "purged": True, "removed": details, "left": left}
    return create_success_response(body)


def _confirmed_in_body() -> str:
    body = request.get_json(silent=True)
    return str(body.get("confirm", "")) if isinstance(body, dict) else ""
