"""PostgreSQL cut off for a while: who is known is answered, what is not stored is refused, nothing taken is lost.

The full form: `pytest tests/integration/test_record_cut.py -m long`.
"""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import make_url

from app.services.bootstrap import Services
from tests.backends import fresh_postgresql, fresh_redis
from tests.integration.chatwoot import ACCOUNT, WINDOW_S, eventually, history, live, settled
from tests.stubs.chatwoot_double import ChatwootDouble, DoubleConversation
from tests.stubs.tcp_proxy import Mode, TcpProxy

PRICE = "Hola, ¿cuánto cuesta el botox?"
PATIENT_S = 8.0  # nobody waits longer, on a slow machine too; one attempt to connect is given three
COMPANIES = ("benova", "medispa")


@dataclass
class Clinic:
    """A running installation whose PostgreSQL lies behind the proxy."""

    services: Services
    chatwoot: ChatwootDouble
    proxy: TcpProxy
    slowest_s: dict[str, float] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return str(self.chatwoot.webhook.url).removesuffix("/api/webhook/chatwoot")

    def write(self, text: str = PRICE) -> tuple[DoubleConversation, dict[str, Any]]:
        """A new customer's message, not yet delivered."""
        conversation = self.chatwoot.add_conversation(ACCOUNT)
        return conversation, self.chatwoot.customer_says(conversation, text)

    def deliver(self, event: dict[str, Any]) -> int:
        with self._timed("webhook"):
            return int(self.chatwoot.webhook.deliver(event)[0])

    def chat(self, company_id: str, user_id: str) -> dict[str, Any]:
        with self._timed("chat"):
            answer = requests.post(
                f"{self.address}/api/conversations/{user_id}/test",
                json={"message": PRICE},
                headers={"X-Company-ID": company_id},
                timeout=60,
            )
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def health(self) -> str:
        with self._timed("health"):
            return str(requests.get(f"{self.address}/api/health", timeout=60).json()["status"])

    def _timed(self, name: str) -> "_Timer":
        return _Timer(self.slowest_s, name)


class _Timer:
    def __init__(self, slowest: dict[str, float], name: str) -> None:
        self._slowest, self._name = slowest, name

    def __enter__(self) -> None:
        self._started = time.monotonic()

    def __exit__(self, *_exc: object) -> None:
        took = time.monotonic() - self._started
        self._slowest[self._name] = max(took, self._slowest.get(self._name, 0.0))


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    with ExitStack() as stack:
        url, owner = stack.enter_context(fresh_postgresql())
        redis_url = stack.enter_context(fresh_redis())
        place = make_url(url)
        proxy = stack.enter_context(TcpProxy(place.host or "127.0.0.1", place.port or 5432))

        def behind(given: str) -> str:
            moved = make_url(given).set(host="127.0.0.1", port=proxy.port)
            return moved.render_as_string(hide_password=False).replace("postgresql+psycopg2", "postgresql")

        chatwoot = stack.enter_context(ChatwootDouble(echo=True))
        services = stack.enter_context(
            live(
                tmp_path / "instance",
                chatwoot,
                database_url=behind(url),
                migration_database_url=behind(owner),
                redis_url=redis_url,
            )
        )
        yield Clinic(services, chatwoot, proxy)


@pytest.mark.parametrize("mode", [Mode.REFUSING, Mode.SILENT])
@pytest.mark.parametrize(
    "seconds", [pytest.param(4, id="short"), pytest.param(60, id="full", marks=pytest.mark.long)]
)
def test_a_cut_record_loses_nothing_that_was_accepted(clinic: Clinic, mode: Mode, seconds: int) -> None:
    for company_id in COMPANIES:
        assert clinic.chat(company_id, "conocida")["bot_response"]
    assert clinic.health() == "healthy"
    accepted = [clinic.write() for _ in range(5)]
    assert [clinic.deliver(event) for _, event in accepted] == [200] * 5
    clinic.proxy.cut(mode)
    clinic.slowest_s.clear()
    refused: list[tuple[DoubleConversation, dict[str, Any]]] = []
    seen: set[str] = set()
    end = time.monotonic() + seconds
    turns = 0
    while time.monotonic() < end or turns < 3:
        refused.append(clinic.write())
        assert clinic.deliver(refused[-1][1]) == 500, "so that it is delivered again"
        for company_id in COMPANIES:
            answer = clinic.chat(company_id, "conocida")
            assert answer["company_id"] == company_id
            assert answer["bot_response"]
        seen.add(clinic.health())
        turns += 1
        time.sleep(min(0.5, seconds / 20))
    with ThreadPoolExecutor(20) as crowd:  # more at once than the pool has connections
        answers = list(crowd.map(lambda n: clinic.chat(COMPANIES[n % 2], f"de paso {n}"), range(80)))
    assert all(answer["bot_response"] for answer in answers)
    print(f"{mode}: cut for {seconds} s: {turns} turns, slowest {clinic.slowest_s}, health {seen}")
    assert clinic.health() == "unhealthy"
    assert max(clinic.slowest_s.values()) < PATIENT_S
    clinic.proxy.heal()
    back = time.monotonic()
    eventually(lambda: clinic.health() == "healthy", within_s=30)
    assert [clinic.deliver(event) for _, event in refused] == [200] * len(refused)
    everybody = [*accepted, *refused]
    eventually(lambda: all(clinic.chatwoot.replies(who) for who, _ in everybody), within_s=90)
    time.sleep(WINDOW_S)
    eventually(lambda: settled(clinic.services), within_s=60)
    print(f"{mode}: all {len(everybody)} answered {time.monotonic() - back:.1f} s after the record was back")
    assert [len(clinic.chatwoot.replies(who)) for who, _ in everybody] == [1] * len(everybody)
    for who, _ in everybody:
        said = [role for role, _ in history(clinic.services, int(who.contact["id"]))]
        assert said == ["user", "assistant"]
    eventually(lambda: clinic.services.database.engine.pool.checkedout() == 0)  # type: ignore[attr-defined]
    after = clinic.chat("benova", "conocida")
    stored = clinic.services.companies.manager.get("benova")
    assert clinic.services.conversations.history(stored, "conocida", 1)[0][-1].content == after["bot_response"]
