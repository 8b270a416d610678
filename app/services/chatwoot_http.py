"""The wire to Chatwoot: kept connections, deadlines, and every failure as one of two errors."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from app.config.company_config import CompanyConfig
from app.config.config import Config
from app.models.errors import ChatwootRejectedError, ChatwootUnavailableError
from app.services.call_watch import CALLS, trace_headers
from app.utils.logger import get_logger

log = get_logger("chatwoot")

CONNECT_TIMEOUT_S = 3.0
READ_TIMEOUT_S = 10.0
CONNECTIONS_PER_HOST = 32
ERROR_CHARS = 200
_JSON = {"Content-Type": "application/json", "Accept": "application/json"}


@dataclass(frozen=True, slots=True)
class ChatwootTarget:
    """One company's account: where it is and which tokens open it."""

    base_url: str
    account_id: str
    token: str = field(repr=False)  # the agent bot's, or a user's
    user_token: str = field(default="", repr=False)  # reads what bots may not: messages, conversation lists


def chatwoot_address(company: CompanyConfig, config: Config) -> str:
    """The company's own Chatwoot, else the installation's; "" when there is none."""
    return (company.chatwoot_base_url or config.chatwoot_base_url).rstrip("/")


def target_of(company: CompanyConfig, config: Config) -> ChatwootTarget | None:
    """Where this company's replies go; None when account, address or token is missing.

    The installation's key serves companies without values of their own, with their own account id. It is never
    sent to an address that a company brought.
    """
    base_url, secrets = chatwoot_address(company, config), company.secrets
    token = secrets.chatwoot_api_token or ("" if company.chatwoot_base_url else config.chatwoot_api_key)
    if not (company.chatwoot_account_id and base_url and token):
        return None
    return ChatwootTarget(base_url, company.chatwoot_account_id, token, secrets.chatwoot_user_token)


class ChatwootTransport:
    """JSON over kept connections; redirects are not followed, so a token never travels elsewhere."""

    def __init__(self, *, connect_s: float = CONNECT_TIMEOUT_S, read_s: float = READ_TIMEOUT_S) -> None:
        self._timeouts = (connect_s, read_s)
        self._pool: Any = None
        self._lock = threading.Lock()

    def call(
        self, target: ChatwootTarget, token: str, method: str, path: str, body: Mapping[str, Any] | None = None
    ) -> Any:
        """The parsed answer. `path` is under `/api/v1/accounts/{account}`.

        Raises: ChatwootUnavailableError, ChatwootRejectedError.
        """
        import urllib3  # with the TLS stack; only a process that talks to Chatwoot pays

        writes = method != "GET"
        try:
            with CALLS.call("chatwoot"):
                response = self._connected().request(
                    method,
                    f"{target.base_url}/api/v1/accounts/{quote(target.account_id, safe='')}{path}",
                    body=None if body is None else json.dumps(body, ensure_ascii=False).encode(),
                    headers={"api_access_token": token, **_JSON, **trace_headers()},
                    redirect=False,
                )
        except (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError) as exc:
            raise _unavailable(method, path, type(exc).__name__) from exc
        except urllib3.exceptions.HTTPError as exc:
            raise _unavailable(method, path, type(exc).__name__, maybe_done=writes) from exc
        return _answer(method, path, response.status, response.data, response.headers.get("Retry-After", ""))

    def close(self) -> None:
        with self._lock:
            if self._pool is not None:
                self._pool.clear()

    def _connected(self) -> Any:
        with self._lock:
            if self._pool is None:
                self._pool = self._new_pool()
            return self._pool

    def _new_pool(self) -> Any:
        import urllib3  # see call

        from app.services.tls import tls_context  # builds the TLS context, ~50 ms, at first use

        return urllib3.PoolManager(
            num_pools=50,
            maxsize=CONNECTIONS_PER_HOST,
            retries=False,
            timeout=urllib3.Timeout(connect=self._timeouts[0], read=self._timeouts[1]),
            ssl_context=tls_context(),
        )


def with_query(path: str, query: Mapping[str, Any]) -> str:
    """`path` with the values that are not None."""
    given = {key: value for key, value in query.items() if value is not None}
    return f"{path}?{urlencode(given, doseq=True)}" if given else path


def _answer(method: str, path: str, status: int, data: bytes, retry_after: str) -> Any:
    writes = method != "GET"
    if status == 429:  # refused at the door, so surely not done
        raise _unavailable(method, path, "429", status=status, retry_after=retry_after)
    if status >= 500:
        raise _unavailable(method, path, str(status), status=status, maybe_done=writes)
    if not 200 <= status < 300:
        log.warning("chatwoot refused %s %s: %d", method, path, status)
        raise ChatwootRejectedError(details={"status": status, "reason": _reason(data)})
    if not data.strip():
        return None
    try:
        return json.loads(data)
    except ValueError as exc:  # a proxy's page instead of Chatwoot's answer
        raise _unavailable(method, path, "not JSON", status=status, maybe_done=writes) from exc


def _unavailable(
    method: str, path: str, why: str, *, maybe_done: bool = False, **details: Any
) -> ChatwootUnavailableError:
    log.warning("chatwoot did not do %s %s: %s", method, path, why)
    return ChatwootUnavailableError(details={k: v for k, v in details.items() if v}, maybe_done=maybe_done)


def _reason(data: bytes) -> str:
    """Chatwoot's own words: `{"error": …}` or `{"message": …}`."""
    try:
        value = json.loads(data)
    except ValueError:
        return ""
    if not isinstance(value, dict):
        return ""
    return str(value.get("error") or value.get("message") or "")[:ERROR_CHARS]
