"""What a company's configuration was after each change: who, when, what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.database import Base, TenantDatabase, TenantMixin


class CompanyVersionRow(TenantMixin, Base):
    """`configuration` is the whole configuration in force, without secrets."""

    __tablename__ = "company_versions"

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    modified_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))
    modified_by: Mapped[str] = mapped_column(String(300), default="")
    changes: Mapped[list[Any]] = mapped_column(default=list)
    configuration: Mapped[dict[str, Any]] = mapped_column(default=dict)


@dataclass(frozen=True, slots=True)
class CompanyVersion:
    """`changes`: one `{field, before, after}` each; of a secret only `{field, changed: true}`."""

    version: int
    modified_at: datetime
    modified_by: str
    changes: list[dict[str, Any]]
    configuration: Mapping[str, Any]


class CompanyVersionRepository:
    """One company's history."""

    def __init__(self, tenant: TenantDatabase) -> None:
        self._tenant = tenant

    def all(self) -> list[CompanyVersion]:
        """Newest first."""
        query = select(CompanyVersionRow).order_by(CompanyVersionRow.version.desc())
        with self._tenant.reading() as session:
            return [_version(row) for row in session.scalars(query)]

    def get(self, version: int) -> CompanyVersion | None:
        query = select(CompanyVersionRow).where(CompanyVersionRow.version == version)
        with self._tenant.reading() as session:
            row = session.scalar(query)
            return _version(row) if row else None


def add_version(
    session: Session, company_id: str, author: str, changes: list[dict[str, Any]], configuration: Mapping[str, Any]
) -> None:
    """Append one, inside the transaction that makes the change."""
    last = session.scalar(select(func.max(CompanyVersionRow.version))) or 0
    row = CompanyVersionRow(
        company_id=company_id,
        version=last + 1,
        modified_at=datetime.now(UTC),
        modified_by=author,
        changes=changes,
        configuration=dict(configuration),
    )
    session.add(row)


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The fields that differ, by name."""
    names = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    return [{"field": name, "before": before.get(name), "after": after.get(name)} for name in names]


def _version(row: CompanyVersionRow) -> CompanyVersion:
    return CompanyVersion(
        row.version, row.modified_at, row.modified_by, list(row.changes), dict(row.configuration)
    )
