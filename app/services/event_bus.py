"""What happens right now, told to the panels that are open: the record is elsewhere, a lost event is only late.

Publishing hands over and returns. Redis pub/sub carries events between processes: one sending thread, and one
listening thread while somebody listens. Without Redis, or while it is away, this process's own listeners hear.
"""

import queue
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

import orjson

from app.models.errors import DependencyError, TooManyStreamsError
from app.services.redis_service import RedisService
from app.utils.logger import get_logger

log = get_logger("events")

MAX_STREAMS = 32  # each holds one of the server's threads
KEPT = 500  # for clients that come back with the id of the last event they saw
WAITING = 200  # events a slow client may be behind before it loses the oldest
BACKLOG = 2_000
TOGETHER = 100
GATHER_S = 0.1  # what is said within it travels together: a round trip costs more than the moment is worth
SUBSCRIBED_WITHIN_S = 2.0
IDLE_S = 60.0
RETRY_S = 2.0


class Publisher(Protocol):
    """The half of the bus that use cases see. `text`: what was said in full, for who may have it."""

    def publish(self, company_id: str, type_: str, data: Mapping[str, Any], text: str = "") -> None: ...


class NullPublisher:
    """Tells nobody."""

    def publish(self, company_id: str, type_: str, data: Mapping[str, Any], text: str = "") -> None:
        del company_id, type_, data, text


@dataclass(frozen=True, slots=True)
class Event:
    """`body` is the JSON object clients read: `{type, company_id, at, …}`."""

    event_id: str
    company_id: str
    body: str

    def pack(self) -> bytes:
        return f"{self.event_id} {self.company_id} {self.body}".encode()

    @classmethod
    def unpack(cls, raw: bytes) -> "Event":
        """Raises: ValueError."""
        return cls(*raw.decode().split(" ", 2))


class Subscription:
    """One listener's events, from now on; `company_id` None hears every company."""

    def __init__(self, bus: "EventBus", company_id: str | None) -> None:
        self.company_id, self._bus = company_id, bus
        self._events: queue.Queue[Event | None] = queue.Queue(WAITING)

    def events(self, heartbeat_s: float) -> Iterator[Event | None]:
        """Events as they come; None after `heartbeat_s` of silence. Ends when the bus closes."""
        while not self._bus.closed:
            try:
                event = self._events.get(timeout=heartbeat_s)
            except queue.Empty:
                yield None
                continue
            if event is None:
                return
            yield event

    def close(self) -> None:
        """Stop listening; twice is harmless."""
        self._bus.unsubscribe(self)

    def hears(self, event: Event) -> bool:
        return self.company_id is None or self.company_id == event.company_id

    def put(self, event: Event | None) -> None:
        while True:
            try:
                return self._events.put_nowait(event)
            except queue.Full:
                self._drop_oldest()

    def _drop_oldest(self) -> None:
        try:
            self._events.get_nowait()
        except queue.Empty:
            return


class EventBus:
    """Company-scoped events of the installation."""

    def __init__(
        self,
        redis: RedisService,
        *,
        max_streams: int = MAX_STREAMS,
        idle_s: float = IDLE_S,
        observe: Callable[[int], None] = lambda _streams: None,
    ) -> None:
        """`observe` hears how many listen whenever that changes."""
        self._redis, self._max_streams, self._idle_s, self._observe = redis, max_streams, idle_s, observe
        self._subscriptions: list[Subscription] = []
        self._recent: deque[Event] = deque(maxlen=KEPT)
        self._outgoing: queue.Queue[Event | None] = queue.Queue(BACKLOG)
        self._sender: threading.Thread | None = None
        self._listener: threading.Thread | None = None
        self._listening = threading.Event()
        self._lock = threading.Lock()
        self.closed = False

    def publish(self, company_id: str, type_: str, data: Mapping[str, Any], text: str = "") -> None:
        """Tell the company's listeners, without the text in full. Never raises, never waits."""
        del text
        now = datetime.now(UTC)
        event_id = f"{int(now.timestamp() * 1000):x}-{secrets.token_hex(4)}"
        head = {"type": type_, "company_id": company_id, "at": now.isoformat()}
        # `default`: a value that is no JSON must not fail the work that tells of it.
        event = Event(event_id, company_id, orjson.dumps({**data, **head}, default=str).decode())
        if not self._redis.url:
            self._deliver(event)
            return
        try:
            self._outgoing.put_nowait(event)
        except queue.Full:
            return  # Redis hangs: panels read the record when they come back
        if self._sender is None:
            self._start_sender()

    def subscribe(self, company_id: str | None, after: str = "") -> Subscription:
        """Hear a company (None: all). `after`: the last event id the client saw; what this process still has
        of later ones comes first. Raises: TooManyStreamsError."""
        subscription = Subscription(self, company_id)
        with self._lock:
            if self.closed or len(self._subscriptions) >= self._max_streams:
                raise TooManyStreamsError()
            for event in self._missed(subscription, after):
                subscription.put(event)
            self._subscriptions.append(subscription)
            self._observe(len(self._subscriptions))
        if self._redis.url:
            self._listen()
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        with self._lock:
            if subscription in self._subscriptions:
                self._subscriptions.remove(subscription)
                self._observe(len(self._subscriptions))

    @property
    def streams(self) -> int:
        """How many listen in this process."""
        return len(self._subscriptions)

    def close_streams(self) -> None:
        """End every stream, so that the server's threads come back; publishing goes on."""
        self.closed = True
        with self._lock:
            subscriptions = list(self._subscriptions)
        for subscription in subscriptions:
            subscription.put(None)

    def close(self) -> None:
        """End streams and threads; what is still to be sent is sent."""
        self.close_streams()
        if self._sender is not None:
            self._outgoing.put(None)
            self._sender.join(RETRY_S)
        if self._listener is not None:
            self._listener.join(RETRY_S)

    def _missed(self, subscription: Subscription, after: str) -> list[Event]:
        kept = list(self._recent)
        seen = next((n for n, event in enumerate(kept) if event.event_id == after), None) if after else None
        return [] if seen is None else [event for event in kept[seen + 1 :] if subscription.hears(event)]

    def _deliver(self, event: Event) -> None:
        with self._lock:
            self._recent.append(event)
            for subscription in self._subscriptions:
                if subscription.hears(event):
                    subscription.put(event)

    # -- Redis --------------------------------------------------------------------------------

    def _start_sender(self) -> None:
        with self._lock:
            if self._sender is None:
                self._sender = threading.Thread(target=self._send_all, name="events-out", daemon=True)
                self._sender.start()

    def _send_all(self) -> None:
        while True:
            events, last = self._next()
            if events:
                self._send(events)
            if last:
                return

    def _next(self) -> tuple[list[Event], bool]:
        """What waits, at least one; True when it is the end."""
        events: list[Event] = []
        event = self._outgoing.get()
        time.sleep(GATHER_S)
        while event is not None:
            events.append(event)
            if len(events) == TOGETHER or self._outgoing.empty():
                return events, False
            event = self._outgoing.get_nowait()
        return events, True

    def _send(self, events: list[Event]) -> None:
        try:
            self._redis.publish("events", [event.pack() for event in events])
        except DependencyError:
            for event in events:
                self._deliver(event)

    def _listen(self) -> None:
        """See to it that this process hears, and wait a moment until it does."""
        with self._lock:
            if self._listener is None or not self._listener.is_alive():
                self._listening.clear()
                self._listener = threading.Thread(target=self._hear, name="events-in", daemon=True)
                self._listener.start()
        self._listening.wait(SUBSCRIBED_WITHIN_S)

    def _hear(self) -> None:
        idle_since = time.monotonic()
        while not self.closed:
            try:
                for raw in self._redis.messages("events"):
                    self._listening.set()
                    if raw is not None:
                        self._heard(raw)
                    if self._subscriptions:
                        idle_since = time.monotonic()
                    if self.closed or self._is_idle(idle_since):
                        return
            except DependencyError:
                self._listening.set()  # nothing to wait for
                log.warning("events of other processes are not heard; trying again")
                time.sleep(RETRY_S)

    def _is_idle(self, since: float) -> bool:
        """Nobody has listened for a while: the thread may end, unless somebody comes this instant."""
        if time.monotonic() - since < self._idle_s:
            return False
        with self._lock:
            if self._subscriptions:
                return False
            self._listener = None
            return True

    def _heard(self, raw: bytes) -> None:
        try:
            self._deliver(Event.unpack(raw))
        except (ValueError, TypeError):
            log.warning("something else was published on the events' channel")
