"""Metrics for a Prometheus server."""

from flask import Blueprint, Response, request

from app.models.errors import UnauthorizedError
from app.services.metrics_service import CONTENT_TYPE
from app.utils.access import has_credential
from app.utils.helpers import client_address, services

bp = Blueprint("metrics", __name__)
_LOOPBACK = ("127.0.0.1", "::1")


@bp.get("/metrics")
def get_metrics() -> Response:
    """For a platform administrator's key, and without one from this machine when no proxy passed it on.

    Raises: UnauthorizedError.
    """
    if not has_credential() and not _is_local():
        raise UnauthorizedError()
    text = services().operations.metrics.text(services().health.dependencies_up)
    return Response(text, content_type=CONTENT_TYPE)


def _is_local() -> bool:
    """A proxy on this machine speaks for the outside."""
    forwarded = {"X-Forwarded-For", "Forwarded", "X-Real-IP"} & set(request.headers.keys())
    return client_address() in _LOOPBACK and not forwarded
