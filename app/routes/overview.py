"""The installation at a glance."""

from typing import Any

from flask_smorest import Blueprint

from app.models.operations_schemas import OverviewSchema
from app.utils.access import current_identity
from app.utils.helpers import services

bp = Blueprint("overview", __name__, url_prefix="/api/admin/overview", description="Every company at a glance")


@bp.get("")
@bp.response(200, OverviewSchema)
def get_overview() -> dict[str, Any]:
    """Today's figures of each company the credential grants; figures are null while the record is away."""
    identity = current_identity()
    companies = [c for c in services().companies.manager.all() if identity.may_see(c.company_id)]
    rows = services().overview.of(companies)
    return {"companies": rows, "total": len(rows)}
