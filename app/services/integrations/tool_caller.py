"""Asks a company's tool: one GET to a checked address, at most 1 MB, within the tool's time."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from app.agents.ports import Turn
from app.models.errors import AttachmentRefusedError, AttachmentUnavailableError, PayloadTooLargeError
from app.models.http_tool import HttpTool
from app.services.call_watch import CALLS
from app.services.integrations.address_policy import IntegrationPolicy
from app.services.integrations.tool_templates import MissingValueError, fill_answer, fill_url, pick
from app.services.pinned_http import HttpCall, HttpReply, PinnedHttp
from app.services.secret_box import SecretBox, SecretUnreadableError

NOT_BROKEN = frozenset({"missing_value", "no_value", "status_404"})  # nothing to say, and nothing to mend


@dataclass(frozen=True, slots=True)
class ToolAnswer:
    """`text` is what to say; empty with a `reason` where there is nothing to say."""

    text: str = ""
    reason: str = ""
    status: int | None = None
    url: str = ""
    values: dict[str, str] = field(default_factory=dict)
    duration_ms: int = 0

    @property
    def broken(self) -> bool:
        return bool(self.reason) and self.reason not in NOT_BROKEN


class ToolCaller:
    """`box()` opens the tools' headers."""

    def __init__(self, http: PinnedHttp, box: Callable[[], SecretBox]) -> None:
        self._http, self._box = http, box

    def ask(self, tool: HttpTool, turn: Turn) -> ToolAnswer:
        """Never raises for what the other side does."""
        started = time.monotonic()
        try:
            url = fill_url(tool.url_template, turn)
        except MissingValueError:
            return ToolAnswer(reason="missing_value")
        reply, reason = self._fetch(tool, turn, url, started + tool.timeout_s)
        took = round((time.monotonic() - started) * 1000)
        if reply is None or reason:
            return ToolAnswer(reason=reason, status=reply.status if reply else None, url=url, duration_ms=took)
        try:
            values = pick(json.loads(reply.data), tool.fields)
        except MissingValueError:
            return ToolAnswer(reason="no_value", status=reply.status, url=url, duration_ms=took)
        except (ValueError, RecursionError):
            return ToolAnswer(reason="not_json", status=reply.status, url=url, duration_ms=took)
        text = fill_answer(tool.answer_template, values)
        return ToolAnswer(text, "", reply.status, url, values, took)

    def _fetch(self, tool: HttpTool, turn: Turn, url: str, deadline: float) -> tuple[HttpReply | None, str]:
        policy = IntegrationPolicy.for_company(turn.company)
        try:
            headers = json.loads(self._box().open(tool.sealed.get("headers", "")) or "{}")
            with CALLS.call("tool"):
                reply = self._http.send(HttpCall(url, headers=headers), policy, deadline)
        except AttachmentRefusedError:
            return None, "address_refused"
        except PayloadTooLargeError:
            return None, "too_large"
        except AttachmentUnavailableError:
            return None, "unreachable"
        except SecretUnreadableError as exc:
            return None, exc.code
        return reply, "" if reply.status == 200 else f"status_{reply.status}"
