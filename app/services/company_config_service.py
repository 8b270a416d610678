"""Companies in SQL: read, create, change, deactivate, and refresh from the JSON files."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

from app.config.company_builder import build_company
from app.config.company_config import CompanyConfig, CompanyConfigCache, CompanyManager, ConfigVersion
from app.models.company import CompanyRecord, CompanyRepository
from app.models.company_version import CompanyVersion
from app.models.errors import (
    CompanyExistsError,
    CompanyNotFoundError,
    CompanyVersionNotFoundError,
    DomainError,
)
from app.services.company_files import CompanyFiles, ReloadReport
from app.services.company_records import change_of, columns_of, public_values, sealed_values
from app.services.secret_box import SecretBox, SecretUnreadableError
from app.utils.logger import get_logger

log = get_logger("companies")
SYSTEM, FILES = "system", "configuration files"  # authors that are no person
_ABSENT = object()


class CompanySqlSource:
    """`CompanySource` over the record; `tiers`: whether the limits of a tier are in force."""

    def __init__(
        self, repository: CompanyRepository, box: Callable[[], SecretBox], *, tiers: bool = False
    ) -> None:
        self._repository, self._box, self._tiers = repository, box, tiers

    def load_all(self) -> Mapping[str, CompanyConfig]:
        return {record.company_id: self.build(record) for record in self._repository.all()}

    def build(self, record: CompanyRecord) -> CompanyConfig:
        return build_company(
            record.company_id,
            record.effective,
            self._open_secrets(record),
            revision=record.revision,
            tiers=self._tiers,
        )

    def _open_secrets(self, record: CompanyRecord) -> dict[str, str]:
        opened = {}
        for name, sealed in record.secrets.items():
            try:
                opened[name] = self._box().open(sealed)
            except SecretUnreadableError:
                log.error("secret %s of %s cannot be read: enter it again", name, record.company_id)
        return opened


class CompanyConfigService:
    """Every change of a company's configuration goes through here."""

    def __init__(
        self,
        repository: CompanyRepository,
        files: CompanyFiles,
        box: Callable[[], SecretBox],
        cache: CompanyConfigCache,
        version: ConfigVersion,
    ) -> None:
        self._repository, self._files, self._box = repository, files, box
        self._source = CompanySqlSource(repository, box)
        self._cache, self._version = cache, version
        self.manager = CompanyManager(cache)

    def count(self) -> int:
        return self._repository.count()

    def create(self, company_id: str, values: Mapping[str, Any], *, author: str = SYSTEM) -> CompanyConfig:
        """Raises: CompanyExistsError."""
        self.manager.all()  # the companies of the files come first, whoever asks first
        try:
            self._repository.get(company_id)
        except CompanyNotFoundError:
            record = CompanyRecord(company_id, {}, {}, {}, in_file=False, samples_loaded=True, revision=0)
            company = self._store(self._changed(record, values), author)
            self._repository.unbury(company_id)
            return company
        raise CompanyExistsError()

    def update(self, company_id: str, values: Mapping[str, Any], *, author: str = SYSTEM) -> CompanyConfig:
        """Change the given fields; what is changed here is not overwritten by a reload of the files."""
        record = self._repository.get(company_id)
        return self._store(self._changed(record, values), author, record)

    def deactivate(self, company_id: str, *, author: str = SYSTEM) -> CompanyConfig:
        return self.update(company_id, {"is_active": False}, author=author)

    def configuration(self, company_id: str) -> dict[str, Any]:
        """The values in force, without secrets. Raises: CompanyNotFoundError."""
        return self._repository.get(company_id).effective

    def versions(self, company_id: str) -> list[CompanyVersion]:
        """Every change, newest first."""
        return self._repository.versions(company_id).all()

    def version(self, company_id: str, number: int) -> CompanyVersion:
        """Raises: CompanyVersionNotFoundError."""
        found = self._repository.versions(company_id).get(number)
        if found is None:
            raise CompanyVersionNotFoundError()
        return found

    def restore(self, company_id: str, wanted: CompanyVersion, *, author: str = SYSTEM) -> CompanyConfig:
        """An earlier configuration in force again, as a new version; secrets stay as they are."""
        record = self._repository.get(company_id)
        panel = {k: v for k, v in wanted.configuration.items() if record.file_config.get(k, _ABSENT) != v}
        return self._store(replace(record, panel_config=panel), author, record)

    def bury(self, company_id: str) -> None:
        """Before a removal for good: neither the files nor a reload bring the company back."""
        self._repository.bury(company_id)

    def announce(self) -> None:
        """Make every process read the companies again."""
        self._announce()

    def on_loaded(self, listener: Callable[[Collection[str]], None]) -> None:
        """`listener` hears the ids of all companies whenever this process reads them anew."""
        self._cache.on_loaded = listener

    def reload(self) -> ReloadReport:
        """Refresh from the JSON files. Raises: ConfigurationInvalidError; then nothing was changed."""
        known = {record.company_id: record for record in self._repository.all()}
        report, listed = ReloadReport(), self._files.read()
        for company_id in self._repository.buried():
            listed.pop(company_id, None)
        for company_id, values in listed.items():
            record = known.get(company_id)
            if record is None:
                record = CompanyRecord(company_id, {}, {}, {}, in_file=True, samples_loaded=False, revision=0)
            elif record.in_file and record.file_config == public_values(values):
                continue
            self._refresh(record, values, report)
        self._remove_missing(known, listed, report)
        self._announce()
        report.companies_loaded = len(self.manager.all(active_only=True))
        return report

    def clear_cache(self, company_id: str) -> None:
        """Drop what every process built for the company: orchestrator, index handle, clients."""
        self._repository.touch(company_id)
        self._announce()

    def mark_samples_loaded(self, company_id: str) -> None:
        self._repository.mark_samples_loaded(company_id)

    def companies_without_samples(self) -> list[str]:
        return [r.company_id for r in self._repository.all() if r.in_file and not r.samples_loaded]

    def _refresh(self, record: CompanyRecord, values: Mapping[str, Any], report: ReloadReport) -> None:
        secrets = {**sealed_values(values, self._box), **record.secrets}
        added = record.revision == 0
        changed = replace(record, file_config=public_values(values), secrets=secrets, in_file=True)
        try:
            self._save(changed, FILES, None if added else record)
        except DomainError as exc:
            report.errors.append({"company_id": record.company_id, "code": exc.code, "message": str(exc)})
        else:
            (report.added if added else report.updated).append(record.company_id)

    def _remove_missing(
        self, known: Mapping[str, CompanyRecord], listed: Collection[str], report: ReloadReport
    ) -> None:
        """A company taken out of the files is deactivated; its data stay."""
        for record in known.values():
            if record.in_file and record.company_id not in listed:
                values = {**record.file_config, "is_active": False}
                self._save(replace(record, file_config=values, in_file=False), FILES, record)
                report.removed.append(record.company_id)

    def _changed(self, record: CompanyRecord, values: Mapping[str, Any]) -> CompanyRecord:
        public = {**record.panel_config, **public_values(values)}
        return replace(record, panel_config=public, secrets={**record.secrets, **sealed_values(values, self._box)})

    def _store(self, record: CompanyRecord, author: str, before: CompanyRecord | None = None) -> CompanyConfig:
        company = self._save(record, author, before)
        self._announce()
        return company

    def _save(self, record: CompanyRecord, author: str, before: CompanyRecord | None) -> CompanyConfig:
        record = replace(record, revision=record.revision + 1)
        company = self._source.build(record)
        self._repository.put(record, columns_of(record, company), change_of(author, before, record))
        return company

    def _announce(self) -> None:
        self._version.bump()
        self._cache.expire()
