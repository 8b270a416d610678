"""What is set for the whole installation: access, stores, model, prices, panel."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from app.config.config import ROOT_DIR, Config
from app.models.database import Database
from app.models.errors import DependencyError
from app.models.record_rights import unprotected_tables
from app.models.roles import RoleKind
from app.models.user import UserRepository
from app.services.diagnostics.check import Check, error, ok, warning
from app.services.llm.provider import ModelProvider
from app.services.redis_service import RedisService

MEGABYTE = 1_000_000
SAFE_POLICIES = ("noeviction", "volatile-lru", "volatile-lfu", "volatile-ttl", "volatile-random")


class InstallationChecks:
    """Each method yields what it found; a dependency that is away is a finding, not a failure."""

    def __init__(
        self,
        config: Config,
        database: Database,
        redis: RedisService,
        models: ModelProvider,
        has_engine: Callable[[], bool],
    ) -> None:
        """`has_engine`: whether Redis has the query engine."""
        self._config, self._database, self._redis = config, database, redis
        self._models, self._has_engine = models, has_engine

    def run(self) -> list[Check]:
        checks = (
            self._access,
            self._secret_key,
            self._folder,
            self._record,
            self._memory,
            self._model,
            self._panel,
        )
        return [check for make in checks for check in make()]

    def _access(self) -> Iterator[Check]:
        config = self._config
        if config.open_access:
            yield warning(
                "access",
                "Everybody who reaches the server may do everything; it listens on this machine only.",
                "Set ENVIRONMENT=production (or ADMIN_API_KEY) before others can reach it.",
            )
            return
        yield ok("access", "Every request needs a credential.")
        if config.production and not config.admin_api_key and not self._administrators():
            yield error(
                "administrator",
                "There is no administrator: nobody can sign in.",
                "Open the set-up link in the log, or run `flask admin create`.",
            )

    def _administrators(self) -> int:
        try:
            return UserRepository(self._database).count_administrators()
        except DependencyError:
            return 1  # the record's own check says that it is away

    def _secret_key(self) -> Iterator[Check]:
        if self._config.secret_key:
            yield ok("secret_key", "SECRET_KEY comes from the environment.")
        elif self._config.production:
            yield warning(
                "secret_key",
                "No SECRET_KEY outside: it lies in the database beside the secrets it protects.",
                "Set SECRET_KEY (openssl rand -hex 32) and run `flask secrets reseal`, which removes this one.",
            )

    def _folder(self) -> Iterator[Check]:
        folder = self._config.instance_path
        existing = folder if folder.exists() else folder.parent
        if not os.access(existing, os.W_OK):
            yield error(
                "instance_path",
                "The folder for logs and data cannot be written.",
                "Give INSTANCE_PATH a writable folder.",
            )

    def _record(self) -> Iterator[Check]:
        try:
            self._database.ping()
            role, unprotected = self._database.role(), unprotected_tables(self._database)
        except DependencyError:
            yield error(
                "database",
                "The database does not answer.",
                "Check DATABASE_URL and that the server runs; see the log.",
            )
            return
        if role is None:
            yield self._embedded_record()
            return
        yield ok("database", "PostgreSQL answers.")
        yield _walls(role, unprotected)

    def _embedded_record(self) -> Check:
        if self._config.production:
            return warning(
                "database",
                "SQLite serves one process on one machine.",
                "Set DATABASE_URL to PostgreSQL for more, and for backups while it runs.",
            )
        return ok("database", "SQLite, for one process.")

    def _memory(self) -> Iterator[Check]:
        if not self._config.redis_url:
            if self._config.database_url:
                yield warning(
                    "redis",
                    "No REDIS_URL: working memory and queue live in this process alone.",
                    "Set REDIS_URL as soon as more than one process runs.",
                )
            return
        try:
            info = self._redis.run(lambda client: client.info())
            yield ok("redis", f"Redis {info.get('redis_version', '')} answers.")
        except DependencyError:
            yield error("redis", "Redis does not answer.", "Check REDIS_URL and that the server runs.")
            return
        yield from _durability(info)
        if not self._has_engine():
            yield warning(
                "query_engine",
                "This Redis has no query engine: each process keeps a copy of the index in its memory.",
                "Use Redis 8 or Redis Stack to share one index between processes.",
            )

    def _model(self) -> Iterator[Check]:
        if not self._config.model_configured:
            yield warning(
                "model",
                "No language model: the local engine answers from documents and company data alone.",
                "Set OPENAI_API_KEY, or OPENAI_BASE_URL for an endpoint of your own.",
            )
            return
        yield ok("model", f"Chat model {self._config.openai_model}.")
        if self._config.model_prices_file is None:
            yield warning(
                "model_prices",
                "Costs are not known.",
                "Give a price table: MODEL_PRICES_FILE, see docs/observability.md.",
            )

    def _panel(self) -> Iterator[Check]:
        if not (ROOT_DIR / "src" / "dist" / "index.html").is_file():
            yield warning("panel", "The panel is not built.", "Run `make panel`; the API works without it.")


def _walls(role: RoleKind, unprotected: Sequence[str]) -> Check:
    """What row-level security is worth with this role and these tables."""
    name = "row_level_security"
    if role is RoleKind.SUPERUSER:
        return error(
            name,
            "The application's role passes through row-level security (superuser or BYPASSRLS).",
            "Connect as a role made with NOSUPERUSER NOBYPASSRLS; see docs/configuration.md.",
        )
    if unprotected:
        return error(
            name,
            f"Row-level security is not forced on: {', '.join(unprotected)}.",
            "Apply postgresql_schema.sql again as the owner.",
        )
    if role is RoleKind.OWNER:
        return warning(
            name,
            "The application's role owns the tables and could switch row-level security off.",
            "Let another role own them (MIGRATION_DATABASE_URL) than the one that works (DATABASE_URL).",
        )
    return ok(name, "Forced on every company's table; the role cannot pass it.")


def _durability(info: Mapping[str, Any]) -> Iterator[Check]:
    if not int(info.get("aof_enabled", 0)):
        yield warning(
            "redis_aof",
            "AOF is off: Redis forgets its queue and recent turns when it is killed.",
            "Set `appendonly yes`; what SQL holds is rebuilt either way.",
        )
    policy = info.get("maxmemory_policy", "noeviction")
    if policy not in SAFE_POLICIES:
        yield warning(
            "redis_eviction",
            f"maxmemory-policy {policy} may drop locks and queued jobs.",
            "Use noeviction or a volatile-* policy.",
        )
