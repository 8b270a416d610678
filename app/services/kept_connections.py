"""POSTs to one address over kept connections, with the standard library's reading of the answer and no more.

A general client costs several times the CPU per call; what it does beyond this (proxies, redirects, retries, other
encodings) a call to a model does without.
"""

import select
import socket
from http.client import HTTPException, HTTPResponse
from urllib.parse import SplitResult

from app.services.tls import tls_context

PORTS = {"http": 80, "https": 443}


class NoAnswerError(Exception):
    """The address was not reached, or what came is no answer; `__cause__` says why."""


class KeptConnections:
    """One request at a time on each connection; threads that come at the same time get one each."""

    def __init__(self, place: SplitResult, most: int) -> None:
        """`most`: how many are kept. Raises: NoAnswerError for what is no address."""
        try:
            host, port = place.hostname or "", place.port or PORTS[place.scheme]
            self._host = host.encode("idna").decode()
        except (ValueError, KeyError) as exc:
            raise NoAnswerError() from exc
        if not host:
            raise NoAnswerError()
        self._port, self._tls, self._most = port, place.scheme == "https", most
        shown = f"[{self._host}]" if ":" in self._host else self._host
        self.name = shown if port == PORTS[place.scheme] else f"{shown}:{port}"  # as the header Host has it
        self._free: list[socket.socket] = []

    def post(self, head: bytes, body: bytes, *, timeout_s: float, largest: int) -> tuple[int, bytes]:
        """Status and body, of which at most `largest` + 1 bytes are read. `timeout_s` bounds each wait.

        Raises: TimeoutError, NoAnswerError.
        """
        try:
            connection = self._kept() or self._opened(timeout_s)
            return self._exchanged(connection, head + body, timeout_s, largest)
        except TimeoutError:
            raise
        except (OSError, HTTPException) as exc:
            raise NoAnswerError() from exc

    def close(self) -> None:
        while self._free:
            self._free.pop().close()

    def _exchanged(
        self, connection: socket.socket, sent: bytes, timeout_s: float, largest: int
    ) -> tuple[int, bytes]:
        again = False
        try:
            connection.settimeout(timeout_s)
            connection.sendall(sent)
            response = HTTPResponse(connection, method="POST")
            try:
                response.begin()
                data = response.read(largest + 1)
                again = response.isclosed() and not response.will_close
                if response.length and len(data) <= largest:
                    raise NoAnswerError()  # cut off
            finally:
                response.close()
            return response.status, data
        finally:
            if again and len(self._free) < self._most:
                self._free.append(connection)
            else:
                connection.close()

    def _kept(self) -> socket.socket | None:
        """The connection used last; one that has something to say while nothing was asked is at its end."""
        while self._free:
            try:
                connection = self._free.pop()
            except IndexError:  # another thread was faster
                return None
            waiting = select.poll()
            waiting.register(connection, select.POLLIN)
            if not waiting.poll(0):
                return connection
            connection.close()
        return None

    def _opened(self, timeout_s: float) -> socket.socket:
        plain = socket.create_connection((self._host, self._port), timeout_s)
        try:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return tls_context().wrap_socket(plain, server_hostname=self._host) if self._tls else plain
        except BaseException:
            plain.close()
            raise
