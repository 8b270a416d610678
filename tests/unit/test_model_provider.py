"""Which endpoint serves a company, and what stands behind it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.agents.ports import ChatModel
from app.config.config import Config
from app.models.errors import LLMError, LLMTimeoutError
from app.services.llm.local_engine import LocalEngine
from app.services.llm.provider import GroundedChatModel, ModelProvider
from app.services.model_budget import ModelBudgets
from app.services.redis_service import RedisService
from tests.factories import make_company, make_passage, make_request
from tests.fakes import ScriptedModel

INSTALLATION = Config(openai_api_key="sk-installation", openai_base_url="https://models.example/v1")


@pytest.fixture
def provider() -> Iterator[ModelProvider]:
    made = ModelProvider(INSTALLATION, LocalEngine(), ModelBudgets(RedisService("")))
    yield made
    made.close()


def grounded(model: ChatModel) -> GroundedChatModel:
    return GroundedChatModel(model, LocalEngine())


def price_request() -> object:
    company = make_company()
    return make_request("¿Cuánto cuesta el botox?", company, treatments=(company.treatments["botox"],))


def test_without_any_model_the_local_engine_answers() -> None:
    provider = ModelProvider(Config(), LocalEngine(), ModelBudgets(RedisService("")))
    assert provider.raw(make_company()) is None
    assert isinstance(provider.chat(make_company()), LocalEngine)
    assert provider.describe(make_company())["engine"] == "local"


def test_a_company_without_its_own_uses_the_installation_s(provider: ModelProvider) -> None:
    endpoint = provider.endpoint(make_company())
    assert endpoint is not None
    assert (endpoint.base_url, endpoint.api_key) == ("https://models.example/v1", "sk-installation")


def test_the_installation_s_key_never_goes_to_a_company_s_own_address(provider: ModelProvider) -> None:
    endpoint = provider.endpoint(make_company(openai_base_url="https://elsewhere.example/v1"))
    assert endpoint is not None
    assert (endpoint.base_url, endpoint.api_key) == ("https://elsewhere.example/v1", "")


def test_a_company_s_own_key_and_model_are_used(provider: ModelProvider) -> None:
    endpoint = provider.endpoint(make_company(openai_model="mini", secrets={"openai_api_key": "sk-own"}))
    assert endpoint is not None
    assert (endpoint.api_key, endpoint.model) == ("sk-own", "mini")


def test_companies_of_one_endpoint_share_its_client(provider: ModelProvider) -> None:
    one, other = provider.raw(make_company("uno")), provider.raw(make_company("dos"))
    assert one is not None
    assert other is not None
    assert one.breaker is other.breaker
    own = make_company("tres", secrets={"openai_api_key": "sk-own"})
    assert provider.raw(own) is not provider.raw(make_company("uno"))


@pytest.mark.parametrize("error", [LLMError(), LLMTimeoutError()])
def test_a_failing_model_is_replaced(error: LLMError) -> None:
    result = grounded(ScriptedModel(error)).complete(price_request())  # type: ignore[arg-type]
    assert "$450.000" in result.text
    assert result.usage.engine == "local"


def test_a_supported_answer_passes_as_it_is() -> None:
    text = "El botox cuesta $450.000 y dura 30 minutos."
    assert grounded(ScriptedModel(text)).complete(price_request()).text == text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    ["Cuesta $99.000.", "Hoy está en $450.000 con 15 % de descuento.", "Llame al 300 999 8877.", "Dura 45 min."],
)
def test_an_answer_with_an_unsupported_figure_is_replaced_but_paid_for(text: str) -> None:
    result = grounded(ScriptedModel(text)).complete(price_request())  # type: ignore[arg-type]
    assert text not in result.text
    assert "$450.000" in result.text
    assert (result.usage.engine, result.usage.calls) == ("openai", 1)


def test_a_figure_of_a_passage_or_of_the_conversation_is_supported() -> None:
    from tests.factories import asked

    request = make_request(
        "¿y si pago en 3 cuotas?",
        passages=(make_passage("Hay 12 % de descuento desde $600.000."),),
        history=(asked("tengo un presupuesto de 820.000"),),
    )
    text = "Con 12 % desde $600,000; sobre sus 820000 le alcanza."
    assert grounded(ScriptedModel(text)).complete(request).text == text


def test_health_names_engine_and_model(provider: ModelProvider) -> None:
    assert provider.describe() == {"engine": "openai", "model": "gpt-4"}
    own = ModelProvider(
        replace(INSTALLATION, openai_model="gpt-4o"), LocalEngine(), ModelBudgets(RedisService(""))
    )
    assert own.describe(make_company())["model"] == "gpt-4o"
