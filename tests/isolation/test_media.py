"""What one company heard or saw is never another's, even of the very same file."""

from app.models.ids import new_id
from app.services.media_cache import MediaCache
from app.services.redis_service import RedisService

FILE = b"the same recording sent to two clinics"


def test_the_same_file_of_another_company_is_not_known(redis_service: RedisService) -> None:
    first, second = new_id("a"), new_id("b")
    MediaCache(redis_service.company(f"{first}:")).put(FILE, "speech", "mi cédula es 123")

    assert MediaCache(redis_service.company(f"{second}:")).get(FILE, "speech") is None
    assert MediaCache(redis_service.company(f"{first}:")).get(FILE, "speech") == "mi cédula es 123"


def test_clearing_one_company_keeps_the_others_media(redis_service: RedisService) -> None:
    first, second = redis_service.company(f"{new_id('a')}:"), redis_service.company(f"{new_id('b')}:")
    for mine in (first, second):
        MediaCache(mine).put(FILE, "speech", mine.prefix)
    first.clear()

    assert MediaCache(first).get(FILE, "speech") is None
    assert MediaCache(second).get(FILE, "speech") == second.prefix
