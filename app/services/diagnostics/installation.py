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
            yield warning("access", "access_open")
            return
        yield ok("access", "access_closed")
        if config.production and not config.admin_api_key and not self._administrators():
            yield error("administrator", "administrator_none")

    def _administrators(self) -> int:
        try:
            return UserRepository(self._database).count_administrators()
        except DependencyError:
            return 1  # the record's own check says that it is away

    def _secret_key(self) -> Iterator[Check]:
        if self._config.secret_key:
            yield ok("secret_key", "secret_key_set")
        elif self._config.production:
            yield warning("secret_key", "secret_key_inside")

    def _folder(self) -> Iterator[Check]:
        folder = self._config.instance_path
        existing = folder if folder.exists() else folder.parent
        if not os.access(existing, os.W_OK):
            yield error("instance_path", "folder_read_only")

    def _record(self) -> Iterator[Check]:
        try:
            self._database.ping()
            role, unprotected = self._database.role(), unprotected_tables(self._database)
        except DependencyError:
            yield error("database", "database_away")
            return
        if role is None:
            yield self._embedded_record()
            return
        yield ok("database", "database_postgresql")
        yield _walls(role, unprotected)

    def _embedded_record(self) -> Check:
        if self._config.production:
            return warning("database", "database_sqlite_production")
        return ok("database", "database_sqlite")

    def _memory(self) -> Iterator[Check]:
        if not self._config.redis_url:
            if self._config.database_url:
                yield warning("redis", "redis_none")
            return
        try:
            info = self._redis.run(lambda client: client.info())
            yield ok("redis", "redis_answers", version=str(info.get("redis_version", "")))
        except DependencyError:
            yield error("redis", "redis_away")
            return
        yield from _durability(info)
        if not self._has_engine():
            yield warning("query_engine", "query_engine_none")

    def _model(self) -> Iterator[Check]:
        if not self._config.model_configured:
            yield warning("model", "model_none")
            return
        yield ok("model", "model_set", model=self._config.openai_model)
        if self._config.model_prices_file is None:
            yield warning("model_prices", "model_prices_none")

    def _panel(self) -> Iterator[Check]:
        if not (ROOT_DIR / "src" / "dist" / "index.html").is_file():
            yield warning("panel", "panel_unbuilt")


def _walls(role: RoleKind, unprotected: Sequence[str]) -> Check:
    """What row-level security is worth with this role and these tables."""
    name = "row_level_security"
    if role is RoleKind.SUPERUSER:
        return error(name, "walls_passed")
    if unprotected:
        return error(
            name,
            "walls_open",
            tables=", ".join(unprotected),
        )
    if role is RoleKind.OWNER:
        return warning(name, "walls_owned")
    return ok(name, "walls_forced")


def _durability(info: Mapping[str, Any]) -> Iterator[Check]:
    if not int(info.get("aof_enabled", 0)):
        yield warning("redis_aof", "redis_aof_off")
    policy = info.get("maxmemory_policy", "noeviction")
    if policy not in SAFE_POLICIES:
        yield warning("redis_eviction", "redis_eviction", policy=str(policy))
