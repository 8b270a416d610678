"""Signing in and out: panel sessions, tokens, the first administrator, changing one's password."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.config.config import Config
from app.models.database import Database
from app.models.errors import (
    LoginFailedError,
    SetupLinkInvalidError,
    UnauthorizedError,
    UserNotFoundError,
    ValidationFailedError,
)
from app.models.identity import AccessRole, Identity
from app.models.ids import new_id
from app.models.login import LoginRepository, LoginSession, RefreshToken
from app.models.user import User, UserRepository
from app.services.access_tokens import LIFETIME_S, AccessTokens
from app.services.audit_service import AuditService
from app.services.authenticator import Authenticator, digest
from app.services.passwords import Passwords, check_password
from app.services.throttle import Throttle
from app.utils.logger import get_logger

log = get_logger("auth")
REFRESH_DAYS = 14
SETUP_MINUTES = 30
SETUP_PAUSE_S = 20  # several processes of one start print one link
PER_ACCOUNT = (10, 300)  # tries, seconds
PER_ADDRESS = (30, 300)
NOBODY = "anonymous"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new panel session; `token` is the cookie's value and stored nowhere."""

    user: User
    token: str
    lasts_s: int


@dataclass(frozen=True, slots=True)
class TokenPair:
    access_token: str
    refresh_token: str
    expires_in: int


@dataclass(frozen=True, slots=True)
class LoginParts:
    """What signing in works with."""

    config: Config
    database: Database
    authenticator: Authenticator
    tokens: AccessTokens
    passwords: Passwords
    throttle: Throttle
    audit: AuditService


class LoginService:
    """Every failure looks the same to the caller, whoever exists."""

    def __init__(self, parts: LoginParts, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._parts, self._clock = parts, clock
        self._users, self._logins = UserRepository(parts.database), LoginRepository(parts.database)

    def sign_in(self, email: str, password: str, address: str) -> SignedIn:
        """Open a panel session. Raises: LoginFailedError, RateLimitedError."""
        user = self._check(email, password, address)
        self._parts.audit.record(user.identity("session"), "login.succeeded", None, user.user_id)
        return self._open_session(user)

    def sign_out(self, token: str) -> None:
        """End a panel session, in every process."""
        self._logins.end_session(digest(token))
        self._parts.authenticator.forget_all()

    def tokens_for(self, email: str, password: str, address: str) -> TokenPair:
        """Raises: LoginFailedError, RateLimitedError."""
        user = self._check(email, password, address)
        self._parts.audit.record(user.identity("token"), "token.issued", None, user.user_id)
        return self._pair(user, new_id("fam"))

    def refresh(self, refresh_token: str, address: str) -> TokenPair:
        """The next pair; a token that was used before ends its whole family. Raises: UnauthorizedError."""
        self._parts.throttle.hit("refresh", address, *PER_ADDRESS)
        now, mark = self._clock(), digest(refresh_token)
        known = self._logins.refresh(mark)
        if known is None or known.expires_at <= now:
            raise UnauthorizedError()
        if not self._logins.use_refresh(mark, now):
            self.end_family(known.family_id)
            self._parts.audit.record(NOBODY, "token.reused", None, known.user_id)
            log.warning("a refresh token was used twice: its family is ended")
            raise UnauthorizedError()
        user = self._user(known.user_id)
        if user is None or not user.is_active or user.token_version != known.token_version:
            raise UnauthorizedError()
        return self._pair(user, known.family_id)

    def end_token(self, access_token: str) -> None:
        """End an access token, and the refresh tokens of its family."""
        claims = self._parts.tokens.read(access_token)
        if claims is not None:
            self._logins.revoke(claims.token_id, claims.expires_at)
            self.end_family(claims.family_id)

    def end_family(self, family_id: str) -> None:
        self._logins.end_family(family_id, self._clock() + timedelta(seconds=LIFETIME_S))
        self._parts.authenticator.forget_all()

    def change_password(self, identity: Identity, current: str, new: str, address: str) -> SignedIn:
        """Every other session and token ends.

        Raises: LoginFailedError, ValidationFailedError, RateLimitedError.
        """
        user = self._user(identity.user_id or "")
        if user is None:
            raise ValidationFailedError(details={"current_password": ["This credential has no password."]})
        self._check(user.email, current, address)
        check_password(new, user.email, "new_password")
        changed = self._users.change(user.user_id, {"password_hash": self._parts.passwords.hash(new)}, None)
        self._logins.end_everything(user.user_id)
        self._parts.authenticator.forget_all()
        self._parts.audit.record(identity, "password.changed", None, user.user_id)
        return self._open_session(changed)

    def setup_needed(self) -> bool:
        """A closed installation that nobody can administer yet."""
        config = self._parts.config
        return config.production and not config.admin_api_key and not self._users.count_administrators()

    def offer_setup(self) -> None:
        """Print the one-time link to the log where there is no administrator and no open link."""
        if not self.setup_needed():
            return
        token, now = secrets.token_urlsafe(32), self._clock()
        expires_at = now + timedelta(minutes=SETUP_MINUTES)
        if self._logins.add_setup_link(digest(token), now, expires_at, now - timedelta(seconds=SETUP_PAUSE_S)):
            host = self._parts.config.host
            host = "localhost" if host in ("0.0.0.0", "::", "127.0.0.1") else host  # noqa: S104
            where = f"http://{host}:{self._parts.config.port}/setup?token={token}"
            log.warning("no administrator yet: open %s once, within %d minutes", where, SETUP_MINUTES)

    def set_up(self, token: str, email: str, password: str, name: str, address: str) -> SignedIn:
        """Make the first administrator. Raises: SetupLinkInvalidError, ValidationFailedError, RateLimitedError."""
        self._parts.throttle.hit("setup", address, *PER_ADDRESS)
        check_password(password, email)
        if not self.setup_needed() or not self._logins.use_setup_link(digest(token), self._clock()):
            raise SetupLinkInvalidError()
        hashed = self._parts.passwords.hash(password)
        user = self._users.add(email, hashed, AccessRole.PLATFORM_ADMIN, name=name)
        self._parts.audit.record(user.identity("session"), "setup.completed", None, user.user_id)
        return self._open_session(user)

    def _check(self, email: str, password: str, address: str) -> User:
        throttle, passwords = self._parts.throttle, self._parts.passwords
        throttle.hit("login-address", address, *PER_ADDRESS)
        throttle.hit("login-account", email, *PER_ACCOUNT)
        found = self._users.by_email(email)
        user, hashed = found or (None, None)
        if not passwords.matches(hashed, password) or user is None or hashed is None or not user.is_active:
            # A password typed into the wrong field must not be kept: only known people are named.
            self._parts.audit.record(NOBODY, "login.failed", None, user.user_id if user else "unknown")
            raise LoginFailedError()
        throttle.clear("login-account", email, *PER_ACCOUNT)
        if passwords.is_outdated(hashed):
            self._users.replace_hash(user.user_id, passwords.hash(password))
        self._users.note_login(user.user_id, self._clock())
        return user

    def _open_session(self, user: User) -> SignedIn:
        token, now = secrets.token_urlsafe(32), self._clock()
        hours = self._parts.config.session_hours
        row = LoginSession(digest(token), user.user_id, now, now + timedelta(hours=hours))
        self._logins.add_session(row, now)
        return SignedIn(user, token, int(hours * 3600))

    def _pair(self, user: User, family_id: str) -> TokenPair:
        token, now = secrets.token_urlsafe(32), self._clock()
        expires_at = now + timedelta(days=REFRESH_DAYS)
        row = RefreshToken(digest(token), family_id, user.user_id, user.token_version, expires_at)
        self._logins.add_refresh(row, now)
        return TokenPair(self._parts.tokens.make(user, family_id), token, LIFETIME_S)

    def _user(self, user_id: str) -> User | None:
        try:
            return self._users.get(user_id)
        except UserNotFoundError:
            return None


def csrf_token(session_token: str) -> str:
    """What a form of this session must send along; whoever lacks the cookie cannot work it out."""
    return hmac.digest(session_token.encode(), b"csrf", hashlib.sha256).hex()


def csrf_matches(session_token: str, given: str) -> bool:
    return hmac.compare_digest(csrf_token(session_token).encode(), given.encode("utf-8", "replace"))
