"""The parts that keep companies, remove them, write them out, and bring them in from files."""

from collections.abc import Callable
from dataclasses import dataclass

from app.config.company_config import CompanyConfig, CompanyConfigCache
from app.config.config import Config
from app.models.company import CompanyRepository
from app.models.database import Database
from app.models.errors import VectorStoreUnavailableError
from app.models.setting import SettingRepository
from app.services.company_config_service import CompanyConfigService, CompanySqlSource
from app.services.company_files import CompanyFiles
from app.services.company_migration import CompanyMigration
from app.services.document_intake import NewDocument
from app.services.document_service import DocumentService
from app.services.installation_key import InstallationKey
from app.services.migration import Rollback
from app.services.prompt_migration import PromptMigration
from app.services.redis_service import RedisService, RedisVersion
from app.services.seeding import SeededSource, seed_companies, seed_samples
from app.services.vector_backends.engine_probe import QueryEngineProbe
from app.services.vector_backends.redis_index import RedisPlace, RedisVectorIndex


class RedisIndexes:
    """Each company's index in a Redis with the query engine; elsewhere there is none to remove."""

    def __init__(self, redis: RedisService, engine: QueryEngineProbe) -> None:
        self._redis, self._engine = redis, engine

    def count(self, company: CompanyConfig) -> int:
        return self._with(company, lambda index: index.count()[1] if index.present() else 0)

    def drop(self, company: CompanyConfig) -> None:
        self._with(company, _drop)

    def _with(self, company: CompanyConfig, run: Callable[[RedisVectorIndex], int]) -> int:
        client = self._engine.client() if self._redis.url else None
        if client is None:
            self._redis.ping()  # without the engine there is no index; without Redis nobody knows
            return 0
        place = RedisPlace(company.company_id, company.vectorstore_index, company.redis_prefix)
        return run(RedisVectorIndex(client, place))


def _drop(index: RedisVectorIndex) -> int:
    index.drop()
    if index.present():
        raise VectorStoreUnavailableError()
    return 0


@dataclass(frozen=True, slots=True)
class Migrations:
    """From the JSON files to the record, and back; `announce` makes every process read the companies anew."""

    companies: CompanyMigration
    prompts: PromptMigration
    rollback: Rollback
    announce: Callable[[], None]
    close: Callable[[], None]


def build_migrations(config: Config) -> Migrations:
    """Connects to nothing, and seeds nothing: a run writes only what it notes."""
    database = Database(config.sql_url, migration_url=config.migration_sql_url)
    repository, redis = CompanyRepository(database), RedisService(config.redis_url)
    version, box = RedisVersion(redis, "config_version"), InstallationKey(config, SettingRepository(database)).box
    source = CompanySqlSource(repository, box)
    files = CompanyFiles(config.companies_config_file, config.extended_companies_config_file)

    def close() -> None:
        redis.close()
        database.dispose()

    return Migrations(
        companies=CompanyMigration(database, repository, files, source, box),
        prompts=PromptMigration(database, repository, config.custom_prompts_file, repository.touch),
        rollback=Rollback(database, repository, source),
        announce=version.bump,
        close=close,
    )


def build_companies(
    config: Config, database: Database, redis: RedisService, documents: DocumentService, key: InstallationKey
) -> CompanyConfigService:
    """The companies of the record; an embedded installation starts with the samples."""
    repository = CompanyRepository(database)
    files = CompanyFiles(config.companies_config_file, config.extended_companies_config_file)
    version = RedisVersion(redis, "config_version")

    def seed() -> None:
        seed_companies(service.reload)
        if config.embedded and config.load_sample_documents:
            _load_samples(service, documents)

    cache = CompanyConfigCache(
        SeededSource(CompanySqlSource(repository, key.box, tiers=config.production), seed), version
    )
    service = CompanyConfigService(repository, files, key.box, cache, version)
    return service


def _load_samples(companies: CompanyConfigService, documents: DocumentService) -> None:
    """Each sample company gets its documents once; deleting them is for good."""

    def add(company: CompanyConfig, text: str, name: str, external_id: str) -> None:
        documents.add(
            company,
            NewDocument(data=text.encode(), filename=name, media_type="text/markdown", external_id=external_id),
        )

    for company_id in companies.companies_without_samples():
        seed_samples(companies.manager.find(company_id), add)
        companies.mark_samples_loaded(company_id)
