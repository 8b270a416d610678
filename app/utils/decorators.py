"""Decorators of the HTTP edge: each sets context or refuses; none fetches, pages or reshapes."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Response, g

from app.models.errors import DomainError
from app.utils.error_handlers import handle_domain_error
from app.utils.helpers import services, validate_company_context
from app.utils.logger import get_logger, log_context

P = ParamSpec("P")
R = TypeVar("R")


def require_company_context(view: Callable[P, R]) -> Callable[P, R]:
    """Resolve the company of the request into `g.company`, count the request, bind the logs to the company."""

    @wraps(view)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        g.company = validate_company_context()
        services().identity.rate_limits.count(g.company)
        with log_context(company=g.company.company_id):
            return view(*args, **kwargs)

    return wrapper


def handle_errors(view: Callable[P, R]) -> Callable[P, R | Response]:
    """Turn domain errors into the one error form where a view runs outside the application's handlers."""

    @wraps(view)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R | Response:
        try:
            return view(*args, **kwargs)
        except DomainError as exc:
            return handle_domain_error(exc)

    return wrapper


def log_company_action(action: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Log that an action of the request's company succeeded; failures log themselves."""
    log = get_logger("api")

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            result = view(*args, **kwargs)
            company = g.get("company")
            with log_context(company=company.company_id if company else "-"):
                log.info("%s", action)
            return result

        return wrapper

    return decorate
