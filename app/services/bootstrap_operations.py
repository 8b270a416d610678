"""The operators' part of the bootstrap: metrics, traces, health, diagnostics."""

from dataclasses import dataclass

from app.config.config import Config
from app.models.backlog import backlog_of
from app.models.database import Database
from app.services.bootstrap_inbox import Inbox
from app.services.call_watch import CALLS
from app.services.company_config_service import CompanyConfigService
from app.services.diagnostics.companies import CompanyChecks
from app.services.diagnostics.connections import ConnectionTests
from app.services.diagnostics.installation import InstallationChecks
from app.services.diagnostics.service import DiagnosticService, Running
from app.services.error_log import ErrorLog
from app.services.event_bus import EventBus
from app.services.knowledge_registry import KnowledgeRegistry
from app.services.llm.provider import ModelProvider
from app.services.metrics_service import Metrics
from app.services.multi_agent_factory import MultiAgentFactory
from app.services.redis_service import RedisService
from app.services.tracing import Tracing
from app.services.vector_backends.engine_probe import QueryEngineProbe


@dataclass(slots=True)
class Operations:
    """What operators look at."""

    metrics: Metrics
    tracing: Tracing | None
    errors: ErrorLog

    def close(self) -> None:
        if self.tracing is not None:
            self.tracing.close()


@dataclass(frozen=True, slots=True)
class Watched:
    """What diagnostics look into."""

    config: Config
    database: Database
    redis: RedisService
    models: ModelProvider
    knowledge: KnowledgeRegistry
    engine: QueryEngineProbe
    companies: CompanyConfigService
    factory: MultiAgentFactory
    inbox: Inbox
    events: EventBus


def build_operations(config: Config) -> Operations:
    """Traces start only where a collector is named."""
    metrics = Metrics()
    tracing = Tracing(config.otlp_endpoint) if config.otlp_endpoint else None
    CALLS.configure(config.slow_call_ms, metrics.call, tracing.span if tracing else None)
    return Operations(metrics, tracing, ErrorLog())


def build_diagnostics(watched: Watched, errors: ErrorLog) -> DiagnosticService:
    config, database = watched.config, watched.database
    running = Running(watched.factory, watched.inbox.queue, watched.events, errors)
    return DiagnosticService(
        InstallationChecks(
            config, database, watched.redis, watched.models, lambda: watched.engine.client() is not None
        ),
        CompanyChecks(
            config,
            watched.knowledge,
            lambda company: backlog_of(database.tenant(company.company_id)),
            watched.models.budgets.use,
        ),
        ConnectionTests(config, database, watched.redis, watched.models, watched.inbox.client),
        running,
        watched.companies,
        database,
    )
