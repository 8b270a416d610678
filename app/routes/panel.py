"""The panel: a single-page application, served from its build."""

import mimetypes
from pathlib import Path

from flask import Blueprint, Response, abort, request, send_from_directory
from werkzeug.exceptions import MethodNotAllowed

from app.utils.allowed_methods import methods_here

bp = Blueprint("panel", __name__)
DIST = Path(__file__).resolve().parents[2] / "src" / "dist"
YEAR_S = 31_536_000

_NOT_BUILT = """<!doctype html>
<html lang="es"><head><meta charset="utf-8"><title>Panel</title></head>
<body><main><h1>El panel no está construido</h1>
<p>Instale Node.js 20 y ejecute <code>make panel</code>. La API funciona: vea <a href="/docs">/docs</a>.</p>
</main></body></html>
"""


@bp.get("/", defaults={"path": ""})
@bp.get("/<path:path>")
def serve(path: str) -> Response:
    """A built file, else the application itself, whose router reads the path; unknown API paths are 404."""
    if path.startswith("api/") or path == "api":
        methods = methods_here()
        if methods:
            raise MethodNotAllowed(sorted(methods))
        abort(404)
    if path and (DIST / path).is_file():
        return _file(path, max_age=YEAR_S if path.startswith("assets/") else 0)
    if not (DIST / "index.html").is_file():
        return Response(_NOT_BUILT, mimetype="text/html")
    return _file("index.html", max_age=0)


def _file(path: str, *, max_age: int) -> Response:
    """A built file, in the compressed form the build made of it where the browser takes one."""
    for encoding, suffix in (("br", ".br"), ("gzip", ".gz")):
        if request.accept_encodings[encoding] > 0 and (DIST / f"{path}{suffix}").is_file():
            mimetype = mimetypes.guess_type(path)[0] or "application/octet-stream"
            response = send_from_directory(DIST, f"{path}{suffix}", mimetype=mimetype, max_age=max_age)
            response.headers["Content-Encoding"] = encoding
            break
    else:
        response = send_from_directory(DIST, path, max_age=max_age)
    response.headers["Vary"] = "Accept-Encoding"
    return response
