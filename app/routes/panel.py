"""The panel: a single-page application, served from its build."""

from pathlib import Path

from flask import Blueprint, Response, abort, send_from_directory

bp = Blueprint("panel", __name__)
DIST = Path(__file__).resolve().parents[2] / "src" / "dist"
YEAR_S = 31_536_000

_NOT_BUILT = """<!doctype html>
<html lang="es"><head><meta charset="utf-8"><title>Panel</title></head>
<body><main><h1>El panel no está construido</h1>
<p>Instale Node.js 20 y ejecute <code>make panel</code>. La API funciona: vea <a href="/docs">/docs</a>.</p>
</main></body></html>
"""
_CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; media-src 'self' blob:; object-src 'none'; base-uri 'self'; "
    "frame-ancestors 'none'; form-action 'self'"
)


@bp.get("/", defaults={"path": ""})
@bp.get("/<path:path>")
def serve(path: str) -> Response:
    """A built file, else the application itself, whose router reads the path; unknown API paths are 404."""
    if path.startswith("api/") or path == "api":
        abort(404)
    if path and (DIST / path).is_file():
        hashed = path.startswith("assets/")
        return send_from_directory(DIST, path, max_age=YEAR_S if hashed else 0)
    if not (DIST / "index.html").is_file():
        return Response(_NOT_BUILT, mimetype="text/html")
    response = send_from_directory(DIST, "index.html", max_age=0)
    response.headers["Content-Security-Policy"] = _CSP
    return response
