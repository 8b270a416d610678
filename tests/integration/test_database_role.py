"""Production refuses a database role that row-level security does not hold."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from app.config.config import Config
from app.models.database import Database
from app.models.roles import RoleKind
from app.services.role_guard import UnsafeRoleError, check_role
from tests.backends import fresh_postgresql
from tests.conftest import MakeApp
from tests.integration.test_chatwoot_chaos import free_port

ROOT = Path(__file__).parents[2]
KEYS = {
    "SECRET_KEY": "Zt4kQ9xW2mB7vN1cR8pL5sH3dF6gJ0aY",
    "ADMIN_API_KEY": "administrator-key-of-this-test-0123456789",
}


@pytest.fixture
def urls() -> Iterator[tuple[str, str]]:
    with fresh_postgresql() as pair:
        yield pair


@pytest.fixture
def owner_url(urls: tuple[str, str]) -> Iterator[str]:
    """A role that owns one table and is no superuser."""
    _application, superuser = urls
    engine = create_engine(superuser, isolation_level="AUTOCOMMIT")
    Database(superuser).ensure_schema()
    with engine.connect() as connection:
        connection.execute(text("CREATE ROLE receptionist_test_owner LOGIN PASSWORD 'owner' NOSUPERUSER"))
        connection.execute(text("GRANT receptionist_test_owner TO CURRENT_USER"))
        connection.execute(text("GRANT ALL ON SCHEMA public TO receptionist_test_owner"))
        connection.execute(text("CREATE TABLE owned_by_test (id int)"))
        connection.execute(text("ALTER TABLE owned_by_test OWNER TO receptionist_test_owner"))
        connection.execute(text("GRANT SELECT ON ALL TABLES IN SCHEMA public TO receptionist_test_owner"))
    url = make_url(superuser).set(username="receptionist_test_owner", password="owner")
    yield url.render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text("DROP TABLE owned_by_test"))
        connection.execute(text("DROP OWNED BY receptionist_test_owner"))
        connection.execute(text("DROP ROLE receptionist_test_owner"))
    engine.dispose()


def role(url: str, migration_url: str) -> RoleKind | None:
    database = Database(url, migration_url=migration_url)
    try:
        return database.role()
    finally:
        database.dispose()


def test_each_kind_of_role_is_told(urls: tuple[str, str], owner_url: str) -> None:
    application, superuser = urls
    assert role(application, superuser) is RoleKind.APPLICATION
    assert role(owner_url, superuser) is RoleKind.OWNER
    assert role(superuser, superuser) is RoleKind.SUPERUSER


@pytest.mark.parametrize("environment", ["production", "development"])
def test_only_production_refuses(urls: tuple[str, str], owner_url: str, environment: str) -> None:
    application, superuser = urls
    config = Config(environment=environment)
    check_role(config, Database(application, migration_url=superuser))
    for url in (superuser, owner_url):
        database = Database(url, migration_url=superuser)
        if environment == "production":
            with pytest.raises(UnsafeRoleError, match="MIGRATION_DATABASE_URL"):
                check_role(config, database)
        else:
            check_role(config, database)
        database.dispose()


def test_a_database_that_is_away_is_no_reason_to_refuse() -> None:
    check_role(Config(environment="production"), Database("postgresql+psycopg2://u@127.0.0.1:1/none"))


def test_health_names_the_role(make_app: MakeApp, urls: tuple[str, str]) -> None:
    application, superuser = urls
    client = make_app(database_url=application, migration_database_url=superuser).test_client()
    assert client.get("/api/health").json["enterprise"]["role"] == "application"
    assert make_app().test_client().get("/api/health").json["enterprise"]["role"] is None


def walls(make_app: MakeApp, url: str, migration_url: str) -> tuple[str, str]:
    """What the diagnostics say on row-level security: status and message."""
    client = make_app(database_url=url, migration_database_url=migration_url).test_client()
    checks = client.get("/api/admin/diagnostics").get_json()["checks"]
    found = next(check for check in checks if check["name"] == "row_level_security")
    return found["status"], found["message"]


def test_diagnostics_judge_each_kind_of_role(make_app: MakeApp, urls: tuple[str, str], owner_url: str) -> None:
    application, superuser = urls
    assert walls(make_app, application, superuser) == (
        "ok",
        "Forced on every company's table; the role cannot pass it.",
    )
    status, message = walls(make_app, superuser, superuser)
    assert (status, "superuser" in message) == ("error", True)
    status, message = walls(make_app, owner_url, superuser)
    assert (status, "owns" in message) == ("warning", True)


def test_diagnostics_name_a_table_left_open(make_app: MakeApp, urls: tuple[str, str]) -> None:
    application, superuser = urls
    Database(superuser).ensure_schema()
    engine = create_engine(superuser, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("ALTER TABLE documents NO FORCE ROW LEVEL SECURITY"))
    try:
        status, message = walls(make_app, application, superuser)
    finally:
        with engine.connect() as connection:
            connection.execute(text("ALTER TABLE documents FORCE ROW LEVEL SECURITY"))
        engine.dispose()
    assert (status, message) == ("error", "Row-level security is not forced on: documents.")


def test_gunicorn_gives_up_with_the_reason(urls: tuple[str, str], tmp_path: Path) -> None:
    _application, superuser = urls
    env = {
        **os.environ,
        **KEYS,
        "ENVIRONMENT": "production",
        "DATABASE_URL": superuser.replace("postgresql+psycopg2", "postgresql"),
        "PORT": str(free_port()),
        "INSTANCE_PATH": str(tmp_path),
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "wsgi:app"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 3
    assert "row-level security does not hold" in done.stderr
