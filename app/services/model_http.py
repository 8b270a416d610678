"""One POST to a language model over kept connections: JSON in, JSON out.

Chat runs with every message, and the SDK costs several times the CPU of this call (`docs/dependencies.md`); speech
and embeddings are rare and go through the SDK.
"""

import json
import re
import threading
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

import orjson

from app.services.call_watch import trace_headers
from app.services.kept_connections import KeptConnections, NoAnswerError
from app.services.tls import tls_context

DEFAULT_BASE_URL = "https://api.openai.com/v1"
ANY_KEY = "none"  # endpoints of one's own often take any
CONNECTIONS = 128  # kept per endpoint: one for each turn that waits at a time
LARGEST_ANSWER = 4_000_000  # bytes
_BREAKS = re.compile(r"[\r\n\0]")  # of which a header's value would become two


class ModelCallError(Exception):
    """A call that brought no answer; `status` is the endpoint's, None where it was not reached."""

    def __init__(self, status: int | None = None) -> None:
        super().__init__(f"status {status}" if status else "no answer")
        self.status = status


class ModelTimeoutError(ModelCallError):
    """The endpoint did not answer in time."""


class Wire(Protocol):
    """The way to one endpoint."""

    def post(self, path: str, headers: Mapping[str, str], body: bytes, timeout_s: float) -> tuple[int, bytes]:
        """Status and body. Raises: ModelCallError, ModelTimeoutError."""
        ...

    def close(self) -> None: ...


class ModelTransport:
    """Connections to every endpoint. Redirects are not followed, so a key never travels elsewhere."""

    def __init__(self) -> None:
        self._wires: dict[str, Wire] = {}
        self._lock = threading.Lock()

    def post(self, base_url: str, key: str, path: str, body: Mapping[str, Any], timeout_s: float) -> Any:
        """The parsed answer. `timeout_s` bounds connecting and each wait for data.

        Raises: ModelCallError, ModelTimeoutError; ValueError where the answer is no JSON.
        """
        headers = {
            "Authorization": f"Bearer {key or ANY_KEY}",
            "Content-Type": "application/json",
            **trace_headers(),
        }
        if _BREAKS.search("".join(headers.values())):
            raise ModelCallError()
        wire = self._wire(base_url.rstrip("/") or DEFAULT_BASE_URL)
        status, data = wire.post(path, headers, orjson.dumps(body), timeout_s)
        if len(data) > LARGEST_ANSWER or not 200 <= status < 300:
            raise ModelCallError(status)
        return json.loads(data)

    def close(self) -> None:
        with self._lock:
            for wire in self._wires.values():
                wire.close()
            self._wires.clear()

    def _wire(self, base_url: str) -> Wire:
        wire = self._wires.get(base_url)
        if wire is None:
            with self._lock:
                wire = self._wires.get(base_url) or _new_wire(base_url)
                self._wires[base_url] = wire
        return wire


class _Direct:
    """`Wire` over connections of our own."""

    def __init__(self, place: SplitResult) -> None:
        try:
            self._connections = KeptConnections(place, CONNECTIONS)
        except NoAnswerError as exc:
            raise ModelCallError() from exc
        self._path = place.path

    def post(self, path: str, headers: Mapping[str, str], body: bytes, timeout_s: float) -> tuple[int, bytes]:
        lines = [
            f"POST {self._path}{path} HTTP/1.1",
            f"Host: {self._connections.name}",
            "Accept-Encoding: identity",
            f"Content-Length: {len(body)}",
            *(f"{name}: {value}" for name, value in headers.items()),
            "\r\n",
        ]
        head = "\r\n".join(lines).encode("latin-1")
        try:
            return self._connections.post(head, body, timeout_s=timeout_s, largest=LARGEST_ANSWER)
        except TimeoutError as exc:
            raise ModelTimeoutError() from exc
        except NoAnswerError as exc:
            raise ModelCallError() from exc

    def close(self) -> None:
        self._connections.close()


class _ByProxy:
    """`Wire` through the proxy that the environment names, as the SDK does."""

    def __init__(self, base_url: str, proxy: str) -> None:
        import urllib3  # only a process behind a proxy pays

        place = urlsplit(base_url)
        manager = urllib3.ProxyManager(proxy, maxsize=CONNECTIONS, ssl_context=tls_context())
        self._pool: Any = manager.connection_from_url(base_url)
        self._target = base_url if place.scheme == "http" else place.path  # plain HTTP names the whole address

    def post(self, path: str, headers: Mapping[str, str], body: bytes, timeout_s: float) -> tuple[int, bytes]:
        import urllib3  # see __init__

        try:
            response = self._pool.urlopen(
                "POST",
                f"{self._target}{path}",
                body,
                headers,
                retries=False,
                redirect=False,
                assert_same_host=False,  # by a proxy it is not
                timeout=urllib3.Timeout(total=timeout_s),
                preload_content=False,
            )
            return response.status, _read(response)
        except urllib3.exceptions.NewConnectionError as exc:  # of the kind "late" by its class alone
            raise ModelCallError() from exc
        except urllib3.exceptions.TimeoutError as exc:
            raise ModelTimeoutError() from exc
        except urllib3.exceptions.HTTPError as exc:
            raise ModelCallError() from exc

    def close(self) -> None:
        self._pool.close()


def _read(response: Any) -> bytes:
    """The body; the connection goes back only when it was read to its end."""
    data: bytes = response.read(LARGEST_ANSWER + 1)
    if len(data) > LARGEST_ANSWER:
        response.close()
    else:
        response.release_conn()
    return data


def _new_wire(base_url: str) -> Wire:
    """Raises: ModelCallError for what is no address."""
    try:
        place = urlsplit(base_url)
    except ValueError as exc:
        raise ModelCallError() from exc
    proxy = None if proxy_bypass(place.netloc) else getproxies().get(place.scheme)
    return _ByProxy(base_url, proxy) if proxy else _Direct(place)
