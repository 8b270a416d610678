"""Gunicorn's settings, read from the working directory.

Threads wait on models and databases, so they are plenty.
"""

import os
import signal
import sys
import threading

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8080')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "64"))
timeout = 60
graceful_timeout = 30
keepalive = 15


def post_worker_init(worker):  # type: ignore[no-untyped-def]
    """At SIGTERM live streams end at once: they would hold the graceful stop up until its time-out."""
    stop = signal.getsignal(signal.SIGTERM)

    def end_streams(number, frame):  # type: ignore[no-untyped-def]
        # In a thread: a signal handler must not wait for a lock.
        events = worker.wsgi.extensions["services"].events
        threading.Thread(target=events.close_streams, daemon=True).start()
        stop(number, frame)

    signal.signal(signal.SIGTERM, end_streams)


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
