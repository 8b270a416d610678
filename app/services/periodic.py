"""Work that repeats in a thread of its own until the process ends."""

import threading
from collections.abc import Callable

from app.utils.logger import get_logger

log = get_logger("jobs")


class Periodic:
    """Calls `work` every `every_s` seconds, first after one interval; a failing round does not end it."""

    def __init__(self, name: str, every_s: float, work: Callable[[], object]) -> None:
        self._name, self._every_s, self._work = name, every_s, work
        self._stop = threading.Event()

    def start(self) -> None:
        threading.Thread(target=self._run, name=self._name, daemon=True).start()

    def stop(self) -> None:
        self._stop.set()

    def _run(self) -> None:
        while not self._stop.wait(self._every_s):
            try:
                self._work()
            except Exception:
                log.exception("%s: a round failed", self._name)
