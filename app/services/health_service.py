"""Whether the installation and each company can work now; what is degraded is told from what is down."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any, TypeVar

from app.config.company_config import CompanyConfig
from app.config.config import Config
from app.config.constants import ALWAYS_ON, APP_VERSION, SYSTEM_TYPE, AgentType, Intent
from app.models.database import Database
from app.models.errors import DependencyError
from app.services.company_config_service import CompanyConfigService
from app.services.knowledge_registry import KnowledgeRegistry
from app.services.llm.provider import ModelProvider
from app.services.model_budget import shown
from app.services.probes import Probes
from app.services.redis_service import RedisService
from app.services.vectorstore_service import IndexStatus

T = TypeVar("T")
KEPT_S = 5.0
MAX_KEPT = 20_000


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
        self._probes = Probes({"database": database.ping, "redis": redis.ping})
        self._kept: dict[tuple[str, str, str], tuple[float, Any]] = {}

    def short(self) -> dict[str, Any]:
        """What anybody may know; costs two remembered probes, whatever the number of companies."""
        up = self._up()
        return {"status": self._status(up), "system_type": SYSTEM_TYPE, "version": APP_VERSION}

    def ready(self) -> tuple[bool, dict[str, bool]]:
        """Whether requests should come here: without the record nothing is taken in."""
        up = self._up()
        return up["database"], up

    def dependencies_up(self) -> dict[str, bool]:
        return {**self._up(), "model": self._models.answering()}

    def system(self) -> dict[str, Any]:
        """The specification's shape; `status` is healthy, degraded (works, less well) or unhealthy."""
        probes = self._probes.results()
        record = probes["database"].up
        companies = self._known_companies() if record else []
        health = {c.company_id: self.company(c) for c in companies}
        return {
            **self.short(),
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
                "database": {
                    "backend": "postgresql" if self._database.is_postgresql else "sqlite",
                    **asdict(probes["database"]),
                },
                "redis": {"backend": self._redis.backend, **asdict(probes["redis"])},
                "model": {**self._models.describe(), "up": self._models.answering()},
            },
        }

    def company(self, company: CompanyConfig) -> dict[str, Any]:
        up = self._up()
        memory = up["redis"]
        vectors = self._remembered("index", company, self._vectors) if up["database"] else None
        healthy = vectors is not None and vectors.healthy
        return {
            "system_healthy": bool(healthy and memory and company.is_active),
            "vectorstore_healthy": healthy,
            "agents_available": available_agents(company),
            "redis_healthy": memory,
            "is_active": company.is_active,
            "engine": self._models.describe(company),
            "model_budget": shown(self._remembered("budget", company, self._models.budgets.use)),
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

    def close(self) -> None:
        self._probes.close()

    def _up(self) -> dict[str, bool]:
        return {name: result.up for name, result in self._probes.results().items()}

    def _status(self, up: Mapping[str, bool]) -> str:
        """Without the record nothing works; without the rest answers still come."""
        if not up["database"]:
            return "unhealthy"
        return "healthy" if up["redis"] and self._models.answering() else "degraded"

    def _remembered(self, what: str, company: CompanyConfig, look: Callable[[CompanyConfig], T]) -> T:
        """What was seen in the last seconds: asking for every company on every look costs too much."""
        key, now = (what, company.company_id, company.version), time.monotonic()
        until, seen = self._kept.get(key, (0.0, None))
        if now >= until:
            seen = look(company)
            if len(self._kept) > MAX_KEPT:
                self._kept.clear()
            self._kept[key] = (now + KEPT_S, seen)
        found: T = seen
        return found

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
            "role": self._role() if record else None,
        }

    def _role(self) -> str | None:
        """`application`, `owner` or `superuser`; None on SQLite."""
        try:
            return self._database.role()
        except DependencyError:
            return None

    def _count(self) -> int | None:
        try:
            return self._companies.count()
        except DependencyError:
            return None


def available_agents(company: CompanyConfig) -> int:
    """How many of the six agents work; router and emergency cannot be switched off."""
    return sum(agent_enabled(company, agent) for agent in AgentType)


def agent_enabled(company: CompanyConfig, agent: AgentType) -> bool:
    return agent in ALWAYS_ON or agent.value not in company.disabled_agents


def enabled_intents(company: CompanyConfig) -> list[Intent]:
    return [intent for intent in Intent if agent_enabled(company, AgentType(intent.value))]
