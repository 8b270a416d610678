"""Fixtures every kind of test may use; sockets are closed except where a test talks to loopback by design."""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pytest_socket import disable_socket, socket_allow_hosts

from app.config.config import Config
from app.models.database import Database
from app.services.redis_service import RedisService
from tests.backends import LOOPBACK, fresh_postgresql, fresh_redis

if TYPE_CHECKING:
    from tests.stubs.radicale_server import RadicaleServer

MakeApp = Callable[..., Flask]
INTEGRATION = Path(__file__).parent / "integration"


@pytest.fixture(autouse=True)
def _sockets(request: pytest.FixtureRequest) -> None:
    """No test reaches the network; integration tests reach this machine alone."""
    if INTEGRATION in request.path.parents or request.node.get_closest_marker("integration"):
        socket_allow_hosts(LOOPBACK, allow_unix_socket=True)
    else:
        disable_socket(allow_unix_socket=True)


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key left in the environment must not turn a test into a paid call."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """The embedded default with the shipped companies, in a folder of its own, without sample documents."""
    return Config(environment="testing", instance_path=tmp_path / "instance", load_sample_documents=False)


@pytest.fixture
def make_app(config: Config) -> Iterator[MakeApp]:
    """Applications with settings of their own; closed afterwards."""
    from dataclasses import replace

    from app import create_app

    with ExitStack() as stack:

        def make(**overrides: Any) -> Flask:
            app = create_app(replace(config, **overrides))
            stack.callback(app.extensions["services"].close)
            return app

        yield make


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app()


@pytest.fixture
def services(app: Flask) -> Any:
    return app.extensions["services"]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="module")
def _module_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    from app import create_app

    folder = tmp_path_factory.mktemp("shared")
    app = create_app(Config(environment="testing", instance_path=folder, load_sample_documents=False))
    yield app
    app.extensions["services"].close()


@pytest.fixture
def shared_client(_module_app: Flask) -> FlaskClient:
    """One application for a whole module: for tests that change nothing."""
    return _module_app.test_client()


@pytest.fixture
def logs(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """The product's log lines; its logger does not propagate, so the handler is attached to it."""
    logger = logging.getLogger("receptionist")
    level = logger.level
    logger.addHandler(caplog.handler)
    logger.setLevel(logging.DEBUG)
    yield caplog
    logger.removeHandler(caplog.handler)
    logger.setLevel(level)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.integration)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """The record on each of its databases, empty, seen as the application sees it."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            record = Database(f"sqlite:///{tmp_path / 'record.db'}")
        else:
            url, owner_url = stack.enter_context(fresh_postgresql())
            record = Database(url, migration_url=owner_url)
        stack.callback(record.dispose)
        yield record


@pytest.fixture(params=["in-process", pytest.param("real", marks=pytest.mark.integration)])
def redis_service(request: pytest.FixtureRequest) -> Iterator[RedisService]:
    """The working memory on each of its backends, empty."""
    with ExitStack() as stack:
        url = stack.enter_context(fresh_redis()) if request.param == "real" else ""
        service = RedisService(url)
        stack.callback(service.close)
        yield service


@pytest.fixture(params=["embedded", pytest.param("postgresql+redis", marks=pytest.mark.integration)])
def backend(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """Settings of an installation on each pair of stores; pass them to `make_app`."""
    if request.param == "embedded":
        yield {}
        return
    with fresh_postgresql() as (url, owner_url), fresh_redis() as redis_url:
        yield {"database_url": url, "migration_database_url": owner_url, "redis_url": redis_url}


@pytest.fixture
def radicale(tmp_path: Path) -> Iterator["RadicaleServer"]:
    """A real CalDAV server, empty."""
    from tests.stubs.radicale_server import radicale_server

    with radicale_server(tmp_path) as server:
        yield server
