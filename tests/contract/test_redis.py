"""The working memory, in process and on a real server: one contract."""

import threading
import time

import pytest

from app.config.constants import KeyKind
from app.models.errors import WorkingMemoryUnavailableError
from app.services.redis_service import CompanyRedis, RedisService, RedisVersion

KEYS = {
    (KeyKind.CONVERSATION, "user123"): "benova:conversation:user123",
    (KeyKind.DOCUMENT, "doc456"): "benova:document:doc456",
    (KeyKind.BOT_STATUS, "conv789"): "benova:bot_status:conv789",
    (KeyKind.VECTORSTORE_HEALTH, "status"): "benova:vectorstore_health:status",
}


@pytest.fixture
def benova(redis_service: RedisService) -> CompanyRedis:
    return redis_service.company("benova:")


def test_keys_are_those_of_the_specification(benova: CompanyRedis) -> None:
    for kind, id_ in KEYS:
        benova.set(kind, id_, "x")
    assert sorted(benova.keys()) == sorted(KEYS.values())


def test_a_value_comes_back_until_it_is_deleted(benova: CompanyRedis) -> None:
    benova.set(KeyKind.CONVERSATION, "José 🙂:*", "añb")
    assert benova.get(KeyKind.CONVERSATION, "José 🙂:*") == "añb".encode()
    benova.delete(KeyKind.CONVERSATION, "José 🙂:*")
    assert benova.get(KeyKind.CONVERSATION, "José 🙂:*") is None


def test_a_value_with_a_time_to_live_has_one(benova: CompanyRedis, redis_service: RedisService) -> None:
    benova.set(KeyKind.CONVERSATION, "ana", "x", ttl_s=60)
    assert 0 < redis_service.run(lambda client: client.ttl("benova:conversation:ana")) <= 60


def test_a_counter_counts(benova: CompanyRedis) -> None:
    assert [benova.increment(KeyKind.VERSION, "n") for _ in range(3)] == [1, 2, 3]


@pytest.mark.parametrize("other", ["benova2:", "ben:", "benov?:", "*:", "[b]enova:"])
def test_a_company_sees_and_clears_its_own_keys_only(redis_service: RedisService, other: str) -> None:
    mine, theirs = redis_service.company("benova:"), redis_service.company(other)
    mine.set(KeyKind.DOCUMENT, "d", "mine")
    theirs.set(KeyKind.DOCUMENT, "d", "theirs")
    assert theirs.get(KeyKind.DOCUMENT, "d") == b"theirs"
    assert list(theirs.keys()) == [f"{other}document:d"]
    assert theirs.clear() == 1
    assert mine.get(KeyKind.DOCUMENT, "d") == b"mine"


def test_a_lock_is_held_by_one(benova: CompanyRedis) -> None:
    with (
        benova.lock("conversation:ana", wait_s=0) as first,
        benova.lock("conversation:ana", wait_s=0.05) as second,
    ):
        assert (first, second) == (True, False)
    with benova.lock("conversation:ana", wait_s=0) as third:
        assert third


def test_locks_of_two_companies_are_apart(redis_service: RedisService) -> None:
    one, other = redis_service.company("uno:"), redis_service.company("dos:")
    with one.lock("x", wait_s=0) as first, other.lock("x", wait_s=0) as second:
        assert first
        assert second


def test_keys_are_read_along_with_a_lock_and_only_inside_it(benova: CompanyRedis) -> None:
    version = (KeyKind.VERSION, "documents")
    benova.set(*version, "1")
    with benova.holding("x", (KeyKind.CONVERSATION, "ana"), wait_s=0, along=[version]) as held:
        benova.set(*version, "2")
        assert benova.get_along(*version) == b"1"
        assert held.value is None
    assert benova.get_along(*version) == b"2"


def test_what_was_not_read_along_is_asked_for(benova: CompanyRedis, redis_service: RedisService) -> None:
    other = redis_service.company("medispa:")
    other.set(KeyKind.VERSION, "documents", "7")
    with benova.holding("x", None, wait_s=0, along=[(KeyKind.VERSION, "documents")]):
        assert other.get_along(KeyKind.VERSION, "documents") == b"7"
        assert benova.get_along(KeyKind.VERSION, "documents") is None


def test_a_lock_is_had_once_it_is_released(benova: CompanyRedis) -> None:
    order: list[str] = []

    def wait() -> None:
        with benova.lock("x", wait_s=5) as held:
            order.append(f"second {held}")

    with benova.lock("x", wait_s=0):
        thread = threading.Thread(target=wait)
        thread.start()
        time.sleep(0.05)
        order.append("first done")
    thread.join()
    assert order == ["first done", "second True"]


def test_a_lock_lost_to_another_is_not_released_by_the_first(benova: CompanyRedis) -> None:
    with benova.lock("x", wait_s=0):
        benova.set(KeyKind.LOCK, "x", "somebody else")
    assert benova.get(KeyKind.LOCK, "x") == b"somebody else"


def test_a_lock_is_released_when_what_it_guards_fails(benova: CompanyRedis) -> None:
    with pytest.raises(RuntimeError), benova.lock("x", wait_s=0):
        raise RuntimeError
    with benova.lock("x", wait_s=0) as held:
        assert held


def test_commands_sent_together_are_answered_in_order(redis_service: RedisService) -> None:
    sent = [("SET", "a", "1"), ("GET", "a"), ("MGET", "a", "none"), ("DEL", "a"), ("GET", "a")]
    replies = redis_service.send(sent)
    assert replies[1:] == [b"1", [b"1", None], 1, None]


def test_an_error_among_replies_is_told_and_nobody_reads_the_rest(redis_service: RedisService) -> None:
    redis_service.send([("SET", "a", "x")])
    with pytest.raises(WorkingMemoryUnavailableError):
        redis_service.send([("INCR", "a"), ("SET", "b", "later")])
    redis_service._down_until = 0.0
    assert redis_service.send([("GET", "a")]) == [b"x"]


def test_a_kept_connection_that_was_closed_is_replaced(redis_service: RedisService) -> None:
    redis_service.send([("SET", "a", "x")])
    if redis_service.url:
        redis_service.run(lambda client: client.client_kill_filter(_type="normal", skipme=False))
    with redis_service.company("benova:").lock("ana", wait_s=0) as held:
        assert held
    assert redis_service.send([("GET", "a")]) == [b"x"]


def test_the_shared_version_changes_when_bumped_and_when_lost(redis_service: RedisService) -> None:
    version = RedisVersion(redis_service, "config_version")
    first = version.current()
    assert first
    assert version.current() == first
    version.bump()
    second = version.current()
    redis_service.run(lambda client: client.flushall())
    assert len({first, second, version.current()}) == 3


@pytest.mark.integration
def test_a_server_out_of_reach_is_a_domain_error_and_left_alone_for_a_moment() -> None:
    service = RedisService("redis://127.0.0.1:1/0")
    with pytest.raises(WorkingMemoryUnavailableError):
        service.ping()
    with pytest.raises(WorkingMemoryUnavailableError):
        service.run(lambda _client: pytest.fail("asked again at once"))
    service.close()
