"""OpenAI-compatible endpoints: one kept client per endpoint and key, deadlines, bounded retries, a breaker.

Chat is one plain POST (`model_http`); speech and embeddings use the SDK, whose own time-out (600 s) and retries
are switched off in favour of the same deadline.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from app.agents.ports import ChatRequest, ChatResult, Usage
from app.models.errors import LLMError, LLMRefusedError, LLMTimeoutError
from app.services.call_watch import CALLS
from app.services.model_budget import Meter, NoMeter
from app.services.model_http import ModelCallError, ModelTimeoutError, ModelTransport
from app.utils.logger import get_logger

T = TypeVar("T")
log = get_logger("model")

RETRY_PAUSE_S = 0.2
MAX_ATTEMPTS = 2
BREAKER_FAILURES = 3
BREAKER_OPEN_S = 20.0
TEMPERATURE = 0.2
CHARS_PER_TOKEN = 4  # Spanish needs rather fewer characters, so the estimate is on the low side
INPUT_REFUSED = frozenset({400, 413, 415, 422})


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is; `base_url` empty = OpenAI's own."""

    base_url: str
    api_key: str
    model: str


class OpenAIClients:
    """Connections for chat, and SDK clients, one per endpoint and key: building one costs ~50 ms of TLS set-up."""

    def __init__(self) -> None:
        self.transport = ModelTransport()
        self._clients: dict[tuple[str, str], Any] = {}
        self._lock = threading.Lock()

    def get(self, endpoint: Endpoint) -> Any:
        key = (endpoint.base_url, endpoint.api_key)
        with self._lock:
            if key not in self._clients:
                self._clients[key] = _new_client(endpoint)
            return self._clients[key]

    def close(self) -> None:
        self.transport.close()
        with self._lock:
            for client in self._clients.values():
                client.close()
            self._clients.clear()


class Breaker:
    """After some failures in a row an endpoint is left alone for a while."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._failures, self._open_until = clock, 0, 0.0

    @property
    def is_open(self) -> bool:
        return self._clock() < self._open_until

    def record(self, *, ok: bool) -> None:
        self._failures = 0 if ok else self._failures + 1
        if self._failures >= BREAKER_FAILURES:
            self._open_until = self._clock() + BREAKER_OPEN_S


class OpenAIService:
    """`ChatModel` over one endpoint. Raises: LLMError, LLMTimeoutError."""

    def __init__(
        self, clients: OpenAIClients, endpoint: Endpoint, *, timeout_s: float, breaker: Breaker | None = None
    ) -> None:
        self._clients, self.endpoint, self._timeout_s = clients, endpoint, timeout_s
        self.breaker = breaker or Breaker()
        self._meter: Meter = NoMeter()

    def metered(self, meter: Meter) -> "OpenAIService":
        """The same endpoint and breaker, with every call counted and bounded by a budget."""
        own = OpenAIService(self._clients, self.endpoint, timeout_s=self._timeout_s, breaker=self.breaker)
        own._meter = meter
        return own

    def complete(self, request: ChatRequest) -> ChatResult:
        started = time.perf_counter()
        body: dict[str, Any] = {
            "messages": [{"role": m.role, "content": m.content} for m in request.messages],
            "max_tokens": request.max_tokens,
            "temperature": TEMPERATURE,
        }
        if request.json_object:
            body["response_format"] = {"type": "json_object"}
        completion = self.chat(body)
        text = text_of(completion)
        if not text:
            raise LLMError("The language model answered with nothing")
        return ChatResult(
            text=text,
            usage=Usage(
                engine="openai",
                model=self.endpoint.model,
                calls=1,
                prompt_tokens=_tokens(completion, "prompt_tokens"),
                completion_tokens=_tokens(completion, "completion_tokens"),
                generation_ms=(time.perf_counter() - started) * 1000,
            ),
            passages=request.grounding.passages,
        )

    def chat(self, body: Mapping[str, Any]) -> Any:
        """One chat completion as parsed JSON, of whatever shape the endpoint gave it. Raises: as `call`."""
        place = self.endpoint
        whole = {"model": place.model, **body}
        completion = self._in_time(
            lambda timeout_s: self._clients.transport.post(
                place.base_url, place.api_key, "/chat/completions", whole, timeout_s
            )
        )
        self._meter.used(_all_tokens(completion, body))
        return completion

    def call(self, operation: Callable[[Any, float], T]) -> T:
        """Run `operation(client, timeout_s)` with the SDK's client within the deadline.

        Transient failures are tried once more. Raises: LLMError, LLMTimeoutError; LLMRefusedError where the
        endpoint refuses this very input; ModelBudgetSpentError.
        """
        return self._in_time(lambda timeout_s: _by_sdk(operation, self._clients.get(self.endpoint), timeout_s))

    def _in_time(self, attempt: Callable[[float], T]) -> T:
        if self.breaker.is_open:
            raise LLMError("The language model is left alone for a moment after repeated failures")
        self._meter.begin()
        deadline = time.monotonic() + self._timeout_s
        try:
            result = _attempts(attempt, deadline)
        except LLMRefusedError:
            raise  # about this input alone: it says nothing on the endpoint's health
        except LLMError:
            self.breaker.record(ok=False)
            raise
        self.breaker.record(ok=True)
        return result


def _attempts(attempt: Callable[[float], T], deadline: float) -> T:
    """`attempt` with the seconds that are left. Raises: LLMError, LLMTimeoutError, LLMRefusedError."""
    for number in range(1, MAX_ATTEMPTS + 1):
        try:
            with CALLS.call("model"):
                return attempt(max(0.1, deadline - time.monotonic()))
        except ModelTimeoutError as exc:
            raise LLMTimeoutError() from exc
        except ValueError as exc:  # what came is not JSON
            raise LLMError("The language model's answer is not readable") from exc
        except ModelCallError as exc:
            log.warning("model call failed: %s (attempt %d)", exc, number)
            if exc.status in INPUT_REFUSED:
                raise LLMRefusedError() from exc
            if not _transient(exc) or number == MAX_ATTEMPTS or deadline - time.monotonic() < 1:
                raise LLMError() from exc
            time.sleep(RETRY_PAUSE_S)
    raise LLMError()


def _by_sdk(operation: Callable[[Any, float], T], client: Any, timeout_s: float) -> T:
    """Raises: ModelCallError, ModelTimeoutError; ValueError, which the SDK passes on for what is not JSON."""
    import openai  # heavy: 0.9 s and 49 MB, so only a process that needs it pays

    try:
        return operation(client, timeout_s)
    except openai.APITimeoutError as exc:
        raise ModelTimeoutError() from exc
    except openai.OpenAIError as exc:
        raise ModelCallError(getattr(exc, "status_code", None)) from exc


def text_of(completion: Any) -> str:
    """The first choice's text; endpoints that answer in another shape count as no answer."""
    choices = _inner(completion, "choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    content = _inner(_inner(first, "message"), "content")
    return content.strip() if isinstance(content, str) else ""


def _tokens(completion: Any, name: str) -> int:
    """Many endpoints leave the counts out."""
    value = _inner(_inner(completion, "usage"), name)
    return value if isinstance(value, int) else 0


def _all_tokens(completion: Any, body: Mapping[str, Any]) -> int:
    """Of prompt and answer; where the endpoint does not count, a text's share by its length."""
    counted = _tokens(completion, "prompt_tokens") + _tokens(completion, "completion_tokens")
    if counted:
        return counted
    texts = [message["content"] for message in body["messages"] if isinstance(message["content"], str)]
    return (sum(map(len, texts)) + len(text_of(completion))) // CHARS_PER_TOKEN + 1


def _inner(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _transient(exc: ModelCallError) -> bool:
    return exc.status is None or exc.status == 429 or exc.status >= 500


def _new_client(endpoint: Endpoint) -> Any:
    import openai  # see _by_sdk

    return openai.OpenAI(
        api_key=endpoint.api_key or "none",  # endpoints of one's own often take any key
        base_url=endpoint.base_url or None,
        max_retries=0,
    )
