"""Whether the installation and each company can work now; what is degraded is told from what is down."""

from collections.abc import Callable, Iterable
from typing import Any

from app.config.company_config import CompanyConfig
from app.config.config import Config
from app.config.constants import APP_VERSION, SYSTEM_TYPE, AgentType, Intent
from app.models.database import Database
from app.models.errors import DependencyError
from app.services.company_config_service import CompanyConfigService
from app.services.llm.provider import ModelProvider
from app.services.redis_service import RedisService
from app.services.vectorstore_service import IndexStatus, KnowledgeRegistry


class HealthService:
    """Probes, each with its own outcome; none raises."""

    def __init__(
        self,
        config: Config,
        database: Database,
        redis: RedisService,
        companies: CompanyConfigService,
        knowledge: KnowledgeRegistry,
        models: ModelProvider,
    ) -> None:
        self._config, self._database, self._redis = config, database, redis
        self._companies, self._knowledge, self._models = companies, knowledge, models

    def system(self) -> dict[str, Any]:
        """The specification's shape; `status` is healthy, degraded (working memory away) or unhealthy."""
        record, memory = _up(self._database.ping), _up(self._redis.ping)
        companies = self._known_companies()
        health = {c.company_id: self.company(c, memory=memory) for c in companies}
        status = "unhealthy" if not record else "degraded" if not memory else "healthy"
        return {
            "status": status,
            "system_type": SYSTEM_TYPE,
            "version": APP_VERSION,
            "environment": self._config.environment,
            "access": "open: development, loopback only" if self._config.open_access else "credentials",
            "engine": self._models.describe(),
            "companies": {
                "total": len(companies),
                "configured": [c.company_id for c in companies],
                "health": health,
            },
            "enterprise": self._enterprise(record),
            "dependencies": {
                "database": {"backend": "postgresql" if self._database.is_postgresql else "sqlite", "up": record},
                "redis": {"backend": self._redis.backend, "up": memory},
            },
        }

    def company(self, company: CompanyConfig, *, memory: bool | None = None) -> dict[str, Any]:
        memory = _up(self._redis.ping) if memory is None else memory
        vectors = self._vectors(company)
        healthy = vectors is not None and vectors.healthy
        return {
            "system_healthy": bool(healthy and memory and company.is_active),
            "vectorstore_healthy": healthy,
            "agents_available": available_agents(company),
            "redis_healthy": memory,
            "is_active": company.is_active,
            "engine": self._models.describe(company),
        }

    def vectorstores(self, companies: Iterable[CompanyConfig]) -> dict[str, Any]:
        """Index state of each company."""
        rows = {}
        for company in companies:
            status = self._vectors(company)
            rows[company.company_id] = {
                "healthy": bool(status and status.healthy),
                "documents": status.documents if status else None,
                "chunks": status.chunks if status else None,
                "index": company.vectorstore_index,
                "backend": status.backend if status else None,
            }
        return rows

    def _known_companies(self) -> list[CompanyConfig]:
        try:
            return self._companies.manager.all()
        except DependencyError:
            return []

    def _vectors(self, company: CompanyConfig) -> IndexStatus | None:
        try:
            return self._knowledge.get(company).status()
        except DependencyError:
            return None

    def _enterprise(self, record: bool) -> dict[str, Any]:
        available = self._database.is_postgresql and record
        status = "healthy" if record else "unhealthy"
        if not self._database.is_postgresql:
            status = "not_configured"
        return {
            "postgresql_available": available,
            "connection_status": status,
            "companies_in_db": self._count() if record else None,
        }

    def _count(self) -> int | None:
        try:
            return self._companies.count()
        except DependencyError:
            return None


def available_agents(company: CompanyConfig) -> int:
    """How many of the six agents work; router and emergency cannot be switched off."""
    return sum(agent_enabled(company, agent) for agent in AgentType)


def agent_enabled(company: CompanyConfig, agent: AgentType) -> bool:
    return agent in (AgentType.ROUTER, AgentType.EMERGENCY) or agent.value not in company.disabled_agents


def enabled_intents(company: CompanyConfig) -> list[Intent]:
    return [intent for intent in Intent if agent_enabled(company, AgentType(intent.value))]


def _up(probe: Callable[[], None]) -> bool:
    try:
        probe()
    except DependencyError:
        return False
    return True
