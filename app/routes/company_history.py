"""A company's past and end: versions of its configuration, a copy of all it has, removal for good."""

from dataclasses import asdict
from typing import Any

from flask import Response, stream_with_context
from flask_smorest import Blueprint

from app.models.company_admin_schemas import CompanyRestoreSchema, CompanyVersionListSchema
from app.models.responses import CompanyAdminSchema
from app.routes.presenters import company_admin
from app.utils.access import PLATFORM_FIELDS, current_identity, refuse_platform_fields
from app.utils.helpers import services, validate_company_context

bp = Blueprint("company_history", __name__, url_prefix="/api/admin/companies", description="Company history")


@bp.get("/<company_id>/versions")
@bp.response(200, CompanyVersionListSchema)
def list_company_versions(company_id: str) -> dict[str, Any]:
    """Who changed the configuration, when and what; newest first, secrets only as changed."""
    validate_company_context(allow_inactive=True)
    versions = [asdict(version) for version in services().companies.versions(company_id)]
    return {"company_id": company_id, "versions": versions}


@bp.post("/<company_id>/restore")
@bp.arguments(CompanyRestoreSchema)
@bp.response(200, CompanyAdminSchema)
def restore_company(args: dict[str, Any], company_id: str) -> dict[str, Any]:
    """An earlier configuration in force again; secrets stay as they are."""
    validate_company_context(allow_inactive=True)
    wanted = services().companies.version(company_id, args["version"])
    # What a version leaves out changes too: restored, it would undo a limit or a deactivation set since.
    platform = {name: wanted.configuration.get(name) for name in PLATFORM_FIELDS}
    refuse_platform_fields(platform, services().companies.configuration(company_id))
    author = current_identity().actor
    return company_admin(services().companies.restore(company_id, wanted, author=author))


@bp.get("/<company_id>/export")
@bp.response(200, content_type="application/json")
def export_company(company_id: str) -> Response:
    """Configuration without secrets, prompts, documents, answers, appointments and conversations, as one JSON."""
    company = validate_company_context(allow_inactive=True)
    configuration = services().companies.configuration(company_id)
    pieces = services().offboarding.export(company, configuration)
    response = Response(stream_with_context(pieces), mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{company_id}.json"'
    return response
