"""Who may come in. Open on a developer's own machine, closed by a key everywhere else."""

import hmac

from flask import request

from app.models.errors import UnauthorizedError
from app.utils.helpers import services

# The health probe answers in short form, the webhook checks its own signature, the rest are the panel's files.
_PUBLIC_ENDPOINTS = frozenset({"health.get_health", "panel.serve"})
_PUBLIC_PREFIX = "webhook."


def require_credential() -> None:
    """Refuse a request without the administrator's key wherever one is needed. Raises: UnauthorizedError."""
    if not _is_public(request.endpoint) and not has_credential():
        raise UnauthorizedError()


def has_credential() -> bool:
    """Whether this request may do everything: open access, or the administrator's key."""
    config = services().config
    if config.open_access:
        return True
    key = config.admin_api_key.encode()
    return bool(key) and hmac.compare_digest(_given_key().encode(), key)


def _is_public(endpoint: str | None) -> bool:
    return endpoint in _PUBLIC_ENDPOINTS or (endpoint or "").startswith(_PUBLIC_PREFIX)


def _given_key() -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return request.headers.get("X-API-Key") or (token if scheme.lower() == "bearer" else "")
