"""Who is calling, and what that lets them do."""

from dataclasses import dataclass
from enum import StrEnum


class AccessRole(StrEnum):
    """What a credential grants; each includes the ones after it, for its own companies."""

    PLATFORM_ADMIN = "platform_admin"
    COMPANY_ADMIN = "company_admin"
    VIEWER = "viewer"

    @property
    def rank(self) -> int:
        return _RANKS[self]


_RANKS = {AccessRole.VIEWER: 1, AccessRole.COMPANY_ADMIN: 2, AccessRole.PLATFORM_ADMIN: 3}


@dataclass(frozen=True, slots=True)
class Identity:
    """A caller whose credential was checked. `companies` None = all of them."""

    role: AccessRole
    companies: frozenset[str] | None
    user_id: str | None
    name: str
    method: str  # open | key | token | session | command
    email: str = ""

    @property
    def is_platform_admin(self) -> bool:
        return self.role is AccessRole.PLATFORM_ADMIN

    @property
    def actor(self) -> str:
        """How the audit log names the caller."""
        return self.email or f"{self.method}:{self.name}"

    def may_see(self, company_id: str) -> bool:
        return self.companies is None or company_id in self.companies


def open_identity() -> Identity:
    """Development without credentials: whoever reaches the server."""
    return Identity(AccessRole.PLATFORM_ADMIN, None, None, "open access", "open")
