"""The process is killed at random instants, again and again: nothing acknowledged is lost, nothing is said twice.

The full form: `pytest tests/integration/test_chatwoot_chaos.py -m long`.
"""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.integration.chatwoot import ACCOUNT, eventually
from tests.stubs.chatwoot_double import BOT_TOKEN, USER_TOKEN, ChatwootDouble, DoubleConversation, Fault

ROOT = Path(__file__).parents[2]
RECOVERY_S = 30.0
CUSTOMERS_PER_ROUND = 3
QUESTIONS = ("Hola, ¿cuánto cuesta el botox?", "¿y la limpieza facial?", "¿Dónde están ubicados?")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Installation:
    """`python run.py` in a folder of its own: started, killed, started again."""

    def __init__(self, folder: Path, chatwoot: ChatwootDouble) -> None:
        self.port, self.process = free_port(), None
        self.url = f"http://127.0.0.1:{self.port}"
        company = {
            "company_name": "Clínica Aurora",
            "treatment_durations": {"botox": 30, "limpieza facial": 60},
            "address": "Calle 10 # 20-30",
            "chatwoot_account_id": str(ACCOUNT),
            "chatwoot_base_url": chatwoot.base_url,
            "chatwoot_api_token": BOT_TOKEN,
            "chatwoot_user_token": USER_TOKEN,
            "burst_window_seconds": 0.2,
        }
        companies = folder / "companies.json"
        companies.write_text(json.dumps({"aurora": company}), encoding="utf-8")
        self._env = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("OPENAI", "DATABASE", "REDIS"))},
            "ENVIRONMENT": "testing",
            "PORT": str(self.port),
            "INSTANCE_PATH": str(folder / "instance"),
            "COMPANIES_CONFIG_FILE": str(companies),
            "EXTENDED_COMPANIES_CONFIG_FILE": str(folder / "none.json"),
            "LOAD_SAMPLE_DOCUMENTS": "false",
        }
        self._log = (folder / "server.log").open("ab")

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "run.py")], env=self._env, cwd=ROOT, stdout=self._log, stderr=self._log
        )
        eventually(self._answers, within_s=60)

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)
        self._log.close()

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, "the server does not start"
        try:
            with urlopen(f"{self.url}/api/health", timeout=2) as response:
                return bool(response.status == 200)
        except (URLError, OSError):
            return False


def unanswered(chatwoot: ChatwootDouble, asked: list[DoubleConversation]) -> list[int]:
    return [c.id for c in asked if not chatwoot.replies(c) and not chatwoot.notes(c)]


@pytest.mark.parametrize(
    "kills", [pytest.param(6, id="short"), pytest.param(50, id="full", marks=pytest.mark.long)]
)
def test_kills_at_random_instants_lose_and_double_nothing(tmp_path: Path, kills: int) -> None:
    chance = random.Random(20261123 + kills)
    asked: list[DoubleConversation] = []
    worst_s = 0.0
    with ChatwootDouble(echo=True, latency_s=0.05) as chatwoot:
        installation = Installation(tmp_path, chatwoot)
        chatwoot.webhook.url = f"{installation.url}/api/webhook/chatwoot"
        try:
            installation.start()
            for _ in range(kills):
                for _ in range(CUSTOMERS_PER_ROUND):
                    conversation = chatwoot.add_conversation(ACCOUNT)
                    event = chatwoot.customer_says(conversation, chance.choice(QUESTIONS))
                    assert chatwoot.webhook.deliver(event) == [200]
                    asked.append(conversation)
                if chance.random() < 0.3:
                    chatwoot.fail(Fault.CUT_AFTER, path="/messages", method="POST", times=1)
                time.sleep(chance.uniform(0.0, 1.2))
                installation.kill()
                killed_at = time.monotonic()
                chatwoot.heal()
                installation.start()
                eventually(lambda: not unanswered(chatwoot, asked), within_s=RECOVERY_S + 10)
                worst_s = max(worst_s, time.monotonic() - killed_at)
            time.sleep(3)
        finally:
            installation.stop()
        doubled = [c.id for c in asked if len(chatwoot.replies(c)) > 1]
        lost = unanswered(chatwoot, asked)
    print(f"{kills} kills, {len(asked)} messages: {len(lost)} lost, {len(doubled)} doubled, worst {worst_s:.1f} s")
    assert (lost, doubled) == ([], [])
    assert worst_s <= RECOVERY_S
