"""What a sign-in leaves behind: panel sessions, refresh tokens, revoked access tokens, set-up links.

Every token is stored as a digest: the record holds nothing that opens a door.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, String, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.models.database import Base, Database, PlatformMixin


class LoginSessionRow(PlatformMixin, Base):
    """A panel session; the cookie holds the token whose digest is the key."""

    __tablename__ = "login_sessions"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class RefreshTokenRow(PlatformMixin, Base):
    """One link of a chain of refresh tokens; a used one that comes back ends its whole family."""

    __tablename__ = "refresh_tokens"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    family_id: Mapped[str] = mapped_column(String(60), index=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id", ondelete="CASCADE"), index=True)
    token_version: Mapped[int]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RevokedTokenRow(PlatformMixin, Base):
    """An access token, or a whole family of them, that was ended before its time."""

    __tablename__ = "revoked_tokens"

    token_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    expires_at: Mapped[datetime]


class SetupLinkRow(PlatformMixin, Base):
    """A one-time link that makes the first administrator."""

    __tablename__ = "setup_links"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class LoginSession:
    digest: str
    user_id: str
    last_seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class RefreshToken:
    digest: str
    family_id: str
    user_id: str
    token_version: int
    expires_at: datetime
    used: bool = False


class LoginRepository:
    """Sessions and tokens of all people."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_session(self, row: LoginSession, now: datetime) -> None:
        """Also clears away what has expired."""
        with self._database.platform() as session:
            session.execute(delete(LoginSessionRow).where(LoginSessionRow.expires_at < now))
            session.add(
                LoginSessionRow(
                    digest=row.digest,
                    user_id=row.user_id,
                    created_at=now,
                    last_seen_at=row.last_seen_at,
                    expires_at=row.expires_at,
                )
            )

    def session(self, digest: str) -> LoginSession | None:
        with self._database.platform_reading() as session:
            row = session.get(LoginSessionRow, digest)
            return LoginSession(digest, row.user_id, row.last_seen_at, row.expires_at) if row else None

    def note_seen(self, digest: str, moment: datetime) -> None:
        query = update(LoginSessionRow).where(LoginSessionRow.digest == digest).values(last_seen_at=moment)
        with self._database.platform() as session:
            session.execute(query)

    def end_session(self, digest: str) -> None:
        with self._database.platform() as session:
            session.execute(delete(LoginSessionRow).where(LoginSessionRow.digest == digest))

    def end_everything(self, user_id: str) -> None:
        """Every session and refresh token of one person."""
        with self._database.platform() as session:
            session.execute(delete(LoginSessionRow).where(LoginSessionRow.user_id == user_id))
            session.execute(delete(RefreshTokenRow).where(RefreshTokenRow.user_id == user_id))

    def add_refresh(self, token: RefreshToken, now: datetime) -> None:
        """Also clears away what has expired."""
        with self._database.platform() as session:
            session.execute(delete(RefreshTokenRow).where(RefreshTokenRow.expires_at < now))
            session.execute(delete(RevokedTokenRow).where(RevokedTokenRow.expires_at < now))
            session.add(
                RefreshTokenRow(
                    digest=token.digest,
                    family_id=token.family_id,
                    user_id=token.user_id,
                    token_version=token.token_version,
                    expires_at=token.expires_at,
                )
            )

    def refresh(self, digest: str) -> RefreshToken | None:
        with self._database.platform_reading() as session:
            row = session.get(RefreshTokenRow, digest)
            if row is None:
                return None
            return RefreshToken(
                digest, row.family_id, row.user_id, row.token_version, row.expires_at, row.used_at is not None
            )

    def use_refresh(self, digest: str, now: datetime) -> bool:
        """False when somebody has used it before; of two at once one wins."""
        query = update(RefreshTokenRow).where(RefreshTokenRow.digest == digest, RefreshTokenRow.used_at.is_(None))
        with self._database.platform() as session:
            done = session.execute(query.values(used_at=now).returning(RefreshTokenRow.digest))
            return done.first() is not None

    def end_family(self, family_id: str, expires_at: datetime) -> None:
        """Its refresh tokens, and the access tokens that came of them."""
        with self._database.platform() as session:
            session.execute(delete(RefreshTokenRow).where(RefreshTokenRow.family_id == family_id))
            session.merge(RevokedTokenRow(token_id=family_id, expires_at=expires_at))

    def revoke(self, token_id: str, expires_at: datetime) -> None:
        with self._database.platform() as session:
            session.merge(RevokedTokenRow(token_id=token_id, expires_at=expires_at))

    def is_revoked(self, *token_ids: str) -> bool:
        query = select(RevokedTokenRow.token_id).where(RevokedTokenRow.token_id.in_(token_ids)).limit(1)
        with self._database.platform_reading() as session:
            return session.scalar(query) is not None

    def add_setup_link(self, digest: str, now: datetime, expires_at: datetime, fresh_since: datetime) -> bool:
        """False, and nothing stored, when a link made after `fresh_since` is still open."""
        with self._database.platform() as session:
            session.execute(delete(SetupLinkRow).where(SetupLinkRow.expires_at < now))
            if session.scalar(select(SetupLinkRow.digest).where(SetupLinkRow.created_at > fresh_since).limit(1)):
                return False
            session.add(SetupLinkRow(digest=digest, created_at=now, expires_at=expires_at))
            return True

    def use_setup_link(self, digest: str, now: datetime) -> bool:
        """Whether the link was open; with it every other link is used up."""
        query = delete(SetupLinkRow).where(SetupLinkRow.digest == digest, SetupLinkRow.expires_at > now)
        with self._database.platform() as session:
            found = session.execute(query.returning(SetupLinkRow.digest)).first() is not None
            if found:
                session.execute(delete(SetupLinkRow))
            return found
