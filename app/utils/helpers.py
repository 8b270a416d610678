"""The closed list of helpers of the HTTP edge: services, company of the request, success and error bodies."""

import secrets
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from flask import Response, current_app, g, jsonify, request

from app.config.company_config import CompanyConfig
from app.models.errors import CompanyConflictError, CompanyRequiredError, ForbiddenError
from app.models.identity import Identity
from app.utils.validators import is_request_id, validate_company_id

if TYPE_CHECKING:
    from app.services.bootstrap import Services


def services() -> "Services":
    """The services this application was made with."""
    return cast("Services", current_app.extensions["services"])


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
    if "request_id" not in g:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if is_request_id(given) else secrets.token_hex(12)
    return cast(str, g.request_id)


def client_address() -> str:
    """Where the request comes from, as far as trusted proxies tell."""
    return request.remote_addr or "unknown"


def _named_companies() -> Iterator[object]:
    if request.view_args and "company_id" in request.view_args:
        yield request.view_args["company_id"]
    yield from request.headers.get("X-Company-ID", "").split(",") if "X-Company-ID" in request.headers else ()
    yield from request.args.getlist("company_id")
    yield from request.form.getlist("company_id")
    body = request.get_json() if request.is_json and request.get_data(cache=True) else None
    if isinstance(body, dict) and "company_id" in body:
        yield body["company_id"]
