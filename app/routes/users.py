"""People who may sign in."""

from typing import Any

from flask_smorest import Blueprint

from app.models.auth_schemas import (
    UserCreateSchema,
    UserDeletedSchema,
    UserListSchema,
    UserSchema,
    UserUpdateSchema,
)
from app.utils.access import current_identity
from app.utils.helpers import services

bp = Blueprint("users", __name__, url_prefix="/api/admin/users", description="People")


@bp.get("")
@bp.response(200, UserListSchema)
def list_users() -> dict[str, Any]:
    """The people the caller may manage."""
    users = services().identity.users.list(current_identity())
    return {"users": users, "total": len(users)}


@bp.post("")
@bp.arguments(UserCreateSchema)
@bp.response(201, UserSchema)
def create_user(args: dict[str, Any]) -> Any:
    """Let a person sign in; never with a higher role or other companies than the caller's."""
    return services().identity.users.create(current_identity(), args)


@bp.get("/<user_id>")
@bp.response(200, UserSchema)
def get_user(user_id: str) -> Any:
    """One person."""
    return services().identity.users.get(current_identity(), user_id)


@bp.patch("/<user_id>")
@bp.arguments(UserUpdateSchema)
@bp.response(200, UserSchema)
def update_user(args: dict[str, Any], user_id: str) -> Any:
    """Change the given fields; the person's sessions and tokens end."""
    return services().identity.users.change(current_identity(), user_id, args)


@bp.delete("/<user_id>")
@bp.response(200, UserDeletedSchema)
def delete_user(user_id: str) -> dict[str, Any]:
    """Remove a person; sessions and tokens end."""
    services().identity.users.delete(current_identity(), user_id)
    return {"user_id": user_id, "deleted": True}
