"""Reads files beside the requests that brought them, and tells how far it is."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from contextvars import copy_context

from app.services.document_intake import NewDocument, Prepared, prepare

THREADS = 4
TELL_EVERY_S = 1.0


class Reading:
    """One file being read."""

    def __init__(self) -> None:
        self.future: Future[Prepared] = Future()
        self._tell: Callable[[float], None] | None = None
        self._told_at = 0.0

    def wait(self, seconds: float) -> Prepared | None:
        """The result, or None when it is not there in time. Raises what reading raised."""
        try:
            return self.future.result(timeout=seconds)
        except NotYet:
            return None

    def follow(self, tell: Callable[[float], None], done: Callable[["Future[Prepared]"], None]) -> None:
        """Call `tell(share read)` about once a second, and `done` at the end."""
        self._tell = tell
        self.future.add_done_callback(done)

    def advance(self, pages: int, total: int) -> None:
        now = time.monotonic()
        if self._tell is not None and total and now - self._told_at >= TELL_EVERY_S:
            self._told_at = now
            self._tell(min(0.99, pages / total))


class DocumentReader:
    """A few threads, started with the first file."""

    def __init__(self) -> None:
        self._pool: ThreadPoolExecutor | None = None
        self._lock = threading.Lock()

    def start(self, new: NewDocument) -> Reading:
        reading = Reading()
        self._threads().submit(copy_context().run, _read, new, reading)
        return reading

    def close(self) -> None:
        """Files not begun are dropped; those being read end by themselves."""
        with self._lock:
            if self._pool is not None:
                self._pool.shutdown(wait=False, cancel_futures=True)
                self._pool = None

    def _threads(self) -> ThreadPoolExecutor:
        with self._lock:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="reading")
            return self._pool


def _read(new: NewDocument, reading: Reading) -> None:
    try:
        prepared = prepare(new, reading.advance)
    except BaseException as exc:  # noqa: BLE001 - whoever waits for the result gets it
        reading.future.set_exception(exc)
    else:
        reading.future.set_result(prepared)
