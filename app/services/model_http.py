"""One POST to a language model over kept connections: JSON in, JSON out.

Chat runs with every message, and the SDK costs several times the CPU of this call (`docs/dependencies.md`); speech
and embeddings are rare and go through the SDK.
"""

import json
import re
import threading
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import orjson

from app.services.call_watch import trace_headers

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


class ModelTransport:
    """Connections to every endpoint. Redirects are not followed, so a key never travels elsewhere."""

    def __init__(self) -> None:
        self._pools: dict[str, tuple[Any, str]] = {}
        self._lock = threading.Lock()

    def post(self, base_url: str, key: str, path: str, body: Mapping[str, Any], timeout_s: float) -> Any:
        """The parsed answer. `timeout_s` bounds connecting and each wait for data.

        Raises: ModelCallError, ModelTimeoutError; ValueError where the answer is no JSON.
        """
        import urllib3  # with the TLS stack; only a process with a model pays

        base_url = base_url.rstrip("/") or DEFAULT_BASE_URL
        headers = {
            "Authorization": f"Bearer {key or ANY_KEY}",
            "Content-Type": "application/json",
            **trace_headers(),
        }
        if _BREAKS.search("".join(headers.values())):
            raise ModelCallError()
        try:
            pool, target = self._pool(base_url)
            response = pool.urlopen(
                "POST",
                f"{target}{path}",
                orjson.dumps(body),
                headers,
                retries=False,
                redirect=False,
                assert_same_host=False,  # by a proxy it is not
                timeout=urllib3.Timeout(total=timeout_s),
                preload_content=False,
            )
            status, data = response.status, _read(response)
        except urllib3.exceptions.NewConnectionError as exc:  # of the kind "late" by its class alone
            raise ModelCallError() from exc
        except urllib3.exceptions.TimeoutError as exc:
            raise ModelTimeoutError() from exc
        except urllib3.exceptions.HTTPError as exc:
            raise ModelCallError() from exc
        if not 200 <= status < 300:
            raise ModelCallError(status)
        return json.loads(data)

    def close(self) -> None:
        with self._lock:
            for pool, _target in self._pools.values():
                pool.close()
            self._pools.clear()

    def _pool(self, base_url: str) -> tuple[Any, str]:
        with self._lock:
            if base_url not in self._pools:
                self._pools[base_url] = _new_pool(base_url)
            return self._pools[base_url]


def _read(response: Any) -> bytes:
    """The body; the connection goes back only when it was read to its end. Raises: ModelCallError."""
    data: bytes = response.read(LARGEST_ANSWER + 1)
    if len(data) > LARGEST_ANSWER:
        response.close()
        raise ModelCallError(response.status)
    response.release_conn()
    return data


def _new_pool(base_url: str) -> tuple[Any, str]:
    """The connections to an endpoint, and what a request's target begins with.

    A proxy named by the environment is used, as the SDK does; for plain HTTP it is told the whole address.
    """
    import urllib3  # see ModelTransport.post

    from app.services.tls import tls_context  # builds the TLS context, ~50 ms, at first use

    place = urlsplit(base_url)
    proxy = None if proxy_bypass(place.netloc) else getproxies().get(place.scheme)
    options: dict[str, Any] = {"maxsize": CONNECTIONS}
    if place.scheme == "https" or proxy:
        options["ssl_context"] = tls_context()
    manager = urllib3.ProxyManager(proxy, **options) if proxy else urllib3.PoolManager(**options)
    target = base_url if proxy and place.scheme == "http" else place.path
    return manager.connection_from_url(base_url), target
