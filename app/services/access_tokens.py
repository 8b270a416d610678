"""Access tokens of fifteen minutes: signed, for one audience, by one algorithm."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from app.models.user import User
from app.services.installation_key import InstallationKey

ALGORITHM = "HS256"
ISSUER = "receptionist"
AUDIENCE = "receptionist-api"
LIFETIME_S = 15 * 60
_REQUIRED = ["exp", "iat", "nbf", "iss", "aud", "sub", "jti", "fam", "ver"]


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """What a valid token says."""

    user_id: str
    token_id: str
    family_id: str
    token_version: int
    expires_at: datetime


class AccessTokens:
    """Makes and reads them; whether one was revoked is not its matter."""

    def __init__(self, key: InstallationKey, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._key, self._clock = key, clock

    def make(self, user: User, family_id: str) -> str:
        import jwt  # loaded where tokens are used

        now = self._clock()
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": user.user_id,
            "jti": secrets.token_hex(16),
            "fam": family_id,
            "ver": user.token_version,
            "iat": now,
            "nbf": now,
            "exp": now + timedelta(seconds=LIFETIME_S),
        }
        return jwt.encode(claims, self._key.derive("access-token"), algorithm=ALGORITHM)

    def read(self, token: str) -> AccessClaims | None:
        """None for anything but a token of ours in its time."""
        import jwt

        options: Any = {"require": _REQUIRED}
        try:
            claims = jwt.decode(
                token,
                self._key.derive("access-token"),
                algorithms=[ALGORITHM],
                issuer=ISSUER,
                audience=AUDIENCE,
                options=options,
            )
        except (jwt.InvalidTokenError, ValueError):
            return None
        texts = all(isinstance(claims[name], str) for name in ("sub", "jti", "fam"))
        if not texts or not isinstance(claims["ver"], int):
            return None
        expires_at = datetime.fromtimestamp(claims["exp"], UTC)
        return AccessClaims(claims["sub"], claims["jti"], claims["fam"], claims["ver"], expires_at)
