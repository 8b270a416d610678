"""A customer's attachments, from Chatwoot's storage through the model's endpoint to text."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.config.company_config import CompanyConfig
from app.config.config import Config
from app.services.llm.local_engine import LocalEngine
from app.services.llm.provider import ModelProvider
from app.services.model_budget import ModelBudgets
from app.services.multimedia_service import AttachmentProblem, MultimediaService
from app.services.redis_service import RedisService
from tests import media
from tests.factories import make_company
from tests.stubs.chatwoot_double import ChatwootDouble
from tests.stubs.openai_stub import OpenAIStub


@pytest.fixture
def chatwoot() -> Iterator[ChatwootDouble]:
    with ChatwootDouble() as double:
        yield double


@pytest.fixture
def model() -> Iterator[OpenAIStub]:
    with OpenAIStub("Una tarjeta de cita para el martes.") as stub:
        yield stub


@pytest.fixture
def company(chatwoot: ChatwootDouble, model: OpenAIStub) -> CompanyConfig:
    return make_company(
        chatwoot_base_url=chatwoot.base_url, openai_base_url=model.base_url, openai_model="sees-and-hears"
    )


@pytest.fixture
def multimedia() -> Iterator[MultimediaService]:
    config, redis = Config(openai_vision_model="sees", openai_transcription_model="hears"), RedisService("")
    models = ModelProvider(config, LocalEngine(), ModelBudgets(RedisService("")))
    yield MultimediaService(config, redis, models)
    models.close()
    redis.close()


def test_a_voice_note_and_a_picture_of_one_message(
    chatwoot: ChatwootDouble, model: OpenAIStub, company: CompanyConfig, multimedia: MultimediaService
) -> None:
    items = [
        chatwoot.attachment("audio", chatwoot.add_file(media.OGG_OPUS, missing=1) + "?disposition=inline"),
        chatwoot.attachment("image", chatwoot.add_file(media.JPEG, "foto.jpg", content_type="image/jpeg")),
    ]

    voice, image = multimedia.describe_attachments(company, items)

    assert voice.text == model.transcript
    assert image.text == "Una tarjeta de cita para el martes."
    assert model.transcriptions[0].body["model"] == "hears"
    assert model.chat_calls[0].body["model"] == "sees"


def test_the_same_voice_note_again_is_fetched_and_not_heard_again(
    chatwoot: ChatwootDouble, model: OpenAIStub, company: CompanyConfig, multimedia: MultimediaService
) -> None:
    for _ in range(2):  # forwarded twice: another address, the same bytes
        url = chatwoot.add_file(media.OGG_OPUS)
        multimedia.describe_attachments(company, [chatwoot.attachment("audio", url)])

    assert len(model.transcriptions) == 1


def test_another_companys_chatwoot_is_not_read(
    chatwoot: ChatwootDouble, model: OpenAIStub, company: CompanyConfig, multimedia: MultimediaService
) -> None:
    with ChatwootDouble() as other:
        (part,) = multimedia.describe_attachments(
            company, [other.attachment("audio", other.add_file(media.OGG_OPUS))]
        )
        assert other.calls == []

    assert part.problem is AttachmentProblem.REFUSED
    assert model.calls == []


def test_the_chatwoot_token_does_not_travel_with_a_fetch(
    chatwoot: ChatwootDouble, company: CompanyConfig, multimedia: MultimediaService
) -> None:
    items: list[dict[str, Any]] = [chatwoot.attachment("audio", chatwoot.add_file(media.OGG_OPUS))]
    multimedia.describe_attachments(company, items)

    assert {call.token for call in chatwoot.calls} == {""}
