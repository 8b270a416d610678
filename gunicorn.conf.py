"""Gunicorn's settings, read from the working directory."""

import gc
import os
import signal
import sys
import tempfile
import threading

# Processes keep their metrics in one folder, which any of them reads; it must be known before the first import.
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", tempfile.mkdtemp(prefix="metrics-"))

from app.services.role_guard import UnsafeRoleError

BOOT_ERROR = 3  # gunicorn gives up instead of starting such a worker again and again

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8080')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
worker_class = "gthread"
# A message spends its time waiting for a model: 8 threads and a 300 ms model cap a server near 50 a second.
threads = int(os.environ.get("WEB_THREADS", "64"))
# Loaded once, then forked: a replaced worker serves at once instead of importing for seconds while nobody accepts,
# and workers share the code's memory. `create_app` opens no connection and starts no thread, so forking is safe.
preload_app = True
timeout = 60  # of the worker's own heartbeat, not of a request
graceful_timeout = 30  # longer than a model's deadline: whoever is being answered still is
keepalive = 15


def pre_fork(_server, _worker):  # type: ignore[no-untyped-def]
    """What is loaded by now lives as long as the worker: no full collection need look at it (130 ms, then 10)."""
    gc.freeze()


def post_worker_init(worker):  # type: ignore[no-untyped-def]
    """Threads and connections belong to the worker: they start after the fork.

    At SIGTERM live streams end at once: they would hold the graceful stop up until its time-out.
    """
    services = worker.wsgi.extensions["services"]
    try:
        services.start_background()
    except UnsafeRoleError as exc:
        sys.stderr.write(f"{exc}\n")
        raise SystemExit(BOOT_ERROR) from exc
    stop = signal.getsignal(signal.SIGTERM)

    def end_streams(number, frame):  # type: ignore[no-untyped-def]
        # In a thread: a signal handler must not wait for a lock.
        threading.Thread(target=services.events.close_streams, daemon=True).start()
        stop(number, frame)

    signal.signal(signal.SIGTERM, end_streams)


def worker_exit(_server, worker):  # type: ignore[no-untyped-def]
    """Bring running conversations to an end before the interpreter goes."""
    app = getattr(worker, "wsgi", None)
    if app is not None:
        app.extensions["services"].close()


def child_exit(_server, worker):  # type: ignore[no-untyped-def]
    """A worker that is gone keeps its counts and loses its gauges."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)


def on_starting(server):  # type: ignore[no-untyped-def]
    """Several processes share nothing without Redis: refuse instead of answering from different memories."""
    if server.cfg.workers > 1 and not os.environ.get("REDIS_URL"):
        sys.stderr.write("More than one worker needs REDIS_URL (and DATABASE_URL for more than one machine).\n")
        raise SystemExit(2)
