"""What a migration run changed of a company, and what was there before: one row for each thing it wrote."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.database import Base, TenantDatabase, TenantMixin


class MigrationEntryRow(TenantMixin, Base):
    """`item`: company, prompt:<agent> or default:<agent>; `previous` null: there was nothing."""

    __tablename__ = "migration_entries"

    run_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    item: Mapped[str] = mapped_column(String(60), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))
    previous: Mapped[dict[str, Any] | None]
    written: Mapped[dict[str, Any]] = mapped_column(default=dict)


@dataclass(frozen=True, slots=True)
class MigrationEntry:
    run_id: str
    item: str
    previous: Mapping[str, Any] | None
    written: Mapping[str, Any]


class MigrationEntries:
    """One company's entries, within a transaction."""

    def __init__(self, session: Session, company_id: str) -> None:
        self._session, self._company_id = session, company_id

    def add(self, entry: MigrationEntry) -> None:
        row = MigrationEntryRow(
            company_id=self._company_id,
            run_id=entry.run_id,
            item=entry.item,
            at=datetime.now(UTC),
            previous=None if entry.previous is None else dict(entry.previous),
            written=dict(entry.written),
        )
        self._session.add(row)

    def newest(self, item: str) -> MigrationEntry | None:
        """What was written last of one thing."""
        query = select(MigrationEntryRow).where(MigrationEntryRow.item == item)
        row = self._session.scalar(query.order_by(MigrationEntryRow.at.desc()).limit(1))
        return _entry(row) if row else None

    def of_run(self, run_id: str) -> list[MigrationEntry]:
        query = select(MigrationEntryRow).where(MigrationEntryRow.run_id == run_id)
        return [_entry(row) for row in self._session.scalars(query.order_by(MigrationEntryRow.item))]

    def forget(self, run_id: str) -> None:
        """After a run was taken back."""
        self._session.execute(delete(MigrationEntryRow).where(MigrationEntryRow.run_id == run_id))


def has_run(tenant: TenantDatabase, run_id: str) -> bool:
    """Whether the run wrote anything of this company."""
    with tenant.reading() as session:
        return bool(MigrationEntries(session, tenant.company_id).of_run(run_id))


def _entry(row: MigrationEntryRow) -> MigrationEntry:
    return MigrationEntry(row.run_id, row.item, row.previous, row.written)
