"""A company's statistics, measured from its stored messages; None before there is anything to measure."""

from datetime import UTC, datetime, timedelta
from typing import Any

from app.config.company_config import CompanyConfig
from app.models.conversation import ConversationRepository
from app.models.database import Database
from app.models.document import DocumentRepository

ACTIVE_HOURS = 24


class StatsService:
    """Read-only figures over the record."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def company(self, company: CompanyConfig) -> dict[str, Any]:
        """`statistics` and `performance` as the API shows them; a day is the company's local day."""
        tenant = self._database.tenant(company.company_id)
        now = datetime.now(company.zone)
        day_start = now.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
        figures = ConversationRepository(tenant).statistics(day_start, now - timedelta(hours=ACTIVE_HOURS))
        total, retrieval, classification = figures.pop("times_ms")
        return {
            "statistics": {**figures, "documents": DocumentRepository(tenant).count()},
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
