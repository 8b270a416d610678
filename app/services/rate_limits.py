"""How many requests a company may make per minute."""

from app.config.company_config import CompanyConfig
from app.services.throttle import Throttle

WINDOW_S = 60


class RateLimits:
    """Counts the requests of companies that have a limit."""

    def __init__(self, throttle: Throttle) -> None:
        self._throttle = throttle

    def count(self, company: CompanyConfig) -> None:
        """One request. Raises: RateLimitedError."""
        limit = company.limits.rate_limit_per_minute
        if limit is not None:
            self._throttle.hit("company", company.company_id, limit, WINDOW_S)
