"""A company's row and the registry of all companies."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import CursorResult, String, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.agent_config import mirror_disabled
from app.models.company_version import CompanyVersionRepository, CompanyVersionRow, add_version
from app.models.database import Base, Database
from app.models.errors import CompanyExistsError, CompanyNotFoundError
from app.models.setting import SettingRepository, SettingRow


class CompanyRow(Base):
    """`file_config` is what the JSON files say, `panel_config` what people changed since; the panel wins."""

    __tablename__ = "companies"

    company_id: Mapped[str] = mapped_column(String(50), primary_key=True)
    company_name: Mapped[str] = mapped_column(String(255))
    business_type: Mapped[str | None] = mapped_column(String(100))
    subscription_tier: Mapped[str] = mapped_column(String(50), default="basic")
    max_documents: Mapped[int] = mapped_column(default=1000)
    max_conversations: Mapped[int] = mapped_column(default=10000)
    created_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))
    updated_at: Mapped[datetime] = mapped_column(
        default=lambda: datetime.now(UTC), onupdate=lambda: datetime.now(UTC)
    )
    is_active: Mapped[bool] = mapped_column(default=True)
    redis_prefix: Mapped[str] = mapped_column(String(60), unique=True)
    vectorstore_index: Mapped[str] = mapped_column(String(80), unique=True)
    chatwoot_account_id: Mapped[str | None] = mapped_column(String(40), unique=True)
    file_config: Mapped[dict[str, Any]] = mapped_column(default=dict)
    panel_config: Mapped[dict[str, Any]] = mapped_column(default=dict)
    secrets: Mapped[dict[str, Any]] = mapped_column(default=dict)  # sealed text per field name
    in_file: Mapped[bool] = mapped_column(default=False)  # present in the JSON files at the last load
    samples_loaded: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=1)


@dataclass(frozen=True, slots=True)
class CompanyRecord:
    """A company as stored."""

    company_id: str
    file_config: Mapping[str, Any]
    panel_config: Mapping[str, Any]
    secrets: Mapping[str, str]
    in_file: bool
    samples_loaded: bool
    revision: int

    @property
    def effective(self) -> dict[str, Any]:
        """The configuration in force: the files' values under the panel's."""
        return {**self.file_config, **self.panel_config}


@dataclass(frozen=True, slots=True)
class ConfigChange:
    """What a change changes; `before`: the configuration until now, None for a new company."""

    author: str
    changes: list[dict[str, Any]]
    before: Mapping[str, Any] | None


_BURIED = "removed:"
_MIRRORED = (
    "company_name",
    "business_type",
    "subscription_tier",
    "max_documents",
    "max_conversations",
    "is_active",
    "redis_prefix",
    "vectorstore_index",
    "chatwoot_account_id",
)


class CompanyRepository:
    """All companies of the installation; the only repository that is not bound to one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[CompanyRecord]:
        with self._database.platform() as session:
            return [_record(row) for row in session.scalars(select(CompanyRow).order_by(CompanyRow.company_id))]

    def count(self) -> int:
        with self._database.platform() as session:
            return session.scalar(select(func.count()).select_from(CompanyRow)) or 0

    def get(self, company_id: str) -> CompanyRecord:
        """Raises: CompanyNotFoundError."""
        with self._database.platform() as session:
            return _record(_row(session, company_id))

    def versions(self, company_id: str) -> CompanyVersionRepository:
        """The company's past configurations."""
        return CompanyVersionRepository(self._database.tenant(company_id))

    def put(self, record: CompanyRecord, columns: Mapping[str, Any], change: "ConfigChange | None" = None) -> None:
        """Insert or update; `columns` are the effective values mirrored into SQL columns.

        `change` is kept as a version in the same transaction.
        Raises: CompanyExistsError when prefix, index or Chatwoot account belong to another company.
        """
        with unique_or_error(), self._database.tenant(record.company_id).session() as session:
            put_company(session, record, columns, change)

    def touch(self, company_id: str) -> None:
        """A new revision of equal values, without writing over a change made meanwhile."""
        with self._database.platform() as session:
            statement = update(CompanyRow).where(CompanyRow.company_id == company_id)
            changed = session.execute(statement.values(revision=CompanyRow.revision + 1))
            if not cast("CursorResult[Any]", changed).rowcount:
                raise CompanyNotFoundError()

    def mark_samples_loaded(self, company_id: str) -> None:
        with self._database.platform() as session:
            _row(session, company_id).samples_loaded = True

    def bury(self, company_id: str) -> None:
        """Remember that a company was removed for good: the files must not bring it back."""
        SettingRepository(self._database).get_or_create(f"{_BURIED}{company_id}", "removed")

    def unbury(self, company_id: str) -> None:
        with self._database.platform() as session:
            session.execute(delete(SettingRow).where(SettingRow.name == f"{_BURIED}{company_id}"))

    def buried(self) -> set[str]:
        """Ids of the companies that were removed for good."""
        query = select(SettingRow.name).where(SettingRow.name.startswith(_BURIED))
        with self._database.platform() as session:
            return {name.removeprefix(_BURIED) for name in session.scalars(query)}

    def delete(self, company_id: str) -> None:
        """Remove the company and, by the database's cascade, every row it owns."""
        with self._database.platform() as session:
            session.delete(_row(session, company_id))


@contextmanager
def unique_or_error() -> Iterator[None]:
    """Raises: CompanyExistsError when prefix, index or Chatwoot account belong to another company."""
    try:
        yield
    except IntegrityError as exc:
        raise CompanyExistsError() from exc


def put_company(
    session: Session, record: CompanyRecord, columns: Mapping[str, Any], change: ConfigChange | None = None
) -> None:
    """As `CompanyRepository.put`, inside a transaction of the company."""
    row = session.get(CompanyRow, record.company_id)
    if row is None:
        row = CompanyRow(company_id=record.company_id)
        session.add(row)
    row.file_config, row.panel_config = dict(record.file_config), dict(record.panel_config)
    row.secrets, row.in_file = dict(record.secrets), record.in_file
    row.samples_loaded, row.revision = record.samples_loaded, record.revision
    for name in _MIRRORED:
        setattr(row, name, columns[name])
    session.flush()
    mirror_disabled(session, record.company_id, record.effective.get("disabled_agents") or ())
    if change is not None:
        _keep_version(session, record, change)


def company_in(session: Session, company_id: str) -> CompanyRecord | None:
    """The company as it stands, locked until the transaction ends."""
    query = select(CompanyRow).where(CompanyRow.company_id == company_id)
    row = session.scalar(query.with_for_update())
    return _record(row) if row else None


def _keep_version(session: Session, record: CompanyRecord, change: ConfigChange) -> None:
    """The first version kept of a company that was there before is what it was until now."""
    if change.before is not None and session.scalar(select(func.max(CompanyVersionRow.version))) is None:
        add_version(session, record.company_id, "", [], change.before)
        session.flush()
    if change.changes:
        add_version(session, record.company_id, change.author, change.changes, record.effective)


def _row(session: Session, company_id: str) -> CompanyRow:
    row = session.get(CompanyRow, company_id)
    if row is None:
        raise CompanyNotFoundError()
    return row


def _record(row: CompanyRow) -> CompanyRecord:
    return CompanyRecord(
        company_id=row.company_id,
        file_config=row.file_config,
        panel_config=row.panel_config,
        secrets=row.secrets,
        in_file=row.in_file,
        samples_loaded=row.samples_loaded,
        revision=row.revision,
    )
