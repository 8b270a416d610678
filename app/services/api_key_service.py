"""Keys of programs: made once, shown once, revoked everywhere within seconds."""

import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from app.config.company_config import CompanyManager
from app.models.api_key import ApiKey, ApiKeyRepository, ApiKeyRow
from app.models.errors import ApiKeyNotFoundError, ValidationFailedError
from app.models.identity import AccessRole, Identity
from app.services.authenticator import digest
from app.services.grants import check_grant, within
from app.services.login_service import LoginParts

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without letters that are mistaken for each other
SECRET_BYTES = 32  # 256 bits


class ApiKeyService:
    """A company's administrator deals with keys of own companies alone; any other does not exist."""

    def __init__(
        self,
        parts: LoginParts,
        companies: CompanyManager,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._keys, self._clock = ApiKeyRepository(parts.database), clock
        self._authenticator, self._audit, self._companies = parts.authenticator, parts.audit, companies

    def list(self, identity: Identity) -> list[ApiKey]:
        return [key for key in self._keys.all() if within(identity, key.role, key.companies)]

    def create(self, identity: Identity, values: Mapping[str, Any]) -> tuple[ApiKey, str]:
        """The key and its secret, which is stored nowhere. Raises: ForbiddenError, ValidationFailedError."""
        role = AccessRole(values["role"])
        companies = check_grant(identity, self._companies, role, values["companies"])
        expires_at = values.get("expires_at")
        if expires_at is not None and expires_at <= self._clock():
            raise ValidationFailedError(details={"expires_at": ["Use a time to come."]})
        prefix = "rk_" + "".join(secrets.choice(_ALPHABET) for _ in range(6))
        secret = f"{prefix}_{secrets.token_urlsafe(SECRET_BYTES)}"
        row = ApiKeyRow(
            name=values["name"], prefix=prefix, digest=digest(secret), role=role.value, expires_at=expires_at
        )
        key = self._keys.add(row, companies)
        self._note(identity, "api_key.created", key)
        return key, secret

    def revoke(self, identity: Identity, key_id: str) -> None:
        """Raises: ApiKeyNotFoundError."""
        key = self._keys.get(key_id)
        if not within(identity, key.role, key.companies):
            raise ApiKeyNotFoundError()
        self._keys.revoke(key_id, self._clock())
        self._authenticator.forget_all()
        self._note(identity, "api_key.revoked", key)

    def _note(self, identity: Identity, action: str, key: ApiKey) -> None:
        for company_id in key.companies or (None,):
            self._audit.record(identity, action, company_id, key.key_id, {"prefix": key.prefix})
