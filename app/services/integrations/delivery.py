"""Sends what is stored for a company's endpoints: signed by Standard Webhooks, tried again with growing pauses.

Source: https://www.standardwebhooks.com (headers, signature, 410 = gone, key rotation by several signatures).
"""

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.config.company_config import CompanyConfig, CompanyManager
from app.config.constants import APP_VERSION
from app.models.database import Database
from app.models.errors import AttachmentRefusedError, AttachmentUnavailableError, DomainError, WebhookNotFoundError
from app.models.sending import DELIVERED, FAILED, PENDING
from app.models.webhook_delivery import WebhookDelivery, WebhookDeliveryRepository, fail_waiting
from app.models.webhook_endpoint import (
    WebhookEndpoint,
    WebhookEndpointRepository,
    note_failure,
    note_success,
    switch_off,
)
from app.services.integrations.address_policy import IntegrationPolicy
from app.services.pinned_http import HttpCall, PinnedHttp
from app.services.secret_box import SecretBox, SecretUnreadableError
from app.utils.logger import get_logger

log = get_logger("integrations")

RETRY_S = (5, 60, 600, 3_600, 21_600)
QUEUED_DELAY_S = 60  # longer pauses are the record's: the sweep finds them
TIMEOUT_S = 10.0
GIVE_UP_AFTER = timedelta(days=3)  # of nothing but failures
AT_ONCE = 2  # per endpoint and process, so that a slow one leaves threads to others
BUSY_PAUSE_S = 3
GONE = 410

Notify = Callable[[str, str, float], None]  # company id, delivery id, delay in seconds
Disabled = Callable[[str, WebhookEndpoint, str], None]  # company id, endpoint, reason


@dataclass(frozen=True, slots=True)
class Attempt:
    """How one try went; `reason` is empty after a good one."""

    status: int | None
    reason: str
    duration_ms: int

    @property
    def ok(self) -> bool:
        return not self.reason


class DeliverySender:
    """`box()` opens the signing secrets; `disabled` hears of an endpoint that was switched off."""

    def __init__(
        self,
        companies: CompanyManager,
        database: Database,
        http: PinnedHttp,
        box: Callable[[], SecretBox],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._companies, self._database, self._http, self._box = companies, database, http, box
        self._clock = clock
        self._in_flight: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Lock()
        self.notify: Notify = lambda _company, _delivery, _delay: None
        self.disabled: Disabled = lambda _company, _endpoint, _reason: None

    def deliver(self, company_id: str, delivery_id: str) -> None:
        """One attempt, if it is due; what comes after it is in the record. Raises: DependencyError."""
        tenant = self._database.tenant(company_id)
        delivery = WebhookDeliveryRepository(tenant).claim(delivery_id, self._clock())
        if delivery is None:
            return
        try:
            company = self._companies.get(company_id)
            endpoint = WebhookEndpointRepository(tenant).get(delivery.endpoint_id)
        except WebhookNotFoundError:
            return  # deleted, and its deliveries with it
        except DomainError as exc:
            self._settle(company_id, delivery, FAILED, exc.code)
            return
        if not endpoint.is_active:
            self._settle(company_id, delivery, FAILED, "endpoint_disabled")
        elif not self._enter(company_id, endpoint):
            self._put_back(company_id, delivery)
        else:
            try:
                self._conclude(company_id, endpoint, delivery, self.attempt(company, endpoint, delivery))
            finally:
                self._leave(company_id, endpoint)

    def attempt(self, company: CompanyConfig, endpoint: WebhookEndpoint, delivery: WebhookDelivery) -> Attempt:
        """One POST; nothing is written."""
        started = time.monotonic()
        status: int | None = None
        try:
            headers = self._headers(endpoint, delivery)
            call = HttpCall(endpoint.url, "POST", headers, delivery.body.encode(), reads=False)
            policy = IntegrationPolicy.for_company(company)
            status = self._http.send(call, policy, started + TIMEOUT_S).status
            reason = "" if 200 <= status < 300 else f"status_{status}"
        except AttachmentRefusedError:
            reason = "address_refused"
        except AttachmentUnavailableError:
            reason = "unreachable"
        except SecretUnreadableError as exc:
            reason = exc.code
        return Attempt(status, reason, round((time.monotonic() - started) * 1000))

    def _headers(self, endpoint: WebhookEndpoint, delivery: WebhookDelivery) -> dict[str, str]:
        """A signature for each secret in force. Raises: SecretUnreadableError."""
        from standardwebhooks.webhooks import Webhook  # only where a company has an endpoint

        now, box = self._clock(), self._box()
        names = ["current"]
        if endpoint.previous_until is not None and now < endpoint.previous_until:
            names.append("previous")
        secrets = [box.open(endpoint.sealed[name]) for name in names if name in endpoint.sealed]
        return {
            "Content-Type": "application/json",
            "User-Agent": f"receptionist-webhooks/{APP_VERSION}",
            "webhook-id": delivery.event_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(
                Webhook(secret).sign(delivery.event_id, now, delivery.body) for secret in secrets
            ),
        }

    def _conclude(
        self, company_id: str, endpoint: WebhookEndpoint, delivery: WebhookDelivery, attempt: Attempt
    ) -> None:
        if attempt.ok:
            self._settle(company_id, delivery, DELIVERED, "", attempt)
            return
        log.warning("webhook %s: attempt %d failed: %s", endpoint.endpoint_id, delivery.attempts, attempt.reason)
        if attempt.status == GONE:
            self._settle(company_id, delivery, FAILED, attempt.reason, attempt)
            self._disable(company_id, endpoint, "gone")
        elif delivery.attempts > len(RETRY_S):
            since = self._settle(company_id, delivery, FAILED, attempt.reason, attempt)
            if self._clock() - since >= GIVE_UP_AFTER:
                self._disable(company_id, endpoint, "failing")
        else:
            delay_s = RETRY_S[delivery.attempts - 1]
            self._settle(company_id, delivery, PENDING, attempt.reason, attempt, delay_s)
            if delay_s <= QUEUED_DELAY_S:
                self.notify(company_id, delivery.delivery_id, delay_s)

    def _settle(
        self,
        company_id: str,
        delivery: WebhookDelivery,
        state: str,
        reason: str,
        attempt: Attempt | None = None,
        delay_s: float = 0,
    ) -> datetime:
        """Write down how it went; since when the endpoint has been failing, or now."""
        now = self._clock()
        values = {"state": state, "reason": reason, "next_at": now + timedelta(seconds=delay_s)}
        if attempt is not None:
            values |= {"status": attempt.status, "duration_ms": attempt.duration_ms}
        tenant = self._database.tenant(company_id)
        with tenant.session() as session:
            WebhookDeliveryRepository(tenant).rows.settle(session, delivery.delivery_id, values)
            if state == DELIVERED:
                note_success(session, company_id, delivery.endpoint_id)
            elif attempt is not None:
                return note_failure(session, delivery.endpoint_id, now)
        return now

    def _put_back(self, company_id: str, delivery: WebhookDelivery) -> None:
        """Others of this endpoint are under way: it was no attempt."""
        values = {
            "state": PENDING,
            "attempts": delivery.attempts - 1,
            "next_at": self._clock() + timedelta(seconds=BUSY_PAUSE_S),
        }
        tenant = self._database.tenant(company_id)
        with tenant.session() as session:
            WebhookDeliveryRepository(tenant).rows.settle(session, delivery.delivery_id, values)
        self.notify(company_id, delivery.delivery_id, BUSY_PAUSE_S)

    def _disable(self, company_id: str, endpoint: WebhookEndpoint, reason: str) -> None:
        with self._database.tenant(company_id).session() as session:
            was_on = switch_off(session, endpoint.endpoint_id, reason)
            fail_waiting(session, company_id, endpoint.endpoint_id, "endpoint_disabled")
        if was_on:
            log.error("webhook %s was switched off: %s", endpoint.endpoint_id, reason)
            self.disabled(company_id, endpoint, reason)

    def _enter(self, company_id: str, endpoint: WebhookEndpoint) -> bool:
        key = (company_id, endpoint.endpoint_id)
        with self._lock:
            if self._in_flight[key] >= AT_ONCE:
                return False
            self._in_flight[key] += 1
        return True

    def _leave(self, company_id: str, endpoint: WebhookEndpoint) -> None:
        key = (company_id, endpoint.endpoint_id)
        with self._lock:
            self._in_flight[key] -= 1
            if not self._in_flight[key]:
                del self._in_flight[key]
