"""From a credential to an identity: the administrator's key, API keys, access tokens, panel sessions."""

import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from app.config.config import Config
from app.models.api_key import ApiKey, ApiKeyRepository
from app.models.database import Database
from app.models.errors import UserNotFoundError
from app.models.identity import AccessRole, Identity
from app.models.login import LoginRepository, LoginSession
from app.models.user import User, UserRepository
from app.services.access_tokens import AccessClaims, AccessTokens
from app.services.credential_cache import CredentialCache
from app.services.redis_service import RedisService, RedisVersion
from app.services.use_recorder import UseRecorder

Clock = Callable[[], datetime]


def digest(token: str) -> str:
    """What the record keeps of a token; tokens are random, so they need no salt."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _now() -> datetime:
    return datetime.now(UTC)


class Authenticator:
    """Each method gives the identity, or None for a credential that opens nothing."""

    def __init__(
        self, config: Config, database: Database, redis: RedisService, tokens: AccessTokens, clock: Clock = _now
    ) -> None:
        self._config, self._tokens, self._clock = config, tokens, clock
        self._keys, self._users = ApiKeyRepository(database), UserRepository(database)
        self._logins = LoginRepository(database)
        version = RedisVersion(redis, "credentials_version")
        self._known_keys: CredentialCache[ApiKey] = CredentialCache(version)
        self._known_tokens: CredentialCache[User] = CredentialCache(version)
        self._known_sessions: CredentialCache[tuple[LoginSession, User]] = CredentialCache(version)
        self._key_uses = UseRecorder(self._keys.note_use)
        self._session_uses = UseRecorder(self._logins.note_seen)

    def by_key(self, key: str) -> Identity | None:
        """`ADMIN_API_KEY`, or a key made in the panel."""
        own = self._config.admin_api_key
        if own and hmac.compare_digest(key.encode("utf-8", "replace"), own.encode()):
            return Identity(AccessRole.PLATFORM_ADMIN, None, None, "ADMIN_API_KEY", "key")
        mark = digest(key)
        found = self._known_keys.get(mark, lambda: self._keys.by_digest(mark))
        if found is None or found.revoked or (found.expires_at and found.expires_at <= self._clock()):
            return None
        self._key_uses.note(mark)
        return found.identity()

    def by_token(self, token: str) -> Identity | None:
        """An access token of ours that is neither expired nor revoked."""
        claims = self._tokens.read(token)
        if claims is None:
            return None
        user = self._known_tokens.get(claims.token_id, lambda: self._owner(claims))
        return user.identity("token") if user else None

    def by_session(self, token: str) -> Identity | None:
        """A panel session; using it keeps it from idling out."""
        mark, now = digest(token), self._clock()
        found = self._known_sessions.get(mark, lambda: self._session(mark))
        if found is None:
            return None
        session, user = found
        idle = timedelta(minutes=self._config.session_idle_minutes)
        # `last_seen_at` is written once a minute and read again a few seconds later: never early by more.
        if session.expires_at <= now or session.last_seen_at + idle <= now:
            return None
        self._session_uses.note(mark)
        return user.identity("session")

    def forget_all(self) -> None:
        """A credential was revoked or changed; takes effect in every process."""
        for known in (self._known_keys, self._known_tokens, self._known_sessions):
            known.forget_all()

    def close(self) -> None:
        self._key_uses.close()
        self._session_uses.close()

    def _owner(self, claims: AccessClaims) -> User | None:
        user = self._active(claims.user_id)
        if user is None or user.token_version != claims.token_version:
            return None
        return None if self._logins.is_revoked(claims.token_id, claims.family_id) else user

    def _session(self, mark: str) -> tuple[LoginSession, User] | None:
        session = self._logins.session(mark)
        user = self._active(session.user_id) if session else None
        return (session, user) if session and user else None

    def _active(self, user_id: str) -> User | None:
        try:
            user = self._users.get(user_id)
        except UserNotFoundError:
            return None
        return user if user.is_active else None
