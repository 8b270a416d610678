"""What was heard is kept by the file's content, unreadable without the file."""

from collections.abc import Iterator

import pytest

from app.config.constants import KeyKind
from app.models.errors import WorkingMemoryUnavailableError
from app.services.media_cache import MediaCache
from app.services.redis_service import CompanyRedis, RedisService

VOICE = b"a recording"


class DownRedis(RedisService):
    """Never reachable."""

    def run(self, command: object) -> object:  # type: ignore[override]
        raise WorkingMemoryUnavailableError()


@pytest.fixture
def redis() -> Iterator[RedisService]:
    service = RedisService("")
    yield service
    service.close()


@pytest.fixture
def benova(redis: RedisService) -> CompanyRedis:
    return redis.company("benova:")


def test_a_text_is_found_by_content_and_purpose(benova: CompanyRedis) -> None:
    cache = MediaCache(benova)
    cache.put(VOICE, "speech:whisper-1", "hola, ¿qué tal?")

    assert cache.get(VOICE, "speech:whisper-1") == "hola, ¿qué tal?"
    assert cache.get(VOICE, "speech:other-model") is None
    assert cache.get(b"another recording", "speech:whisper-1") is None


def test_an_empty_text_is_remembered_too(benova: CompanyRedis) -> None:
    MediaCache(benova).put(VOICE, "speech", "")

    assert MediaCache(benova).get(VOICE, "speech") == ""


def test_the_stored_value_is_sealed_and_expires(redis: RedisService, benova: CompanyRedis) -> None:
    MediaCache(benova).put(VOICE, "speech", "mi número es 3001234567")
    (key,) = benova.keys()
    value = redis.run(lambda client: client.get(key))
    ttl = redis.run(lambda client: client.ttl(key))

    assert key.startswith(f"benova:{KeyKind.MEDIA}:")
    assert b"3001234567" not in value
    assert 29 * 86_400 < ttl <= 30 * 86_400


def test_a_damaged_value_counts_as_absent(benova: CompanyRedis) -> None:
    MediaCache(benova).put(VOICE, "speech", "hola")
    (key,) = benova.keys()
    benova.set(KeyKind.MEDIA, key.rsplit(":", 1)[1], b"damaged")

    assert MediaCache(benova).get(VOICE, "speech") is None


def test_without_working_memory_nothing_is_kept_and_nothing_fails() -> None:
    cache = MediaCache(CompanyRedis(DownRedis(""), "benova:"))
    cache.put(VOICE, "speech", "hola")

    assert cache.get(VOICE, "speech") is None
