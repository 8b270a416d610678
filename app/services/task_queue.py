"""The queue: Dramatiq, on Redis between processes, in memory within one.

A job lost or doubled does no harm: it only says that there may be something to do in a conversation.
"""

import queue
import threading
import time
from collections.abc import Callable
from typing import Any

from app.models.channel_conversation import ConversationKey
from app.services.tasks import Drain, drain_actor
from app.utils.logger import get_logger, request_id

log = get_logger("queue")

SOCKET_TIMEOUT_S = 2.0
PAUSE_AFTER_ERROR_S = 2.0
WORKER_POLL_MS = 200  # an idle worker asks Redis this often; every answer waits longer for the rest of a burst
BACKLOG = 100_000
MAX_WAKES = 10_000
SURELY_LATER_S = 0.1  # a job this close may have looked already

_Job = tuple[ConversationKey, float, str, str]
IsUrgent = Callable[[ConversationKey, str], bool]


class TaskQueue:
    """Hands conversations to workers, from a thread of its own: a request never waits for the broker."""

    def __init__(self, redis_url: str, drain: Drain, threads: int, is_urgent: IsUrgent) -> None:
        self._redis_url, self._drain, self._threads, self._is_urgent = redis_url, drain, threads, is_urgent
        self._jobs: queue.Queue[_Job | None] = queue.Queue(BACKLOG)
        self._sender: threading.Thread | None = None
        self._worker: Any = None
        self._broker: Any = None
        self._actor: Any = None
        self._down: tuple[type[Exception], ...] = ()
        self._lock = threading.Lock()
        self._wakes: dict[ConversationKey, float] = {}  # by the sending thread: when its last job comes

    @property
    def backend(self) -> str:
        return "redis" if self._redis_url else "in-process"

    def start_sender(self) -> None:
        """From now on `notify` reaches the broker."""
        with self._lock:
            if self._sender is None:
                self._sender = threading.Thread(target=self._send_all, name="queue", daemon=True)
                self._sender.start()

    def start_worker(self) -> None:
        """Work on jobs in this process."""
        import dramatiq  # see tasks

        self._connect()
        with self._lock:
            if self._worker is None:
                self._worker = dramatiq.Worker(
                    self._broker, worker_threads=self._threads, worker_timeout=WORKER_POLL_MS
                )
                self._worker.start()

    def notify(self, key: ConversationKey, delay_s: float = 0.0, said: str = "") -> None:
        """There is, or after `delay_s` will be, something to do: at once if what was `said` is an emergency.

        Never blocks; what is dropped the sweep finds.
        """
        if self._sender is None:
            return
        try:
            self._jobs.put_nowait((key, delay_s, said, request_id.get()))
        except queue.Full:
            log.warning("the queue is full; the sweep will go on from the record")

    def stop(self) -> None:
        """Let running jobs end; what they leave undone is in the record."""
        if self._sender is not None:
            self._jobs.put(None)
            self._sender.join(2)
        if self._worker is not None:
            self._worker.stop(timeout=5000)
        if self._broker is not None:
            self._broker.close()

    def _connect(self) -> None:
        with self._lock:
            if self._broker is None:
                self._broker, self._down = make_broker(self._redis_url)
                self._actor = drain_actor(self._broker, self._drain)

    def _send_all(self) -> None:
        self._connect()
        while (job := self._jobs.get()) is not None:
            self._send(*job)

    def _send(self, key: ConversationKey, delay_s: float, said: str, request: str) -> None:
        if said and delay_s and self._is_urgent(key, said):
            delay_s = 0.0
        if self._is_awaited(key, delay_s):
            return
        args = (key.company_id, key.account_id, key.conversation_id, request)
        try:
            self._actor.send_with_options(args=args, delay=int(delay_s * 1000) or None)
        except self._down as exc:
            log.warning("the queue is not reachable (%s); the sweep serves", type(exc).__name__)
            self._wakes.clear()
            time.sleep(PAUSE_AFTER_ERROR_S)
            self._drop_waiting()

    def _is_awaited(self, key: ConversationKey, delay_s: float) -> bool:
        """Whether a job of this process comes soon enough: it will look again when the rest of a burst is due."""
        now = time.monotonic()
        if now + SURELY_LATER_S < self._wakes.get(key, 0.0) <= now + delay_s:
            return True
        if len(self._wakes) > MAX_WAKES:
            self._wakes = {k: at for k, at in self._wakes.items() if at > now}
        self._wakes[key] = now + delay_s
        return False

    def _drop_waiting(self) -> None:
        """With the broker down, jobs would pile up for conversations that the sweep works on meanwhile."""
        try:
            while True:
                if self._jobs.get_nowait() is None:
                    self._jobs.put(None)
                    return
        except queue.Empty:
            return


def make_broker(redis_url: str) -> tuple[Any, tuple[type[Exception], ...]]:
    """The broker, and the errors by which it says that it cannot be reached."""
    if not redis_url:
        from dramatiq.brokers.stub import StubBroker  # the in-memory broker, for one process

        return StubBroker(middleware=[]), ()
    from dramatiq.brokers.redis import RedisBroker  # needs the redis client
    from dramatiq.errors import BrokerConnectionError
    from redis.exceptions import RedisError

    broker = RedisBroker(  # type: ignore[no-untyped-call]
        url=redis_url, middleware=[], socket_timeout=SOCKET_TIMEOUT_S, socket_connect_timeout=SOCKET_TIMEOUT_S
    )
    return broker, (BrokerConnectionError, RedisError, OSError)
