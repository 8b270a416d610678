"""Over TLS the connection goes to the checked address while the certificate must bear the host's name."""

import datetime
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.models.errors import AttachmentUnavailableError
from app.services.fetch_policy import FetchPolicy
from app.services.safe_fetch import SafeFetcher

NAME = "chat.clinic.example"


def certificate(folder: Path, name: str) -> Path:
    """A self-signed certificate with its key, for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


class TlsServer:
    """Answers one GET per connection, or drips for ever."""

    def __init__(self, pem: Path, *, drip: bool = False) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(pem)
        self.names: list[str | None] = []
        self._context.sni_callback = lambda _sock, name, _context: self.names.append(name)
        self._drip, self._socket = drip, socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        try:
            with self._context.wrap_socket(connection, server_side=True) as secure:
                secure.recv(65_536)
                secure.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n")
                for _ in range(200):
                    secure.sendall(b"x")
                    time.sleep(0.05 if self._drip else 0)
        except OSError:
            return


@pytest.fixture
def pem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A certificate of `NAME` that the product trusts."""
    path = certificate(tmp_path, NAME)
    monkeypatch.setattr("app.services.tls.tls_context", lambda: ssl.create_default_context(cafile=str(path)))
    return path


@pytest.fixture
def server(pem: Path) -> Iterator[TlsServer]:
    server = TlsServer(pem)
    yield server
    server.close()


def fetch(host: str, port: int, *, total_s: float = 5.0) -> bytes:
    url = f"https://{host}:{port}/v"
    fetcher = SafeFetcher(resolver=lambda host, port: ["127.0.0.1"], sleep=lambda s: None, total_s=total_s)
    return fetcher.fetch(url, FetchPolicy.of(url, []))


def test_the_hosts_name_is_offered_and_checked(server: TlsServer) -> None:
    assert fetch(NAME, server.port) == b"x" * 200
    assert server.names == [NAME]


def test_a_certificate_of_another_name_is_not_accepted(server: TlsServer) -> None:
    with pytest.raises(AttachmentUnavailableError):
        fetch("other.clinic.example", server.port)


def test_a_slow_secure_server_is_left_at_the_deadline(pem: Path) -> None:
    server = TlsServer(pem, drip=True)
    started = time.monotonic()
    with pytest.raises(AttachmentUnavailableError):
        fetch(NAME, server.port, total_s=0.5)
    server.close()

    assert time.monotonic() - started < 3
