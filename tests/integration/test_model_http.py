"""The POST to a model over real sockets: what it sends, what it makes of every kind of answer."""

import json
import socket
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from app.services import model_http, tls
from app.services.model_http import ModelCallError, ModelTimeoutError, ModelTransport
from tests.integration.test_safe_fetch_tls import certificate


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


ANSWERS = {
    "chunked": b'Transfer-Encoding: chunked\r\n\r\n3\r\n{"o\r\n8\r\nk": true\r\n1\r\n}\r\n0\r\n\r\n',
    "until the end": b'Connection: close\r\n\r\n{"ok": true}',
    "old": b'Content-Length: 12\r\nConnection: close\r\n\r\n{"ok": true}',
}
CUT = {
    "in its head": b"Content-Le",
    "in its body": b'Content-Length: 500\r\n\r\n{"ok": true',
    "in a chunk": b'Transfer-Encoding: chunked\r\n\r\n30\r\n{"ok',
}


def _raw(answer: bytes, *, times: int = 2) -> str:
    """The address of a server that answers each connection with these bytes and closes it."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with listener:
            for _ in range(times):
                connection, _address = listener.accept()
                with connection, connection.makefile("rb") as asked:
                    head = b"".join(iter(asked.readline, b"\r\n")).lower()
                    asked.read(int(head.partition(b"content-length: ")[2].split()[0]))  # else closing resets
                    connection.sendall(b"HTTP/1.1 200 OK\r\n" + answer)

    threading.Thread(target=serve, daemon=True).start()
    return f"http://127.0.0.1:{listener.getsockname()[1]}/v1"


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_answers_end_in_every_way_http_has(transport: ModelTransport, answer: bytes) -> None:
    base_url = _raw(answer)
    assert [_post(transport, base_url) for _ in range(2)] == [{"ok": True}] * 2  # the closed one is not used again


@pytest.mark.parametrize("answer", CUT.values(), ids=CUT)
def test_an_answer_cut_off_is_a_failed_call(transport: ModelTransport, answer: bytes) -> None:
    with pytest.raises((ModelCallError, ValueError)):
        _post(transport, _raw(answer, times=1))


@pytest.mark.parametrize("key", ["sk\r\nX-Other: 1", "sk\n", "sk\0"])
def test_a_key_cannot_become_a_header(server: Server, transport: ModelTransport, key: str) -> None:
    with pytest.raises(ModelCallError):
        _post(transport, server.base_url, key=key)
    assert server.seen == []


def test_calls_at_the_same_time_get_their_own_answers(server: Server, transport: ModelTransport) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: _post(transport, server.base_url), range(64)))
    assert answers == [{"ok": True}] * 64
    assert len(server.callers) <= 8


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


@pytest.mark.parametrize("named", ["localhost", "elsewhere.example"])
def test_over_tls_the_certificate_must_bear_the_endpoints_name(
    server: Server, transport: ModelTransport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    pem = certificate(tmp_path, named)
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(pem)
    server.socket = served.wrap_socket(server.socket, server_side=True)
    monkeypatch.setattr(tls, "tls_context", lambda: ssl.create_default_context(cafile=str(pem)))
    base_url = f"https://localhost:{server.server_address[1]}/v1"
    if named == "localhost":
        assert [_post(transport, base_url) for _ in range(3)] == [{"ok": True}] * 3
        assert len(server.callers) == 1
    else:
        with pytest.raises(ModelCallError):
            _post(transport, base_url)
