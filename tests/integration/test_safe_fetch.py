"""Attachments are fetched from the company's own addresses; attempts to reach anything else open no connection."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence

import pytest

from app.models.errors import AttachmentRefusedError, AttachmentUnavailableError, PayloadTooLargeError
from app.services import pinned_http
from app.services.fetch_policy import FetchPolicy
from app.services.safe_fetch import SafeFetcher
from tests.stubs.chatwoot_double import ChatwootDouble, Fault

DATA = b"OggS" + bytes(1000)
METADATA = "http://169.254.169.254/latest/meta-data/iam"


@pytest.fixture
def chatwoot() -> Iterator[ChatwootDouble]:
    with ChatwootDouble() as double:
        yield double


@pytest.fixture
def own(chatwoot: ChatwootDouble) -> FetchPolicy:
    return FetchPolicy.of(chatwoot.base_url, [])


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Every address a connection was opened to."""
    opened: list[tuple[str, int]] = []
    real = socket.create_connection

    def spy(address: tuple[str, int], *args: object, **kwargs: object) -> socket.socket:
        opened.append(address)
        return real(address, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(pinned_http.socket, "create_connection", spy)
    return opened


def no_sleep(_seconds: float) -> None:
    """Retries follow at once."""


def fetcher(**values: object) -> SafeFetcher:
    return SafeFetcher(**{"sleep": no_sleep, **values})  # type: ignore[arg-type]


class RawServer:
    """Answers every connection with what `speak` writes."""

    def __init__(self, speak: Callable[[socket.socket], None]) -> None:
        self._speak, self._socket = speak, socket.create_server(("127.0.0.1", 0))
        self.base_url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            try:
                connection.recv(65_536)
                self._speak(connection)
            except OSError:
                return

    def __enter__(self) -> "RawServer":
        return self

    def __exit__(self, *_exc: object) -> None:
        self._socket.close()


def test_a_blob_is_fetched_through_chatwoots_redirect(chatwoot: ChatwootDouble, own: FetchPolicy) -> None:
    url = chatwoot.add_file(DATA) + "?disposition=inline"

    assert fetcher().fetch(url, own) == DATA


def test_a_file_that_is_stored_a_moment_later_is_waited_for(chatwoot: ChatwootDouble, own: FetchPolicy) -> None:
    pauses: list[float] = []
    url = chatwoot.add_file(DATA, missing=3)

    assert fetcher(sleep=pauses.append).fetch(url, own) == DATA
    assert pauses == [0.2, 0.4, 0.8]


def test_waiting_for_a_file_ends(chatwoot: ChatwootDouble, own: FetchPolicy) -> None:
    pauses: list[float] = []
    with pytest.raises(AttachmentUnavailableError) as failure:
        fetcher(sleep=pauses.append).fetch(chatwoot.add_file(DATA, missing=99), own)

    assert failure.value.details == {"status": 404}
    assert sum(pauses) == pytest.approx(6.0)


def test_a_refused_file_is_not_asked_for_again(chatwoot: ChatwootDouble, own: FetchPolicy) -> None:
    url = chatwoot.add_file(DATA)
    chatwoot.fail(Fault.UNAUTHORIZED, times=None)
    with pytest.raises(AttachmentUnavailableError):
        fetcher().fetch(url, own)

    assert len(chatwoot.calls) == 1


@pytest.mark.parametrize(
    "url",
    [
        METADATA,
        "http://127.0.0.1:22/",
        "http://10.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:169.254.169.254]/",
        "http://2852039166/latest",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_FLUSHALL",
        "ftp://127.0.0.1/a",
    ],
)
def test_other_addresses_open_no_connection(own: FetchPolicy, connected: list[tuple[str, int]], url: str) -> None:
    with pytest.raises(AttachmentRefusedError):
        fetcher().fetch(url, own)

    assert connected == []


@pytest.mark.parametrize("target", [METADATA, "http://127.0.0.1:1/", "file:///etc/passwd", "//169.254.169.254/x"])
def test_a_redirect_elsewhere_is_not_followed(
    chatwoot: ChatwootDouble, own: FetchPolicy, connected: list[tuple[str, int]], target: str
) -> None:
    url = chatwoot.add_file(DATA, redirect_to=target)
    with pytest.raises(AttachmentRefusedError):
        fetcher().fetch(url, own)

    assert len(connected) == 1  # Chatwoot itself


def test_an_endless_redirect_ends(chatwoot: ChatwootDouble, own: FetchPolicy) -> None:
    url = chatwoot.add_file(DATA, redirect_to="/rails/active_storage/blobs/redirect/blob1/again")
    with pytest.raises(AttachmentUnavailableError):
        fetcher().fetch(url, own)

    assert len(chatwoot.calls) == 6


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["10.1.2.3"], ["169.254.169.254"], ["8.8.8.8", "127.0.0.1"], ["::ffff:127.0.0.1"], []],
)
def test_a_named_host_that_resolves_inwards_is_refused(
    connected: list[tuple[str, int]], addresses: Sequence[str]
) -> None:
    policy = FetchPolicy.of("", ["files.example"])
    with pytest.raises(AttachmentRefusedError):
        fetcher(resolver=lambda host, port: addresses).fetch("http://files.example/x", policy)

    assert connected == []


def test_the_connection_goes_to_the_address_that_was_checked(chatwoot: ChatwootDouble) -> None:
    """A second look-up, which a rebinding name server would answer differently, never happens."""
    port = int(chatwoot.base_url.rsplit(":", 1)[1])
    answers = iter([["127.0.0.1"], ["127.0.0.1"], ["169.254.169.254"]])
    policy = FetchPolicy.of(f"http://chat.clinic.example:{port}", [])
    url = chatwoot.add_file(DATA).replace("127.0.0.1", "chat.clinic.example")

    assert fetcher(resolver=lambda host, port: next(answers)).fetch(url, policy) == DATA
    assert next(answers) == ["169.254.169.254"]


def test_even_the_companys_own_name_never_leads_to_metadata(connected: list[tuple[str, int]]) -> None:
    policy = FetchPolicy.of("http://chat.clinic.example", [])
    with pytest.raises(AttachmentRefusedError):
        fetcher(resolver=lambda host, port: ["169.254.169.254"]).fetch("http://chat.clinic.example/x", policy)

    assert connected == []


def test_the_host_keeps_its_name_in_the_request() -> None:
    asked: list[bytes] = []

    def speak(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    server = socket.create_server(("127.0.0.1", 0))
    port = server.getsockname()[1]

    def serve() -> None:
        connection, _ = server.accept()
        with connection:
            asked.append(connection.recv(65_536))
            speak(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    with server:
        policy = FetchPolicy.of(f"http://chat.clinic.example:{port}", [])
        resolver = {"resolver": lambda host, port: ["127.0.0.1"]}
        assert fetcher(**resolver).fetch(f"http://chat.clinic.example:{port}/x?y=1", policy) == b"ok"
    thread.join(5)

    assert asked[0].startswith(b"GET /x?y=1 HTTP/1.1\r\n")
    assert f"Host: chat.clinic.example:{port}\r\n".encode() in asked[0]


def test_a_certificate_is_asked_for_under_the_hosts_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection is made by address, the certificate is checked against the name."""
    names: list[str | None] = []

    class Context:
        def wrap_socket(self, sock: socket.socket, server_hostname: str | None = None) -> socket.socket:
            names.append(server_hostname)
            raise ssl.SSLCertVerificationError("another name")

    monkeypatch.setattr("app.services.tls.tls_context", Context)
    with RawServer(lambda connection: None) as server:
        url = server.base_url.replace("http://127.0.0.1", "https://chat.clinic.example")
        with pytest.raises(AttachmentUnavailableError):
            fetcher(resolver=lambda host, port: ["127.0.0.1"]).fetch(url, FetchPolicy.of(url, []))

    assert names == ["chat.clinic.example"]


@pytest.mark.parametrize("declared", [b"Content-Length: 5000\r\n", b"Connection: close\r\n"])
def test_a_file_that_is_too_large_is_given_up(declared: bytes) -> None:
    def speak(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n" + declared + b"\r\n" + bytes(5000))

    with RawServer(speak) as server, pytest.raises(PayloadTooLargeError):
        fetcher(max_bytes=4000).fetch(server.base_url, FetchPolicy.of(server.base_url, []))


def drip_headers(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(200):
        connection.sendall(b"X-%d: y\r\n" % number)
        time.sleep(0.05)


def drip_body(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(200):
        connection.sendall(b"x")
        time.sleep(0.05)


def say_nothing(connection: socket.socket) -> None:
    time.sleep(10)


@pytest.mark.parametrize("speak", [drip_headers, drip_body, say_nothing])
def test_a_server_that_never_finishes_is_left_at_the_deadline(speak: Callable[[socket.socket], None]) -> None:
    started = time.monotonic()
    with RawServer(speak) as server, pytest.raises(AttachmentUnavailableError):
        fetcher(total_s=0.4).fetch(server.base_url, FetchPolicy.of(server.base_url, []))

    assert time.monotonic() - started < 3


def test_a_cut_file_is_not_taken_for_a_whole_one() -> None:
    def speak(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + bytes(50))

    with RawServer(speak) as server, pytest.raises(AttachmentUnavailableError):
        fetcher().fetch(server.base_url, FetchPolicy.of(server.base_url, []))


def test_what_is_no_http_is_unavailable() -> None:
    with (
        RawServer(lambda connection: connection.sendall(b"+OK redis here\r\n")) as server,
        pytest.raises(AttachmentUnavailableError),
    ):
        fetcher().fetch(server.base_url, FetchPolicy.of(server.base_url, []))


def test_a_host_without_an_address_is_unavailable() -> None:
    def nobody(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror("unknown")

    with pytest.raises(AttachmentUnavailableError):
        fetcher(resolver=nobody).fetch("https://files.example/x", FetchPolicy.of("", ["files.example"]))


def test_the_next_address_is_tried_when_one_is_dead(chatwoot: ChatwootDouble) -> None:
    url = chatwoot.add_file(DATA).replace("127.0.0.1", "chat.clinic.example")
    policy = FetchPolicy.of(chatwoot.base_url.replace("127.0.0.1", "chat.clinic.example"), [])

    assert fetcher(resolver=lambda host, port: ["::1", "127.0.0.1"]).fetch(url, policy) == DATA
