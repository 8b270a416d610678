"""Tries a company's connections for real, one at a time, and says in words what came of it."""

import io
import time
import wave
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from app.config.company_config import CompanyConfig
from app.config.config import Config
from app.models.database import Database
from app.models.errors import DomainError, NotFoundError
from app.services.chatwoot_http import target_of
from app.services.chatwoot_service import ChatwootClient
from app.services.llm.provider import ModelProvider
from app.services.media_types import MediaType
from app.services.redis_service import RedisService
from app.services.schedule_service import calendar_for

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
    """There is nothing to try; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class TestResult:
    """`message` may be shown: it has no address, key or foreign text."""

    integration: str
    ok: bool
    message: str
    latency_ms: float | None


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
        self._tests: Mapping[str, Callable[[CompanyConfig], str]] = {
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
            message, done = test(company), True
        except NotSetUpError as exc:
            return TestResult(integration, False, str(exc), None)
        except DomainError as exc:
            message, done = f"{exc} ({exc.code})", False
        return TestResult(integration, done, message, round((time.perf_counter() - started) * 1000, 1))

    def _test_chatwoot(self, company: CompanyConfig) -> str:
        target = target_of(company, self._config)
        if target is None:
            raise NotSetUpError("The company has no Chatwoot account, address or token.")
        self._chatwoot.check(target)
        return "Chatwoot answers and takes the token."

    def _test_model(self, company: CompanyConfig) -> str:
        model = self._models.raw(company)
        if model is None:
            raise NotSetUpError("No language model is configured; the local engine answers.")
        model.chat(_HELLO)
        return f"The model {model.endpoint.model} answers."

    def _test_embedding(self, company: CompanyConfig) -> str:
        endpoint = self._models.endpoint(company)
        if endpoint is None or not self._config.openai_embedding_model:
            raise NotSetUpError("No embedding model is configured; documents are found by their words.")
        model, name = self._models.raw(company), self._config.openai_embedding_model
        if model is not None:
            model.call(
                lambda client, timeout_s: client.embeddings.create(model=name, input=["ok"], timeout=timeout_s)
            )
        return f"The embedding model {name} answers."

    def _test_speech(self, company: CompanyConfig) -> str:
        speech = self._models.speech(company)
        if speech is None:
            raise NotSetUpError("No speech model is configured; customers are asked to write.")
        speech.transcribe(_silence(), MediaType("audio/wav", "wav"), vocabulary="")
        return f"The speech model {speech.model} answers."

    def _test_calendar(self, company: CompanyConfig) -> str:
        treatment = next(iter(company.treatments.values()), None)
        if treatment is None:
            raise NotSetUpError("The company has no treatments to ask free times for.")
        now = datetime.now(UTC).astimezone(company.zone)
        first = now.date() + timedelta(days=1)
        calendar: Any = calendar_for(company, self._database.tenant(company.company_id))
        slots = calendar.free_slots(treatment, first, first + timedelta(days=6), now=now)
        return f"The calendar answers: {len(slots)} free times in the next week."

    def _test_database(self, company: CompanyConfig) -> str:
        del company  # one record for all
        self._database.ping()
        return "The database answers."

    def _test_redis(self, company: CompanyConfig) -> str:
        del company  # one working memory for all
        self._redis.ping()
        return "Redis answers." if self._redis.url else "The in-process stand-in answers."
