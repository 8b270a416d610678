"""Fetches attachments from a company's own addresses and from nowhere else.

An address comes from a webhook's body, so it is a stranger's claim: scheme, host and port must be the company's,
the name is resolved once, every resolved address is checked, the connection goes to a checked address (no second
look-up that could answer otherwise), and each redirect starts over.
"""

import http.client
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urljoin

from app.config.constants import MAX_UPLOAD_BYTES
from app.models.errors import AttachmentRefusedError, AttachmentUnavailableError, PayloadTooLargeError
from app.services.fetch_policy import FetchPolicy, Origin, is_allowed_address, split_url
from app.utils.logger import get_logger

log = get_logger("media")

TOTAL_S = 20.0
CONNECT_S = 5.0
MAX_REDIRECTS = 5
RETRY_PAUSES_S = (0.2, 0.4, 0.8, 1.6, 3.0)  # the file is often stored a moment after the message is told of
NOT_YET = frozenset({404, 425, 429, 500, 502, 503, 504})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
CHUNK = 65_536

Resolver = Callable[[str, int], Sequence[str]]


def resolve(host: str, port: int) -> list[str]:
    """Every address of a host, in the system's order. Raises: OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class _Hop:
    status: int
    location: str
    data: bytes


class SafeFetcher:
    """`max_bytes` and `total_s` bound one fetch, retries and redirects included."""

    def __init__(
        self,
        *,
        resolver: Resolver = resolve,
        sleep: Callable[[float], None] = time.sleep,
        max_bytes: int = MAX_UPLOAD_BYTES,
        total_s: float = TOTAL_S,
    ) -> None:
        self._resolve, self._sleep = resolver, sleep
        self._max_bytes, self._total_s = max_bytes, total_s

    def fetch(self, url: str, policy: FetchPolicy) -> bytes:
        """The bytes at `url`.

        Raises: AttachmentRefusedError (nothing was sent to that address), AttachmentUnavailableError,
        PayloadTooLargeError.
        """
        deadline = time.monotonic() + self._total_s
        for pause in (*RETRY_PAUSES_S, None):
            hop = self._follow(url, policy, deadline)
            if hop.status == 200:
                return hop.data
            if hop.status not in NOT_YET or pause is None or time.monotonic() + pause >= deadline:
                break
            self._sleep(pause)
        log.warning("an attachment could not be fetched: status %d", hop.status)
        raise AttachmentUnavailableError(details={"status": hop.status})

    def _follow(self, url: str, policy: FetchPolicy, deadline: float) -> _Hop:
        came_from: Origin | None = None
        for _ in range(MAX_REDIRECTS + 1):
            origin, target = split_url(url)
            policy.check(origin, came_from)
            hop = self._request(origin, target, self._addresses(origin, policy), deadline)
            if hop.status not in REDIRECTS:
                return hop
            url, came_from = _joined(url, hop.location), origin
        raise AttachmentUnavailableError("The attachment redirects too often")

    def _addresses(self, origin: Origin, policy: FetchPolicy) -> list[str]:
        """All addresses must be allowed: a name that mixes public and private ones is not to be trusted."""
        try:
            found = [str(ip_address(origin.host))]
        except ValueError:
            try:
                found = list(self._resolve(origin.host, origin.port))
            except OSError as exc:
                raise AttachmentUnavailableError("The attachment's host has no address") from exc
        private = policy.may_be_private(origin)
        if not found or not all(is_allowed_address(address, private=private) for address in found):
            log.warning("an attachment's host has an address that is not allowed")
            raise AttachmentRefusedError()
        return found

    def _request(self, origin: Origin, target: str, addresses: Sequence[str], deadline: float) -> _Hop:
        failure: Exception | None = None
        for address in addresses:
            left = deadline - time.monotonic()
            if left <= 0:
                break
            try:
                sock = socket.create_connection((address, origin.port), timeout=min(CONNECT_S, left))
            except OSError as exc:
                failure = exc
                continue
            try:
                return self._exchange(sock, origin, target, deadline)
            except (OSError, http.client.HTTPException) as exc:
                raise AttachmentUnavailableError() from exc
        raise AttachmentUnavailableError() from failure

    def _exchange(self, sock: socket.socket, origin: Origin, target: str, deadline: float) -> _Hop:
        """One GET. A timer ends the connection at the deadline, however slowly bytes drip in."""
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
            }
            connection.request("GET", target, headers=headers)
            response = connection.getresponse()
            data = self._read(response) if response.status == 200 else b""
            if time.monotonic() >= deadline:  # a cut stream without a declared length looks like a complete one
                raise AttachmentUnavailableError()
            return _Hop(response.status, response.headers.get("Location", ""), data)
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


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as exc:
        raise AttachmentRefusedError() from exc


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
