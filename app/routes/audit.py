"""Who changed what."""

from typing import Any

from flask_smorest import Blueprint

from app.models.auth_schemas import AuditPageSchema, AuditRequestSchema
from app.models.errors import ForbiddenError
from app.utils.access import current_identity
from app.utils.helpers import extract_company_id, services

bp = Blueprint("audit", __name__, url_prefix="/api/admin/audit", description="Audit log")


@bp.get("")
@bp.arguments(AuditRequestSchema, location="query")
@bp.response(200, AuditPageSchema)
def list_entries(args: dict[str, Any]) -> dict[str, Any]:
    """Newest first: a company's administrator reads the entries of own companies."""
    identity, company_id = current_identity(), extract_company_id()
    if company_id and not identity.may_see(company_id):
        raise ForbiddenError()
    page = services().audit.page(identity, company_id, args["page"], args["page_size"])
    return {
        "entries": page.entries,
        "total": page.total,
        "page": args["page"],
        "page_size": args["page_size"],
        "chain_valid": page.chain_valid,
    }
