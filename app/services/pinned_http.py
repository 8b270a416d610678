"""One HTTP call to a checked address: the name is resolved once, every resolved address is checked against the
policy, and the connection goes to a checked address (no second look-up that could answer otherwise)."""

import http.client
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address

from app.models.errors import AttachmentRefusedError, AttachmentUnavailableError, PayloadTooLargeError
from app.services.fetch_policy import FetchPolicy, Origin, is_allowed_address, split_url
from app.utils.logger import get_logger

log = get_logger("http")

CONNECT_S = 5.0
CHUNK = 65_536
_WITH_BODY = frozenset({200, 201, 202})

Resolver = Callable[[str, int], Sequence[str]]


def resolve(host: str, port: int) -> list[str]:
    """Every address of a host, in the system's order. Raises: OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class HttpCall:
    """What to send. `reads`: whether the body of a good answer is of interest."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    reads: bool = True


@dataclass(frozen=True, slots=True)
class HttpReply:
    status: int
    location: str
    data: bytes
    origin: Origin


class PinnedHttp:
    """Follows no redirect and tries nothing twice; `max_bytes` bounds an answer."""

    def __init__(self, *, resolver: Resolver = resolve, max_bytes: int) -> None:
        self._resolve, self._max_bytes = resolver, max_bytes

    def send(
        self, call: HttpCall, policy: FetchPolicy, deadline: float, came_from: Origin | None = None
    ) -> HttpReply:
        """`deadline`: of the monotonic clock.

        Raises: AttachmentRefusedError (nothing was sent), AttachmentUnavailableError, PayloadTooLargeError.
        """
        origin, target = split_url(call.url)
        policy.check(origin, came_from)
        failure: Exception | None = None
        for address in self._addresses(origin, policy):
            left = deadline - time.monotonic()
            if left <= 0:
                break
            try:
                sock = socket.create_connection((address, origin.port), timeout=min(CONNECT_S, left))
            except OSError as exc:
                failure = exc
                continue
            try:
                return self._exchange(sock, origin, target, call, deadline)
            except (OSError, http.client.HTTPException) as exc:
                raise AttachmentUnavailableError() from exc
        raise AttachmentUnavailableError() from failure

    def _addresses(self, origin: Origin, policy: FetchPolicy) -> list[str]:
        """All addresses must be allowed: a name that mixes public and private ones is not to be trusted."""
        try:
            found = [str(ip_address(origin.host))]
        except ValueError:
            try:
                found = list(self._resolve(origin.host, origin.port))
            except OSError as exc:
                raise AttachmentUnavailableError("The host has no address") from exc
        private = policy.may_be_private(origin)
        if not found or not all(is_allowed_address(address, private=private) for address in found):
            log.warning("a host has an address that is not allowed")
            raise AttachmentRefusedError()
        return found

    def _exchange(
        self, sock: socket.socket, origin: Origin, target: str, call: HttpCall, deadline: float
    ) -> HttpReply:
        """A timer ends the connection at the deadline, however slowly bytes drip in."""
        spare = sock.dup()  # TLS takes the socket over; this handle goes on reaching the connection
        timer = threading.Timer(max(0.0, deadline - time.monotonic()), _cut, (spare,))
        timer.daemon = True
        timer.start()
        connection = http.client.HTTPConnection(origin.host, origin.port)
        try:
            connection.sock = _secured(sock, origin)
            headers = {
                "Host": origin.netloc,
                "Accept": "*/*",
                "Accept-Encoding": "identity",
                "Connection": "close",
                **call.headers,
            }
            connection.request(call.method, target, body=call.body, headers=headers)
            response = connection.getresponse()
            data = self._read(response) if call.reads and response.status in _WITH_BODY else b""
            if time.monotonic() >= deadline:  # a cut stream without a declared length looks like a complete one
                raise AttachmentUnavailableError()
            return HttpReply(response.status, response.headers.get("Location", ""), data, origin)
        finally:
            timer.cancel()
            connection.close()
            sock.close()
            spare.close()

    def _read(self, response: http.client.HTTPResponse) -> bytes:
        declared = response.length
        if declared is not None and declared > self._max_bytes:
            raise PayloadTooLargeError()
        parts, size = [], 0
        while chunk := response.read(CHUNK):
            size += len(chunk)
            if size > self._max_bytes:
                raise PayloadTooLargeError()
            parts.append(chunk)
        if declared is not None and size < declared:
            raise AttachmentUnavailableError()
        return b"".join(parts)


def _secured(sock: socket.socket, origin: Origin) -> socket.socket:
    """TLS for the host's name although the connection was made by address."""
    if origin.scheme != "https":
        return sock
    from app.services.tls import tls_context  # builds the TLS context, ~50 ms, at first use

    return tls_context().wrap_socket(sock, server_hostname=origin.host)


def _cut(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        log.debug("the connection had already ended")
