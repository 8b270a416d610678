"""Tries a company's connections for real, one at a time, and says in words what came of it."""

import io
import time
import wave
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from app.config.company_config import CompanyConfig
from app.config.config import Config
from app.models.database import Database
from app.models.errors import DomainError, NotFoundError
from app.services.chatwoot_http import target_of
from app.services.chatwoot_service import ChatwootClient
from app.services.diagnostics.findings import TRIED
from app.services.llm.provider import ModelProvider
from app.services.media_types import MediaType
from app.services.redis_service import RedisService
from app.services.schedule_service import calendar_for
from app.services.sentence_encoder import load_encoder

_HELLO = {"messages": [{"role": "user", "content": "Reply with: ok"}], "max_tokens": 5}


def _silence() -> bytes:
    """A fifth of a second of nothing, as WAV."""
    out = io.BytesIO()
    with wave.open(out, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(16_000)
        recording.writeframes(bytes(6_400))
    return out.getvalue()


class NotSetUpError(Exception):
    """There is nothing to try; the message is the code of what is missing."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A code of `TRIED` and what its words need."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TestResult:
    """`message` may be shown: it has no address, key or foreign text. `code`: its own, or the error's."""

    integration: str
    ok: bool
    message: str
    latency_ms: float | None
    code: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)


class ConnectionTests:
    """The integrations are chatwoot, model, embedding, speech, calendar, database and redis."""

    def __init__(
        self,
        config: Config,
        database: Database,
        redis: RedisService,
        models: ModelProvider,
        chatwoot: ChatwootClient,
    ) -> None:
        self._config, self._database, self._redis = config, database, redis
        self._models, self._chatwoot = models, chatwoot
        self._tests: Mapping[str, Callable[[CompanyConfig], Outcome]] = {
            "chatwoot": self._test_chatwoot,
            "model": self._test_model,
            "embedding": self._test_embedding,
            "speech": self._test_speech,
            "calendar": self._test_calendar,
            "database": self._test_database,
            "redis": self._test_redis,
        }

    def run(self, company: CompanyConfig, integration: str) -> TestResult:
        """Raises: NotFoundError for a name that is none of them."""
        test = self._tests.get(integration)
        if test is None:
            raise NotFoundError()
        started = time.perf_counter()
        try:
            outcome = test(company)
        except NotSetUpError as exc:
            return TestResult(integration, False, TRIED[str(exc)], None, str(exc))
        except DomainError as exc:
            return TestResult(integration, False, f"{exc} ({exc.code})", _since(started), exc.code)
        message = TRIED[outcome.code].format(**outcome.params)
        return TestResult(integration, True, message, _since(started), outcome.code, outcome.params)

    def _test_chatwoot(self, company: CompanyConfig) -> Outcome:
        target = target_of(company, self._config)
        if target is None:
            raise NotSetUpError("chatwoot_missing")
        self._chatwoot.check(target)
        return Outcome("chatwoot_answers")

    def _test_model(self, company: CompanyConfig) -> Outcome:
        model = self._models.raw(company)
        if model is None:
            raise NotSetUpError("model_missing")
        model.chat(_HELLO)
        return Outcome("model_answers", {"model": model.endpoint.model})

    def _test_embedding(self, company: CompanyConfig) -> Outcome:
        endpoint = self._models.endpoint(company)
        if endpoint is None or not self._config.openai_embedding_model:
            if not self._config.sentence_encoder:
                raise NotSetUpError("embedding_missing")
            return Outcome("embedding_within", {"model": load_encoder().model})
        model, name = self._models.raw(company), self._config.openai_embedding_model
        if model is not None:
            model.call(
                lambda client, timeout_s: client.embeddings.create(model=name, input=["ok"], timeout=timeout_s)
            )
        return Outcome("embedding_answers", {"model": name})

    def _test_speech(self, company: CompanyConfig) -> Outcome:
        speech = self._models.speech(company)
        if speech is None:
            raise NotSetUpError("speech_missing")
        speech.transcribe(_silence(), MediaType("audio/wav", "wav"), vocabulary="")
        return Outcome("speech_answers", {"model": speech.model})

    def _test_calendar(self, company: CompanyConfig) -> Outcome:
        treatment = next(iter(company.treatments.values()), None)
        if treatment is None:
            raise NotSetUpError("calendar_missing")
        now = datetime.now(UTC).astimezone(company.zone)
        first = now.date() + timedelta(days=1)
        calendar: Any = calendar_for(company, self._database.tenant(company.company_id))
        slots = calendar.free_slots(treatment, first, first + timedelta(days=6), now=now)
        return Outcome("calendar_answers", {"slots": len(slots)})

    def _test_database(self, company: CompanyConfig) -> Outcome:
        del company  # one record for all
        self._database.ping()
        return Outcome("database_answers")

    def _test_redis(self, company: CompanyConfig) -> Outcome:
        del company  # one working memory for all
        self._redis.ping()
        return Outcome("redis_answers" if self._redis.url else "redis_stand_in")


def _since(started: float) -> float:
    """Milliseconds."""
    return round((time.perf_counter() - started) * 1000, 1)
