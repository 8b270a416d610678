"""Which methods a path of the API really has: the panel, which answers every other path, does not count."""

from flask import current_app
from flask.globals import request_ctx
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

PANEL = "panel.serve"


def methods_here() -> set[str]:
    """Empty where the path is none of the API's."""
    adapter = request_ctx.url_adapter
    if adapter is None:
        return set()
    try:
        found, _arguments = adapter.match(method="OPTIONS", return_rule=True)
    except (HTTPException, RequestRedirect):
        return set()
    if found.endpoint == PANEL:
        return set()
    same = (rule for rule in current_app.url_map.iter_rules() if rule.rule == found.rule)
    return {method for rule in same for method in rule.methods or ()}
