"""People who may sign in, and the companies each may see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.database import Base, Database, PlatformMixin
from app.models.errors import UserExistsError, UserNotFoundError
from app.models.identity import AccessRole, Identity
from app.models.ids import new_id


class UserRow(PlatformMixin, Base):
    __tablename__ = "users"

    user_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    is_active: Mapped[bool] = mapped_column(default=True)
    token_version: Mapped[int] = mapped_column(default=1)  # counted up to end every token and session
    created_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))
    last_login_at: Mapped[datetime | None]


class UserCompanyRow(PlatformMixin, Base):
    __tablename__ = "user_companies"

    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"), primary_key=True)
    company_id: Mapped[str] = mapped_column(
        String(50), ForeignKey("companies.company_id", ondelete="CASCADE"), primary_key=True, index=True
    )


@dataclass(frozen=True, slots=True)
class User:
    """A person as stored; `companies` is empty for a platform administrator, who sees all."""

    user_id: str
    email: str
    name: str
    role: AccessRole
    companies: tuple[str, ...]
    is_active: bool
    token_version: int
    created_at: datetime
    last_login_at: datetime | None

    def identity(self, method: str) -> Identity:
        companies = None if self.role is AccessRole.PLATFORM_ADMIN else frozenset(self.companies)
        return Identity(self.role, companies, self.user_id, self.name or self.email, method, self.email)


class UserRepository:
    """All people of the installation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[User]:
        with self._database.platform_reading() as session:
            return [_user(session, row) for row in session.scalars(select(UserRow).order_by(UserRow.created_at))]

    def get(self, user_id: str) -> User:
        """Raises: UserNotFoundError."""
        with self._database.platform_reading() as session:
            return _user(session, _row(session, user_id))

    def by_email(self, email: str) -> tuple[User, str] | None:
        """The person and the hash of the password."""
        with self._database.platform_reading() as session:
            row = session.scalar(select(UserRow).where(UserRow.email == email))
            return (_user(session, row), row.password_hash) if row else None

    def password_hash(self, user_id: str) -> str:
        """Raises: UserNotFoundError."""
        with self._database.platform_reading() as session:
            return _row(session, user_id).password_hash

    def count_administrators(self, *, but: str = "") -> int:
        """Active platform administrators other than `but`."""
        query = select(func.count()).select_from(UserRow)
        query = query.where(
            UserRow.role == AccessRole.PLATFORM_ADMIN.value, UserRow.is_active, UserRow.user_id != but
        )
        with self._database.platform_reading() as session:
            return session.scalar(query) or 0

    def add(
        self, email: str, password_hash: str, role: AccessRole, *, name: str = "", companies: Collection[str] = ()
    ) -> User:
        """Raises: UserExistsError."""
        row = UserRow(
            user_id=new_id("usr"),
            email=email,
            name=name,
            password_hash=password_hash,
            role=role.value,
            is_active=True,
            token_version=1,
            created_at=datetime.now(UTC),
        )
        try:
            with self._database.platform() as session:
                session.add(row)
                session.flush()
                _bind(session, row.user_id, companies)
                return _user(session, row)
        except IntegrityError as exc:
            raise UserExistsError() from exc

    def change(self, user_id: str, values: dict[str, Any], companies: Collection[str] | None) -> User:
        """Set columns, and the companies unless None; every token and session of before ends."""
        with self._database.platform() as session:
            row = _row(session, user_id)
            for name, value in values.items():
                setattr(row, name, value)
            row.token_version += 1
            if companies is not None:
                _bind(session, user_id, companies)
            session.flush()
            return _user(session, row)

    def replace_hash(self, user_id: str, password_hash: str) -> None:
        """The same password, hashed with today's costs; sessions go on."""
        with self._database.platform() as session:
            _row(session, user_id).password_hash = password_hash

    def note_login(self, user_id: str, moment: datetime) -> None:
        with self._database.platform() as session:
            _row(session, user_id).last_login_at = moment

    def delete(self, user_id: str) -> None:
        """Raises: UserNotFoundError."""
        with self._database.platform() as session:
            session.delete(_row(session, user_id))


def _row(session: Session, user_id: str) -> UserRow:
    row = session.get(UserRow, user_id)
    if row is None:
        raise UserNotFoundError()
    return row


def _bind(session: Session, user_id: str, companies: Collection[str]) -> None:
    session.execute(delete(UserCompanyRow).where(UserCompanyRow.user_id == user_id))
    session.add_all(UserCompanyRow(user_id=user_id, company_id=company) for company in sorted(set(companies)))
    session.flush()


def _user(session: Session, row: UserRow) -> User:
    query = select(UserCompanyRow.company_id).where(UserCompanyRow.user_id == row.user_id)
    return User(
        user_id=row.user_id,
        email=row.email,
        name=row.name,
        role=AccessRole(row.role),
        companies=tuple(sorted(session.scalars(query))),
        is_active=row.is_active,
        token_version=row.token_version,
        created_at=row.created_at,
        last_login_at=row.last_login_at,
    )
