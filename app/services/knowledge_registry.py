"""The knowledge of every company in use."""

import threading
import time
from collections.abc import Callable, Collection, Iterable

from app.config.company_config import CompanyConfig
from app.services.knowledge_vectors import Embedder
from app.services.vectorstore_service import VectorstoreService


class KnowledgeRegistry:
    """The knowledge of every company in use; idle ones are dropped and load again when needed."""

    def __init__(
        self,
        make: Callable[[CompanyConfig], VectorstoreService],
        embedder: Callable[[CompanyConfig], Embedder | None] = lambda _company: None,
        *,
        idle_s: float = 3600.0,
    ) -> None:
        self._make, self._embedder, self._idle_s = make, embedder, idle_s
        self._items: dict[str, tuple[str, VectorstoreService, float]] = {}
        self._lock = threading.Lock()

    def get(self, company: CompanyConfig) -> VectorstoreService:
        with self._lock:
            version, service, _used = self._items.get(company.company_id, ("", None, 0.0))
            if service is None or not service.serves(company):
                service = self._make(company)
            if version != company.version:
                service.adopt(company, self._embedder(company))
            self._items[company.company_id] = (company.version, service, time.monotonic())
            return service

    def loaded(self) -> Iterable[tuple[str, VectorstoreService]]:
        with self._lock:
            return [(company_id, item[1]) for company_id, item in self._items.items()]

    def close(self) -> None:
        for _company_id, service in self.loaded():
            service.close()

    def retain(self, company_ids: Collection[str]) -> None:
        """Drop the knowledge of companies that are no more."""
        with self._lock:
            self._items = {key: item for key, item in self._items.items() if key in company_ids}

    def evict_idle(self) -> None:
        with self._lock:
            limit = time.monotonic() - self._idle_s
            self._items = {key: item for key, item in self._items.items() if item[2] >= limit}
