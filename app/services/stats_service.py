"""A company's statistics, derived from the facts of its turns; None before there is anything to measure."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from app.config.company_config import CompanyConfig
from app.models.conversation import ConversationRepository
from app.models.database import Database
from app.models.document import DocumentRepository
from app.models.fact_figures import FactFigures
from app.services.analytics_service import local_day

ACTIVE_HOURS = 24
MEASURED_DAYS = 30


class StatsService:
    """Read-only figures over the record."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database, self._clock = database, clock

    def company(self, company: CompanyConfig) -> dict[str, Any]:
        """`statistics` and `performance` as the API shows them: agents and times of the last 30 days.

        A day is the company's local day.
        """
        tenant, now = self._database.tenant(company.company_id), self._clock()
        facts, lately = FactFigures(tenant), (now - timedelta(MEASURED_DAYS), now + timedelta(days=1))
        owners = ConversationRepository(tenant).owners(now - timedelta(hours=ACTIVE_HOURS))
        (today,) = facts.over([local_day(company, now)], company.currency)
        total, retrieval, classification = facts.stages(lately)
        return {
            "statistics": {
                "conversations": owners.conversations,
                "documents": DocumentRepository(tenant).count(),
                "active_bots": owners.active_bots,
                "messages_today": today.messages,
                "agent_usage": facts.groups(lately)["agents"],
            },
            "performance": {
                "avg_response_time": _seconds(total),
                "rag_search_time": _seconds(retrieval),
                "agent_classification_time": _seconds(classification),
            },
        }


def _seconds(milliseconds: float | None) -> str | None:
    """`"0.8s"`; below a tenth of a second with the digits that matter: `"0.004s"`."""
    if milliseconds is None:
        return None
    seconds = float(milliseconds) / 1000
    return f"{seconds:.1f}s" if seconds >= 0.1 else f"{seconds:.3f}s"
