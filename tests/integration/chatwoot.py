"""An installation connected to the Chatwoot double: what the tests of the inbox share."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from app import create_app
from app.config.config import Config
from app.models.inbound import InboundRow
from app.models.outbox import OutboxRow
from app.services.bootstrap import Services
from tests.stubs.chatwoot_double import BOT_TOKEN, ChatwootDouble

ACCOUNT = 7  # benova's
WINDOW_S = 0.3


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """The server's request lines are no part of a test's output."""


@contextmanager
def live(instance: Path, chatwoot: ChatwootDouble, *, work: bool = True, **settings: Any) -> Iterator[Services]:
    """The embedded default on a port of its own, its webhook known to the double; `work`: workers run."""
    defaults: dict[str, Any] = {
        "environment": "testing",
        "load_sample_documents": False,
        "instance_path": instance,
    }
    app = create_app(Config(**{**defaults, **settings}))
    services: Services = app.extensions["services"]
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    chatwoot.webhook.url = f"http://127.0.0.1:{server.server_port}/api/webhook/chatwoot"
    connect(services, chatwoot)
    if work:
        services.start_background()
    try:
        yield services
    finally:
        server.shutdown()
        thread.join(5)
        services.close()
        server.server_close()


def connect(services: Services, chatwoot: ChatwootDouble, company_id: str = "benova", **values: Any) -> None:
    """Make the double the company's Chatwoot; windows are short so that tests are."""
    services.companies.manager.find(company_id)  # the first read seeds an empty record
    defaults = {
        "chatwoot_base_url": chatwoot.base_url,
        "chatwoot_api_token": BOT_TOKEN,
        "burst_window_seconds": WINDOW_S,
    }
    services.companies.update(company_id, {**defaults, **values})


@contextmanager
def configured(services: Services, company_id: str = "benova", **values: Any) -> Iterator[None]:
    """Some fields of a company changed for a while."""
    company = services.companies.manager.find(company_id)
    before = {
        name: getattr(company.secrets if hasattr(company.secrets, name) else company, name) for name in values
    }
    services.companies.update(company_id, values)
    try:
        yield
    finally:
        services.companies.update(company_id, before)


def eventually(check: Callable[[], Any], *, within_s: float = 20.0) -> Any:
    """The first true value of `check`; fails with its last value after `within_s`."""
    deadline = time.monotonic() + within_s
    while not (value := check()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within_s:g} s; last: {value!r}")
        time.sleep(0.03)
    return value


def settled(services: Services, company_id: str = "benova") -> bool:
    """Nothing waits and nothing is being sent."""
    with services.database.tenant(company_id).reading() as session:
        waiting = session.query(InboundRow).filter(InboundRow.state == "waiting").count()
        unsent = session.query(OutboxRow).filter(OutboxRow.state.in_(("pending", "sending"))).count()
    return not waiting and not unsent


def history(services: Services, contact_id: int, company_id: str = "benova") -> list[tuple[str, str]]:
    """(role, text) of what the record has of a Chatwoot contact."""
    company = services.companies.manager.find(company_id)
    messages = services.conversations.record(company).recent(f"chatwoot_contact_{contact_id}", 100)
    return [(message.role.value, message.content) for message in messages]


def outcomes(services: Services, conversation_id: int, company_id: str = "benova") -> list[str]:
    """What became of a conversation's inbound rows, in order."""
    with services.database.tenant(company_id).reading() as session:
        rows = session.query(InboundRow).filter(InboundRow.conversation_id == str(conversation_id))
        return [row.outcome for row in rows.order_by(InboundRow.order_at, InboundRow.message_id)]


def sent_rows(services: Services, conversation_id: int, company_id: str = "benova") -> list[tuple[str, str, str]]:
    """(kind, state, reason) of a conversation's outbox."""
    with services.database.tenant(company_id).reading() as session:
        rows = session.query(OutboxRow).filter(OutboxRow.conversation_id == str(conversation_id))
        return [(r.kind, r.state, r.reason) for r in rows.order_by(OutboxRow.created_at, OutboxRow.position)]
