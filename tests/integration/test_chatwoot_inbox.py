"""From a delivery to the reply in the customer's conversation."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from app.services.bootstrap import Services

from tests.conftest import MakeApp
from tests.integration.chatwoot import ACCOUNT, connect, eventually
from tests.integration.conftest import Serve
from tests.stubs.chatwoot_double import ChatwootDouble


@pytest.fixture
def chatwoot() -> Iterator[ChatwootDouble]:
    with ChatwootDouble(echo=True) as double:
        yield double


@pytest.fixture
def services(make_app: MakeApp, serve: Serve, chatwoot: ChatwootDouble) -> Services:
    """The embedded default, live, at work, its webhook known to the double."""
    app = make_app()
    client = serve(app)
    running: Services = app.extensions["services"]
    connect(running, chatwoot)
    chatwoot.webhook.url = f"{client.base_url}/api/webhook/chatwoot"
    running.start_background()
    return running


def test_a_message_is_answered_once(services: Services, chatwoot: ChatwootDouble) -> None:
    conversation = chatwoot.add_conversation(ACCOUNT)
    event = chatwoot.customer_says(conversation, "Hola, ¿cuánto cuesta el botox?")
    assert chatwoot.webhook.deliver(event, times=3) == [200, 200, 200]
    replies = eventually(lambda: chatwoot.replies(conversation))
    assert len(replies) == 1 and "botox" in replies[0].lower()
