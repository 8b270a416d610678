"""Fetches attachments from a company's own addresses and from nowhere else.

An address comes from a webhook's body, so it is a stranger's claim: scheme, host and port must be the company's,
the name is resolved once, every resolved address is checked, the connection goes to a checked address (no second
look-up that could answer otherwise), and each redirect starts over.
"""

import time
from collections.abc import Callable
from urllib.parse import urljoin

from app.config.constants import MAX_UPLOAD_BYTES
from app.models.errors import AttachmentRefusedError, AttachmentUnavailableError
from app.services.fetch_policy import FetchPolicy, Origin
from app.services.pinned_http import HttpCall, HttpReply, PinnedHttp, Resolver, resolve
from app.utils.logger import get_logger

log = get_logger("media")

TOTAL_S = 20.0
MAX_REDIRECTS = 5
RETRY_PAUSES_S = (0.2, 0.4, 0.8, 1.6, 3.0)  # the file is often stored a moment after the message is told of
NOT_YET = frozenset({404, 425, 429, 500, 502, 503, 504})
REDIRECTS = frozenset({301, 302, 303, 307, 308})


class SafeFetcher:
    """`max_bytes` and `total_s` bound one fetch, retries and redirects included."""

    def __init__(
        self,
        *,
        resolver: Resolver = resolve,
        sleep: Callable[[float], None] = time.sleep,
        max_bytes: int = MAX_UPLOAD_BYTES,
        total_s: float = TOTAL_S,
    ) -> None:
        self._http, self._sleep = PinnedHttp(resolver=resolver, max_bytes=max_bytes), sleep
        self._total_s = total_s

    def fetch(self, url: str, policy: FetchPolicy) -> bytes:
        """The bytes at `url`.

        Raises: AttachmentRefusedError (nothing was sent to that address), AttachmentUnavailableError,
        PayloadTooLargeError.
        """
        deadline = time.monotonic() + self._total_s
        for pause in (*RETRY_PAUSES_S, None):
            hop = self._follow(url, policy, deadline)
            if hop.status == 200:
                return hop.data
            if hop.status not in NOT_YET or pause is None or time.monotonic() + pause >= deadline:
                break
            self._sleep(pause)
        log.warning("an attachment could not be fetched: status %d", hop.status)
        raise AttachmentUnavailableError(details={"status": hop.status})

    def _follow(self, url: str, policy: FetchPolicy, deadline: float) -> HttpReply:
        came_from: Origin | None = None
        for _ in range(MAX_REDIRECTS + 1):
            hop = self._http.send(HttpCall(url), policy, deadline, came_from)
            if hop.status not in REDIRECTS:
                return hop
            url, came_from = _joined(url, hop.location), hop.origin
        raise AttachmentUnavailableError("The attachment redirects too often")


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as exc:
        raise AttachmentRefusedError() from exc
