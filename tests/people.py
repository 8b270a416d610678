"""People and keys for tests of a closed installation."""

from typing import Any

from flask import Flask

from app.models.identity import AccessRole, open_identity
from app.models.user import UserRepository
from app.services.passwords import Passwords

PASSWORD = "tres tigres tristes"
ADMIN_KEY = "an administrator's key of a test"


def add_user(
    app: Flask, email: str, role: AccessRole = AccessRole.PLATFORM_ADMIN, companies: tuple[str, ...] = ()
) -> str:
    """A person with `PASSWORD`; returns the id."""
    services = app.extensions["services"]
    services.companies.manager.all()  # people are bound to companies that exist
    hashed = Passwords().hash(PASSWORD)
    return UserRepository(services.database).add(email, hashed, role, companies=companies).user_id


def key_headers(app: Flask, role: str, *companies: str) -> dict[str, str]:
    """Headers with a new key of this role and these companies."""
    services = app.extensions["services"]
    values: dict[str, Any] = {"name": "test", "role": role, "companies": list(companies)}
    _key, secret = services.identity.api_keys.create(open_identity(), values)
    return {"X-API-Key": secret}
