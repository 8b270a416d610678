"""The integrations' own queue: a slow address of some company never takes a thread that answers customers.

As with conversations, a job lost or doubled does no harm: the record says what is to be done.
"""

import queue
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from app.services.task_queue import PAUSE_AFTER_ERROR_S, make_broker
from app.utils.logger import get_logger, log_context

log = get_logger("integrations")

QUEUE = "integrations"
DELIVERY, NOTICE = "delivery", "notice"  # kinds of jobs
BACKLOG = 20_000
POLL_MS = 1_000  # of an idle worker: nobody waits for these in a conversation

Handler = Callable[[str, str], object]  # company id, id of the row


class IntegrationQueue:
    """`handlers` by kind of job. Nothing connects before it is started."""

    def __init__(self, redis_url: str, handlers: Mapping[str, Handler], threads: int) -> None:
        self._redis_url, self._handlers, self._threads = redis_url, handlers, threads
        self._jobs: queue.Queue[tuple[str, str, str, float] | None] = queue.Queue(BACKLOG)
        self._sender: threading.Thread | None = None
        self._worker: Any = None
        self._broker: Any = None
        self._actor: Any = None
        self._down: tuple[type[Exception], ...] = ()
        self._lock = threading.Lock()

    def start_worker(self) -> None:
        """Work on jobs in this process."""
        import dramatiq  # with its broker, at the queue's first use

        self._connect()
        with self._lock:
            if self._worker is None:
                self._worker = dramatiq.Worker(self._broker, worker_threads=self._threads, worker_timeout=POLL_MS)
                self._worker.start()

    def notify(self, kind: str, company_id: str, item_id: str, delay_s: float = 0.0) -> None:
        """There is something to do. Never blocks; what is dropped the sweep finds."""
        self._start_sender()
        try:
            self._jobs.put_nowait((kind, company_id, item_id, delay_s))
        except queue.Full:
            log.warning("the integrations' queue is full; the sweep will go on from the record")

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
        import dramatiq  # see start_worker

        with self._lock:
            if self._broker is None:
                self._broker, self._down = make_broker(self._redis_url)
                self._actor = dramatiq.actor(broker=self._broker, queue_name=QUEUE)(self.run_integration_job)

    def run_integration_job(self, kind: str, company_id: str, item_id: str) -> None:
        """One job, in a worker's thread. It is not retried by the queue."""
        with log_context(company=company_id):
            self._handlers[kind](company_id, item_id)

    def _start_sender(self) -> None:
        if self._sender is None:
            with self._lock:
                if self._sender is None:
                    self._sender = threading.Thread(target=self._send_all, name="integrations", daemon=True)
                    self._sender.start()

    def _send_all(self) -> None:
        self._connect()
        while (job := self._jobs.get()) is not None:
            *args, delay_s = job
            try:
                self._actor.send_with_options(args=tuple(args), delay=int(delay_s * 1000) or None)
            except self._down as exc:
                log.warning("the queue is not reachable (%s); the sweep serves", type(exc).__name__)
                time.sleep(PAUSE_AFTER_ERROR_S)
