"""When a key or session was last used: noted in memory, written by a thread of its own."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from app.models.errors import DependencyError
from app.utils.logger import get_logger

log = get_logger("auth")
EVERY_S = 60.0


class UseRecorder:
    """Writes each credential's use at most once a minute; a failing write costs the note, never the request."""

    def __init__(
        self, write: Callable[[str, datetime], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._write, self._clock = write, clock
        self._noted: dict[str, float] = {}
        self._writer: ThreadPoolExecutor | None = None
        self._lock = threading.Lock()

    def note(self, digest: str) -> None:
        now = self._clock()
        if now - self._noted.get(digest, float("-inf")) < EVERY_S:
            return
        with self._lock:
            if now - self._noted.get(digest, float("-inf")) < EVERY_S:
                return
            self._forget_old(now)
            self._noted[digest] = now
            if self._writer is None:
                self._writer = ThreadPoolExecutor(1, thread_name_prefix="last-use")
        self._writer.submit(self._store, digest, datetime.now(UTC))

    def close(self) -> None:
        """Write what is waiting."""
        with self._lock:
            writer, self._writer = self._writer, None
        if writer is not None:
            writer.shutdown(wait=True)

    def _forget_old(self, now: float) -> None:
        if len(self._noted) > 10_000:
            self._noted = {digest: at for digest, at in self._noted.items() if now - at < EVERY_S}

    def _store(self, digest: str, moment: datetime) -> None:
        try:
            self._write(digest, moment)
        except DependencyError:
            log.warning("the last use of a credential could not be noted")
