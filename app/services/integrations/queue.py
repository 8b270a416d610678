"""The integrations' own queue: a slow address of some company never takes a thread that answers customers."""

from collections.abc import Callable, Mapping
from typing import Any

from app.services.job_queue import JobQueue, QueueSettings
from app.utils.logger import log_context

QUEUE = "integrations"
DELIVERY, NOTICE = "delivery", "notice"  # kinds of jobs
BACKLOG = 20_000
POLL_MS = 1_000  # of an idle worker: nobody waits for these in a conversation

_Job = tuple[str, str, str, float]
Handler = Callable[[str, str], object]  # company id, id of the row


class IntegrationQueue:
    """`handlers` by kind of job. Nothing connects before it is started, or used."""

    def __init__(self, redis_url: str, handlers: Mapping[str, Handler], threads: int) -> None:
        self._handlers = handlers
        settings = QueueSettings(QUEUE, threads, POLL_MS, BACKLOG)
        self._queue = JobQueue[_Job](redis_url, settings, self._actor, self._send)
        self.start_worker, self.stop = self._queue.start_worker, self._queue.stop

    def notify(self, kind: str, company_id: str, item_id: str, delay_s: float = 0.0) -> None:
        """There is something to do. Never blocks; what is dropped the sweep finds."""
        if not self._queue.sends:
            self._queue.start_sender()
        self._queue.put((kind, company_id, item_id, delay_s))

    def run_integration_job(self, kind: str, company_id: str, item_id: str) -> None:
        """One job, in a worker's thread. It is not retried by the queue."""
        with log_context(company=company_id):
            self._handlers[kind](company_id, item_id)

    def _actor(self, broker: Any) -> Any:
        import dramatiq  # with its broker, at the queue's first use

        return dramatiq.actor(broker=broker, queue_name=QUEUE)(self.run_integration_job)

    def _send(self, job: _Job) -> None:
        *args, delay_s = job
        self._queue.give(args, delay_s)
