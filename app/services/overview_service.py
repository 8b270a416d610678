"""Every company at a glance, for the people who run the installation."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from app.config.company_config import CompanyConfig
from app.models.conversation import ConversationRepository
from app.models.database import Database
from app.models.errors import DependencyError
from app.models.fact_figures import FactFigures
from app.services.analytics_service import local_day

KEPT_S = 5.0  # many open panels ask for the same
ACTIVE_HOURS = 24


@dataclass(slots=True)
class _Kept:
    row: dict[str, Any]
    until: float


class OverviewService:
    """Today's figures per company."""

    def __init__(
        self,
        database: Database,
        is_healthy: Callable[[CompanyConfig], bool],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database, self._is_healthy, self._clock = database, is_healthy, clock
        self._kept: dict[str, _Kept] = {}
        self._lock = threading.Lock()

    def of(self, companies: Sequence[CompanyConfig]) -> list[dict[str, Any]]:
        """One row per company; a company whose record is out of reach shows as unhealthy."""
        return [self._row(company) for company in companies]

    def _row(self, company: CompanyConfig) -> dict[str, Any]:
        now = time.monotonic()
        kept = self._kept.get(company.company_id)
        if kept is None or kept.until < now or kept.row["company_name"] != company.company_name:
            kept = _Kept(self._read(company), now + KEPT_S)
            with self._lock:
                self._kept[company.company_id] = kept
        return {**kept.row, "is_active": company.is_active}

    def _read(self, company: CompanyConfig) -> dict[str, Any]:
        named = {"company_id": company.company_id, "company_name": company.company_name}
        try:
            return {**named, "healthy": self._is_healthy(company), **self._figures(company)}
        except DependencyError:
            return {**named, "healthy": False, **dict.fromkeys(_FIGURES)}

    def _figures(self, company: CompanyConfig) -> dict[str, Any]:
        tenant, now = self._database.tenant(company.company_id), self._clock()
        (today,) = FactFigures(tenant).over([local_day(company, now)], company.currency)
        owners = ConversationRepository(tenant).owners(now - timedelta(hours=ACTIVE_HOURS))
        return {
            "messages_today": today.messages,
            "active_bots": owners.active_bots,
            "handoffs_today": today.handed_over,
            "emergencies_today": today.emergencies,
            "waiting_for_person": owners.waiting_for_person,
            "avg_response_ms": round(today.avg_response_ms, 1) if today.avg_response_ms is not None else None,
        }


_FIGURES = (
    "messages_today",
    "active_bots",
    "handoffs_today",
    "emergencies_today",
    "waiting_for_person",
    "avg_response_ms",
)
