"""The installation at a glance."""

from typing import Any

from flask_smorest import Blueprint

from app.models.operations_schemas import OverviewSchema
from app.utils.helpers import granted_companies, services

bp = Blueprint("overview", __name__, url_prefix="/api/admin/overview", description="Every company at a glance")


@bp.get("")
@bp.response(200, OverviewSchema)
def get_overview() -> dict[str, Any]:
    """Today's figures of each company the credential grants; figures are null while the record is away."""
    rows = services().overview.of(granted_companies())
    return {"companies": rows, "total": len(rows)}
