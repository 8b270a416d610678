"""A live server on a loopback port, and a client whose answers read like those of `requests`."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import requests
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from app.services.bootstrap import Services
from tests.conftest import MakeApp
from tests.integration.chatwoot import ACCOUNT, live
from tests.stubs.chatwoot_double import ChatwootDouble, DoubleConversation
from tests.stubs.openai_stub import OpenAIStub


class HttpClient:
    """`client.post('/api/…', headers=…, json=…)` over HTTP; `response.json()` is a call."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self._session = requests.Session()

    def get(self, path: str, **options: Any) -> requests.Response:
        return self._session.get(self.base_url + path, timeout=60, **options)

    def post(self, path: str, **options: Any) -> requests.Response:
        return self._session.post(self.base_url + path, timeout=60, **options)

    def delete(self, path: str, **options: Any) -> requests.Response:
        return self._session.delete(self.base_url + path, timeout=60, **options)

    def say(self, company_id: str, text: str, user_id: str = "user1") -> dict[str, Any]:
        """The body of one chat test."""
        headers = {"X-Company-ID": company_id}
        response = self.post(f"/api/conversations/{user_id}/test", headers=headers, json={"message": text})
        assert response.status_code == 200, response.text
        return dict(response.json())

    def close(self) -> None:
        self._session.close()


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """The server's request lines are no part of a test's output."""


Serve = Callable[[Flask], HttpClient]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Put an application on a port of its own until the test ends."""
    with ExitStack() as stack:

        def start(app: Flask) -> HttpClient:
            server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
            thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
            thread.start()
            client = HttpClient(f"http://127.0.0.1:{server.server_port}")
            for step in (server.server_close, lambda: thread.join(5), server.shutdown, client.close):
                stack.callback(step)
            return client

        yield start


@pytest.fixture
def client(make_app: MakeApp, serve: Serve) -> HttpClient:  # type: ignore[override]
    """The embedded default with its sample documents, live."""
    return serve(make_app(load_sample_documents=True))


@pytest.fixture
def stub() -> Iterator[OpenAIStub]:
    with OpenAIStub() as server:
        yield server


@pytest.fixture(scope="module")
def chatwoot() -> Iterator[ChatwootDouble]:
    with ChatwootDouble(echo=True) as double:
        yield double


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory, chatwoot: ChatwootDouble) -> Iterator[Services]:
    with live(tmp_path_factory.mktemp("instance"), chatwoot) as running:
        yield running


@pytest.fixture
def conversation(chatwoot: ChatwootDouble) -> DoubleConversation:
    chatwoot.heal()
    return chatwoot.add_conversation(ACCOUNT)
