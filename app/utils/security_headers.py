"""Headers that keep a browser from being turned against whoever uses it, on every answer."""

from flask import Flask, Request, Response, make_response, request

from app.utils.allowed_methods import methods_here
from app.utils.helpers import current_request, services

API_CSP = "default-src 'none'; frame-ancestors 'none'"
PAGE_CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; media-src 'self' blob:; object-src 'none'; base-uri 'self'; "
    "frame-ancestors 'none'; form-action 'self'"
)
_API_ONLY = {"Cache-Control": "no-store", "Content-Security-Policy": API_CSP}
_PAGE_ONLY = {"Content-Security-Policy": PAGE_CSP}
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self), payment=(), usb=()",
}
# Looking a header up walks over all of them, so the names are compared once, in lower case.
_OF_API = tuple((name.lower(), name, value) for name, value in {**_ALWAYS, **_API_ONLY}.items())
_OF_PAGES = tuple((name.lower(), name, value) for name, value in {**_ALWAYS, **_PAGE_ONLY}.items())
_OF_FILES = tuple((name.lower(), name, value) for name, value in _ALWAYS.items())
YEAR_S = 31_536_000
_METHODS = "GET, POST, PUT, PATCH, DELETE"
_HEADERS = "Authorization, Content-Type, X-API-Key, X-Company-ID, X-Request-ID"


def register_security_headers(app: Flask) -> None:
    app.before_request(answer_preflight)
    app.after_request(add_headers)


def answer_preflight() -> Response | None:
    """A listed site's question what it may send; any other site gets no answer that a browser would take."""
    asked = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
    return make_response("", 204) if asked and _allowed_origin() else None


def add_headers(response: Response) -> Response:
    asked, headers = current_request(), response.headers
    present = {name.lower() for name, _value in headers}
    for lowered, name, value in _wanted(asked, response):
        if lowered not in present:
            headers.add(name, value)
    if asked.method == "OPTIONS" and asked.path.startswith("/api") and response.status_code == 200:
        response.allow.clear()
        response.allow.update(methods_here())
    if asked.is_secure and services().config.production:
        response.headers["Strict-Transport-Security"] = f"max-age={YEAR_S}; includeSubDomains"
    _add_cors(response)
    return response


def _wanted(asked: Request, response: Response) -> tuple[tuple[str, str, str], ...]:
    if asked.path.startswith("/api") or asked.path == "/openapi.json":
        return _OF_API
    return _OF_PAGES if response.mimetype == "text/html" else _OF_FILES


def _add_cors(response: Response) -> None:
    """Keys and tokens only: the panel's cookie never goes to another site."""
    if not services().config.cors_origins:
        return
    response.vary.add("Origin")
    origin = _allowed_origin()
    if origin:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Methods"] = _METHODS
        response.headers["Access-Control-Allow-Headers"] = _HEADERS
        response.headers["Access-Control-Expose-Headers"] = "X-Request-ID, Retry-After"
        response.headers["Access-Control-Max-Age"] = "600"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"


def _allowed_origin() -> str:
    origin = request.headers.get("Origin", "")
    return origin if origin in services().config.cors_origins else ""
