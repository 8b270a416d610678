"""Addresses that a company's agents may ask for live data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Index, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.database import Base, TenantDatabase
from app.models.errors import HttpToolNotFoundError
from app.models.ids import new_id
from app.models.sealed_rows import SealedMixin


class HttpToolRow(SealedMixin, Base):
    """`sealed`: `headers`, a JSON object of names and values."""

    __tablename__ = "http_tools"
    __table_args__ = (Index("ix_http_tools_created", "company_id", "created_at"),)

    tool_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    examples: Mapped[list[Any]] = mapped_column(default=list)
    keywords: Mapped[list[Any]] = mapped_column(default=list)
    url_template: Mapped[str] = mapped_column(String(2000))
    header_names: Mapped[list[Any]] = mapped_column(default=list)
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)
    answer_template: Mapped[str] = mapped_column(Text)
    timeout_s: Mapped[float] = mapped_column(default=3.0)
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))
    updated_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class HttpTool:
    """`fields`: name in `answer_template` → path in the JSON answer ("data.items.0.price")."""

    tool_id: str
    name: str
    examples: tuple[str, ...]
    keywords: tuple[str, ...]
    url_template: str
    header_names: tuple[str, ...]
    fields: Mapping[str, str]
    answer_template: str
    timeout_s: float
    is_active: bool
    sealed: Mapping[str, str]
    created_at: datetime
    updated_at: datetime


class HttpToolRepository:
    """One company's tools."""

    def __init__(self, tenant: TenantDatabase) -> None:
        self._tenant = tenant

    def all(self) -> list[HttpTool]:
        """Oldest first."""
        query = select(HttpToolRow).order_by(HttpToolRow.created_at, HttpToolRow.tool_id)
        with self._tenant.reading() as session:
            return [_tool(row) for row in session.scalars(query)]

    def get(self, tool_id: str) -> HttpTool:
        """Raises: HttpToolNotFoundError."""
        with self._tenant.reading() as session:
            return _tool(_row(session, tool_id))

    def save(self, tool_id: str, values: Mapping[str, Any]) -> HttpTool:
        """Add one (empty id) or change it. Raises: HttpToolNotFoundError."""
        with self._tenant.session() as session:
            if tool_id:
                row = _row(session, tool_id)
            else:
                row = HttpToolRow(company_id=self._tenant.company_id, tool_id=new_id("tool"))
                session.add(row)
            for name, value in values.items():
                setattr(row, name, value)
            row.updated_at = datetime.now(UTC)
            session.flush()
            return _tool(row)

    def delete(self, tool_id: str) -> None:
        """Raises: HttpToolNotFoundError."""
        with self._tenant.session() as session:
            session.delete(_row(session, tool_id))


def _row(session: Session, tool_id: str) -> HttpToolRow:
    row = session.scalar(select(HttpToolRow).where(HttpToolRow.tool_id == tool_id))
    if row is None:
        raise HttpToolNotFoundError()
    return row


def _tool(row: HttpToolRow) -> HttpTool:
    return HttpTool(
        tool_id=row.tool_id,
        name=row.name,
        examples=tuple(row.examples),
        keywords=tuple(row.keywords),
        url_template=row.url_template,
        header_names=tuple(row.header_names),
        fields=dict(row.fields),
        answer_template=row.answer_template,
        timeout_s=row.timeout_s,
        is_active=row.is_active,
        sealed=dict(row.sealed),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
