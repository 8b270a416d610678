"""The whole picture for administrators: what is set, what runs, what failed, and what to do."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from app.config.company_config import CompanyConfig
from app.models.backlog import backlog_of
from app.models.database import Database
from app.models.errors import DependencyError
from app.services.company_config_service import CompanyConfigService
from app.services.diagnostics.check import Check, error, worst
from app.services.diagnostics.companies import CompanyChecks
from app.services.diagnostics.connections import ConnectionTests
from app.services.diagnostics.installation import InstallationChecks
from app.services.error_log import ErrorLog
from app.services.event_bus import EventBus
from app.services.multi_agent_factory import MultiAgentFactory
from app.services.task_queue import TaskQueue


@dataclass(frozen=True, slots=True)
class Running:
    """What can be looked at while it works."""

    factory: MultiAgentFactory
    queue: TaskQueue
    events: EventBus
    errors: ErrorLog


class DiagnosticService:
    """Reads only; nothing here repairs."""

    def __init__(
        self,
        installation: InstallationChecks,
        companies: CompanyChecks,
        connections: ConnectionTests,
        running: Running,
        registry: CompanyConfigService,
        database: Database,
    ) -> None:
        self._installation, self._companies, self.connections = installation, companies, connections
        self._running, self._registry, self._database = running, registry, database

    def checks(self) -> list[Check]:
        """Of the installation first, then of every active company."""
        found = self._installation.run()
        companies = self._active()
        if companies is None:
            return [*found, error("companies", "companies_away")]
        return [*found, *(check for company in companies for check in self._companies.run(company))]

    def report(self) -> dict[str, Any]:
        """Checks, and the state of this process."""
        checks = self.checks()
        running = self._running
        return {
            "status": worst(checks).value,
            "checks": [asdict(check) for check in checks],
            "orchestrators": {"cached": len(running.factory.cached()), "companies": running.factory.cached()},
            "queue": self._queue(self._active() or ()),
            "event_streams": running.events.streams,
            "errors": running.errors.summary(),
        }

    def _queue(self, companies: Sequence[CompanyConfig]) -> dict[str, Any]:
        messages, unsent, oldest = 0, 0, []
        for company in companies:
            try:
                backlog = backlog_of(self._database.tenant(company.company_id))
            except DependencyError:
                break
            messages, unsent = messages + backlog.messages, unsent + backlog.unsent
            oldest += [backlog.oldest] if backlog.oldest else []
        return {
            "backend": self._running.queue.backend,
            "waiting_messages": messages,
            "unsent_messages": unsent,
            "oldest_waiting_at": min(oldest).isoformat() if oldest else None,
        }

    def _active(self) -> list[CompanyConfig] | None:
        try:
            return self._registry.manager.all(active_only=True)
        except DependencyError:
            return None
