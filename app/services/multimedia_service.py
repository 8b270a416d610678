"""Voice notes, pictures and other attachments as text that the agents can answer."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from app.agents.language import detect_language
from app.agents.media_text import (
    clean_transcript,
    speech_vocabulary,
    vision_instructions,
    vision_question,
    without_verdicts,
)
from app.agents.wording import say
from app.config.company_config import CompanyConfig
from app.config.config import Config
from app.config.constants import MAX_UPLOAD_BYTES
from app.models.errors import (
    AttachmentRefusedError,
    DependencyError,
    LLMError,
    LLMRefusedError,
    PayloadTooLargeError,
    SpeechUnavailableError,
    UnsupportedMediaTypeError,
    VisionUnavailableError,
)
from app.services.chatwoot_service import chatwoot_address
from app.services.fetch_policy import FetchPolicy
from app.services.media_cache import MediaCache
from app.services.media_types import MediaKind, MediaType, sniff_media
from app.services.redis_service import RedisService
from app.services.safe_fetch import SafeFetcher
from app.utils.logger import get_logger

log = get_logger("media")

MAX_ATTACHMENTS = 15  # of one message; Chatwoot takes no more
PARALLEL = 4


class AttachmentKind(StrEnum):
    VOICE = "voice"
    IMAGE = "image"
    FILE = "file"
    LOCATION = "location"
    CONTACT = "contact"


class AttachmentProblem(StrEnum):
    """Why an attachment has no text."""

    NOT_CONFIGURED = "not_configured"  # no speech or vision model
    UNAVAILABLE = "unavailable"  # the file or the model could not be reached
    REFUSED = "refused"  # its address is none of the company's
    TOO_LARGE = "too_large"
    UNSUPPORTED = "unsupported"  # of a type nobody here reads
    EMPTY = "empty"  # nothing was said


@dataclass(frozen=True, slots=True)
class AttachmentText:
    """One attachment; exactly one of `text` and `problem` is set."""

    kind: AttachmentKind
    text: str | None = None
    problem: AttachmentProblem | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    text: str
    language: str


class SpeechToText(Protocol):
    """Raises: LLMError; LLMRefusedError for a recording it cannot read."""

    @property
    def model(self) -> str: ...

    def transcribe(self, data: bytes, media: MediaType, *, vocabulary: str) -> str: ...


class Vision(Protocol):
    """Raises: LLMError; LLMRefusedError for a picture it cannot read."""

    @property
    def model(self) -> str: ...

    def describe(self, data: bytes, media: MediaType, *, instructions: str, question: str) -> str: ...


class MediaModels(Protocol):
    """A company's models; None where it has none."""

    def speech(self, company: CompanyConfig) -> SpeechToText | None: ...

    def vision(self, company: CompanyConfig) -> Vision | None: ...


class MultimediaService:
    """Shared by the webhook's attachments and the two endpoints."""

    def __init__(
        self, config: Config, redis: RedisService, models: MediaModels, fetcher: SafeFetcher | None = None
    ) -> None:
        self._config, self._redis, self._models = config, redis, models
        self._fetcher = fetcher or SafeFetcher()

    def transcribe(self, company: CompanyConfig, data: bytes) -> Transcript:
        """The words of a voice note; `text` is "" when nothing was said.

        Raises: UnsupportedMediaTypeError, SpeechUnavailableError.
        """
        media, speech = sniff_media(data, MediaKind.VOICE), self._models.speech(company)
        if speech is None:
            raise SpeechUnavailableError()
        if media is None:
            raise UnsupportedMediaTypeError("This is no recording that can be read")
        cache, purpose = self._cache(company), f"speech:{speech.model}"
        text = cache.get(data, purpose)
        if text is None:
            try:
                text = clean_transcript(speech.transcribe(data, media, vocabulary=speech_vocabulary(company)))
            except LLMRefusedError as exc:
                raise UnsupportedMediaTypeError("The recording cannot be read") from exc
            except LLMError as exc:
                raise SpeechUnavailableError("The speech model did not answer") from exc
            cache.put(data, purpose, text)
        return Transcript(text, detect_language(text, company.languages, company.language))

    def describe_image(
        self, company: CompanyConfig, data: bytes, question: str | None = None, *, language: str = ""
    ) -> str:
        """What is to be seen, without any diagnosis; in `language` (default: the company's).

        Raises: UnsupportedMediaTypeError, VisionUnavailableError.
        """
        media, vision = sniff_media(data, MediaKind.IMAGE), self._models.vision(company)
        if vision is None:
            raise VisionUnavailableError()
        if media is None:
            raise UnsupportedMediaTypeError("This is no picture that can be read")
        language = language or company.language
        instructions, asked = vision_instructions(company, language), vision_question(question)
        cache, purpose = self._cache(company), f"vision:{vision.model}:{instructions}:{asked}"
        text = cache.get(data, purpose)
        if text is None:
            try:
                seen = vision.describe(data, media, instructions=instructions, question=asked)
            except LLMRefusedError as exc:
                raise UnsupportedMediaTypeError("The picture cannot be read") from exc
            except LLMError as exc:
                raise VisionUnavailableError("The vision model did not answer") from exc
            text = without_verdicts(seen, company, language)
            cache.put(data, purpose, text)
        return text

    def describe_attachments(
        self,
        company: CompanyConfig,
        attachments: Sequence[Mapping[str, Any]],
        *,
        language: str = "",
        question: str | None = None,
    ) -> list[AttachmentText]:
        """Each of a message's Chatwoot attachments, in their order; nothing is raised, a problem is named.

        `question`: the text that came with them.
        """
        given = list(attachments)[:MAX_ATTACHMENTS]
        if len(given) < 2:
            return [self._describe(company, item, language, question) for item in given]
        with ThreadPoolExecutor(PARALLEL, thread_name_prefix="media") as pool:
            jobs = [
                pool.submit(copy_context().run, self._describe, company, item, language, question)
                for item in given
            ]
            return [job.result() for job in jobs]

    def _describe(
        self, company: CompanyConfig, item: Mapping[str, Any], language: str, question: str | None
    ) -> AttachmentText:
        kind = _kind(item)
        if kind is AttachmentKind.LOCATION:
            return AttachmentText(kind, _location(item))
        if kind is AttachmentKind.CONTACT:
            return AttachmentText(kind, _contact(item))
        if kind is AttachmentKind.FILE:
            return AttachmentText(kind, problem=AttachmentProblem.UNSUPPORTED)
        heard = str(item.get("transcribed_text") or "").strip()
        if kind is AttachmentKind.VOICE and heard:  # Chatwoot has already listened to it
            return AttachmentText(kind, heard)
        if not self._can_read(company, kind):  # nothing is fetched that nobody could read
            return AttachmentText(kind, problem=AttachmentProblem.NOT_CONFIGURED)
        try:
            text = self._text(company, kind, item, language, question)
        except DependencyError as exc:
            log.warning("an attachment has no text: %s", exc.code)
            return AttachmentText(kind, problem=AttachmentProblem.UNAVAILABLE)
        except tuple(_PROBLEMS) as exc:
            problem = next(problem for error, problem in _PROBLEMS.items() if isinstance(exc, error))
            return AttachmentText(kind, problem=problem)
        return AttachmentText(kind, text) if text else AttachmentText(kind, problem=AttachmentProblem.EMPTY)

    def _text(
        self,
        company: CompanyConfig,
        kind: AttachmentKind,
        item: Mapping[str, Any],
        language: str,
        question: str | None,
    ) -> str:
        size = item.get("file_size")
        if isinstance(size, int) and size > MAX_UPLOAD_BYTES:
            raise PayloadTooLargeError()
        policy = FetchPolicy.of(chatwoot_address(company, self._config), company.attachment_hosts)
        data = self._fetcher.fetch(str(item.get("data_url") or ""), policy)
        if kind is AttachmentKind.VOICE:
            return self.transcribe(company, data).text
        return self.describe_image(company, data, question, language=language)

    def _can_read(self, company: CompanyConfig, kind: AttachmentKind) -> bool:
        models = self._models
        return (models.speech(company) if kind is AttachmentKind.VOICE else models.vision(company)) is not None

    def _cache(self, company: CompanyConfig) -> MediaCache:
        return MediaCache(self._redis.company(company.redis_prefix))


# The more particular errors first.
_PROBLEMS: dict[type[Exception], AttachmentProblem] = {
    AttachmentRefusedError: AttachmentProblem.REFUSED,
    PayloadTooLargeError: AttachmentProblem.TOO_LARGE,
    UnsupportedMediaTypeError: AttachmentProblem.UNSUPPORTED,
}


def as_message(text: str | None, parts: Sequence[AttachmentText], company: CompanyConfig, language: str) -> str:
    """One message of what was written and what was attached: voice as if written, the rest as notes."""
    lines = [(text or "").strip()]
    for part in parts:
        note = _NOTES.get(part.kind)
        if part.text:
            lines.append(say(note, company, language, text=part.text) if note else part.text)
    return "\n".join(line for line in lines if line)


_NOTES = {
    AttachmentKind.IMAGE: "image_note",
    AttachmentKind.LOCATION: "location_note",
    AttachmentKind.CONTACT: "contact_note",
}


def _kind(item: Mapping[str, Any]) -> AttachmentKind:
    """A sound or picture sent as a document is one all the same."""
    file_type = str(item.get("file_type") or "")
    declared = str(item.get("content_type") or "").partition("/")[0] if file_type == "file" else file_type
    kinds = {
        "audio": AttachmentKind.VOICE,
        "image": AttachmentKind.IMAGE,
        "location": AttachmentKind.LOCATION,
        "contact": AttachmentKind.CONTACT,
    }
    return kinds.get(declared, AttachmentKind.FILE)


def _location(item: Mapping[str, Any]) -> str:
    latitude, longitude = item.get("coordinates_lat"), item.get("coordinates_long")
    place = f"{latitude}, {longitude}" if latitude is not None and longitude is not None else ""
    return (
        " ".join(part for part in (str(item.get("fallback_title") or ""), place and f"({place})") if part) or "-"
    )


def _contact(item: Mapping[str, Any]) -> str:
    meta = item.get("meta")
    names = meta if isinstance(meta, Mapping) else {}
    parts = (names.get("firstName"), names.get("lastName"), item.get("fallback_title"))
    return " ".join(str(part) for part in parts if part) or "-"
