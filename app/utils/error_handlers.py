"""Every failure in one form, whatever raised it; one table from error code to HTTP status."""

from typing import Any

from flask import Flask, Response, g, jsonify, request
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from app.models import errors
from app.utils.allowed_methods import methods_here
from app.utils.helpers import create_error_response, services
from app.utils.logger import get_logger

log = get_logger("http")
RETRY_AFTER_S = 5

STATUS: dict[type[errors.DomainError], int] = {
    errors.InvalidRequestError: 400,
    errors.CompanyRequiredError: 400,
    errors.CompanyIdInvalidError: 400,
    errors.CompanyConflictError: 400,
    errors.UnauthorizedError: 401,
    errors.ForbiddenError: 403,
    errors.CompanyInactiveError: 403,
    errors.QuotaExceededError: 403,
    errors.CompanyNotFoundError: 404,
    errors.NotFoundError: 404,
    errors.CompanyExistsError: 409,
    errors.UserExistsError: 409,
    errors.LastAdministratorError: 409,
    errors.SlotTakenError: 409,
    errors.AppointmentStateError: 409,
    errors.PayloadTooLargeError: 413,
    errors.UnsupportedMediaTypeError: 415,
    errors.ValidationFailedError: 422,
    errors.ConfigurationInvalidError: 422,
    errors.DocumentUnreadableError: 422,
    errors.SlotUnavailableError: 422,
    errors.RateLimitedError: 429,
    errors.DependencyError: 503,
}

_HTTP_CODES = {
    400: "invalid_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "payload_too_large",
    415: "unsupported_media_type",
    422: "validation_error",
    429: "rate_limited",
}


def status_of(error: errors.DomainError) -> int:
    """The status of the nearest class in the table; unknown domain errors are defects."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def register_error_handlers(app: Flask) -> None:
    """Attach the handlers to the application."""
    app.register_error_handler(errors.DomainError, handle_domain_error)
    app.register_error_handler(ValidationError, _handle_validation_error)
    app.register_error_handler(HTTPException, handle_http_exception)
    app.register_error_handler(Exception, _handle_crash)
    app.after_request(_add_request_id)


def handle_domain_error(error: errors.DomainError) -> Response:
    status = status_of(error)
    _note(error.code, status)
    response = create_error_response(error.code, str(error), status, error.details)
    if isinstance(error, errors.RateLimitedError):
        response.headers["Retry-After"] = str(error.retry_after_s)
    elif status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def handle_http_exception(error: HTTPException) -> Response:
    """Werkzeug's and the schema layer's own refusals."""
    if error.response is not None and error.code is None:
        return jsonify(error.response)
    if isinstance(error, MethodNotAllowed) and request.path.startswith("/api"):
        methods = methods_here()
        error = MethodNotAllowed(sorted(methods)) if methods else NotFound()
    status = error.code or 500
    data: dict[str, Any] = getattr(error, "data", None) or {}
    details = _flat(data.get("messages", {}))
    message = "Some fields are invalid" if status == 422 else error.description or error.name
    code = _HTTP_CODES.get(status, "http_error")
    _note(code, status)
    response = create_error_response(code, message, status, details)
    response.headers.extend((k, v) for k, v in error.get_headers() if k.lower() in ("allow", "retry-after"))
    return response


def _handle_validation_error(error: ValidationError) -> Response:
    return create_error_response(
        "validation_error",
        "Some fields are invalid",
        422,
        _flat(error.messages),
    )


def _handle_crash(error: Exception) -> Response:
    """The last handler: the traceback is logged, the client learns nothing of it."""
    log.error("unexpected error", exc_info=error)
    _note("internal_error", 500)
    return create_error_response("internal_error", "Something went wrong on our side", 500)


def _note(code: str, status: int) -> None:
    """For metrics and for who looks into the diagnostics."""
    operations = services().operations
    operations.metrics.error(code)
    operations.errors.note(code, status, request.endpoint or "", g.get("request_id", ""))


def _flat(messages: Any) -> dict[str, Any]:
    """`{"json": {"title": […]}}` → `{"title": […]}`: clients name fields, not where they travelled."""
    if not isinstance(messages, dict):
        return {}
    inner = [value for key, value in messages.items() if key in _LOCATIONS and isinstance(value, dict)]
    if not inner:
        return {str(key): value for key, value in messages.items()}
    return {str(key): value for group in inner for key, value in group.items()}


_LOCATIONS = ("json", "query", "form", "files", "json_or_form", "path", "headers")


def _add_request_id(response: Response) -> Response:
    if "request_id" in g:
        response.headers["X-Request-ID"] = g.request_id
    return response
