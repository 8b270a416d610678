"""Who is calling: reads the credential of a request and holds it against the map of permissions.

Open on a developer's own machine, closed by credentials everywhere else.
"""

from collections.abc import Mapping
from typing import Any

from flask import g, request

from app.config.config import COMPANY_ID
from app.models.errors import CsrfFailedError, ForbiddenError, UnauthorizedError
from app.models.identity import Identity, open_identity
from app.services.login_service import csrf_matches
from app.utils.helpers import current_request, services
from app.utils.permissions import SAFE_METHODS, Access, may_call, required_access

PLATFORM_FIELDS = frozenset(
    {
        "subscription_tier",
        "max_documents",
        "max_conversations",
        "rate_limit_per_minute",
        "model_tokens_per_day",
        "model_calls_per_minute",
        "redis_prefix",
        "vectorstore_index",
        "chatwoot_account_id",
        "is_active",
        "log_level",
        "private_hosts",
    }
)
SESSION_COOKIE = "receptionist_session"

# Public, and more to who may see more.
_SAYS_MORE = frozenset({"auth.get_session", "health.get_health", "metrics.get_metrics"})


def require_credential() -> None:
    """Set `g.identity` and refuse what it does not grant.

    A public endpoint reads the credential too, and goes on without one.
    Raises: UnauthorizedError, ForbiddenError, CsrfFailedError.
    """
    g.identity = None
    asked = current_request()
    access = required_access(asked.endpoint, asked.method)
    if access is Access.PUBLIC and asked.endpoint not in _SAYS_MORE:
        return
    identity = g.identity = _identify()
    if access is Access.PUBLIC:
        return
    if identity is None:
        raise UnauthorizedError()
    if not may_call(identity, access):
        raise ForbiddenError()
    _check_company_of_path(identity)
    if identity.method == "session" and asked.method not in SAFE_METHODS:
        _check_csrf()


def current_identity() -> Identity:
    """The caller. Raises: UnauthorizedError where none was needed to come here."""
    identity: Identity | None = g.get("identity")
    if identity is None:
        raise UnauthorizedError()
    return identity


def has_credential() -> bool:
    """Whether this request may see everything of the installation."""
    identity: Identity | None = g.get("identity")
    return identity is not None and identity.is_platform_admin


def refuse_platform_fields(values: Mapping[str, Any], present: Mapping[str, Any]) -> None:
    """What a plan allows and where data lie is not a company's own to change; it may be sent back as it is.

    Raises: ForbiddenError.
    """
    named = sorted(name for name in PLATFORM_FIELDS & values.keys() if values[name] != present.get(name))
    if named and not current_identity().is_platform_admin:
        raise ForbiddenError(details={name: ["Only the platform may change this."] for name in named})


def session_token() -> str:
    """The panel session's token, or an empty text."""
    return request.cookies.get(SESSION_COOKIE, "")


def bearer_token() -> str:
    """The token of `Authorization: Bearer`, or an empty text."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _identify() -> Identity | None:
    """A header, where there is one, is the only credential read: a wrong one never falls back to the cookie."""
    if services().config.open_access:
        return open_identity()
    authenticator = services().identity.authenticator
    if "X-API-Key" in request.headers:
        return authenticator.by_key(request.headers["X-API-Key"])
    if "Authorization" in request.headers:
        token = bearer_token()
        if not token:
            return None
        return authenticator.by_token(token) if token.count(".") == 2 else authenticator.by_key(token)
    cookie = session_token()
    return authenticator.by_session(cookie) if cookie else None


def _check_company_of_path(identity: Identity) -> None:
    """Before a body is read, so that what is wrong with it tells nothing either."""
    named = (request.view_args or {}).get("company_id")
    if isinstance(named, str) and COMPANY_ID.fullmatch(named) and not identity.may_see(named):
        raise ForbiddenError()


def _check_csrf() -> None:
    if not csrf_matches(session_token(), request.headers.get("X-CSRF-Token", "")):
        raise CsrfFailedError()
