"""Every message ends in one reply or one hand-over, whichever part is down."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.models.channel_conversation import ChannelConversationRepository, ConversationKey
from app.services import lease as lease_module
from app.services.bootstrap import Services
from app.services.multi_agent_orchestrator import MultiAgentOrchestrator
from tests.conftest import MakeApp
from tests.integration.chatwoot import ACCOUNT, configured, connect, eventually, live, outcomes, settled
from tests.stubs.chatwoot_double import USER_TOKEN, ChatwootDouble
from tests.stubs.openai_stub import Fault as ModelFault
from tests.stubs.openai_stub import OpenAIStub

CLOSED_REDIS = "redis://127.0.0.1:1/0"
PRICE = "Hola, ¿cuánto cuesta el botox?"


def ask(chatwoot: ChatwootDouble, text: str = PRICE, **values: Any) -> Any:
    conversation = chatwoot.add_conversation(ACCOUNT, **values)
    assert chatwoot.webhook.deliver(chatwoot.customer_says(conversation, text)) == [200]
    return conversation


def test_with_redis_dead_messages_are_answered_from_the_record(tmp_path: Path) -> None:
    with ChatwootDouble(echo=True) as chatwoot, live(tmp_path / "i", chatwoot, redis_url=CLOSED_REDIS) as services:
        conversations = [ask(chatwoot) for _ in range(3)]
        eventually(lambda: all(chatwoot.replies(c) for c in conversations), within_s=60)
        eventually(lambda: settled(services))
        assert [len(chatwoot.replies(c)) for c in conversations] == [1, 1, 1]


@pytest.mark.parametrize("fault", [ModelFault.SERVER_ERROR, ModelFault.GARBAGE, ModelFault.HANG])
def test_with_the_model_dead_the_customer_gets_one_answer(tmp_path: Path, fault: ModelFault) -> None:
    with (
        ChatwootDouble(echo=True) as chatwoot,
        OpenAIStub() as model,
        live(tmp_path / "i", chatwoot, model_timeout_s=1.0) as services,
        configured(services, openai_base_url=model.base_url, openai_api_key="k", openai_model="m"),
    ):
        model.fault = fault
        conversation = ask(chatwoot)
        eventually(lambda: chatwoot.replies(conversation), within_s=40)
        eventually(lambda: settled(services))
        assert len(chatwoot.replies(conversation)) == 1


def test_with_the_schedule_service_dead_a_booking_wish_gets_one_answer(tmp_path: Path) -> None:
    with (
        ChatwootDouble(echo=True) as chatwoot,
        live(tmp_path / "i", chatwoot) as services,
        configured(services, schedule_integration="http", schedule_service_url="http://127.0.0.1:1"),
    ):
        conversation = ask(chatwoot, "quiero agendar una cita de botox para mañana a las 10")
        eventually(lambda: chatwoot.replies(conversation), within_s=40)
        eventually(lambda: settled(services))
        assert len(chatwoot.replies(conversation)) == 1


def test_after_three_failures_the_customer_gets_an_apology_and_a_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_args: object) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(MultiAgentOrchestrator, "handle", crash)
    with ChatwootDouble(echo=True) as chatwoot, live(tmp_path / "i", chatwoot) as services:
        conversation = ask(chatwoot)
        eventually(lambda: conversation.status == "open", within_s=40)
        eventually(lambda: settled(services))
        assert len(chatwoot.replies(conversation)) == 1
        assert len(chatwoot.notes(conversation)) == 1


def test_two_workers_do_not_answer_the_same_conversation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    handle: Callable[..., Any] = MultiAgentOrchestrator.handle

    def slowly(self: MultiAgentOrchestrator, turn: Any) -> Any:
        calls.append(turn.text)
        time.sleep(0.5)
        return handle(self, turn)

    monkeypatch.setattr(MultiAgentOrchestrator, "handle", slowly)
    with ChatwootDouble(echo=True) as chatwoot, live(tmp_path / "i", chatwoot, work=False) as services:
        conversation = ask(chatwoot)
        key = ConversationKey("benova", str(ACCOUNT), str(conversation.id))
        time.sleep(0.5)
        workers = [threading.Thread(target=services.inbox.drainer.drain, args=(key,)) for _ in range(8)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(20)
        assert len(calls) == 1
        assert len(chatwoot.replies(conversation)) == 1


def test_a_worker_that_lost_its_lease_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a long pause of the machine: another worker has taken over meanwhile."""
    monkeypatch.setattr(lease_module, "RENEW_EVERY_S", 3600.0)
    handle: Callable[..., Any] = MultiAgentOrchestrator.handle
    with ChatwootDouble(echo=True) as chatwoot, live(tmp_path / "i", chatwoot, work=False) as services:
        conversation = ask(chatwoot)
        key = ConversationKey("benova", str(ACCOUNT), str(conversation.id))

        def robbed(self: MultiAgentOrchestrator, turn: Any) -> Any:
            with services.database.tenant("benova").session() as session:
                now = datetime.now(UTC)
                rows = ChannelConversationRepository(session, "benova")
                rows.lease(key, "another", now + timedelta(hours=1), now + timedelta(hours=2))
            return handle(self, turn)

        monkeypatch.setattr(MultiAgentOrchestrator, "handle", robbed)
        time.sleep(0.5)
        assert services.inbox.drainer.drain(key) is None
        assert chatwoot.replies(conversation) == []
        assert outcomes(services, conversation.id) == [""]


def test_messages_whose_webhook_never_came_are_found_with_a_users_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.services import reconcile

    monkeypatch.setattr(reconcile, "SETTLED", timedelta(seconds=0))
    with ChatwootDouble(echo=True) as chatwoot:
        missed, known = chatwoot.add_conversation(ACCOUNT), chatwoot.add_conversation(ACCOUNT)
        chatwoot.customer_says(missed, PRICE)
        replied = chatwoot.add_conversation(ACCOUNT)
        chatwoot.customer_says(replied, PRICE)
        chatwoot.human_says(replied, "Hola, soy Marta")
        event = chatwoot.customer_says(known, PRICE)
        time.sleep(1.1)
        with live(tmp_path / "i", chatwoot, work=False) as services:
            assert chatwoot.webhook.deliver(event) == [200]
            connect(services, chatwoot, chatwoot_user_token=USER_TOKEN)
            services.start_background()
            eventually(lambda: chatwoot.replies(missed) and chatwoot.replies(known))
            eventually(lambda: settled(services))
            time.sleep(0.5)
            counts = [len(chatwoot.replies(c)) for c in (missed, known, replied)]
        assert counts == [1, 1, 0]


def test_one_conversation_on_each_pair_of_stores(make_app: MakeApp, backend: dict[str, str]) -> None:
    """PostgreSQL and Redis where they are there: broker, lease, row-level security and all."""
    app = make_app(**backend)
    services: Services = app.extensions["services"]
    with ChatwootDouble() as chatwoot:
        connect(services, chatwoot)
        services.start_background()
        conversation = chatwoot.add_conversation(ACCOUNT)
        client = app.test_client()
        for text in ("hola", PRICE):
            event = chatwoot.customer_says(conversation, text)
            assert client.post("/api/webhook/chatwoot", json=event).get_json()["status"] == "accepted"
            assert client.post("/api/webhook/chatwoot", json=event).get_json()["status"] == "duplicate"
        eventually(lambda: chatwoot.replies(conversation), within_s=30)
        eventually(lambda: settled(services))
        assert len(chatwoot.replies(conversation)) == 1
