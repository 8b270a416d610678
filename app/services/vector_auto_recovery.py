"""Watches every loaded index: one that is missing, stale or partial is rebuilt from SQL."""

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime

from app.config.company_config import CompanyManager
from app.config.constants import KeyKind
from app.models.errors import CompanyNotFoundError, DependencyError
from app.services.knowledge_registry import KnowledgeRegistry
from app.services.redis_service import RedisService
from app.services.vectorstore_service import VectorstoreService
from app.utils.logger import get_logger, log_context

log = get_logger("vectorstore")


class VectorAutoRecovery:
    """A background probe; searches go on while an index is rebuilt."""

    def __init__(
        self, companies: CompanyManager, knowledge: KnowledgeRegistry, redis: RedisService, interval_s: float
    ) -> None:
        self._companies, self._knowledge, self._redis = companies, knowledge, redis
        self._interval_s = interval_s
        self._stop = threading.Event()

    def start(self, housekeeping: Callable[[], None]) -> None:
        """Probe every interval in a daemon thread; `housekeeping` runs after each round."""
        threading.Thread(target=self._run, args=(housekeeping,), name="vector-recovery", daemon=True).start()

    def stop(self) -> None:
        self._stop.set()

    def probe_all(self) -> None:
        """One round over the indexes this process has loaded."""
        for company_id, service in self._knowledge.loaded():
            with log_context(company=company_id):
                self.probe(company_id, service)

    def probe(self, company_id: str, service: VectorstoreService) -> str:
        """`healthy`, `recovered` or `unhealthy`, also written to `{prefix}vectorstore_health:status`."""
        try:
            status = "healthy"
            service.embed_missing()
            if service.catch_up():
                log.warning("a change of the record had been missed; the index has it now")
                status = "recovered"
            if not service.status().healthy:
                log.warning("index differs from the record; rebuilding")
                service.rebuild()
                status = "recovered" if service.status().healthy else "unhealthy"
        except DependencyError as exc:
            log.warning("index cannot be checked: %s", exc.code)
            status = "unhealthy"
        self._report(company_id, status)
        return status

    def _report(self, company_id: str, status: str) -> None:
        body = json.dumps({"status": status, "checked_at": datetime.now(UTC).isoformat()})
        try:
            prefix = self._companies.find(company_id).redis_prefix
            self._redis.company(prefix).set(KeyKind.VECTORSTORE_HEALTH, "status", body)
        except (DependencyError, CompanyNotFoundError):
            log.warning("index state could not be written to the working memory")

    def _run(self, housekeeping: Callable[[], None]) -> None:
        while not self._stop.wait(self._interval_s):
            self.probe_all()
            housekeeping()
