"""How many requests a company may make per minute: its own limit, else its tier's."""

from app.config.company_config import CompanyConfig
from app.config.config import Config
from app.services.throttle import Throttle

# Against a client that runs away, not against a busy clinic.
TIER_LIMITS = {"basic": 3_000, "professional": 12_000, "enterprise": 0}  # 0 = none
WINDOW_S = 60


class RateLimits:
    """Off in development unless a company sets a limit."""

    def __init__(self, config: Config, throttle: Throttle) -> None:
        self._config, self._throttle = config, throttle

    def limit_of(self, company: CompanyConfig) -> int:
        """Requests per minute; 0 = none."""
        if company.rate_limit_per_minute is not None:
            return company.rate_limit_per_minute
        if not self._config.production:
            return 0
        return TIER_LIMITS.get(company.subscription_tier, TIER_LIMITS["basic"])

    def count(self, company: CompanyConfig) -> None:
        """One request. Raises: RateLimitedError."""
        limit = self.limit_of(company)
        if limit:
            self._throttle.hit("company", company.company_id, limit, WINDOW_S)
