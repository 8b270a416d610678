"""The worker as deployed, a process of its own on PostgreSQL and Redis, while what it needs goes away.

Whatever is dead, and whenever it dies, a customer's message ends in one reply or one hand-over.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.services.bootstrap import Services
from tests.backends import fresh_postgresql
from tests.integration.chatwoot import ACCOUNT, connect, eventually, history, live, settled
from tests.stubs.chatwoot_double import ChatwootDouble, DoubleConversation
from tests.stubs.openai_stub import Fault as ModelFault
from tests.stubs.openai_stub import OpenAIStub
from tests.stubs.redis_server import RedisServer, redis_server

ROOT = Path(__file__).parents[2]
PRICE, BOOKING = "Hola, ¿cuánto cuesta el botox?", "quiero agendar una cita de botox para mañana a las 10"
RECOVERY_S, START_S = 30.0, 90.0
SLOW_MODEL_S = 2.0


@dataclass
class Clinic:
    """A web process that takes deliveries in, a worker process that answers them, and their servers."""

    services: Services
    chatwoot: ChatwootDouble
    model: OpenAIStub
    redis: RedisServer
    worker: "Worker"

    def asks(self, text: str = PRICE, conversation: DoubleConversation | None = None) -> DoubleConversation:
        conversation = conversation or self.chatwoot.add_conversation(ACCOUNT)
        assert self.chatwoot.webhook.deliver(self.chatwoot.customer_says(conversation, text)) == [200]
        return conversation

    def is_thinking(self) -> bool:
        return self.model.in_hand > 0

    def outcome(self, conversation: DoubleConversation, within_s: float = RECOVERY_S) -> tuple[int, bool]:
        """(replies, whether a person was called), once nothing is left to do and nothing more comes."""
        chatwoot = self.chatwoot
        eventually(lambda: chatwoot.replies(conversation) or chatwoot.notes(conversation), within_s=within_s)
        eventually(lambda: settled(self.services), within_s=within_s)
        time.sleep(1.0)
        return len(chatwoot.replies(conversation)), bool(chatwoot.notes(conversation))


class Worker:
    """`python -m app.worker`."""

    def __init__(self, folder: Path, stores: dict[str, str]) -> None:
        self._log = folder / "worker.log"
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("OPENAI", "DATABASE", "REDIS"))}
        settings = {"ENVIRONMENT": "testing", "MODEL_TIMEOUT_S": "4", "INSTANCE_PATH": str(folder / "worker")}
        self._env = {**inherited, **stores, **settings}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app.worker"], cwd=ROOT, env=self._env, stdout=log, stderr=log
            )

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Its exit status after SIGTERM."""
        return self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> int:
        if self.process is None:
            return 0
        self.process.send_signal(how)
        status = self.process.wait(30)
        self.process = None
        return status


@contextmanager
def clinic(folder: Path, **company: Any) -> Iterator[Clinic]:
    """Everything up, the model slow, the worker's first answer given."""
    with (
        fresh_postgresql() as (url, owner),
        redis_server() as redis,
        ChatwootDouble(echo=True) as chatwoot,
        OpenAIStub(latency_s=SLOW_MODEL_S) as model,
    ):
        settings = {"database_url": url, "migration_database_url": owner, "redis_url": redis.url}
        with live(folder / "web", chatwoot, work=False, worker_in_web=False, **settings) as services:
            services.start_background()
            answers = {"openai_base_url": model.base_url, "openai_api_key": "k", "openai_model": "m"}
            connect(services, chatwoot, **answers, **company)
            worker = Worker(folder, {name.upper(): value for name, value in settings.items()})
            worker.start()
            try:
                running = Clinic(services, chatwoot, model, redis, worker)
                assert running.outcome(running.asks("hola, ¿qué servicios tienen?"), START_S)[0] == 1
                yield running
            finally:
                worker.stop()


def test_redis_that_dies_at_any_moment_loses_and_doubles_nothing(tmp_path: Path) -> None:
    with clinic(tmp_path) as c:
        c.redis.kill()
        while_dead = c.asks()
        assert c.outcome(while_dead) == (1, False), "dead when the message came"
        c.redis.start()

        during = c.asks()
        eventually(c.is_thinking)
        c.redis.kill()
        assert c.outcome(during) == (1, False), "died during the turn and stayed away"
        c.redis.start()

        back = c.asks()
        eventually(c.is_thinking)
        c.redis.kill()
        c.redis.start()
        assert c.outcome(back) == (1, False), "died during the turn and came back empty"

        c.worker.stop()
        lost_job = c.asks()
        time.sleep(0.5)
        c.redis.kill()
        c.redis.start()
        c.worker.start()
        assert c.outcome(lost_job) == (1, False), "died with the job that spoke of the message"

        c.asks("¿y cuánto dura?", during)
        eventually(lambda: len(c.chatwoot.replies(during)) == 2, within_s=RECOVERY_S)
        said = history(c.services, int(during.contact["id"]))
        assert [role for role, _ in said] == ["user", "assistant", "user", "assistant"]


def test_a_worker_that_ends_during_a_turn_loses_and_doubles_nothing(tmp_path: Path) -> None:
    with clinic(tmp_path) as c:
        conversation = c.asks()
        eventually(c.is_thinking)
        c.worker.kill()
        c.worker.start()
        assert c.outcome(conversation) == (1, False), "killed: another one answers"

        conversation = c.asks()
        eventually(c.is_thinking)
        assert c.worker.stop() == 0
        assert len(c.chatwoot.replies(conversation)) == 1, "asked to stop: it ends what it began"


def test_with_model_schedule_service_and_redis_dead_everybody_gets_one_answer(tmp_path: Path) -> None:
    dead_agenda = {"schedule_integration": "http", "schedule_service_url": "http://127.0.0.1:1"}
    with clinic(tmp_path, **dead_agenda) as c:
        c.redis.kill()
        for fault in (ModelFault.SERVER_ERROR, ModelFault.HANG):
            c.model.fault = fault
            price, booking = c.asks(), c.asks(BOOKING)
            assert c.outcome(price) == (1, False)
            assert c.outcome(booking)[0] == 1
