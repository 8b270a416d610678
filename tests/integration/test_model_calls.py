"""How often a language model is called, and what a customer gets when it does not answer."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from app.services import openai_service
from tests.conftest import MakeApp
from tests.factories import NOON
from tests.stubs.openai_stub import Fault, OpenAIStub

SINGLE = {
    "sales": "¿Cuánto cuesta el botox?",
    "support": "¿Dónde están ubicados y tienen parqueadero?",
    "availability": "¿Qué horarios tienen libres mañana para un botox?",
    "schedule": "Quiero agendar una cita para botox el próximo martes a las 10 de la mañana",
}


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openai_service, "RETRY_PAUSE_S", 0.01)


@pytest.fixture
def chat(make_app: MakeApp, stub: OpenAIStub) -> Iterator[FlaskClient]:
    """A client of an installation whose model is the stub."""
    stub.reply = lambda body: "{}" if "response_format" in body else "Con gusto le cuento sobre el tratamiento."
    app = make_app(openai_base_url=stub.base_url, model_timeout_s=1.5, load_sample_documents=True)
    return app.test_client()


def say(chat: FlaskClient, text: str, user_id: str = "user1") -> dict[str, object]:
    response = chat.post(
        f"/api/conversations/{user_id}/test", json={"message": text}, headers={"X-Company-ID": "benova"}
    )
    assert response.status_code == 200, response.text
    return dict(response.get_json())


@pytest.mark.parametrize(("intent", "text"), SINGLE.items(), ids=SINGLE.keys())
def test_one_intent_makes_exactly_one_call(chat: FlaskClient, stub: OpenAIStub, intent: str, text: str) -> None:
    answer = say(chat, text)
    assert answer["intents"] == [intent]
    assert len(stub.chat_calls) == 1
    assert answer["context"]["model_calls"] == 1  # type: ignore[index]
    assert answer["context"]["engine"] == "openai"  # type: ignore[index]


def test_two_intents_make_two_calls_side_by_side(chat: FlaskClient, stub: OpenAIStub) -> None:
    say(chat, "hola")  # so that building the orchestrator is not measured
    stub.reset()
    stub.latency_s = 0.3
    answer = say(chat, "¿Cuánto cuesta un botox y cuándo tienen disponible?", "user2")
    assert answer["intents"] == ["sales", "availability"]
    assert 1 <= len(stub.chat_calls) <= 2
    first, second = stub.chat_calls
    assert first.overlaps(second)


@pytest.mark.parametrize("text", ["No puedo respirar, se me cerró la garganta", "me sangra mucho y no para"])
def test_an_emergency_makes_no_call(chat: FlaskClient, stub: OpenAIStub, text: str) -> None:
    answer = say(chat, text)
    assert answer["intents"] == ["emergency"]
    assert "123" in str(answer["bot_response"])
    assert stub.calls == []


@pytest.mark.parametrize("text", ["hola", "muchas gracias", "buenas tardes"])
def test_small_talk_makes_no_call(chat: FlaskClient, stub: OpenAIStub, text: str) -> None:
    say(chat, text)
    assert stub.calls == []


@pytest.mark.parametrize("fault", list(Fault))
def test_a_failing_model_is_replaced_by_the_local_engine(
    chat: FlaskClient, stub: OpenAIStub, fault: Fault
) -> None:
    stub.fault = fault
    answer = say(chat, SINGLE["sales"])
    assert answer["context"]["engine"] == "local"  # type: ignore[index]
    assert "650.000" in str(answer["bot_response"])
    assert len(stub.calls) <= openai_service.MAX_ATTEMPTS


@pytest.mark.parametrize("intent", SINGLE)
def test_a_dead_model_costs_no_customer_an_answer(chat: FlaskClient, stub: OpenAIStub, intent: str) -> None:
    stub.stop()
    answer = say(chat, SINGLE[intent])
    assert answer["intents"] == [intent]
    assert answer["context"]["engine"] == "local"  # type: ignore[index]
    assert len(str(answer["bot_response"])) > 20


def test_an_invented_price_never_reaches_the_customer(chat: FlaskClient, stub: OpenAIStub) -> None:
    stub.reply = "El botox cuesta $99.000, aproveche."
    answer = say(chat, SINGLE["sales"])
    assert "99.000" not in str(answer["bot_response"])
    assert "650.000" in str(answer["bot_response"])


def test_a_prompt_holds_the_company_s_knowledge_and_no_other_s(chat: FlaskClient, stub: OpenAIStub) -> None:
    say(chat, SINGLE["sales"])
    prompt = str(stub.chat_calls[0].body["messages"])
    assert "Benova" in prompt
    assert "650.000" in prompt
    for other in ("MediSpa", "medispa", "dental_documents", "wellness"):
        assert other not in prompt


def budget(chat: FlaskClient, **limits: int) -> None:
    """In a minute that does not pass while the test runs."""
    chat.application.extensions["services"].models.budgets._clock = lambda: NOON
    assert chat.put("/api/admin/companies/benova", json=limits).status_code == 200


def seen(chat: FlaskClient) -> dict[str, int]:
    """The budget as analytics and health show it; both the same."""
    of_company = chat.get("/api/health/company/benova").get_json()["model_budget"]
    analytics = chat.get("/api/analytics", headers={"X-Company-ID": "benova"}).get_json()
    assert analytics["model_budget"] == of_company
    return dict(of_company)


def test_over_the_calls_of_a_minute_the_local_engine_answers(chat: FlaskClient, stub: OpenAIStub) -> None:
    budget(chat, model_calls_per_minute=1)
    answers = [say(chat, SINGLE["sales"], f"user{n}") for n in range(3)]
    assert [answer["context"]["engine"] for answer in answers] == ["openai", "local", "local"]  # type: ignore[index]
    assert all("650.000" in str(answer["bot_response"]) for answer in answers[1:])
    assert len(stub.chat_calls) == 1
    use = seen(chat)
    assert (use["calls_this_minute"], use["refused_today"], use["spent"]) == (1, 2, True)
    checks = chat.get("/api/admin/diagnostics").get_json()["checks"]
    assert [c["name"] for c in checks if c["name"].endswith(":model_budget")] == ["company:benova:model_budget"]


def test_the_tokens_of_a_day_are_counted_and_bounded(chat: FlaskClient, stub: OpenAIStub) -> None:
    budget(chat, model_tokens_per_day=1)
    first, second = say(chat, SINGLE["sales"]), say(chat, SINGLE["support"])
    assert first["context"]["engine"] == "openai"  # type: ignore[index]
    assert second["context"]["engine"] == "local"  # type: ignore[index]
    told = sum(first["context"][name] for name in ("prompt_tokens", "completion_tokens"))  # type: ignore[index]
    assert seen(chat)["tokens_today"] >= max(told, 1)
    assert len(stub.chat_calls) == 1


@pytest.mark.parametrize("intent", ["schedule", "availability"])
def test_a_spent_budget_costs_no_customer_an_answer(chat: FlaskClient, stub: OpenAIStub, intent: str) -> None:
    budget(chat, model_calls_per_minute=1)
    say(chat, SINGLE["sales"])
    answer = say(chat, SINGLE[intent], "user2")
    assert (answer["intents"], answer["handoff"]) == ([intent], None)
    assert len(str(answer["bot_response"])) > 20
    assert len(stub.chat_calls) == 1


def test_another_company_s_budget_is_its_own(chat: FlaskClient, stub: OpenAIStub) -> None:
    budget(chat, model_calls_per_minute=1)
    for n in range(2):
        say(chat, SINGLE["sales"], f"user{n}")
    body = {"message": "¿Cuánto cuesta el peeling?"}
    answer = chat.post("/api/conversations/u/test", json=body, headers={"X-Company-ID": "medispa"}).get_json()
    assert answer["context"]["engine"] == "openai"
    assert chat.get("/api/health/company/medispa").get_json()["model_budget"] is None
