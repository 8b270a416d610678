"""Voice notes and pictures by upload: understood by the endpoint's models, answered by the agents."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import media
from tests.conftest import MakeApp
from tests.stubs.openai_stub import Fault, OpenAIStub

VOICE, IMAGE = "/api/multimedia/process-voice", "/api/multimedia/process-image"
SEEN = "Un antebrazo con una zona enrojecida de unos dos centímetros."


def reply(body: dict[str, Any]) -> str:
    """A vision call has parts, a chat call has text."""
    return SEEN if isinstance(body["messages"][-1]["content"], list) else "Con gusto le ayudo."


@pytest.fixture
def model() -> Iterator[OpenAIStub]:
    with OpenAIStub(reply) as stub:
        yield stub


@pytest.fixture
def talking(make_app: MakeApp, model: OpenAIStub) -> FlaskClient:
    return make_app(openai_base_url=model.base_url, media_timeout_s=2.0).test_client()


@pytest.fixture
def without_model(make_app: MakeApp) -> FlaskClient:
    return make_app().test_client()


def upload(
    client: FlaskClient, path: str, data: bytes, filename: str = "archivo.bin", **fields: str
) -> TestResponse:
    name = "audio" if path == VOICE else "image"
    form = {"company_id": "benova", "user_id": "user456", name: (io.BytesIO(data), filename), **fields}
    return client.post(path, data=form, content_type="multipart/form-data")


def code(response: TestResponse) -> tuple[int, str]:
    return response.status_code, response.get_json()["error"]["code"]


def vision_calls(model: OpenAIStub) -> list[Any]:
    return [c.body for c in model.chat_calls if isinstance(c.body["messages"][-1]["content"], list)]


def test_a_voice_note_is_answered_like_its_words(talking: FlaskClient, model: OpenAIStub) -> None:
    model.transcript = "hola buenas, quería saber cuánto cuesta el botox"
    body = upload(talking, VOICE, media.wav(), "grabacion.wav").get_json()

    assert (body["company_id"], body["user_id"]) == ("benova", "user456")
    assert body["transcript"] == model.transcript
    assert body["language"] == "es"
    assert body["intents"] == ["sales"]
    assert body["bot_response"]
    history = talking.get("/api/conversations/user456/history", headers={"X-Company-ID": "benova"}).get_json()
    assert history["messages"][0]["content"] == model.transcript


def test_the_recording_goes_to_the_speech_model_with_the_companys_words(
    talking: FlaskClient, model: OpenAIStub
) -> None:
    upload(talking, VOICE, media.wav(), "nota.exe")

    (call,) = model.transcriptions
    assert call.body["model"] == "whisper-1"
    assert call.body["file"].startswith("audio.wav (")
    assert "Botox" in call.body["prompt"]


def test_a_picture_is_described_and_the_question_answered(talking: FlaskClient, model: OpenAIStub) -> None:
    body = upload(talking, IMAGE, media.png(), "foto.png", question="¿esto lo tratan ustedes?").get_json()

    assert body["description"] == SEEN
    assert body["user_message"] == f"¿esto lo tratan ustedes?\n(Foto que envía el cliente: {SEEN})"
    assert body["bot_response"]
    (call,) = vision_calls(model)
    text, image = call["messages"][-1]["content"]
    assert "¿esto lo tratan ustedes?" in text["text"]
    assert image["image_url"]["url"].startswith("data:image/png;base64,")
    assert "Benova" in call["messages"][0]["content"]


def test_a_question_in_english_gets_an_english_description(talking: FlaskClient, model: OpenAIStub) -> None:
    upload(talking, IMAGE, media.png(), question="hello, could you please tell me what this could be used for?")

    assert "Answer in English" in vision_calls(model)[0]["messages"][0]["content"]


def test_a_picture_alone_stays_in_the_conversations_language(talking: FlaskClient, model: OpenAIStub) -> None:
    model.transcript = "Hello, I would like to know how much a facial cleansing costs, please"
    heard = upload(talking, VOICE, media.wav()).get_json()
    upload(talking, IMAGE, media.png())

    assert heard["language"] == "en"
    assert "Answer in English" in vision_calls(model)[0]["messages"][0]["content"]


def test_a_diagnosis_by_the_model_is_not_passed_on(talking: FlaskClient, model: OpenAIStub) -> None:
    model.reply = lambda body: "Se ve una mancha oscura en el brazo. Podría ser un melanoma."
    body = upload(talking, IMAGE, media.png(7)).get_json()

    assert body["description"] == "Se ve una mancha oscura en el brazo."


def test_the_same_file_is_understood_once(talking: FlaskClient, model: OpenAIStub) -> None:
    for _ in range(2):
        upload(talking, VOICE, media.wav())
        upload(talking, IMAGE, media.png())

    assert len(model.transcriptions) == 1
    assert len(vision_calls(model)) == 1
    upload(talking, VOICE, media.wav(level=9))
    assert len(model.transcriptions) == 2


def test_without_models_both_say_so(without_model: FlaskClient) -> None:
    voice, image = upload(without_model, VOICE, media.wav()), upload(without_model, IMAGE, media.png())

    assert code(voice) == (503, "speech_unavailable")
    assert code(image) == (503, "vision_unavailable")
    assert voice.headers["Retry-After"]


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.GARBAGE, Fault.HANG])
def test_a_failing_endpoint_is_503(talking: FlaskClient, model: OpenAIStub, fault: Fault) -> None:
    model.fault = fault

    assert code(upload(talking, VOICE, media.wav())) == (503, "speech_unavailable")
    assert code(upload(talking, IMAGE, media.png())) == (503, "vision_unavailable")


def test_a_recording_the_endpoint_cannot_read_is_415_and_does_not_stop_the_next(
    talking: FlaskClient, model: OpenAIStub
) -> None:
    model.fault = Fault.BAD_INPUT
    answers = [code(upload(talking, VOICE, media.wav(level=n))) for n in range(5)]
    model.fault = None

    assert answers == [(415, "unsupported_media_type")] * 5
    assert upload(talking, VOICE, media.wav()).status_code == 200


@pytest.mark.parametrize(
    ("path", "data"),
    [
        (VOICE, media.png()),
        (VOICE, media.PDF),
        (VOICE, b"esto es texto"),
        (IMAGE, media.wav()),
        (IMAGE, media.HEIC),
        (IMAGE, b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    ],
    ids=["png", "pdf", "text", "wav", "heic", "svg"],
)
def test_a_file_that_is_something_else_is_415_whatever_its_name(
    talking: FlaskClient, model: OpenAIStub, path: str, data: bytes
) -> None:
    name = "nota.wav" if path == VOICE else "foto.jpg"

    assert code(upload(talking, path, data, name)) == (415, "unsupported_media_type")
    assert model.calls == []


def test_missing_and_empty_fields_are_named(talking: FlaskClient) -> None:
    no_file = talking.post(
        VOICE, data={"company_id": "benova", "user_id": "u1"}, content_type="multipart/form-data"
    )
    empty = upload(talking, IMAGE, b"")
    no_user = upload(talking, VOICE, media.wav(), user_id="")
    not_a_form = talking.post(VOICE, json={"user_id": "u1"}, headers={"X-Company-ID": "benova"})

    assert list(no_file.get_json()["error"]["details"]) == ["audio"]
    assert list(empty.get_json()["error"]["details"]) == ["image"]
    assert list(no_user.get_json()["error"]["details"]) == ["user_id"]
    assert [r.status_code for r in (no_file, empty, no_user)] == [422] * 3
    assert not_a_form.status_code in (415, 422)


def test_silence_is_not_answered(talking: FlaskClient, model: OpenAIStub) -> None:
    model.transcript = " Subtítulos realizados por la comunidad de Amara.org "
    response = upload(talking, VOICE, media.wav())

    assert response.status_code == 422
    assert "audio" in response.get_json()["error"]["details"]


def test_a_file_above_the_limit_is_413(talking: FlaskClient, model: OpenAIStub) -> None:
    form = "multipart/form-data; boundary=x"
    response = talking.post(VOICE, data=bytes(25_000_001), content_type=form, headers={"X-Company-ID": "benova"})

    assert code(response) == (413, "payload_too_large")
    assert model.calls == []


def test_the_company_decides_as_everywhere_else(talking: FlaskClient, model: OpenAIStub) -> None:
    conflict = talking.post(
        VOICE,
        data={"company_id": "benova", "user_id": "u1", "audio": (io.BytesIO(media.wav()), "a.wav")},
        headers={"X-Company-ID": "medispa"},
        content_type="multipart/form-data",
    )

    assert code(conflict) == (400, "company_conflict")
    assert code(upload(talking, VOICE, media.wav(), company_id="nobody")) == (404, "company_not_found")
    assert model.calls == []


def test_both_endpoints_are_described(without_model: FlaskClient) -> None:
    paths = without_model.get("/openapi.json").get_json()["paths"]

    for path, field in ((VOICE, "audio"), (IMAGE, "image")):
        form = paths[path]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
        assert {"company_id", "user_id", field} <= set(form["properties"])
        assert json.dumps(form)
