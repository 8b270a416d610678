"""A TCP proxy between the product and a server, that can cut every connection and take new ones again."""

import socket
import threading
from contextlib import suppress
from enum import StrEnum


class Mode(StrEnum):
    OPEN = "open"
    REFUSING = "refusing"  # new connections are closed at once
    SILENT = "silent"  # new connections are taken and never answered, as behind a firewall that drops


class TcpProxy:
    """Listens on a loopback port of its own."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._mode = Mode.OPEN
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self._listener.getsockname()[1]
        self.taken = 0  # connections since the start

    def __enter__(self) -> "TcpProxy":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_exc: object) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._drop()

    def cut(self, mode: Mode) -> None:
        """Break what is open; new connections meet `mode`."""
        self._mode = mode
        self._drop()

    def heal(self) -> None:
        self._mode = Mode.OPEN
        self._drop()  # the silent ones

    def _drop(self) -> None:
        with self._lock:
            sockets, self._open = self._open, set()
        for each in sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            self.taken += 1
            if self._mode is Mode.REFUSING:
                client.close()
                continue
            with self._lock:
                self._open.add(client)
            if self._mode is Mode.OPEN:
                self._join(client)

    def _join(self, client: socket.socket) -> None:
        server = socket.create_connection(self._target)
        with self._lock:
            self._open.add(server)
        for source, sink in ((client, server), (server, client)):
            threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                sink.sendall(data)
        for each in (source, sink):
            with self._lock:
                self._open.discard(each)
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
