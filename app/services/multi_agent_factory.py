"""A company's orchestrator: built at first use, kept per configuration version, dropped when idle."""

import threading
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from app.config.company_config import CompanyConfig
from app.models.errors import DependencyError
from app.services.multi_agent_orchestrator import MultiAgentOrchestrator
from app.utils.logger import get_logger

log = get_logger("factory")

IDLE_S = 1800.0
MAX_CACHED = 2000


@dataclass(slots=True)
class _Entry:
    orchestrator: MultiAgentOrchestrator
    version: str
    used_at: float


class MultiAgentFactory:
    """Cache of orchestrators by company; building one connects to nothing."""

    def __init__(
        self,
        build: Callable[[CompanyConfig], MultiAgentOrchestrator],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._build, self._clock = build, clock
        self._entries: dict[str, _Entry] = {}
        self._lock = threading.Lock()

    def orchestrator(self, company: CompanyConfig) -> MultiAgentOrchestrator:
        """The orchestrator of this version of the configuration."""
        with self._lock:
            entry = self._entries.get(company.company_id)
            if entry is None or entry.version != company.version:
                entry = _Entry(self._build(company), company.version, 0.0)
                self._entries[company.company_id] = entry
                self._evict(keep=company.company_id)
            entry.used_at = self._clock()
            return entry.orchestrator

    def cached(self) -> list[str]:
        """Ids of the companies with an orchestrator in this process."""
        with self._lock:
            return sorted(self._entries)

    def retain(self, company_ids: Collection[str]) -> None:
        """Drop what was built for companies that are no more."""
        with self._lock:
            for company_id in self._entries.keys() - set(company_ids):
                del self._entries[company_id]

    def evict_idle(self) -> None:
        """Drop orchestrators unused for half an hour."""
        with self._lock:
            limit = self._clock() - IDLE_S
            for company_id in [key for key, entry in self._entries.items() if entry.used_at < limit]:
                del self._entries[company_id]

    def warm_up(self, companies: Iterable[CompanyConfig], load: Callable[[CompanyConfig], None]) -> None:
        """Build orchestrators and load their knowledge ahead of the first message."""
        for company in companies:
            self.orchestrator(company)
            try:
                load(company)
            except DependencyError as exc:
                log.warning("warm-up of %s put off: %s", company.company_id, exc.code)

    def _evict(self, *, keep: str) -> None:
        while len(self._entries) > MAX_CACHED:
            oldest = min((k for k in self._entries if k != keep), key=lambda k: self._entries[k].used_at)
            del self._entries[oldest]
