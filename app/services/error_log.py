"""Failures of this process, counted by code; the newest of the server's own are kept for whoever looks."""

import threading
from collections import Counter, deque
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

KEPT = 100


@dataclass(frozen=True, slots=True)
class Failure:
    """Where it happened, never what was said. `endpoint`: the route's name."""

    at: str
    code: str
    status: int
    endpoint: str
    request_id: str


class ErrorLog:
    """In memory: a restart begins anew, the log file has the rest."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._recent: deque[Failure] = deque(maxlen=KEPT)
        self._lock = threading.Lock()

    def note(self, code: str, status: int, endpoint: str, request_id: str) -> None:
        with self._lock:
            self._counts[code] += 1
            if status >= 500:
                now = datetime.now(UTC).isoformat(timespec="seconds")
                self._recent.append(Failure(now, code, status, endpoint, request_id))

    def summary(self) -> dict[str, Any]:
        """`counts` by code since the start, most frequent first; `recent` 5xx, newest first."""
        with self._lock:
            counts, recent = dict(self._counts.most_common()), list(self._recent)
        return {"counts": counts, "recent": [asdict(failure) for failure in reversed(recent)]}
