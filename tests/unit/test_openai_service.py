"""One model endpoint: a deadline, one retry of what may pass, a breaker, answers in every odd shape."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
import openai
import pytest

from app.models.errors import LLMError, LLMRefusedError, LLMTimeoutError
from app.services import openai_service
from app.services.model_http import ModelCallError, ModelTimeoutError, ModelTransport
from app.services.openai_service import BREAKER_OPEN_S, Breaker, Endpoint, OpenAIClients, OpenAIService
from tests.factories import make_request
from tests.fakes import FakeClock

ENDPOINT = Endpoint("http://model.invalid/v1", "sk-test", "gpt-test")
OK = {
    "choices": [{"index": 0, "message": {"role": "assistant", "content": " Hola. "}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 12, "completion_tokens": 3, "total_tokens": 15},
}


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as the transport got it."""

    base_url: str
    key: str
    path: str
    body: Mapping[str, Any]
    timeout_s: float


class ScriptedTransport(ModelTransport):
    """Plays a script of answers: a status, an error or a body; the last one repeats."""

    def __init__(self, script: list[Any]) -> None:
        super().__init__()
        self.script, self.seen = script, list[Seen]()

    def post(self, base_url: str, key: str, path: str, body: Mapping[str, Any], timeout_s: float) -> Any:
        self.seen.append(Seen(base_url, key, path, body, timeout_s))
        step = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if isinstance(step, Exception):
            raise step
        if isinstance(step, int):
            raise ModelCallError(step)
        return step


class Endpoints(OpenAIClients):
    """Clients whose chat plays a script, and whose SDK gets its answers from `sdk`."""

    def __init__(self, *script: Any) -> None:
        super().__init__()
        self.transport: ScriptedTransport = ScriptedTransport(list(script))
        self.sdk: httpx2.Response | Exception = httpx2.Response(200, json={})

    @property
    def seen(self) -> list[Seen]:
        return self.transport.seen

    def get(self, endpoint: Endpoint) -> Any:
        transport = httpx2.MockTransport(self._answer)
        return openai.OpenAI(
            api_key=endpoint.api_key,
            base_url=endpoint.base_url,
            max_retries=0,
            http_client=httpx2.Client(transport=transport),
        )

    def _answer(self, _request: httpx2.Request) -> httpx2.Response:
        if isinstance(self.sdk, Exception):
            raise self.sdk
        return self.sdk


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openai_service, "RETRY_PAUSE_S", 0)


@pytest.fixture
def endpoints(request: pytest.FixtureRequest) -> Iterator[Endpoints]:
    made = Endpoints(*request.param)
    yield made
    made.close()


def script(*steps: Any) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("endpoints", [steps], indirect=True)


def service(endpoints: Endpoints, clock: FakeClock | None = None) -> OpenAIService:
    made = OpenAIService(endpoints, ENDPOINT, timeout_s=5)
    made.breaker = Breaker(clock or FakeClock())
    return made


@script(OK)
def test_an_answer_comes_with_its_cost(endpoints: Endpoints) -> None:
    result = service(endpoints).complete(make_request("hola"))
    assert result.text == "Hola."
    assert (result.usage.engine, result.usage.model, result.usage.calls) == ("openai", "gpt-test", 1)
    assert (result.usage.prompt_tokens, result.usage.completion_tokens) == (12, 3)


@script(OK)
def test_the_request_names_model_limits_and_messages(endpoints: Endpoints) -> None:
    from dataclasses import replace

    service(endpoints).complete(replace(make_request("hola"), json_object=True, max_tokens=60))
    request = endpoints.seen[0]
    sent = request.body
    assert (request.base_url, request.path) == (ENDPOINT.base_url, "/chat/completions")
    assert (sent["model"], sent["max_tokens"]) == ("gpt-test", 60)
    assert sent["response_format"] == {"type": "json_object"}
    assert [m["role"] for m in sent["messages"]] == ["system", "user"]
    assert request.key == "sk-test"


@pytest.mark.parametrize("endpoints", [(s, OK) for s in (500, 502, 503, 429)], indirect=True)
def test_what_may_pass_is_tried_once_more(endpoints: Endpoints) -> None:
    assert service(endpoints).complete(make_request("hola")).text == "Hola."
    assert len(endpoints.seen) == 2


@script(ModelCallError(), OK)
def test_a_lost_connection_is_tried_once_more(endpoints: Endpoints) -> None:
    assert service(endpoints).complete(make_request("hola")).text == "Hola."


@script(500)
def test_retries_are_bounded(endpoints: Endpoints) -> None:
    with pytest.raises(LLMError):
        service(endpoints).complete(make_request("hola"))
    assert len(endpoints.seen) == openai_service.MAX_ATTEMPTS


@pytest.mark.parametrize("endpoints", [(s,) for s in (400, 401, 403, 404)], indirect=True)
def test_what_will_not_pass_is_not_tried_again(endpoints: Endpoints) -> None:
    with pytest.raises(LLMError):
        service(endpoints).complete(make_request("hola"))
    assert len(endpoints.seen) == 1


@script(ModelTimeoutError())
def test_a_late_answer_is_a_timeout_and_is_not_waited_for_twice(endpoints: Endpoints) -> None:
    with pytest.raises(LLMTimeoutError):
        service(endpoints).complete(make_request("hola"))
    assert len(endpoints.seen) == 1


@script(OK)
def test_every_request_carries_the_deadline(endpoints: Endpoints) -> None:
    service(endpoints).complete(make_request("hola"))
    assert 0 < endpoints.seen[0].timeout_s <= 5


ODD = [
    {},
    {"choices": []},
    {"choices": None},
    {"choices": "no"},
    {"choices": [{"message": {"content": None}}]},
    {"choices": [{"message": {"content": "   "}}]},
    {"choices": [{"message": None}]},
    {"choices": [{}]},
    {"error": "overloaded"},
    [],
    "hola",
    None,
]


@pytest.mark.parametrize("endpoints", [(odd,) for odd in ODD], indirect=True, ids=map(str, ODD))
def test_an_answer_of_another_shape_is_no_answer(endpoints: Endpoints) -> None:
    with pytest.raises(LLMError):
        service(endpoints).complete(make_request("hola"))


@script({**OK, "usage": None})
def test_an_endpoint_that_counts_nothing_costs_nothing(endpoints: Endpoints) -> None:
    assert service(endpoints).complete(make_request("hola")).usage.prompt_tokens == 0


@script(500)
def test_after_three_failures_the_endpoint_is_left_alone(endpoints: Endpoints) -> None:
    clock = FakeClock()
    model = service(endpoints, clock)
    for _ in range(5):
        with pytest.raises(LLMError):
            model.complete(make_request("hola"))
    assert len(endpoints.seen) == 3 * openai_service.MAX_ATTEMPTS
    endpoints.transport.script[:] = [OK]
    clock.advance(BREAKER_OPEN_S + 1)
    assert model.complete(make_request("hola")).text == "Hola."


@script(ValueError("no JSON"))
def test_what_is_no_json_is_no_answer(endpoints: Endpoints) -> None:
    with pytest.raises(LLMError):
        service(endpoints).complete(make_request("hola"))
    assert len(endpoints.seen) == 1


SDK_FAULTS = [
    (httpx2.Response(400), LLMRefusedError),
    (httpx2.Response(401), LLMError),
    (httpx2.Response(500), LLMError),
    (httpx2.ConnectError("refused"), LLMError),
    (httpx2.ReadTimeout("slow"), LLMTimeoutError),
    (httpx2.Response(200, text="<html>", headers={"Content-Type": "application/json"}), LLMError),
]


@pytest.mark.parametrize(("answer", "error"), SDK_FAULTS, ids=str)
def test_what_the_sdk_raises_is_told_in_the_same_errors(answer: Any, error: type[LLMError]) -> None:
    endpoints = Endpoints(OK)
    endpoints.sdk = answer
    with pytest.raises(error) as raised:
        service(endpoints).call(
            lambda client, timeout_s: client.post(
                "/audio", body={}, options={"timeout": timeout_s}, cast_to=object
            )
        )
    assert type(raised.value) is error


def test_a_success_forgets_earlier_failures() -> None:
    breaker = Breaker(FakeClock())
    for ok in (False, False, True, False, False):
        breaker.record(ok=ok)
    assert not breaker.is_open
    breaker.record(ok=False)
    assert breaker.is_open


def test_clients_are_kept_per_endpoint_and_key() -> None:
    clients = OpenAIClients()
    same = clients.get(ENDPOINT)
    assert clients.get(Endpoint(ENDPOINT.base_url, ENDPOINT.api_key, "other-model")) is same
    assert clients.get(Endpoint(ENDPOINT.base_url, "sk-other", "gpt-test")) is not same
    clients.close()
