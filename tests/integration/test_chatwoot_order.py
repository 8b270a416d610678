"""Many conversations at once, quick messages, a model that takes its time: no inversion, no second answer."""

import random
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.integration.chatwoot import ACCOUNT, configured, eventually, history, live, settled
from tests.stubs.chatwoot_double import ChatwootDouble
from tests.stubs.openai_stub import OpenAIStub


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
        configured(services, burst_window_seconds=2.0),
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
        # One burst, one answer; a customer whom a busy machine held up may have written two bursts.
        assert sum(answers) <= conversations * 1.02
        assert max(answers) <= 2
