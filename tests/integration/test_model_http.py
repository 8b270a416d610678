"""The POST to a model over real sockets: what it sends, what it makes of every kind of answer."""

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app.services import model_http
from app.services.model_http import ModelCallError, ModelTimeoutError, ModelTransport


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        server = self.server
        assert isinstance(server, Server)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server.seen.append((self.path, dict(self.headers), json.loads(body)))
        server.callers.add(self.client_address)
        if server.hangs.is_set():
            server.released.wait(5)
            return
        self.send_response(server.status)
        self.send_header("Content-Length", str(len(server.body)))
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()
        self.wfile.write(server.body)

    def log_message(self, format: str, *args: object) -> None:
        del format, args


class Server(ThreadingHTTPServer):
    """Answers every POST alike and keeps what it saw."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status, self.body = 200, b'{"ok": true}'
        self.hangs, self.released = threading.Event(), threading.Event()
        self.seen: list[tuple[str, dict[str, str], object]] = []
        self.callers: set[object] = set()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True).start()
    yield made
    made.released.set()
    made.shutdown()
    made.server_close()


@pytest.fixture
def transport() -> Iterator[ModelTransport]:
    made = ModelTransport()
    yield made
    made.close()


def _post(transport: ModelTransport, base_url: str, key: str = "sk-1", timeout_s: float = 2.0) -> object:
    return transport.post(base_url, key, "/chat/completions", {"text": "¿Qué tal?"}, timeout_s)


@pytest.mark.parametrize("slash", ["", "/"])
def test_json_goes_out_with_the_key_and_comes_back(server: Server, transport: ModelTransport, slash: str) -> None:
    assert _post(transport, server.base_url + slash) == {"ok": True}
    path, headers, body = server.seen[0]
    assert (path, body) == ("/v1/chat/completions", {"text": "¿Qué tal?"})
    assert (headers["Authorization"], headers["Content-Type"]) == ("Bearer sk-1", "application/json")


def test_an_endpoint_that_takes_any_key_gets_one(server: Server, transport: ModelTransport) -> None:
    _post(transport, server.base_url, key="")
    assert server.seen[0][1]["Authorization"] == "Bearer none"


def test_a_connection_is_kept(server: Server, transport: ModelTransport) -> None:
    for _ in range(5):
        _post(transport, server.base_url)
    assert len(server.callers) == 1


@pytest.mark.parametrize("status", [301, 307, 400, 401, 404, 429, 500, 503])
def test_every_other_status_is_a_failed_call(server: Server, transport: ModelTransport, status: int) -> None:
    server.status = status
    with pytest.raises(ModelCallError) as raised:
        _post(transport, server.base_url)
    assert raised.value.status == status
    assert len(server.seen) == 1  # neither followed elsewhere nor tried again


def test_what_is_no_json_is_a_value_error(server: Server, transport: ModelTransport) -> None:
    server.body = b"<html>gateway</html>"
    with pytest.raises(ValueError, match="Expecting value"):
        _post(transport, server.base_url)


def test_an_answer_without_end_is_not_read(
    server: Server, transport: ModelTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_http, "LARGEST_ANSWER", 1_000)
    server.body = b'"' + b"a" * 2_000 + b'"'
    with pytest.raises(ModelCallError):
        _post(transport, server.base_url)


def test_an_endpoint_that_says_nothing_is_late(server: Server, transport: ModelTransport) -> None:
    server.hangs.set()
    with pytest.raises(ModelTimeoutError):
        _post(transport, server.base_url, timeout_s=0.2)


def test_an_endpoint_that_is_away_is_a_failed_call(transport: ModelTransport) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(ModelCallError) as raised:
        _post(transport, f"http://127.0.0.1:{port}/v1")
    assert raised.value.status is None
    assert not isinstance(raised.value, ModelTimeoutError)


@pytest.mark.parametrize("address", ["no address", "http://", "http://exa mple/v1"])
def test_an_address_that_is_none_is_a_failed_call(transport: ModelTransport, address: str) -> None:
    with pytest.raises(ModelCallError):
        _post(transport, address)


def test_a_proxy_of_the_environment_is_used(
    server: Server, transport: ModelTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", server.base_url.removesuffix("/v1"))
    assert _post(transport, "http://model.example/v1") == {"ok": True}
    assert server.seen[0][0] == "http://model.example/v1/chat/completions"
