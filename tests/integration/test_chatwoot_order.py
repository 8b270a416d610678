"""Many conversations at once, quick messages, a model that takes its time: no inversion, no second answer.

What is one burst is counted from the rows: messages stored less than the waiting window apart. A machine that
stalls in the middle of a customer's messages makes two bursts of them, and then two answers are right.
"""

import random
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from app.models.inbound import InboundRow
from app.services.bootstrap import Services
from tests.integration.chatwoot import ACCOUNT, configured, eventually, history, live, settled
from tests.stubs.chatwoot_double import ChatwootDouble
from tests.stubs.openai_stub import OpenAIStub

WINDOW = timedelta(seconds=2)


@pytest.mark.parametrize(
    ("conversations", "messages"),
    [pytest.param(20, 6, id="short"), pytest.param(200, 10, id="full", marks=pytest.mark.long)],
)
def test_bursts_of_many_customers_keep_their_order(tmp_path: Path, conversations: int, messages: int) -> None:
    chance = random.Random(7)

    def slowly(_body: Mapping[str, Any]) -> str:
        time.sleep(chance.uniform(0.0, 0.4))
        return "Con gusto le cuento."

    with (
        ChatwootDouble(echo=True) as chatwoot,
        OpenAIStub(slowly) as model,
        live(tmp_path / "instance", chatwoot) as services,
        configured(services, openai_base_url=model.base_url, openai_api_key="k", openai_model="m"),
        configured(services, burst_window_seconds=WINDOW.total_seconds()),
    ):
        customers = [chatwoot.add_conversation(ACCOUNT) for _ in range(conversations)]

        def write(index: int) -> None:
            for number in range(messages):
                text = f"mensaje {number}: ¿qué cuidados debo tener?"
                event = chatwoot.customer_says(customers[index], text)
                assert chatwoot.webhook.deliver(event) == [200]
                time.sleep(0.02)

        with ThreadPoolExecutor(20) as pool:
            list(pool.map(write, range(conversations)))
        eventually(lambda: all(chatwoot.replies(c) for c in customers), within_s=240)
        eventually(lambda: settled(services), within_s=60)
        time.sleep(2.5)
        for customer in customers:
            said = history(services, int(customer.contact["id"]))
            asked = [text for role, text in said if role == "user"]
            assert asked == [f"mensaje {n}: ¿qué cuidados debo tener?" for n in range(messages)]
        answers = [len(chatwoot.replies(c)) for c in customers]
        bursts = [bursts_of(services, c.id) for c in customers]
    wrong = [(n, answers[n], bursts[n]) for n in range(conversations) if answers[n] > bursts[n]]
    print(f"{conversations} × {messages}: {sum(answers)} answers to {sum(bursts)} bursts, more than one: {wrong}")
    assert wrong == []
    assert sum(answers) == sum(bursts)


def bursts_of(services: Services, conversation_id: int) -> int:
    """How many times this customer fell silent for longer than the waiting window, and once more."""
    with services.database.tenant("benova").reading() as session:
        rows = session.query(InboundRow).filter(InboundRow.conversation_id == str(conversation_id))
        moments = sorted(row.received_at for row in rows if row.kind == "customer_message")
    return 1 + sum(later - earlier >= WINDOW for earlier, later in pairwise(moments))
