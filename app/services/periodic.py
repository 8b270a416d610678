"""Work that repeats in a thread of its own until the process ends."""

import threading
from collections.abc import Callable

from app.utils.logger import get_logger

log = get_logger("jobs")


class Periodic:
    """Calls `work` every `every_s` seconds, first `at_once` or after one interval; a failure does not end it."""

    def __init__(self, name: str, every_s: float, work: Callable[[], object], *, at_once: bool = False) -> None:
        self._name, self._every_s, self._work, self._at_once = name, every_s, work, at_once
        self._stop = threading.Event()

    def start(self) -> None:
        threading.Thread(target=self._run, name=self._name, daemon=True).start()

    def stop(self) -> None:
        self._stop.set()

    def _run(self) -> None:
        pause_s = 0.0 if self._at_once else self._every_s
        while not self._stop.wait(pause_s):
            pause_s = self._every_s
            try:
                self._work()
            except Exception:
                log.exception("%s: a round failed", self._name)
