"""An installation connected to the Chatwoot double: what the tests of the inbox share."""

import time
from collections.abc import Callable
from typing import Any

from app.services.bootstrap import Services
from tests.stubs.chatwoot_double import BOT_TOKEN, ChatwootDouble

ACCOUNT = 7  # benova's


def connect(services: Services, chatwoot: ChatwootDouble, company_id: str = "benova", **values: Any) -> None:
    """Make the double the company's Chatwoot; windows are short so that tests are."""
    defaults = {"chatwoot_base_url": chatwoot.base_url, "chatwoot_api_token": BOT_TOKEN, "burst_window_seconds": 0.3}
    services.companies.manager.find(company_id)  # the first read seeds an empty record
    services.companies.update(company_id, {**defaults, **values})


def eventually(check: Callable[[], Any], *, within_s: float = 15.0) -> Any:
    """The first true value of `check`; fails with its last value after `within_s`."""
    deadline = time.monotonic() + within_s
    while not (value := check()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within_s:g} s; last: {value!r}")
        time.sleep(0.03)
    return value
