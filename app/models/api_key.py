"""Keys of programs: only a digest is stored, so the record cannot give one away."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ForeignKey, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.database import Base, Database, PlatformMixin
from app.models.errors import ApiKeyNotFoundError
from app.models.identity import AccessRole, Identity
from app.models.ids import new_id


class ApiKeyRow(PlatformMixin, Base):
    __tablename__ = "api_keys"

    key_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    prefix: Mapped[str] = mapped_column(String(20))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class ApiKeyCompanyRow(PlatformMixin, Base):
    __tablename__ = "api_key_companies"

    key_id: Mapped[str] = mapped_column(ForeignKey("api_keys.key_id", ondelete="CASCADE"), primary_key=True)
    company_id: Mapped[str] = mapped_column(
        String(50), ForeignKey("companies.company_id", ondelete="CASCADE"), primary_key=True, index=True
    )


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key without its secret."""

    key_id: str
    name: str
    prefix: str
    role: AccessRole
    companies: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked: bool

    def identity(self) -> Identity:
        companies = None if self.role is AccessRole.PLATFORM_ADMIN else frozenset(self.companies)
        return Identity(self.role, companies, None, f"{self.prefix} {self.name}", "key")


class ApiKeyRepository:
    """All keys of the installation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[ApiKey]:
        with self._database.platform_reading() as session:
            return [
                _key(session, row) for row in session.scalars(select(ApiKeyRow).order_by(ApiKeyRow.created_at))
            ]

    def get(self, key_id: str) -> ApiKey:
        """Raises: ApiKeyNotFoundError."""
        with self._database.platform_reading() as session:
            return _key(session, _row(session, key_id))

    def by_digest(self, digest: str) -> ApiKey | None:
        with self._database.platform_reading() as session:
            row = session.scalar(select(ApiKeyRow).where(ApiKeyRow.digest == digest))
            return _key(session, row) if row else None

    def add(self, row: ApiKeyRow, companies: Collection[str]) -> ApiKey:
        row.key_id, row.created_at = new_id("key"), datetime.now(UTC)
        with self._database.platform() as session:
            session.add(row)
            session.flush()
            session.add_all(ApiKeyCompanyRow(key_id=row.key_id, company_id=c) for c in sorted(set(companies)))
            session.flush()
            return _key(session, row)

    def revoke(self, key_id: str, moment: datetime) -> None:
        """For good. Raises: ApiKeyNotFoundError."""
        with self._database.platform() as session:
            row = _row(session, key_id)
            row.revoked_at = row.revoked_at or moment

    def note_use(self, digest: str, moment: datetime) -> None:
        with self._database.platform() as session:
            session.execute(update(ApiKeyRow).where(ApiKeyRow.digest == digest).values(last_used_at=moment))


def _row(session: Session, key_id: str) -> ApiKeyRow:
    row = session.get(ApiKeyRow, key_id)
    if row is None:
        raise ApiKeyNotFoundError()
    return row


def _key(session: Session, row: ApiKeyRow) -> ApiKey:
    query = select(ApiKeyCompanyRow.company_id).where(ApiKeyCompanyRow.key_id == row.key_id)
    return ApiKey(
        key_id=row.key_id,
        name=row.name,
        prefix=row.prefix,
        role=AccessRole(row.role),
        companies=tuple(sorted(session.scalars(query))),
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked=row.revoked_at is not None,
    )
