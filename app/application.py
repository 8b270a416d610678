"""Builds the Flask application: settings, logging, services, blueprints, error form, API description, panel."""

from collections.abc import Callable
from typing import Any

from flask import Flask, g
from flask_smorest import Api

from app.commands import register_commands
from app.config.config import Config
from app.config.constants import APP_VERSION, MAX_JSON_BYTES, MAX_UPLOAD_BYTES
from app.models.responses import ErrorBodySchema
from app.routes import register_routes
from app.services.bootstrap import Services, build_services
from app.utils import audit_trail, logger
from app.utils.access import SESSION_COOKIE, require_credential
from app.utils.error_handlers import register_error_handlers
from app.utils.helpers import request_id
from app.utils.request_checks import check_body, check_head
from app.utils.request_watch import register_request_watch
from app.utils.security_headers import register_security_headers
from app.utils.strict_json import StrictJSONProvider
from app.utils.trusted_proxy import TrustedProxies


def build_application(config: Config | None = None, services: Services | None = None) -> Flask:
    """See `app.create_app`."""
    config = config or (services.config if services else Config.from_env())
    app = _Application(__name__, static_folder=None, instance_path=str(config.instance_path.resolve()))
    logger.configure_logging(config.log_level, config.instance_path / "app.log")
    app.json = StrictJSONProvider(app)
    app.url_map.strict_slashes = False
    app.config.update(_FLASK_SETTINGS)
    app.extensions["services"] = services or build_services(config)
    app.before_request(_begin)
    register_request_watch(app)
    register_security_headers(app)
    app.before_request(audit_trail.begin)
    app.before_request(require_credential)
    app.before_request(check_body)  # a stranger's body is never read
    app.after_request(audit_trail.note_change)
    register_routes(app, _DescribedApi(app))
    register_commands(app)
    register_error_handlers(app)  # after the API layer, whose own error form this replaces
    if config.trusted_proxies:
        app.wsgi_app = TrustedProxies(app.wsgi_app, config.trusted_proxies)  # type: ignore[method-assign]
    return app


class _Application(Flask):
    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """No view is a coroutine; to look each time costs more than many a view."""
        return func


class _DescribedApi(Api):  # type: ignore[misc]
    """The description shows the one error form."""

    ERROR_SCHEMA = ErrorBodySchema


_FLASK_SETTINGS = {
    "MAX_CONTENT_LENGTH": MAX_UPLOAD_BYTES,
    "MAX_FORM_PARTS": 100,
    "MAX_FORM_MEMORY_SIZE": MAX_JSON_BYTES,
    "PROPAGATE_EXCEPTIONS": False,
    "API_TITLE": "Multi-tenant conversational receptionist",
    "API_VERSION": APP_VERSION,
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": "/",
    "OPENAPI_JSON_PATH": "openapi.json",
    "API_SPEC_OPTIONS": {
        "components": {
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
                "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "session": {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE},
            }
        },
        "security": [{"key": []}, {"token": []}, {"session": []}],
    },
}


def _begin() -> None:
    """Name the request for the logs, and refuse one that is not what it says."""
    logger.request_id.set(request_id())
    g.setdefault("company", None)
    check_head()
