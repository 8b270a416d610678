"""Keys of programs."""

from dataclasses import asdict
from typing import Any

from flask_smorest import Blueprint

from app.models.auth_schemas import (
    ApiKeyCreatedSchema,
    ApiKeyCreateSchema,
    ApiKeyListSchema,
    ApiKeyRevokedSchema,
)
from app.utils.access import current_identity
from app.utils.helpers import services

bp = Blueprint("api_keys", __name__, url_prefix="/api/admin/api-keys", description="API keys")


@bp.get("")
@bp.response(200, ApiKeyListSchema)
def list_keys() -> dict[str, Any]:
    """The keys the caller may manage, without their secrets."""
    keys = services().identity.api_keys.list(current_identity())
    return {"api_keys": keys, "total": len(keys)}


@bp.post("")
@bp.arguments(ApiKeyCreateSchema)
@bp.response(201, ApiKeyCreatedSchema)
def create_key(args: dict[str, Any]) -> dict[str, Any]:
    """Make a key; its secret is in this answer and nowhere else."""
    key, secret = services().identity.api_keys.create(current_identity(), args)
    return {**asdict(key), "secret": secret}


@bp.delete("/<key_id>")
@bp.response(200, ApiKeyRevokedSchema)
def revoke_key(key_id: str) -> dict[str, Any]:
    """End a key for good, in every process."""
    services().identity.api_keys.revoke(current_identity(), key_id)
    return {"key_id": key_id, "revoked": True}
