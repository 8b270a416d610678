"""The closed list of helpers of the HTTP edge: services, company of the request, success and error bodies."""

import secrets
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from flask import Request, Response, current_app, g, jsonify, request

from app.config.company_config import CompanyConfig
from app.models.errors import CompanyConflictError, CompanyRequiredError, ForbiddenError
from app.models.identity import Identity
from app.utils.validators import is_request_id, validate_company_id

if TYPE_CHECKING:
    from app.services.bootstrap import Services


def services() -> "Services":
    """The services this application was made with."""
    return cast("Services", current_app.extensions["services"])


def current_request() -> Request:
    """The request itself: each look through Flask's stand-in for it costs as much as the look."""
    return cast(Request, request._get_current_object())  # type: ignore[attr-defined]


def extract_company_id() -> str | None:
    """The company every source of the request names; None when none does.

    Raises: CompanyIdInvalidError, CompanyConflictError when two sources differ.
    """
    named = {validate_company_id(value) for value in _named_companies()}
    if len(named) > 1:
        raise CompanyConflictError()
    return named.pop() if named else None


def validate_company_context(*, allow_inactive: bool = False) -> CompanyConfig:
    """The company of this request, or the configured default where none is named; the credential must grant it.

    Raises: CompanyRequiredError, ForbiddenError, CompanyNotFoundError, CompanyInactiveError
    and those of `extract_company_id`.
    """
    company_id = extract_company_id() or services().config.default_company_id
    if not company_id:
        raise CompanyRequiredError()
    identity: Identity | None = g.get("identity")
    if identity is not None and not identity.may_see(company_id):
        raise ForbiddenError()  # before anything is looked up: nobody learns which companies exist
    manager = services().companies.manager
    return manager.find(company_id) if allow_inactive else manager.get(company_id)


def granted_companies() -> list[CompanyConfig]:
    """Every company the caller may see, by id."""
    identity: Identity | None = g.get("identity")
    return [c for c in services().companies.manager.all() if identity is None or identity.may_see(c.company_id)]


def create_success_response(data: Mapping[str, Any], status: int = 200) -> Response:
    """A flat JSON object."""
    response = jsonify(dict(data))
    response.status_code = status
    return response


def create_error_response(
    code: str, message: str, status: int, details: Mapping[str, Any] | None = None
) -> Response:
    """The one error form."""
    body = {"code": code, "message": message, "details": dict(details or {}), "request_id": request_id()}
    response = jsonify({"error": body})
    response.status_code = status
    return response


def request_id() -> str:
    """The caller's X-Request-ID if it is a sane token, else one made here; the same all through a request."""
    known: str | None = g.get("request_id")
    if known is None:
        given = request.headers.get("X-Request-ID", "")
        known = g.request_id = given if is_request_id(given) else secrets.token_hex(12)
    return known


def client_address() -> str:
    """Where the request comes from, as far as trusted proxies tell."""
    return request.remote_addr or "unknown"


def _named_companies() -> Iterator[object]:
    asked = current_request()
    if asked.view_args and "company_id" in asked.view_args:
        yield asked.view_args["company_id"]
    header = asked.headers.get("X-Company-ID")
    yield from header.split(",") if header is not None else ()
    yield from asked.args.getlist("company_id")
    yield from asked.form.getlist("company_id")
    body = asked.get_json() if asked.is_json and asked.get_data(cache=True) else None
    if isinstance(body, dict) and "company_id" in body:
        yield body["company_id"]
