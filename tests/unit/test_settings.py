"""The environment becomes typed settings; a bad value names its variable."""

from pathlib import Path

import pytest

from app.config.config import ROOT_DIR, Config, SettingsError

GOOD = [
    ("ENVIRONMENT", "Production", "environment", "production"),
    ("HOST", "localhost", "host", "localhost"),
    ("PORT", "9090", "port", 9090),
    ("INSTANCE_PATH", "data", "instance_path", ROOT_DIR / "data"),
    ("INSTANCE_PATH", "/var/lib/receptionist", "instance_path", Path("/var/lib/receptionist")),
    ("LOG_LEVEL", "debug", "log_level", "DEBUG"),
    ("SECRET_KEY", "s" * 40, "secret_key", "s" * 40),
    ("ADMIN_API_KEY", "k" * 40, "admin_api_key", "k" * 40),
    ("DATABASE_URL", "postgres://u:p@h/d", "database_url", "postgres://u:p@h/d"),
    ("MIGRATION_DATABASE_URL", "postgresql://o:p@h/d", "migration_database_url", "postgresql://o:p@h/d"),
    ("REDIS_URL", "rediss://h:6380/1", "redis_url", "rediss://h:6380/1"),
    ("COMPANIES_CONFIG_FILE", "mine.json", "companies_config_file", ROOT_DIR / "mine.json"),
    ("EXTENDED_COMPANIES_CONFIG_FILE", "x.json", "extended_companies_config_file", ROOT_DIR / "x.json"),
    ("CUSTOM_PROMPTS_FILE", "p.json", "custom_prompts_file", ROOT_DIR / "p.json"),
    ("DEFAULT_COMPANY_ID", "benova", "default_company_id", "benova"),
    ("LOAD_SAMPLE_DOCUMENTS", "no", "load_sample_documents", False),
    ("LOAD_SAMPLE_DOCUMENTS", "1", "load_sample_documents", True),
    ("OPENAI_API_KEY", " sk-1 ", "openai_api_key", "sk-1"),
    ("OPENAI_BASE_URL", "http://127.0.0.1:9/v1", "openai_base_url", "http://127.0.0.1:9/v1"),
    ("OPENAI_MODEL", "gpt-4o", "openai_model", "gpt-4o"),
    ("OPENAI_EMBEDDING_MODEL", "text-embedding-3-small", "openai_embedding_model", "text-embedding-3-small"),
    ("MODEL_TIMEOUT_S", "2.5", "model_timeout_s", 2.5),
    ("CHATWOOT_API_KEY", "cw", "chatwoot_api_key", "cw"),
    ("CHATWOOT_BASE_URL", "https://app.chatwoot.com", "chatwoot_base_url", "https://app.chatwoot.com"),
    ("VECTORSTORE_AUTO_RECOVERY", "false", "vectorstore_auto_recovery", False),
    ("VECTORSTORE_HEALTH_CHECK_INTERVAL", "60", "vectorstore_health_check_interval_s", 60.0),
]
BAD = [
    ("ENVIRONMENT", "prod"),
    ("PORT", "0"),
    ("PORT", "80.5"),
    ("PORT", "http"),
    ("LOG_LEVEL", "LOUD"),
    ("DATABASE_URL", "mysql://h/d"),
    ("MIGRATION_DATABASE_URL", "h/d"),
    ("REDIS_URL", "http://h"),
    ("DEFAULT_COMPANY_ID", "Benova"),
    ("LOAD_SAMPLE_DOCUMENTS", "maybe"),
    ("OPENAI_BASE_URL", "api.openai.com/v1"),
    ("MODEL_TIMEOUT_S", "0"),
    ("MODEL_TIMEOUT_S", "nan"),
    ("CHATWOOT_BASE_URL", "ftp://chatwoot"),
    ("VECTORSTORE_AUTO_RECOVERY", "2"),
    ("VECTORSTORE_HEALTH_CHECK_INTERVAL", "-1"),
]


@pytest.mark.parametrize(("name", "raw", "field", "value"), GOOD)
def test_a_variable_sets_its_field(name: str, raw: str, field: str, value: object) -> None:
    assert getattr(Config.from_env({name: raw}), field) == value


@pytest.mark.parametrize(("name", "raw"), BAD)
def test_a_bad_value_names_its_variable(name: str, raw: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Config.from_env({name: raw})


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL", "OPENAI_BASE_URL"])
def test_a_refused_url_does_not_print_its_password(name: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Config.from_env({name: "gopher://user:hunter2@host"})
    assert "hunter2" not in str(refused.value)


def test_an_open_installation_listens_to_its_own_machine_only() -> None:
    with pytest.raises(SettingsError, match="HOST"):
        Config.from_env({"HOST": "0.0.0.0"})
    assert Config.from_env({"HOST": "0.0.0.0", "ADMIN_API_KEY": "k" * 40}).host == "0.0.0.0"
    assert Config.from_env({"HOST": "0.0.0.0", "ENVIRONMENT": "production"}).host == "0.0.0.0"


def test_an_empty_variable_means_the_default() -> None:
    assert Config.from_env({"PORT": "  ", "LOG_LEVEL": ""}) == Config()


def test_the_default_needs_no_server_and_no_key() -> None:
    config = Config()
    assert config.embedded
    assert not config.model_configured
    assert config.sql_url.startswith("sqlite:///")
    assert config.host == "127.0.0.1"


def test_an_endpoint_of_ones_own_needs_no_key() -> None:
    assert Config(openai_base_url="http://127.0.0.1:9/v1").model_configured


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_postgresql_is_spoken_through_psycopg2(scheme: str) -> None:
    settings = Config(database_url=f"{scheme}://u@h/d", migration_database_url=f"{scheme}://o@h/d")
    assert settings.sql_url == "postgresql+psycopg2://u@h/d"
    assert settings.migration_sql_url == "postgresql+psycopg2://o@h/d"
