"""Dramatiq as both queues use it: a broker, its workers, and a thread that sends.

On Redis between processes, in memory within one. A job lost or doubled does no harm: the record says what is to be
done, and a sweep finds what is left undone.
"""

import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from app.utils.logger import get_logger

J = TypeVar("J")
log = get_logger("queue")

SOCKET_TIMEOUT_S = 2.0
PAUSE_AFTER_ERROR_S = 2.0
LAST_JOBS_S = 5.0  # that running jobs get at the end
LOOK_UP_MS = 500  # how often an idle thread sees whether it is to stop; a job in this process wakes it at once


@dataclass(frozen=True, slots=True)
class QueueSettings:
    """`poll_ms`: how often an idle worker asks the broker; `backlog`: jobs that wait for the sending thread."""

    name: str
    threads: int
    poll_ms: int
    backlog: int


class JobQueue(Generic[J]):
    """Takes a job without waiting for the broker; nothing connects before it is started."""

    def __init__(
        self, redis_url: str, settings: QueueSettings, make_actor: Callable[[Any], Any], send: Callable[[J], None]
    ) -> None:
        """`make_actor` puts the job on a broker; `send`, in the sending thread, gives it a job by `give`."""
        self.redis_url, self._settings = redis_url, settings
        self._make_actor, self._send = make_actor, send
        self._jobs: queue.Queue[J | None] = queue.Queue(settings.backlog)
        self._sender: threading.Thread | None = None
        self._worker: Any = None
        self._broker: Any = None
        self._actor: Any = None
        self._down: tuple[type[Exception], ...] = ()
        self._lock = threading.Lock()

    @property
    def sends(self) -> bool:
        return self._sender is not None

    def start_sender(self) -> None:
        """From now on jobs reach the broker."""
        with self._lock:
            if self._sender is None:
                name = self._settings.name
                self._sender = threading.Thread(target=self._send_all, name=name, daemon=True)
                self._sender.start()

    def start_worker(self) -> None:
        """Work on jobs in this process."""
        import dramatiq  # with its broker, at the queue's first use

        self._connect()
        with self._lock:
            if self._worker is None:
                threads = self._settings.threads
                self._worker = dramatiq.Worker(self._broker, worker_threads=threads, worker_timeout=LOOK_UP_MS)
                self._worker.start()

    def put(self, job: J) -> None:
        """Never blocks; what is dropped the sweep finds."""
        try:
            self._jobs.put_nowait(job)
        except queue.Full:
            log.warning("the queue %s is full; the sweep will go on from the record", self._settings.name)

    def give(self, args: Sequence[Any], delay_s: float) -> bool:
        """Hand a job to the broker; False, after a pause, where it cannot be reached."""
        try:
            self._actor.send_with_options(args=tuple(args), delay=int(delay_s * 1000) or None)
        except self._down as exc:
            log.warning("the queue is not reachable (%s); the sweep serves", type(exc).__name__)
            time.sleep(PAUSE_AFTER_ERROR_S)
            return False
        return True

    def drop_waiting(self) -> None:
        """Forget the jobs that wait for the sending thread."""
        try:
            while True:
                if self._jobs.get_nowait() is None:
                    self._jobs.put(None)
                    return
        except queue.Empty:
            return

    def stop(self) -> None:
        """Let running jobs end; what they leave undone is in the record."""
        if self._sender is not None:
            self._jobs.put(None)
            self._sender.join(2)
        if self._worker is not None:
            self._worker.stop(timeout=int(LAST_JOBS_S * 1000))
        if self._broker is not None:
            self._broker.close()

    def _connect(self) -> None:
        with self._lock:
            if self._broker is None:
                self._broker, self._down = _make_broker(self.redis_url, self._settings.poll_ms)
                self._actor = self._make_actor(self._broker)

    def _send_all(self) -> None:
        self._connect()
        while (job := self._jobs.get()) is not None:
            self._send(job)


def _make_broker(redis_url: str, poll_ms: int) -> tuple[Any, tuple[type[Exception], ...]]:
    """The broker, and the errors by which it says that it cannot be reached."""
    if not redis_url:
        from dramatiq.brokers.stub import StubBroker  # the in-memory broker, for one process

        return StubBroker(middleware=[]), ()
    from dramatiq.brokers.redis import RedisBroker  # needs the redis client
    from dramatiq.errors import BrokerConnectionError
    from redis.exceptions import RedisError

    class Broker(RedisBroker):
        """Asks as often as its queue wants, not as often as worker threads look up."""

        def consume(self, queue_name: str, prefetch: int = 1, timeout: int = LOOK_UP_MS) -> Any:
            return super().consume(queue_name, prefetch, min(timeout, poll_ms))

    broker = Broker(  # type: ignore[no-untyped-call]
        url=redis_url, middleware=[], socket_timeout=SOCKET_TIMEOUT_S, socket_connect_timeout=SOCKET_TIMEOUT_S
    )
    return broker, (BrokerConnectionError, RedisError, OSError)
