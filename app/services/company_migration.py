"""Companies from the JSON files into the record: one transaction each, noted so that a run can be taken back."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from app.models.company import CompanyRecord, CompanyRepository, company_in, put_company, unique_or_error
from app.models.database import Database
from app.models.migration_entry import MigrationEntries, MigrationEntry
from app.services.company_config_service import CompanySqlSource
from app.services.company_files import CompanyFiles
from app.services.company_records import change_of, columns_of, public_values, sealed_values
from app.services.migration import COMPANY, Outcome, RefusedError, Report, Run, Step, as_entry, each
from app.services.secret_box import SecretBox

AUTHOR = "migration"


class CompanyMigration:
    """What people changed in the panel is kept apart from the files' values, and stays."""

    def __init__(
        self,
        database: Database,
        companies: CompanyRepository,
        files: CompanyFiles,
        source: CompanySqlSource,
        box: Callable[[], SecretBox],
    ) -> None:
        self._database, self._companies, self._files = database, companies, files
        self._source, self._box = source, box

    def run(self, run: Run) -> Report:
        """Raises: ConfigurationInvalidError for a file that cannot be read, RecordUnavailableError."""
        valid, problems = self._files.read_each()
        buried = self._companies.buried() if self._database.has_schema() else set()

        def work(company_id: str) -> Step:
            if company_id in problems:
                raise RefusedError("not valid:", details=problems[company_id])
            if company_id in buried:
                raise RefusedError("it was removed for good; create it in the panel to have it again")
            return self._company(run, company_id, valid[company_id])

        return each(run, sorted({*valid, *problems}), work)

    def _company(self, run: Run, company_id: str, values: Mapping[str, Any]) -> Step:
        if run.dry_run and not self._database.has_schema():  # a look must not make tables
            record = self._merged(None, company_id, values, seal=False)
            columns_of(record, self._source.build(record))
            return Step(company_id, Outcome.ADDED)
        with unique_or_error(), self._database.tenant(company_id).session() as session:
            before = company_in(session, company_id)
            record = self._merged(before, company_id, values, seal=not run.dry_run)
            added = record.secrets.keys() - (before.secrets.keys() if before else set())
            if before is not None and before.in_file and not added and before.file_config == record.file_config:
                return Step(company_id, Outcome.UNCHANGED)
            columns = columns_of(record, self._source.build(record))
            put_company(session, record, columns, change_of(AUTHOR, before, record))
            previous = as_entry(before) if before else None
            entry = MigrationEntry(run.run_id, COMPANY, previous, as_entry(record, added))
            MigrationEntries(session, company_id).add(entry)
            session.flush()
            if run.dry_run:
                session.rollback()
        return Step(company_id, Outcome.UPDATED if before else Outcome.ADDED)

    def _merged(
        self, before: CompanyRecord | None, company_id: str, values: Mapping[str, Any], *, seal: bool
    ) -> CompanyRecord:
        """`seal` False: a look, which must not make the installation's key."""
        known = before or CompanyRecord(company_id, {}, {}, {}, in_file=True, samples_loaded=False, revision=0)
        box = self._box if seal else partial(SecretBox, "not stored")
        secrets = {**sealed_values(values, box), **known.secrets}
        return replace(
            known,
            file_config=public_values(values),
            secrets=secrets if seal else {name: known.secrets.get(name, "") for name in secrets},
            in_file=True,
            revision=known.revision + 1,
        )
