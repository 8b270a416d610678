"""Everything the record holds of one company: written out, counted, removed."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Table, delete, func, select
from sqlalchemy.orm import Session

from app.models.api_key import ApiKeyCompanyRow, ApiKeyRow
from app.models.company import CompanyRow
from app.models.database import Base, Database, TenantMixin
from app.models.user import UserCompanyRow, UserRow

_DERIVED = frozenset({"document_chunks", "document_versions", "appointment_cells", "company_versions"})
_WORKINGS = frozenset({"inbound_events", "outbox_messages", "channel_conversations", "migration_entries"})
_SECRET = re.compile(r"secret|token|password|credential|sealed|embedding|api_key|lease")


class CompanyData:
    """One company's rows in every table that has any."""

    def __init__(self, database: Database, company_id: str) -> None:
        self._database, self._company_id = database, company_id

    def counts(self) -> dict[str, int]:
        """Rows by table, tables without any left out."""
        counts = {}
        with self._database.tenant(self._company_id).reading() as session:
            for table in _tables():
                counts[table.name] = session.scalar(self._own(select(func.count()).select_from(table), table)) or 0
        with self._database.platform() as session:
            for row in (CompanyRow, UserCompanyRow, ApiKeyCompanyRow):
                query = select(func.count()).select_from(row).where(row.company_id == self._company_id)
                counts[row.__tablename__] = session.scalar(query) or 0
        return {name: count for name, count in counts.items() if count}

    def remove(self) -> dict[str, int]:
        """Delete every row, and the accounts and keys that were for this company alone; returns how many."""
        removed: dict[str, int] = {}
        with self._database.platform() as session:
            removed["users"] = self._remove_alone(session, UserRow, UserCompanyRow, "user_id")
            removed["api_keys"] = self._remove_alone(session, ApiKeyRow, ApiKeyCompanyRow, "key_id")
            for link in (UserCompanyRow, ApiKeyCompanyRow):
                statement = delete(link).where(link.company_id == self._company_id)
                removed[link.__tablename__] = _rows(session, statement)
        with self._database.tenant(self._company_id).session() as session:
            for table in reversed(_tables()):
                removed[table.name] = _rows(session, self._own(delete(table), table))
            statement = delete(CompanyRow).where(CompanyRow.company_id == self._company_id)
            removed[CompanyRow.__tablename__] = _rows(session, statement)
        return {name: count for name, count in removed.items() if count}

    def rows(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """(table, row) of what people may want elsewhere: nothing derived, no secret, no vector."""
        with self._database.tenant(self._company_id).reading() as session:
            for table in _tables():
                if table.name in _DERIVED | _WORKINGS:
                    continue
                columns = [c for c in table.columns if not _SECRET.search(c.name) and c.name != "company_id"]
                query = self._own(select(*columns), table).order_by(*_order(table))
                for row in session.execute(query).mappings():
                    yield table.name, {name: _plain(value) for name, value in row.items()}

    def _own(self, statement: Any, table: Table) -> Any:
        """Core statements pass the ORM's filter by: the company is named here."""
        return statement.where(table.c.company_id == self._company_id)

    def _remove_alone(self, session: Session, row: Any, link: Any, key: str) -> int:
        """Accounts or keys whose only company is this one."""
        name = getattr(link, key)
        others = select(name).where(link.company_id != self._company_id)
        alone = select(name).where(link.company_id == self._company_id, name.not_in(others))
        ids = list(session.scalars(alone))
        return _rows(session, delete(row).where(getattr(row, key).in_(ids))) if ids else 0


def _rows(session: Session, statement: Any) -> int:
    return cast("CursorResult[Any]", session.execute(statement)).rowcount


def _tables() -> list[Table]:
    """Tables of companies, those referred to before those that refer."""
    mapped = {m.local_table.description for m in Base.registry.mappers if issubclass(m.class_, TenantMixin)}
    return [table for table in Base.metadata.sorted_tables if table.name in mapped]


def _order(table: Table) -> list[Any]:
    """Messages as they were said, everything else by its key."""
    if "sequence" in table.c:
        return [table.c.user_id, table.c.sequence]
    return list(table.primary_key.columns)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
