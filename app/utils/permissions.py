"""The one map from an endpoint to what it takes to call it.

Each blueprint has a rule; endpoints that differ are named. A test walks the application's routes and
fails on one without a rule; at run time such a route is the platform administrators' alone.
"""

from enum import IntEnum

from app.models.identity import AccessRole, Identity

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Access(IntEnum):
    """From the widest to the narrowest."""

    PUBLIC = 0  # no credential: health, sign-in, the webhook's own check, the panel's files
    ANYONE = 1  # any valid credential, whatever it may do
    VIEWER = 2
    COMPANY_ADMIN = 3
    PLATFORM_ADMIN = 4


_MINIMUM = {AccessRole.VIEWER: 2, AccessRole.COMPANY_ADMIN: 3, AccessRole.PLATFORM_ADMIN: 4}

# (reading, changing) by blueprint
_COMPANY_DATA = (Access.VIEWER, Access.COMPANY_ADMIN)
_ADMINISTRATION = (Access.COMPANY_ADMIN, Access.COMPANY_ADMIN)
_PUBLIC = (Access.PUBLIC, Access.PUBLIC)
_BLUEPRINTS: dict[str, tuple[Access, Access]] = {
    "companies": _COMPANY_DATA,
    "documents": _COMPANY_DATA,
    "documents_extended": _COMPANY_DATA,
    "knowledge": _COMPANY_DATA,
    "conversations": _COMPANY_DATA,
    "conversations_extended": _COMPANY_DATA,
    "multimedia": _COMPANY_DATA,
    "appointments": _COMPANY_DATA,
    "analytics": _COMPANY_DATA,
    "events": _COMPANY_DATA,
    "overview": _COMPANY_DATA,
    "diagnostic": (Access.PLATFORM_ADMIN, Access.COMPANY_ADMIN),  # connection tests are a company's own
    "metrics": _PUBLIC,  # own check: a platform administrator, or this machine
    "health": _COMPANY_DATA,
    "prompts": _COMPANY_DATA,
    "admin": _COMPANY_DATA,
    "company_history": _ADMINISTRATION,
    "event_webhooks": _ADMINISTRATION,
    "notifications": _ADMINISTRATION,
    "http_tools": _ADMINISTRATION,
    "users": _ADMINISTRATION,
    "api_keys": _ADMINISTRATION,
    "audit": _ADMINISTRATION,
    "auth": (Access.ANYONE, Access.ANYONE),
    "webhook": _PUBLIC,
    "panel": _PUBLIC,
    "docs": (Access.ANYONE, Access.ANYONE),
    "api-docs": (Access.ANYONE, Access.ANYONE),
}
_ENDPOINTS: dict[str, Access] = {
    "health.get_health": Access.PUBLIC,  # short form without a credential
    "health.get_live": Access.PUBLIC,
    "health.get_ready": Access.PUBLIC,
    "auth.sign_in": Access.PUBLIC,
    "auth.issue_token": Access.PUBLIC,
    "auth.get_setup": Access.PUBLIC,
    "auth.get_session": Access.PUBLIC,
    "auth.set_up": Access.PUBLIC,
    "admin.export_company": Access.COMPANY_ADMIN,
    "admin.create_company": Access.PLATFORM_ADMIN,
    "admin.deactivate_company": Access.PLATFORM_ADMIN,
    "admin.reload_config": Access.PLATFORM_ADMIN,
}


def required_access(endpoint: str | None, method: str) -> Access:
    """An unknown path is answered like the panel: its 404 tells nothing."""
    if endpoint is None:
        return Access.PUBLIC
    if endpoint in _ENDPOINTS:
        return _ENDPOINTS[endpoint]
    rule = _BLUEPRINTS.get(endpoint.partition(".")[0])
    if rule is None:
        return Access.PLATFORM_ADMIN
    return rule[0] if method in SAFE_METHODS else rule[1]


def is_mapped(endpoint: str) -> bool:
    return endpoint in _ENDPOINTS or endpoint.partition(".")[0] in _BLUEPRINTS


def may_call(identity: Identity, access: Access) -> bool:
    return access <= Access.ANYONE or _MINIMUM[identity.role] >= access
