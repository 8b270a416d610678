"""Workers are replaced under load, again and again: no request fails, no customer is lost or answered twice.

The full form: `pytest tests/integration/test_rolling_restart.py -m long`.
"""

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.backends import fresh_postgresql, fresh_redis
from tests.integration.chatwoot import ACCOUNT, eventually
from tests.integration.test_chatwoot_chaos import free_port, unanswered
from tests.stubs.chatwoot_double import BOT_TOKEN, USER_TOKEN, ChatwootDouble, DoubleConversation

ROOT = Path(__file__).parents[2]
COMPANY = "aurora"
QUESTION = "Hola, ¿cuánto cuesta el botox?"


@contextmanager
def gunicorn(
    folder: Path, chatwoot: ChatwootDouble, stores: dict[str, str]
) -> Iterator["subprocess.Popen[bytes]"]:
    """Two web processes on PostgreSQL and Redis, as deployed."""
    company = {
        "company_name": "Clínica Aurora",
        "treatment_durations": {"botox": 30},
        "chatwoot_account_id": str(ACCOUNT),
        "chatwoot_base_url": chatwoot.base_url,
        "chatwoot_api_token": BOT_TOKEN,
        "chatwoot_user_token": USER_TOKEN,
        "burst_window_seconds": 0.2,
    }
    (folder / "companies.json").write_text(json.dumps({COMPANY: company}), encoding="utf-8")
    env = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("OPENAI", "DATABASE", "REDIS"))},
        **stores,
        "ENVIRONMENT": "testing",
        "PORT": str(free_port()),
        "WEB_CONCURRENCY": "2",
        "INSTANCE_PATH": str(folder / "instance"),
        "COMPANIES_CONFIG_FILE": str(folder / "companies.json"),
        "EXTENDED_COMPANIES_CONFIG_FILE": str(folder / "none.json"),
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "--log-level", "warning", "wsgi:app"]
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
        chatwoot.webhook.url = f"http://127.0.0.1:{env['PORT']}/api/webhook/chatwoot"
        try:
            yield process
        finally:
            process.terminate()
            process.wait(60)


def ask(port: int, user: str) -> int:
    """A chat request over a connection of its own; 0 where the connection broke."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        body = json.dumps({"message": QUESTION})
        headers = {"Content-Type": "application/json", "X-Company-ID": COMPANY}
        connection.request("POST", f"/api/conversations/{user}/test", body, headers)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


class Load:
    """Requests and deliveries without a pause until it is stopped; each worker thread is a person of its own."""

    def __init__(self, port: int, chatwoot: ChatwootDouble) -> None:
        self.statuses: list[int] = []
        self.asked: list[DoubleConversation] = []
        self._port, self._chatwoot = port, chatwoot
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._talk, args=(n,)) for n in range(3)]
        self._threads.append(threading.Thread(target=self._deliver))

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(60)

    def _talk(self, number: int) -> None:
        while not self._stop.is_set():
            self.statuses.append(ask(self._port, f"person{number}"))

    def _deliver(self) -> None:
        while not self._stop.wait(0.2):
            conversation = self._chatwoot.add_conversation(ACCOUNT)
            self.statuses += self._chatwoot.webhook.deliver(self._chatwoot.customer_says(conversation, QUESTION))
            self.asked.append(conversation)


@pytest.mark.parametrize(
    "restarts", [pytest.param(2, id="short"), pytest.param(20, id="full", marks=pytest.mark.long)]
)
def test_replacing_the_workers_under_load_loses_nothing(tmp_path: Path, restarts: int) -> None:
    with ChatwootDouble(echo=True) as chatwoot, fresh_postgresql() as (url, owner), fresh_redis() as redis_url:
        stores = {"DATABASE_URL": url, "MIGRATION_DATABASE_URL": owner, "REDIS_URL": redis_url}
        with gunicorn(tmp_path, chatwoot, stores) as process:
            port = int(chatwoot.webhook.url.split(":")[2].split("/")[0])
            eventually(lambda: ask(port, "first") == 200, within_s=90)
            with Load(port, chatwoot) as load:
                for _ in range(restarts):
                    before = len(load.statuses)
                    process.send_signal(signal.SIGHUP)
                    eventually(lambda before=before: len(load.statuses) > before + 20, within_s=60)
                    time.sleep(1)  # the next one comes while the last workers may still be leaving
            eventually(lambda: not unanswered(chatwoot, load.asked), within_s=40)
            time.sleep(3)  # an answer that came twice would be seen by then
        doubled = [c.id for c in load.asked if len(chatwoot.replies(c)) > 1]
        failed = [status for status in load.statuses if status != 200]
    print(
        f"{restarts} restarts, {len(load.statuses)} requests: {len(failed)} failed; "
        f"{len(load.asked)} customers: {len(doubled)} doubled"
    )
    assert (failed, doubled) == ([], [])
    assert len(load.asked) >= restarts
