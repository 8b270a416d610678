"""The environment, parsed once into typed settings with a clear error for every bad value."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from app.config.constants import MEDIA_TIMEOUT_S, MODEL_TIMEOUT_S

ENVIRONMENTS = ("development", "production", "testing")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOOPBACK = ("127.0.0.1", "::1", "localhost")
COMPANY_ID = re.compile(r"^[a-z0-9][a-z0-9_-]{0,49}$", re.ASCII)
ROOT_DIR = Path(__file__).resolve().parents[2]


class SettingsError(ValueError):
    """A bad environment value; the message names the variable and what it takes."""


@dataclass(frozen=True, slots=True)
class Config:
    """Typed settings; see `docs/configuration.md` for each variable."""

    environment: str = "development"
    host: str = "127.0.0.1"
    port: int = 8080
    instance_path: Path = ROOT_DIR / "instance"
    log_level: str = "INFO"
    secret_key: str = ""
    secret_key_previous: str = ""  # opens what was sealed before the key was changed; nothing is sealed with it
    admin_api_key: str = ""
    session_idle_minutes: float = 120.0
    session_hours: float = 12.0
    trusted_proxies: tuple[str, ...] = ()  # addresses or networks whose X-Forwarded-* headers are believed
    cors_origins: tuple[str, ...] = ()  # other sites whose pages may call the API; empty = none
    database_url: str = ""  # empty: SQLite under `instance_path`
    migration_database_url: str = ""
    redis_url: str = ""  # empty: in-process stand-in
    companies_config_file: Path = ROOT_DIR / "companies_config.json"
    extended_companies_config_file: Path = ROOT_DIR / "extended_companies_config.json"
    model_prices_file: Path | None = None  # what models cost; None: costs are not known
    custom_prompts_file: Path = ROOT_DIR / "custom_prompts.json"
    default_company_id: str = ""
    load_sample_documents: bool = True
    openai_api_key: str = ""
    openai_base_url: str = ""
    openai_model: str = "gpt-4"
    openai_embedding_model: str = ""
    sentence_encoder: bool = True  # without an embedding model, documents are found by meaning in process
    openai_transcription_model: str = "whisper-1"
    openai_vision_model: str = ""  # empty: the chat model
    model_timeout_s: float = MODEL_TIMEOUT_S
    media_timeout_s: float = MEDIA_TIMEOUT_S
    chatwoot_api_key: str = ""
    chatwoot_base_url: str = ""
    slow_call_ms: float = 2_000.0  # a call to something outside that takes longer is logged
    otlp_endpoint: str = ""  # empty: no traces
    worker_in_web: bool = True  # the web process also answers Chatwoot; False: `python -m app.worker` does
    worker_threads: int = 16
    vectorstore_auto_recovery: bool = True
    vectorstore_health_check_interval_s: float = 30.0

    def __post_init__(self) -> None:
        """Raises: SettingsError for a secret that anybody could guess, or a previous one without a present one."""
        if self.secret_key_previous and not self.secret_key:
            raise SettingsError(
                "SECRET_KEY_PREVIOUS: set SECRET_KEY too, the one that secrets are sealed with now"
            )
        if self.production and self.secret_key and is_weak_secret(self.secret_key):
            raise SettingsError(
                "SECRET_KEY: use at least 32 random characters (openssl rand -hex 32), or leave it out "
                "and one is made and kept in the record"
            )

    @property
    def sql_url(self) -> str:
        """What SQLAlchemy connects to; the embedded default is one SQLite file."""
        if not self.database_url:
            return f"sqlite:///{self.instance_path / 'receptionist.db'}"
        return _with_driver(self.database_url)

    @property
    def migration_sql_url(self) -> str:
        """What brings the schema up to date; empty = `sql_url`."""
        return _with_driver(self.migration_database_url)

    @property
    def embedded(self) -> bool:
        """True when record and working memory live in this one process."""
        return not self.database_url and not self.redis_url

    @property
    def production(self) -> bool:
        return self.environment == "production"

    @property
    def open_access(self) -> bool:
        """Development without any credential: everybody who reaches the server may do everything."""
        return not self.production and not self.admin_api_key

    @property
    def model_configured(self) -> bool:
        """An endpoint of one's own may need no key; the public one always does."""
        return bool(self.openai_api_key or self.openai_base_url)

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> "Config":
        """Read `env` (default: the process environment after `.env`). Raises: SettingsError."""
        if env is None:
            from dotenv import load_dotenv  # only real starts read .env; tests pass their own mapping

            load_dotenv(ROOT_DIR / ".env")
            env = os.environ
        values = {
            field: parse(name, env[name].strip()) for field, name, parse in _VARIABLES if env.get(name, "").strip()
        }
        config = cls(**values)  # type: ignore[arg-type]
        if config.open_access and config.host not in LOOPBACK:
            raise SettingsError(
                f"HOST={config.host!r}: without a credential the server listens on loopback only; "
                "set ADMIN_API_KEY or ENVIRONMENT=production"
            )
        return config


def _with_driver(url: str) -> str:
    """A bare `postgresql://` would mean whichever driver SQLAlchemy likes best."""
    return re.sub(r"^postgres(ql)?://", "postgresql+psycopg2://", url)


def is_weak_secret(value: str) -> bool:
    """Too short, repetitive, or made of one of the values that examples and frameworks ship."""
    plain = re.sub(r"[^a-z0-9]", "", value.casefold())
    return len(value.encode()) < 32 or len(set(value)) < 8 or plain.startswith(_KNOWN_SECRETS)


_KNOWN_SECRETS = tuple(
    "changeme changethis yoursecret yourkey djangoinsecure supersecret defaultsecret insecure replaceme "
    "replacethis devsecret secretkey mysecret examplesecret notsecret".split()
)


def _text(_name: str, raw: str) -> str:
    return raw


def _one_of(*allowed: str) -> Callable[[str, str], str]:
    def parse(name: str, raw: str) -> str:
        for value in allowed:
            if raw.lower() == value.lower():
                return value
        raise SettingsError(f"{name}={raw!r}: use one of {', '.join(allowed)}")

    return parse


def _flag(name: str, raw: str) -> bool:
    return _one_of("true", "false", "1", "0", "yes", "no", "on", "off")(name, raw) in (
        "true",
        "1",
        "yes",
        "on",
    )


def _number(low: float, high: float) -> Callable[[str, str], float]:
    def parse(name: str, raw: str) -> float:
        try:
            value = float(raw)
        except ValueError:
            raise SettingsError(f"{name}={raw!r}: use a number from {low:g} to {high:g}") from None
        if not low <= value <= high:
            raise SettingsError(f"{name}={raw!r}: use a number from {low:g} to {high:g}")
        return value

    return parse


def _whole(low: int, high: int) -> Callable[[str, str], int]:
    def parse(name: str, raw: str) -> int:
        value = _number(low, high)(name, raw)
        if value != int(value):
            raise SettingsError(f"{name}={raw!r}: use a whole number from {low} to {high}")
        return int(value)

    return parse


def _path(_name: str, raw: str) -> Path:
    """Relative paths are read from the project's folder, so a start from elsewhere finds the same files."""
    path = Path(raw).expanduser()
    return path if path.is_absolute() else ROOT_DIR / path


def _networks(name: str, raw: str) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in raw.split(",") if part.strip())
    try:
        return tuple(str(ip_network(part, strict=False)) for part in parts)
    except ValueError:
        raise SettingsError(f"{name}={raw!r}: use addresses or networks such as 10.0.0.0/8, by commas") from None


def _origins(name: str, raw: str) -> tuple[str, ...]:
    parts = tuple(part.strip().rstrip("/") for part in raw.split(",") if part.strip())
    for part in parts:
        split = urlsplit(part)
        if split.scheme not in ("http", "https") or not split.netloc or split.path or split.query:
            raise SettingsError(f"{name}: use origins such as https://panel.example.org, by commas")
    return parts


def _company_id(name: str, raw: str) -> str:
    if not COMPANY_ID.fullmatch(raw):
        raise SettingsError(f"{name}={raw!r}: a company id is lower-case letters, digits, '_' and '-'")
    return raw


def _url(*schemes: str) -> Callable[[str, str], str]:
    def parse(name: str, raw: str) -> str:
        if urlsplit(raw).scheme not in schemes:
            raise SettingsError(f"{name}: use a URL that starts with {' or '.join(s + '://' for s in schemes)}")
        return raw

    return parse


_http = _url("http", "https")
_sql = _url("postgresql", "postgres", "postgresql+psycopg2", "sqlite")

_VARIABLES: tuple[tuple[str, str, Callable[[str, str], object]], ...] = (
    ("environment", "ENVIRONMENT", _one_of(*ENVIRONMENTS)),
    ("host", "HOST", _text),
    ("port", "PORT", _whole(1, 65535)),
    ("instance_path", "INSTANCE_PATH", _path),
    ("log_level", "LOG_LEVEL", _one_of(*LOG_LEVELS)),
    ("secret_key", "SECRET_KEY", _text),
    ("secret_key_previous", "SECRET_KEY_PREVIOUS", _text),
    ("admin_api_key", "ADMIN_API_KEY", _text),
    ("session_idle_minutes", "SESSION_IDLE_MINUTES", _number(5, 7 * 24 * 60)),
    ("session_hours", "SESSION_HOURS", _number(0.25, 30 * 24)),
    ("trusted_proxies", "TRUSTED_PROXIES", _networks),
    ("cors_origins", "CORS_ORIGINS", _origins),
    ("database_url", "DATABASE_URL", _sql),
    ("migration_database_url", "MIGRATION_DATABASE_URL", _sql),
    ("redis_url", "REDIS_URL", _url("redis", "rediss", "unix")),
    ("companies_config_file", "COMPANIES_CONFIG_FILE", _path),
    ("extended_companies_config_file", "EXTENDED_COMPANIES_CONFIG_FILE", _path),
    ("custom_prompts_file", "CUSTOM_PROMPTS_FILE", _path),
    ("model_prices_file", "MODEL_PRICES_FILE", _path),
    ("default_company_id", "DEFAULT_COMPANY_ID", _company_id),
    ("load_sample_documents", "LOAD_SAMPLE_DOCUMENTS", _flag),
    ("openai_api_key", "OPENAI_API_KEY", _text),
    ("openai_base_url", "OPENAI_BASE_URL", _http),
    ("openai_model", "OPENAI_MODEL", _text),
    ("openai_embedding_model", "OPENAI_EMBEDDING_MODEL", _text),
    ("sentence_encoder", "SENTENCE_ENCODER", _flag),
    ("openai_transcription_model", "OPENAI_TRANSCRIPTION_MODEL", _text),
    ("openai_vision_model", "OPENAI_VISION_MODEL", _text),
    ("model_timeout_s", "MODEL_TIMEOUT_S", _number(0.5, 120)),
    ("media_timeout_s", "MEDIA_TIMEOUT_S", _number(0.5, 300)),
    ("chatwoot_api_key", "CHATWOOT_API_KEY", _text),
    ("chatwoot_base_url", "CHATWOOT_BASE_URL", _http),
    ("slow_call_ms", "SLOW_CALL_MS", _number(1, 600_000)),
    ("otlp_endpoint", "OTEL_EXPORTER_OTLP_ENDPOINT", _http),
    ("worker_in_web", "WORKER_IN_WEB", _flag),
    ("worker_threads", "WORKER_THREADS", _whole(1, 200)),
    ("vectorstore_auto_recovery", "VECTORSTORE_AUTO_RECOVERY", _flag),
    ("vectorstore_health_check_interval_s", "VECTORSTORE_HEALTH_CHECK_INTERVAL", _number(1, 86_400)),
)
