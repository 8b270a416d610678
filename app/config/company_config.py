"""A company's configuration as every layer reads it, and the manager that finds companies.

`CompanyConfig` is immutable: a change makes a new object with a new `version`, and whatever was
built from the old one (orchestrator, index handle, clients) is rebuilt.
"""

import hashlib
import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from app.config.plans import Limits
from app.models.errors import CompanyInactiveError, CompanyNotFoundError, DependencyError
from app.utils.logger import get_logger

log = get_logger("companies")

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Hours = tuple[tuple[str, str], ...]  # ranges of one day, local "HH:MM": (("08:00", "12:00"), ("14:00", "19:00"))

DEFAULT_WORKING_HOURS: Mapping[str, Hours] = {
    **dict.fromkeys(WEEKDAYS[:6], (("08:00", "19:00"),)),
    "sunday": (),
}


@dataclass(frozen=True, slots=True)
class Treatment:
    """A service customers can ask for and book. `key` is the name in `treatment_durations`."""

    key: str
    name: str
    duration_min: int
    price: Decimal | None = None  # in the company's currency; None = not published
    price_from: bool = False  # True: `price` is the lowest of several
    aliases: tuple[str, ...] = ()
    description: str = ""
    preparation: str = ""
    buffer_min: int = 0
    bookable: bool = True

    def __hash__(self) -> int:
        """A company's treatments are a key that every message looks up: the name tells them apart well enough."""
        return hash(self.key)


@dataclass(frozen=True, slots=True)
class Resource:
    """A room or professional; `treatments` empty = serves all of them."""

    key: str
    name: str
    treatments: tuple[str, ...] = ()
    caldav_calendar: str = ""  # its own calendar; empty = the company's

    def serves(self, treatment_key: str) -> bool:
        return not self.treatments or treatment_key in self.treatments


@dataclass(frozen=True, slots=True)
class EmergencySettings:
    """The company's own words and numbers for an emergency; text by language code."""

    protocol: Mapping[str, str] = field(default_factory=dict)
    contact_phone: str = ""  # the clinic's own urgent line
    emergency_number: str = ""  # the country's: 123, 911, 112…


@dataclass(frozen=True, slots=True)
class Promotion:
    """An offer in force; dates are local calendar days, inclusive, None = open."""

    text: str
    treatment: str | None = None
    starts: str | None = None
    ends: str | None = None


@dataclass(frozen=True, slots=True)
class CompanySecrets:
    """Write-only values; `repr` never shows them."""

    chatwoot_api_token: str = field(default="", repr=False)
    chatwoot_user_token: str = field(default="", repr=False)
    chatwoot_webhook_secret: str = field(default="", repr=False)
    chatwoot_webhook_secret_previous: str = field(default="", repr=False)
    chatwoot_webhook_token: str = field(default="", repr=False)  # last part of the webhook's URL
    openai_api_key: str = field(default="", repr=False)
    caldav_password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class CompanyConfig:
    """Everything that makes one company differ from another."""

    company_id: str
    company_name: str
    business_type: str
    redis_prefix: str
    vectorstore_index: str
    sales_agent_name: str
    services: str
    treatments: Mapping[str, Treatment]
    timezone: str = "America/Bogota"
    language: str = "es"
    languages: tuple[str, ...] = ("es", "en", "pt")
    currency: str = "COP"
    country: str = "CO"  # ISO 3166-1 alpha-2: phones, holidays, emergency number
    formality: str = "usted"  # usted | tu | vos
    chatwoot_account_id: str | None = None
    is_active: bool = True

    address: str = ""
    phone: str = ""
    whatsapp: str = ""
    email: str = ""
    website: str = ""
    payment_methods: tuple[str, ...] = ()
    promotions: tuple[Promotion, ...] = ()
    emergency: EmergencySettings = field(default_factory=EmergencySettings)

    schedule_integration: str = "builtin"  # builtin | http | webhook | caldav
    schedule_service_url: str = "http://127.0.0.1:4040"
    working_hours: Mapping[str, Hours] = field(default_factory=lambda: DEFAULT_WORKING_HOURS)
    closed_dates: tuple[str, ...] = ()  # YYYY-MM-DD
    observe_holidays: bool = False
    resources: tuple[Resource, ...] = ()
    slot_minutes: int = 15
    min_advance_hours: float = 1
    max_advance_days: int = 90
    cancellation_hours: float = 2
    hold_minutes: int = 10
    caldav_url: str = ""  # of the account or of one calendar
    caldav_username: str = ""
    caldav_calendar: str = ""  # address, last part of it, or shown name; empty = `caldav_url` is the calendar
    reminder_hours: tuple[float, ...] = (24, 3)  # before a visit; empty = none
    quiet_hours: tuple[str, ...] = ("21:00", "08:00")  # local; no reminder is sent from the first to the second
    reminder_template: Mapping[str, Any] = field(default_factory=dict)  # as `whatsapp_template`, for reminders
    required_booking_fields: tuple[str, ...] = ("treatment", "date", "time", "name", "phone")

    chatwoot_base_url: str = ""
    attachment_hosts: tuple[str, ...] = ()
    burst_window_seconds: float = 3
    bot_on: str = "pending"  # the Chatwoot status in which the bot answers: pending | open
    bot_hours: str = "always"  # always | closed: only while the company is closed
    takeover_hours: float = 12  # how long a person's reply keeps the bot quiet; 0 = until given back
    bot_off_label: str = "bot-off"
    handoff_label: str = "bot-handoff"
    handoff_team_id: int | None = None
    handoff_assignee_id: int | None = None
    whatsapp_template: Mapping[str, Any] = field(default_factory=dict)  # for replies outside the 24 hours
    openai_base_url: str = ""
    openai_model: str = ""
    model_prices: Mapping[str, Any] = field(default_factory=dict)  # by model, per million tokens, own currency
    secrets: CompanySecrets = field(default_factory=CompanySecrets)

    subscription_tier: str = "basic"
    # The company's own numbers; None = the tier's. `limits` says what is in force.
    max_documents: int | None = None
    max_conversations: int | None = None
    rate_limit_per_minute: int | None = None
    model_tokens_per_day: int | None = None
    model_calls_per_minute: int | None = None
    limits: Limits = field(default_factory=Limits)
    disabled_agents: tuple[str, ...] = ()
    min_score: float | None = None  # retrieval threshold; None = the index's calibrated default
    log_level: str = ""
    allowed_link_hosts: tuple[str, ...] = ()
    private_hosts: tuple[str, ...] = ()  # "name" or "name:port" that integrations may reach on a private network
    version: str = ""  # changes whenever any value above changes
    extra: Mapping[str, Any] = field(default_factory=dict)  # fields of custom integrations, kept as given

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def treatment_durations(self) -> dict[str, int]:
        """Minutes per treatment key, as the specification's JSON has it."""
        return {key: t.duration_min for key, t in self.treatments.items()}

    @property
    def persona(self) -> str:
        """The first name customers hear: "María" of "María, asesora de Benova"."""
        return self.sales_agent_name.split(",")[0].strip()


class CompanySource(Protocol):
    """Where configurations come from. Raises: DependencyError."""

    def load_all(self) -> Mapping[str, CompanyConfig]: ...


class ConfigVersion(Protocol):
    """A value all processes share that changes with every configuration change. Raises: DependencyError."""

    def current(self) -> str: ...

    def bump(self) -> None: ...


@dataclass(frozen=True, slots=True)
class CompanySnapshot:
    """All companies at one moment."""

    companies: Mapping[str, CompanyConfig]
    by_account: Mapping[str, str]
    by_token: Mapping[str, str]  # digest of the webhook token
    version: str


class CompanyConfigCache:
    """The last snapshot, loaded again when the shared version changes.

    With the record or the working memory down, the last good snapshot goes on serving.
    """

    CHECK_EVERY_S = 0.2

    def __init__(
        self, source: CompanySource, version: ConfigVersion, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._source, self._version, self._clock = source, version, clock
        self._snapshot: CompanySnapshot | None = None
        self._checked_at = 0.0
        self._changed_here = False
        self.on_loaded: Callable[[Collection[str]], None] = lambda _ids: None
        self._lock = threading.RLock()  # seeding, inside the first load, reads companies too

    def snapshot(self, *, fresh: bool = False) -> CompanySnapshot:
        """The companies now; `fresh` asks the shared version even if it was asked a moment ago."""
        known = self._snapshot
        if known is not None and not fresh and self._clock() - self._checked_at < self.CHECK_EVERY_S:
            return known
        # One thread asks; while a slow store keeps it waiting, the others go on with what is known.
        waits = known is None or fresh or self._changed_here
        if not self._lock.acquire(blocking=waits):
            return known  # type: ignore[return-value]
        try:
            return self._refresh()
        finally:
            self._lock.release()

    def expire(self) -> None:
        """Make the next read see a change made here, even while the shared version is out of reach."""
        self._changed_here, self._checked_at = True, 0.0

    def _refresh(self) -> CompanySnapshot:
        known, version = self._snapshot, self._current_version()
        if known is None or self._changed_here or known.version != version:
            try:
                known = self._snapshot = _take_snapshot(self._source.load_all(), version)
                self._changed_here = False
                self.on_loaded(known.companies.keys())
            except DependencyError:
                if known is None:
                    raise
                log.warning("configuration cannot be read; the last one stays in force")
        self._checked_at = self._clock()
        return known

    def _current_version(self) -> str:
        try:
            return self._version.current()
        except DependencyError:
            return self._snapshot.version if self._snapshot else ""


class CompanyManager:
    """Finds companies by id or Chatwoot account."""

    def __init__(self, cache: CompanyConfigCache) -> None:
        self._cache = cache

    def get(self, company_id: str) -> CompanyConfig:
        """An active company. Raises: CompanyNotFoundError, CompanyInactiveError."""
        company = self.find(company_id)
        if not company.is_active:
            raise CompanyInactiveError()
        return company

    def find(self, company_id: str) -> CompanyConfig:
        """A company, active or not. Raises: CompanyNotFoundError."""
        company = self._cache.snapshot().companies.get(company_id)
        if company is None:  # perhaps another process has just created it
            company = self._cache.snapshot(fresh=True).companies.get(company_id)
        if company is None:
            raise CompanyNotFoundError()
        return company

    def by_account(self, account_id: str) -> CompanyConfig | None:
        """The active company that owns a Chatwoot account."""
        for fresh in (False, True):
            snapshot = self._cache.snapshot(fresh=fresh)
            company_id = snapshot.by_account.get(account_id)
            if company_id is not None:
                company = snapshot.companies[company_id]
                return company if company.is_active else None
        return None

    def by_webhook_token(self, token: str) -> CompanyConfig | None:
        """The active company whose webhook URL ends in `token`; compared by digest, so time tells nothing."""
        snapshot = self._cache.snapshot()
        company_id = snapshot.by_token.get(_digest(token)) if token else None
        company = snapshot.companies[company_id] if company_id else None
        return company if company and company.is_active else None

    def all(self, *, active_only: bool = False) -> list[CompanyConfig]:
        """Every company, by id."""
        companies = self._cache.snapshot().companies
        return [companies[key] for key in sorted(companies) if companies[key].is_active or not active_only]


def _take_snapshot(companies: Mapping[str, CompanyConfig], version: str) -> CompanySnapshot:
    by_account = {c.chatwoot_account_id: c.company_id for c in companies.values() if c.chatwoot_account_id}
    tokens = {c.company_id: c.secrets.chatwoot_webhook_token for c in companies.values()}
    by_token = {_digest(token): company_id for company_id, token in tokens.items() if token}
    return CompanySnapshot(dict(companies), by_account, by_token, version)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
