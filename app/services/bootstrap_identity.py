"""The identity half of the bootstrap: who may come in, and what they did."""

from dataclasses import dataclass

from app.config.config import Config
from app.models.database import Database
from app.models.errors import DependencyError
from app.services.access_tokens import AccessTokens
from app.services.audit_service import AuditService
from app.services.authenticator import Authenticator
from app.services.installation_key import InstallationKey
from app.services.login_service import LoginParts, LoginService
from app.services.passwords import Passwords
from app.services.redis_service import RedisService
from app.services.throttle import Throttle
from app.utils.logger import get_logger

log = get_logger("start")


@dataclass(slots=True)
class IdentityServices:
    """Everything about callers."""

    authenticator: Authenticator
    logins: LoginService
    throttle: Throttle

    def offer_setup(self) -> None:
        """Print the set-up link where one is needed; with the record away the panel's first visit prints it."""
        try:
            self.logins.offer_setup()
        except DependencyError as exc:
            log.warning("set-up link put off: %s", exc.code)

    def close(self) -> None:
        self.authenticator.close()


def build_identity(
    config: Config, database: Database, redis: RedisService, key: InstallationKey, audit: AuditService
) -> IdentityServices:
    """Connects to nothing."""
    tokens, passwords, throttle = AccessTokens(key), Passwords(), Throttle(config.redis_url)
    authenticator = Authenticator(config, database, redis, tokens)
    parts = LoginParts(config, database, authenticator, tokens, passwords, throttle, audit)
    return IdentityServices(authenticator, LoginService(parts), throttle)
