"""Finds in SQL what waits to be sent: long pauses, lost jobs, what a dead worker left."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from app.config.company_config import CompanyManager
from app.models.database import Database, TenantDatabase
from app.models.errors import DependencyError
from app.models.notification import NotificationRepository, NotificationTargetRepository
from app.models.webhook_delivery import WebhookDeliveryRepository
from app.models.webhook_endpoint import WebhookEndpointRepository
from app.services.integrations.queue import DELIVERY, NOTICE, IntegrationQueue
from app.utils.logger import get_logger

log = get_logger("integrations")

EVERY_S = 10.0
GRACE = timedelta(seconds=10)  # the queue's own job comes first
PER_COMPANY = 200
IDLE_S = 300.0  # companies without integrations are asked this often
ASKED_AGAIN_S = 120.0  # one row is not put into the queue more often
KEEP = timedelta(days=14)
PURGE_EVERY_S = 3600.0


class IntegrationSweep:
    """A round asks every company that has something to send."""

    def __init__(
        self,
        companies: CompanyManager,
        database: Database,
        queue: IntegrationQueue,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._companies, self._database, self._queue = companies, database, queue
        self._clock, self._monotonic = clock, monotonic
        self._idle_until: dict[str, float] = {}
        self._asked: dict[str, float] = {}
        self._purged = monotonic()

    def round(self) -> int:
        """How many rows were put into the queue."""
        now, found = self._monotonic(), 0
        self._asked = {item: until for item, until in self._asked.items() if until > now}
        purges = now - self._purged >= PURGE_EVERY_S
        for company in self._companies.all(active_only=True):
            if self._idle_until.get(company.company_id, 0.0) <= now:
                try:
                    found += self._company(company.company_id, purges=purges)
                except DependencyError as exc:
                    log.warning("the integrations' sweep is put off: %s", exc.code)
                    return found
        if purges:
            self._purged = now
        return found

    def _company(self, company_id: str, *, purges: bool) -> int:
        tenant, now, found = self._database.tenant(company_id), self._monotonic(), 0
        if not has_integrations(tenant):
            self._idle_until[company_id] = now + IDLE_S
            return 0
        for job, rows in (
            (DELIVERY, WebhookDeliveryRepository(tenant).rows),
            (NOTICE, NotificationRepository(tenant).rows),
        ):
            if purges:
                rows.purge(self._clock() - KEEP)
            for item in rows.due(self._clock() - GRACE, PER_COMPANY):
                if item not in self._asked:
                    self._asked[item] = now + ASKED_AGAIN_S
                    self._queue.notify(job, company_id, item)
                    found += 1
        return found


def has_integrations(tenant: TenantDatabase) -> bool:
    """Whether the company has anything that sends."""
    return WebhookEndpointRepository(tenant).any() or NotificationTargetRepository(tenant).any()
