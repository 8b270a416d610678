"""Gunicorn's settings, read from the working directory.

Threads wait on models and databases, so they are plenty.
"""

import os
import sys

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8080')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "64"))
timeout = 60
graceful_timeout = 30
keepalive = 15


def worker_exit(_server, worker):  # type: ignore[no-untyped-def]
    """Bring running conversations to an end before the interpreter goes."""
    app = getattr(worker, "wsgi", None)
    if app is not None:
        app.extensions["services"].close()


def on_starting(server):  # type: ignore[no-untyped-def]
    """Several processes share nothing without Redis: refuse instead of answering from different memories."""
    if server.cfg.workers > 1 and not os.environ.get("REDIS_URL"):
        sys.stderr.write("More than one worker needs REDIS_URL (and DATABASE_URL for more than one machine).\n")
        raise SystemExit(2)
