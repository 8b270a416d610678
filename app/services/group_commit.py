"""Many small writes of one company in one transaction: who comes while another commits joins the next one.

A hundred deliveries at the same moment then cost a few commits instead of a hundred, and each caller still
returns only after the commit that holds its own rows.
"""

import threading
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models.database import Database

T = TypeVar("T")
Job = Callable[[Session], T]

MAX_TOGETHER = 32


@dataclass(slots=True)
class _Entry(Generic[T]):
    job: Job[T]
    done: bool = False
    value: Any = None


class GroupCommit:
    """One queue per company; jobs may run twice, so they must write nothing outside their session."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: dict[str, deque[_Entry[Any]]] = defaultdict(deque)
        self._turns: dict[str, threading.Lock] = defaultdict(threading.Lock)
        self._lock = threading.Lock()

    def run(self, company_id: str, job: Job[T]) -> T:
        """The job's value, once committed. Raises: RecordUnavailableError and what the job raises."""
        entry = _Entry(job)
        with self._lock:
            self._waiting[company_id].append(entry)
            turn = self._turns[company_id]
        with turn:
            while not entry.done:
                self._commit(company_id, self._next(company_id, entry))
        value: T = entry.value
        return value

    def _next(self, company_id: str, entry: _Entry[T]) -> list[_Entry[Any]]:
        """The oldest waiting jobs; a job whose group failed is no longer among them and goes alone."""
        with self._lock:
            queue = self._waiting[company_id]
            if entry not in queue:
                return [entry]
            return [queue.popleft() for _ in range(min(MAX_TOGETHER, len(queue)))]

    def _commit(self, company_id: str, entries: list[_Entry[Any]]) -> None:
        """All in one transaction; if one of several collides with another process, each in its own."""
        try:
            with self._database.tenant(company_id).session() as session:
                values = [entry.job(session) for entry in entries]
        except IntegrityError:
            if len(entries) == 1:
                raise
            return  # each caller finds its own job undone and runs it alone
        for entry, value in zip(entries, values, strict=True):
            entry.value, entry.done = value, True
