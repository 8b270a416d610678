"""Each attachment of a message as text, or the reason why not."""

import threading
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from app.agents.wording import say
from app.config.config import Config
from app.models.errors import (
    AttachmentRefusedError,
    AttachmentUnavailableError,
    LLMError,
    LLMRefusedError,
    PayloadTooLargeError,
)
from app.services.fetch_policy import FetchPolicy
from app.services.media_types import MediaType
from app.services.multimedia_service import (
    AttachmentKind,
    AttachmentProblem,
    AttachmentText,
    MultimediaService,
    as_message,
)
from app.services.redis_service import RedisService
from app.services.safe_fetch import SafeFetcher
from tests import media
from tests.factories import make_company

COMPANY = make_company(chatwoot_base_url="https://chat.aurora.example", attachment_hosts=["files.example"])
VOICE = {"file_type": "audio", "data_url": "https://chat.aurora.example/v", "transcribed_text": ""}
IMAGE = {"file_type": "image", "data_url": "https://chat.aurora.example/i"}


class FakeModel:
    """Speech and vision alike: says one thing, or fails in one way."""

    model = "fake"

    def __init__(self, said: str | Exception = "hola") -> None:
        self.said = said
        self.calls: list[dict[str, Any]] = []

    def transcribe(self, data: bytes, media: MediaType, *, vocabulary: str) -> str:
        return self._answer(media=media, vocabulary=vocabulary)

    def describe(self, data: bytes, media: MediaType, *, instructions: str, question: str) -> str:
        return self._answer(media=media, instructions=instructions, question=question)

    def _answer(self, **call: Any) -> str:
        self.calls.append(call)
        if isinstance(self.said, Exception):
            raise self.said
        return self.said


class FakeModels:
    def __init__(self, speech: FakeModel | None = None, vision: FakeModel | None = None) -> None:
        self._speech, self._vision = speech, vision

    def speech(self, company: object) -> FakeModel | None:
        return self._speech

    def vision(self, company: object) -> FakeModel | None:
        return self._vision


class FakeFetcher(SafeFetcher):
    """Files by address."""

    def __init__(self, **files: bytes | Exception) -> None:
        super().__init__()
        self.files = {"v": media.OGG_OPUS, "i": media.JPEG, **files}
        self.fetched: list[str] = []

    def fetch(self, url: str, policy: FetchPolicy) -> bytes:
        self.fetched.append(url)
        found = self.files[url.rsplit("/", 1)[1]]
        if isinstance(found, Exception):
            raise found
        return found


@pytest.fixture
def redis() -> Iterator[RedisService]:
    service = RedisService("")
    yield service
    service.close()


@pytest.fixture
def make(redis: RedisService) -> Any:
    def build(
        speech: FakeModel | None = None, vision: FakeModel | None = None, fetcher: FakeFetcher | None = None
    ) -> MultimediaService:
        return MultimediaService(Config(), redis, FakeModels(speech, vision), fetcher or FakeFetcher())

    return build


def describe(service: MultimediaService, *items: dict[str, Any], **values: Any) -> Sequence[AttachmentText]:
    return service.describe_attachments(COMPANY, items, **values)


def test_a_voice_note_becomes_its_words(make: Any) -> None:
    assert describe(make(speech=FakeModel("quiero una cita")), VOICE) == [
        AttachmentText(AttachmentKind.VOICE, "quiero una cita")
    ]


def test_chatwoots_own_transcript_is_used_first_even_without_models(make: Any) -> None:
    fetcher = FakeFetcher()
    (heard,) = describe(make(fetcher=fetcher), {**VOICE, "transcribed_text": " ya transcrito "})

    assert heard.text == "ya transcrito"
    assert fetcher.fetched == []


def test_a_picture_is_described_in_the_customers_language_with_the_question(make: Any) -> None:
    vision = FakeModel("A red arm.")
    (seen,) = describe(make(vision=vision), IMAGE, language="en", question="is this normal?")

    assert seen == AttachmentText(AttachmentKind.IMAGE, "A red arm.")
    assert "Answer in English" in vision.calls[0]["instructions"]
    assert "is this normal?" in vision.calls[0]["question"]


def test_several_attachments_all_count_in_their_order(make: Any) -> None:
    fetcher = FakeFetcher(a=media.wav(level=1), b=media.png())
    service = make(FakeModel("voz"), FakeModel("foto"), fetcher)
    place = {
        "file_type": "location",
        "coordinates_lat": 4.6,
        "coordinates_long": -74.1,
        "fallback_title": "Calle 10",
    }
    person = {"file_type": "contact", "fallback_title": "+34 600", "meta": {"firstName": "Ana", "lastName": "B"}}
    items = [
        {**VOICE, "data_url": "https://files.example/a"},
        {**IMAGE, "data_url": "https://files.example/b"},
        place,
        person,
        {"file_type": "video", "data_url": "https://files.example/c"},
        VOICE,
    ]

    parts = describe(service, *items)

    assert [part.text for part in parts] == ["voz", "foto", "Calle 10 (4.6, -74.1)", "Ana B +34 600", None, "voz"]
    assert parts[4] == AttachmentText(AttachmentKind.FILE, problem=AttachmentProblem.UNSUPPORTED)


def test_several_files_are_read_side_by_side(make: Any) -> None:
    """Each waits for the other; one after the other they would wait in vain."""
    barrier = threading.Barrier(2)

    class Meeting(FakeModel):
        def transcribe(self, data: bytes, media: MediaType, *, vocabulary: str) -> str:
            barrier.wait(5)
            return "voz"

    fetcher = FakeFetcher(a=media.wav(level=1), b=media.wav(level=2))
    items = [{**VOICE, "data_url": f"https://files.example/{name}"} for name in "ab"]

    assert [part.text for part in describe(make(Meeting(), fetcher=fetcher), *items)] == ["voz", "voz"]


def test_without_a_model_nothing_is_fetched(make: Any) -> None:
    fetcher = FakeFetcher()
    parts = describe(make(fetcher=fetcher), VOICE, IMAGE)

    assert [part.problem for part in parts] == [AttachmentProblem.NOT_CONFIGURED] * 2
    assert fetcher.fetched == []


@pytest.mark.parametrize(
    ("found", "problem"),
    [
        (AttachmentRefusedError(), AttachmentProblem.REFUSED),
        (AttachmentUnavailableError(), AttachmentProblem.UNAVAILABLE),
        (PayloadTooLargeError(), AttachmentProblem.TOO_LARGE),
        (media.PDF, AttachmentProblem.UNSUPPORTED),
        (b"who knows", AttachmentProblem.UNSUPPORTED),
    ],
)
def test_a_file_that_cannot_be_had_is_named(
    make: Any, found: bytes | Exception, problem: AttachmentProblem
) -> None:
    (part,) = describe(make(speech=FakeModel(), fetcher=FakeFetcher(v=found)), VOICE)

    assert part == AttachmentText(AttachmentKind.VOICE, problem=problem)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (LLMError(), AttachmentProblem.UNAVAILABLE),
        (LLMRefusedError(), AttachmentProblem.UNSUPPORTED),
        ("", AttachmentProblem.EMPTY),
        ("Thanks for watching!", AttachmentProblem.EMPTY),
    ],
)
def test_a_recording_that_gives_no_words_is_named(
    make: Any, said: str | Exception, problem: AttachmentProblem
) -> None:
    (part,) = describe(make(speech=FakeModel(said)), VOICE)

    assert part.problem is problem


def test_a_file_of_a_declared_size_above_the_limit_is_not_fetched(make: Any) -> None:
    fetcher = FakeFetcher()
    (part,) = describe(make(speech=FakeModel(), fetcher=fetcher), {**VOICE, "file_size": 40_000_000})

    assert part.problem is AttachmentProblem.TOO_LARGE
    assert fetcher.fetched == []


def test_a_failure_is_not_cached(make: Any) -> None:
    speech = FakeModel(LLMError())
    service = make(speech=speech)
    describe(service, VOICE)
    speech.said = "ahora sí"

    assert describe(service, VOICE)[0].text == "ahora sí"


def test_a_picture_sent_as_a_document_is_a_picture(make: Any) -> None:
    (part,) = describe(
        make(vision=FakeModel("una foto")), {**IMAGE, "file_type": "file", "content_type": "image/jpeg"}
    )

    assert part == AttachmentText(AttachmentKind.IMAGE, "una foto")


@pytest.mark.parametrize(
    "item", [{}, {"file_type": None}, {"file_type": "audio"}, {"file_type": "image", "data_url": 7}]
)
def test_odd_attachments_are_named_and_nothing_is_raised(make: Any, item: dict[str, Any]) -> None:
    service = MultimediaService(Config(), RedisService(""), FakeModels(FakeModel(), FakeModel()))
    (part,) = describe(service, item)

    assert part.text is None
    assert part.problem in (AttachmentProblem.REFUSED, AttachmentProblem.UNSUPPORTED)


def test_a_message_is_made_of_words_voice_and_notes() -> None:
    parts = [
        AttachmentText(AttachmentKind.VOICE, "quiero una cita"),
        AttachmentText(AttachmentKind.IMAGE, "Un brazo."),
        AttachmentText(AttachmentKind.IMAGE, problem=AttachmentProblem.UNAVAILABLE),
    ]

    assert (
        as_message("hola", parts, COMPANY, "es") == "hola\nquiero una cita\n(Foto que envía el cliente: Un brazo.)"
    )
    assert as_message(None, parts[:1], COMPANY, "es") == "quiero una cita"
    assert as_message(None, parts[2:], COMPANY, "es") == ""


@pytest.mark.parametrize("language", ["es", "en", "pt"])
@pytest.mark.parametrize(
    "key", ["please_write_voice", "please_write_image", "received_file", "received_location", "received_contact"]
)
def test_customers_are_answered_politely_in_each_language(key: str, language: str) -> None:
    formal, familiar = say(key, COMPANY, language), say(key, make_company(formality="tu"), language)

    assert formal.endswith(("?", "."))
    assert "{" not in formal + familiar
    if language == "es":
        assert formal != familiar
