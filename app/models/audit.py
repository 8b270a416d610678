"""Who changed what: a list that only grows, each entry sealed to the one before it."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DDL, BigInteger, Index, String, event, func, select, text
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, UOWTransaction, mapped_column

from app.models.database import Base, Database, PlatformMixin

FIRST_HASH = "0" * 64
_LOCK = 7_120_406  # any constant: entries of all processes are chained one at a time
_BATCH = 1000

APPEND_ONLY_SQL = """CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'audit_log is append-only'; END $$;
DROP TRIGGER IF EXISTS audit_append_only ON audit_log;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit_log
  FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
"""


class AuditRow(PlatformMixin, Base):
    """`company_id` is a plain text: an entry outlives its company."""

    __tablename__ = "audit_log"
    __table_args__ = (Index("ix_audit_log_company", "company_id", "entry_id"),)

    entry_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(300))
    action: Mapped[str] = mapped_column(String(100))
    company_id: Mapped[str | None] = mapped_column(String(50))
    target: Mapped[str] = mapped_column(String(300), default="")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    request_id: Mapped[str] = mapped_column(String(100), default="")
    previous_hash: Mapped[str] = mapped_column(String(64))
    entry_hash: Mapped[str] = mapped_column(String(64))


for _change in ("UPDATE", "DELETE"):
    event.listen(
        AuditRow.__table__,
        "after_create",
        DDL(  # type: ignore[no-untyped-call]
            f"CREATE TRIGGER IF NOT EXISTS audit_no_{_change.lower()} BEFORE {_change} ON audit_log "
            "BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END"
        ).execute_if(dialect="sqlite"),
    )


class AppendOnlyError(RuntimeError):
    """Code tried to change or remove an audit entry: a defect, never a client's fault."""


@event.listens_for(Session, "before_flush")
def _refuse_changes(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    if any(isinstance(row, AuditRow) for row in (*session.dirty, *session.deleted)):
        raise AppendOnlyError("audit_log")


@event.listens_for(Session, "do_orm_execute")
def _refuse_statements(state: ORMExecuteState) -> None:
    if not (state.is_update or state.is_delete):
        return
    if state.bind_mapper is not None and state.bind_mapper.class_ is AuditRow:
        raise AppendOnlyError("audit_log")


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One administrative change."""

    actor: str
    action: str
    company_id: str | None
    target: str
    details: Mapping[str, Any]
    request_id: str
    at: datetime
    entry_id: int = 0


class AuditRepository:
    """Appends and reads; there is no way to change."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, entry: AuditEntry) -> tuple[int, str]:
        """Returns the entry's number and hash."""
        with self._database.platform() as session:
            if session.get_bind().dialect.name == "postgresql":
                session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            last = session.scalar(select(AuditRow).order_by(AuditRow.entry_id.desc()).limit(1))
            row = AuditRow(
                entry_id=(last.entry_id if last else 0) + 1,
                at=entry.at.astimezone(UTC),
                actor=entry.actor,
                action=entry.action,
                company_id=entry.company_id,
                target=entry.target,
                details=dict(entry.details),
                request_id=entry.request_id,
                previous_hash=last.entry_hash if last else FIRST_HASH,
            )
            row.entry_hash = _hash(row)
            session.add(row)
            return row.entry_id, row.entry_hash

    def page(self, companies: Collection[str] | None, page: int, page_size: int) -> tuple[list[AuditEntry], int]:
        """Newest first; `companies` None = every entry, else only those of these companies."""
        query, count = select(AuditRow), select(func.count()).select_from(AuditRow)
        if companies is not None:
            wanted = AuditRow.company_id.in_(companies)
            query, count = query.where(wanted), count.where(wanted)
        query = query.order_by(AuditRow.entry_id.desc()).limit(page_size).offset((page - 1) * page_size)
        with self._database.platform_reading() as session:
            return [_entry(row) for row in session.scalars(query)], session.scalar(count) or 0

    def chain_valid(self) -> bool:
        """Whether no entry was changed, removed or slipped in since the first."""
        previous = FIRST_HASH
        for number, row in enumerate(self._in_order(), start=1):
            if row.entry_id != number or row.previous_hash != previous or row.entry_hash != _hash(row):
                return False
            previous = row.entry_hash
        return True

    def _in_order(self) -> Iterator[AuditRow]:
        after = 0
        while True:
            query = select(AuditRow).where(AuditRow.entry_id > after).order_by(AuditRow.entry_id).limit(_BATCH)
            with self._database.platform_reading() as session:
                rows = session.scalars(query).all()
            if not rows:
                return
            yield from rows
            after = rows[-1].entry_id


def _hash(row: AuditRow) -> str:
    values = [
        row.previous_hash,
        row.entry_id,
        row.at.isoformat(),
        row.actor,
        row.action,
        row.company_id,
        row.target,
        row.details,
        row.request_id,
    ]
    return hashlib.sha256(json.dumps(values, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(
        row.actor, row.action, row.company_id, row.target, row.details, row.request_id, row.at, row.entry_id
    )
