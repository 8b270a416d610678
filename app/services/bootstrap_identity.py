"""The identity half of the bootstrap: who may come in, and what they did."""

from dataclasses import dataclass

from app.config.company_config import CompanyManager
from app.config.config import Config
from app.models.database import Database
from app.models.errors import DependencyError
from app.services.access_tokens import AccessTokens
from app.services.api_key_service import ApiKeyService
from app.services.audit_service import AuditService
from app.services.authenticator import Authenticator
from app.services.installation_key import InstallationKey
from app.services.login_service import LoginParts, LoginService
from app.services.passwords import Passwords
from app.services.rate_limits import RateLimits
from app.services.redis_service import RedisService
from app.services.throttle import Throttle
from app.services.user_service import UserService
from app.utils.logger import get_logger

log = get_logger("start")


@dataclass(slots=True)
class IdentityServices:
    """Everything about callers."""

    authenticator: Authenticator
    logins: LoginService
    users: UserService
    api_keys: ApiKeyService
    throttle: Throttle
    rate_limits: RateLimits

    def offer_setup(self) -> None:
        """Print the set-up link where one is needed; with the record away the panel's first visit prints it."""
        try:
            self.logins.offer_setup()
        except DependencyError as exc:
            log.warning("set-up link put off: %s", exc.code)

    def close(self) -> None:
        self.authenticator.close()


@dataclass(frozen=True, slots=True)
class IdentityParts:
    """What it takes from the rest of the installation."""

    config: Config
    database: Database
    redis: RedisService
    companies: CompanyManager
    key: InstallationKey
    audit: AuditService


def build_identity(given: IdentityParts) -> IdentityServices:
    """Connects to nothing."""
    config, database, redis, companies = given.config, given.database, given.redis, given.companies
    key, audit = given.key, given.audit
    tokens, passwords, throttle = AccessTokens(key), Passwords(), Throttle(config.redis_url)
    authenticator = Authenticator(config, database, redis, tokens)
    parts = LoginParts(config, database, authenticator, tokens, passwords, throttle, audit)
    return IdentityServices(
        authenticator=authenticator,
        logins=LoginService(parts),
        users=UserService(parts, companies),
        api_keys=ApiKeyService(parts, companies),
        throttle=throttle,
        rate_limits=RateLimits(throttle),
    )
