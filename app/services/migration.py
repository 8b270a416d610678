"""What every migration from the JSON files shares: a run, its steps, and taking a run back."""

import hashlib
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial

from sqlalchemy.orm import Session

from app.config.constants import AgentType
from app.models.agent_config import default_template_in, set_default_template
from app.models.company import CompanyRecord, CompanyRepository, CompanyRow, company_in, put_company
from app.models.company_data import CompanyData
from app.models.database import Database
from app.models.errors import DomainError, RecordUnavailableError
from app.models.migration_entry import MigrationEntries, MigrationEntry, has_run
from app.models.prompt import add_prompt, newest_prompt
from app.services.company_config_service import CompanySqlSource
from app.services.company_records import change_of, columns_of
from app.utils.logger import get_logger

log = get_logger("migration")
COMPANY, PROMPT, DEFAULT = "company", "prompt", "default"  # kinds of items; the latter two with `:<agent>`
_OF_MIGRATIONS = frozenset(
    {"companies", "company_versions", "agent_configs", "prompt_versions", "migration_entries"}
)


class Outcome(StrEnum):
    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept"  # somebody changed it since: his stays
    RESTORED = "restored"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Step:
    """What became of one company; `number` of `total`."""

    name: str
    outcome: Outcome
    note: str = ""
    number: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """`tell` hears of each step as it is done."""

    run_id: str
    dry_run: bool = False
    tell: Callable[[Step], object] = lambda _step: None


@dataclass(slots=True)
class Report:
    run_id: str
    steps: list[Step] = field(default_factory=list)

    def names(self, outcome: Outcome) -> list[str]:
        return [step.name for step in self.steps if step.outcome is outcome]

    @property
    def wrote(self) -> bool:
        return any(step.outcome in (Outcome.ADDED, Outcome.UPDATED, Outcome.RESTORED) for step in self.steps)


class RefusedError(DomainError):
    """One entry cannot be done; the message says why."""

    code, message = "migration_refused", "This entry cannot be migrated"


def new_run_id() -> str:
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"


def each(run: Run, names: Iterable[str], work: Callable[[str], Step]) -> Report:
    """One company after the other; a bad one stops none of the others. Raises: RecordUnavailableError."""
    listed, report = list(names), Report(run.run_id)
    for number, name in enumerate(listed, 1):
        try:
            step = work(name)
        except RecordUnavailableError:
            raise
        except DomainError as exc:
            details = f" {exc.details}" if exc.details else ""
            step = Step(name, Outcome.FAILED, f"{exc}{details}")
        report.steps.append(replace(step, number=number, total=len(listed)))
        run.tell(report.steps[-1])
    return report


class Rollback:
    """Takes back what one run wrote, company by company; what people changed since stays theirs."""

    def __init__(self, database: Database, companies: CompanyRepository, source: CompanySqlSource) -> None:
        self._database, self._companies, self._source = database, companies, source

    def run(self, run: Run) -> Report:
        """An empty report: nothing of such a run is left. Raises: RecordUnavailableError."""
        ids = [record.company_id for record in self._companies.all()]
        touched = [id_ for id_ in ids if has_run(self._database.tenant(id_), run.run_id)]
        return each(run, touched, partial(self._company, run))

    def _company(self, run: Run, company_id: str) -> Step:
        own = self._own_data(company_id)
        with self._database.tenant(company_id).session() as session:
            entries = MigrationEntries(session, company_id)
            items = entries.of_run(run.run_id)
            if any(item.item == COMPANY and item.previous is None for item in items):
                if own:
                    raise RefusedError("it has data of its own since; remove it in the panel", details=own)
                session.delete(session.get_one(CompanyRow, company_id))
                notes = ["it was not there before: removed"]
            else:
                notes = [note for item in items if (note := self._item(session, company_id, item))]
                entries.forget(run.run_id)
            session.flush()
            if run.dry_run:
                session.rollback()
        return Step(company_id, Outcome.RESTORED, "; ".join(notes))

    def _own_data(self, company_id: str) -> dict[str, int]:
        """Rows by table that no migration wrote."""
        counts = CompanyData(self._database, company_id).counts()
        return {name: count for name, count in counts.items() if name not in _OF_MIGRATIONS}

    def _item(self, session: Session, company_id: str, item: MigrationEntry) -> str:
        kind, _, agent = item.item.partition(":")
        if kind == COMPANY:
            return self._configuration(session, company_id, item)
        undo = _undo_prompt if kind == PROMPT else _undo_default
        return undo(session, company_id, AgentType(agent), item)

    def _configuration(self, session: Session, company_id: str, item: MigrationEntry) -> str:
        now, previous = company_in(session, company_id), item.previous or {}
        if now is None:
            return ""
        if now.file_config != item.written["file_config"]:
            raise RefusedError("a later run or reload changed it; take that one back first")
        kept = {k: v for k, v in now.secrets.items() if item.written["secrets"].get(k) != digest(v)}
        restored = replace(
            now,
            file_config=previous["file_config"],
            in_file=previous["in_file"],
            secrets=kept,
            revision=now.revision + 1,
        )
        columns = columns_of(restored, self._source.build(restored))
        put_company(session, restored, columns, change_of(f"rollback of {item.run_id}", now, restored))
        return ""


def digest(sealed: str) -> str:
    """Tells whether a secret is still the one that a run stored, without keeping it a second time."""
    return hashlib.sha256(sealed.encode()).hexdigest()[:16]


def as_entry(record: CompanyRecord, added: Iterable[str] = ()) -> dict[str, object]:
    """What a run notes of a company; `added`: the secrets that it brought in."""
    return {
        "file_config": dict(record.file_config),
        "in_file": record.in_file,
        "secrets": {name: digest(record.secrets[name]) for name in added},
    }


def _undo_prompt(session: Session, company_id: str, agent: AgentType, item: MigrationEntry) -> str:
    newest = newest_prompt(session, agent)
    if newest is None or newest.template != item.written["template"]:
        return f"{agent}: changed since, kept"
    add_prompt(session, company_id, agent, (item.previous or {}).get("template"), f"rollback of {item.run_id}")
    return ""


def _undo_default(session: Session, company_id: str, agent: AgentType, item: MigrationEntry) -> str:
    if default_template_in(session, agent) != item.written["template"]:
        return f"{agent} default: changed since, kept"
    set_default_template(session, company_id, agent, (item.previous or {}).get("template"))
    return ""
