"""What this process knows of the companies' integrations, so that a turn does not ask the record each time."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

KNOWN_FOR_S = 15.0  # a change made in another process is heard of after this


class Known(Generic[T]):
    """`load` reads one company's from the record; what it raises passes through."""

    def __init__(self, load: Callable[[str], T], clock: Callable[[], float] = time.monotonic) -> None:
        self._load, self._clock = load, clock
        self._known: dict[str, tuple[float, T]] = {}
        self._lock = threading.Lock()

    def of(self, company_id: str) -> T:
        """Raises: RecordUnavailableError."""
        now = self._clock()
        with self._lock:
            found = self._known.get(company_id)
        if found is not None and now < found[0]:
            return found[1]
        value = self._load(company_id)
        with self._lock:
            self._known[company_id] = (now + KNOWN_FOR_S, value)
        return value

    def drop(self, company_id: str) -> None:
        """Read again at the next use."""
        with self._lock:
            self._known.pop(company_id, None)
