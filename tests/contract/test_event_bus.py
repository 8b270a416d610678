"""The event bus on both of its carriers, two processes' worth of it."""

import json
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from app.models.errors import TooManyStreamsError
from app.services.event_bus import Event, EventBus, Subscription
from app.services.redis_service import RedisService


class Dead:
    """A Redis that is configured and away."""

    url = "redis://nowhere"

    def publish(self, channel: str, messages: object) -> None:
        from app.models.errors import WorkingMemoryUnavailableError

        raise WorkingMemoryUnavailableError()

    def messages(self, channel: str) -> Iterator[bytes | None]:
        from app.models.errors import WorkingMemoryUnavailableError

        raise WorkingMemoryUnavailableError()
        yield None


@pytest.fixture
def buses(redis_service: RedisService) -> Iterator[tuple[EventBus, EventBus]]:
    """The publisher's and the listener's bus: two processes where Redis carries, else the same one."""
    with ExitStack() as stack:
        here = EventBus(redis_service)
        stack.callback(here.close)
        if not redis_service.url:
            yield here, here
            return
        other_redis = RedisService(redis_service.url)
        there = EventBus(other_redis)
        stack.callback(other_redis.close)
        stack.callback(there.close)
        yield here, there


def heard(subscription: Subscription, until: str) -> list[str]:
    """The types of events up to and with `until`."""
    types = []
    for event in subscription.events(heartbeat_s=10):
        assert event is not None, f"silence after {types}"
        types.append(json.loads(event.body)["type"])
        if types[-1] == until:
            return types
    raise AssertionError(f"the stream ended after {types}")


def test_a_company_hears_its_own_events_in_order_and_no_other_s(buses: tuple[EventBus, EventBus]) -> None:
    publisher, listener = buses
    mine, everything = listener.subscribe("benova"), listener.subscribe(None)
    publisher.publish("benova", "message", {"user_id": "ana", "role": "user", "preview": "hola"})
    publisher.publish("medispa", "handoff", {"user_id": "eva"})
    publisher.publish("benova", "owner", {"user_id": "ana", "owner": "human"})
    assert heard(mine, "owner") == ["message", "owner"]
    assert heard(everything, "owner") == ["message", "handoff", "owner"]


def test_what_was_missed_comes_first_when_the_client_returns(buses: tuple[EventBus, EventBus]) -> None:
    publisher, listener = buses
    first = listener.subscribe("benova")
    publisher.publish("benova", "message", {})
    seen = next(iter(first.events(heartbeat_s=10)))
    assert seen is not None
    witness = listener.subscribe(None)
    first.close()
    publisher.publish("medispa", "emergency", {})
    publisher.publish("benova", "document", {})
    heard(witness, "document")
    again = listener.subscribe("benova", after=seen.event_id)
    assert heard(again, "document") == ["document"]


def test_streams_are_limited_and_come_free_again(redis_service: RedisService) -> None:
    bus = EventBus(redis_service, max_streams=1)
    only = bus.subscribe("benova")
    with pytest.raises(TooManyStreamsError):
        bus.subscribe("benova")
    only.close()
    only.close()
    bus.subscribe("benova").close()
    assert bus.streams == 0
    bus.close()


def test_closing_ends_every_stream_and_refuses_new_ones(buses: tuple[EventBus, EventBus]) -> None:
    _publisher, listener = buses
    subscription = listener.subscribe("benova")
    listener.close_streams()
    assert list(subscription.events(heartbeat_s=10)) == []
    with pytest.raises(TooManyStreamsError):
        listener.subscribe("benova")


def test_with_redis_away_this_process_still_hears_itself() -> None:
    bus = EventBus(Dead())  # type: ignore[arg-type]
    subscription = bus.subscribe("benova")
    bus.publish("benova", "message", {})
    assert heard(subscription, "message") == ["message"]
    bus.close_streams()


def test_a_slow_listener_loses_the_oldest_and_holds_nobody_up() -> None:
    bus = EventBus(RedisService(""))
    subscription = bus.subscribe("benova")
    for number in range(300):
        bus.publish("benova", "message", {"number": number})
    bus.publish("benova", "owner", {})
    assert len(heard(subscription, "owner")) == 200


def test_silence_is_told_so_that_the_stream_can_be_kept_alive() -> None:
    bus = EventBus(RedisService(""))
    assert next(iter(bus.subscribe("benova").events(heartbeat_s=0.01))) is None


def test_what_is_no_json_does_not_fail_the_publisher() -> None:
    bus = EventBus(RedisService(""))
    subscription = bus.subscribe("benova")
    bus.publish("benova", "message", {"odd": object()})
    assert heard(subscription, "message") == ["message"]


def test_an_event_survives_its_journey() -> None:
    event = Event("1-a", "benova", '{"preview": "uno dos  tres ñ"}')
    assert Event.unpack(event.pack()) == event
