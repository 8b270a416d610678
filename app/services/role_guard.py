"""Production does not start with a database role that could pass the walls between companies."""

from app.config.config import Config
from app.models.database import Database
from app.models.errors import DependencyError
from app.models.roles import RoleKind
from app.utils.logger import get_logger

log = get_logger("start")


class UnsafeRoleError(RuntimeError):
    """The message says which role it is and what to do."""


def check_role(config: Config, database: Database) -> None:
    """Raises: UnsafeRoleError in production; elsewhere a weak role is only warned of.

    A database that does not answer is no reason to refuse: nothing is served from it.
    """
    try:
        kind = database.role()
    except DependencyError as exc:
        log.warning("the database role could not be checked: %s", exc.code)
        return
    if kind is None or kind is RoleKind.APPLICATION:
        return
    message = (
        f"DATABASE_URL connects as a {kind} role, whom row-level security does not hold. Use the application's "
        "role (NOSUPERUSER NOBYPASSRLS, owner of nothing) there and the owner's in MIGRATION_DATABASE_URL."
    )
    if config.environment == "production":
        raise UnsafeRoleError(message)
    log.warning("%s In production the start is refused.", message)
