"""The queue of conversations: a job only says that there may be something to do in one."""

import time
from collections.abc import Callable
from functools import partial

from app.models.channel_conversation import ConversationKey
from app.services.job_queue import JobQueue, QueueSettings
from app.services.tasks import Drain, drain_actor
from app.utils.logger import request_id

WORKER_POLL_MS = 200  # an idle worker asks Redis this often; every answer waits longer for the rest of a burst
BACKLOG = 100_000
MAX_WAKES = 10_000
SURELY_LATER_S = 0.1  # a job this close may have looked already

_Job = tuple[ConversationKey, float, str, str]
IsUrgent = Callable[[ConversationKey, str], bool]


class TaskQueue:
    """Hands conversations to workers, from a thread of its own: a request never waits for the broker."""

    def __init__(self, redis_url: str, drain: Drain, threads: int, is_urgent: IsUrgent) -> None:
        settings = QueueSettings("conversations", threads, WORKER_POLL_MS, BACKLOG)
        self._queue = JobQueue[_Job](redis_url, settings, partial(drain_actor, drain=drain), self._send)
        self._is_urgent = is_urgent
        self._wakes: dict[ConversationKey, float] = {}  # by the sending thread: when its last job comes
        self.start_sender, self.start_worker = self._queue.start_sender, self._queue.start_worker
        self.stop = self._queue.stop

    @property
    def backend(self) -> str:
        return "redis" if self._queue.redis_url else "in-process"

    def notify(self, key: ConversationKey, delay_s: float = 0.0, said: str = "") -> None:
        """There is, or after `delay_s` will be, something to do: at once if what was `said` is an emergency.

        Never blocks; what is dropped the sweep finds. Before the sender is started nothing is taken.
        """
        if self._queue.sends:
            self._queue.put((key, delay_s, said, request_id.get()))

    def _send(self, job: _Job) -> None:
        key, delay_s, said, request = job
        if said and delay_s and self._is_urgent(key, said):
            delay_s = 0.0
        if self._is_awaited(key, delay_s):
            return
        if not self._queue.give((key.company_id, key.account_id, key.conversation_id, request), delay_s):
            self._wakes.clear()
            self._queue.drop_waiting()  # jobs would pile up for conversations that the sweep works on meanwhile

    def _is_awaited(self, key: ConversationKey, delay_s: float) -> bool:
        """Whether a job of this process comes soon enough: it will look again when the rest of a burst is due."""
        now = time.monotonic()
        if now + SURELY_LATER_S < self._wakes.get(key, 0.0) <= now + delay_s:
            return True
        if len(self._wakes) > MAX_WAKES:
            self._wakes = {k: at for k, at in self._wakes.items() if at > now}
        self._wakes[key] = now + delay_s
        return False
