"""A small HTTP server that remembers what it was sent and answers as it is told."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Received:
    method: str
    path: str
    headers: Mapping[str, str]  # names in lower case
    body: str


class HttpSink:
    """Use as a context manager. `statuses` are given out in turn, the last one from then on."""

    def __init__(self, *statuses: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> None:
        self.statuses, self.body, self.headers = list(statuses or (200,)), body, dict(headers or {})
        self.delay_s = 0.0
        self.received: list[Received] = []
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def host(self) -> str:
        """As a company's `private_hosts` names it."""
        return f"127.0.0.1:{self._server.server_port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}/hook"

    def wait_for(self, count: int, within_s: float = 5.0) -> list[Received]:
        """What has come once it is `count`, or after the time is up."""
        until = time.monotonic() + within_s
        while len(self.received) < count and time.monotonic() < until:
            time.sleep(0.02)
        return list(self.received)

    def take(self, received: Received) -> int:
        with self._lock:
            self.received.append(received)
            return self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]

    def __enter__(self) -> "HttpSink":
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(sink: HttpSink) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.do_POST()

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            status = sink.take(Received(self.command, self.path, headers, body))
            time.sleep(sink.delay_s)
            self.send_response(status)
            for name, value in {**sink.headers, "Content-Length": str(len(sink.body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(sink.body)

        def log_message(self, *_args: Any) -> None:
            return

    return Handler
