"""Delivers webhooks as Chatwoot does: compact JSON with Rails' escapes, signed over `timestamp.raw_body`."""

import hashlib
import hmac
import json
import random
import time
import uuid
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, Request, build_opener

_RAILS = str.maketrans({"&": "\\u0026", "<": "\\u003c", ">": "\\u003e"})
_open = build_opener(ProxyHandler({})).open
RETRIED = (429, 500)
NO_ANSWER = 0


@dataclass(slots=True)
class WebhookSender:
    """One webhook: where it points and the secret that signs it ("" = unsigned)."""

    url: str = ""
    secret: str = ""
    timeout_s: float = 5.0
    attempts: int = 3  # of an agent bot's webhook, on 429 and 500 only
    pause_s: float = 0.2  # Chatwoot waits 3 s
    statuses: list[int] = field(default_factory=list)  # of every attempt; NO_ANSWER = none came

    def deliver(self, event: Mapping[str, Any], *, times: int = 1) -> list[int]:
        """Send an event, perhaps several times, each a delivery of its own; returns the last status of each."""
        return [self._deliver_once(event) for _ in range(times)]

    def deliver_at_once(self, events: Sequence[Mapping[str, Any]], *, threads: int = 10) -> list[int]:
        """All events in parallel: the order of arrival is anybody's guess."""
        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(self._deliver_once, events))

    def deliver_disordered(
        self, events: Sequence[Mapping[str, Any]], *, seed: int = 1, copies: int = 1
    ) -> list[int]:
        """Shuffled, each `copies` times."""
        shuffled = [event for event in events for _ in range(copies)]
        random.Random(seed).shuffle(shuffled)
        return [self._deliver_once(event) for event in shuffled]

    def _deliver_once(self, event: Mapping[str, Any]) -> int:
        delivery, status = str(uuid.uuid4()), NO_ANSWER
        for attempt in range(self.attempts):
            status = self._post(encode(event), delivery)
            self.statuses.append(status)
            if status not in RETRIED or attempt + 1 == self.attempts:
                break
            time.sleep(self.pause_s)
        return status

    def _post(self, body: bytes, delivery: str) -> int:
        headers = {"Content-Type": "application/json", "X-Chatwoot-Delivery": delivery, **sign(self.secret, body)}
        try:
            with _open(Request(self.url, body, headers), timeout=self.timeout_s) as response:
                return int(response.status)
        except HTTPError as exc:
            with exc:
                return int(exc.code)
        except (URLError, HTTPException, OSError):
            return NO_ANSWER


def encode(event: Mapping[str, Any]) -> bytes:
    return json.dumps(event, separators=(",", ":"), ensure_ascii=False).translate(_RAILS).encode()


def sign(secret: str, body: bytes, timestamp: int | None = None) -> dict[str, str]:
    """The headers of a signed delivery; none without a secret."""
    if not secret:
        return {}
    moment = str(int(time.time()) if timestamp is None else timestamp)
    digest = hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {"X-Chatwoot-Timestamp": moment, "X-Chatwoot-Signature": f"sha256={digest}"}
