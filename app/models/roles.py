"""Whether the role that the record is reached by is held by the walls between companies.

Source: PostgreSQL, "Row Security Policies": superusers and roles with BYPASSRLS pass every policy, and an owner
of a table may switch its policies off.
"""

from enum import StrEnum

from sqlalchemy import Connection, text


class RoleKind(StrEnum):
    """What the connecting role could do."""

    APPLICATION = "application"
    OWNER = "owner"
    SUPERUSER = "superuser"  # or BYPASSRLS


_KIND = text(
    """
    SELECT role.rolsuper OR role.rolbypassrls AS passes,
           EXISTS (SELECT 1 FROM pg_class
                   WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace
                     AND pg_has_role(current_user, relowner, 'MEMBER')) AS owns
    FROM pg_roles AS role WHERE role.rolname = current_user
    """
)


def role_kind(connection: Connection) -> RoleKind:
    """The kind of the role this connection works as; members of an owning role count as owners."""
    passes, owns = connection.execute(_KIND).one()
    if passes:
        return RoleKind.SUPERUSER
    return RoleKind.OWNER if owns else RoleKind.APPLICATION
