"""A company's endpoints for its events: kept, tried, their deliveries looked at and sent again."""

import base64
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from app.config.company_config import CompanyConfig
from app.models.database import Database
from app.models.errors import QuotaExceededError
from app.models.ids import new_id
from app.models.sending import DELIVERED, FAILED, SENDING
from app.models.webhook_delivery import NewDelivery, WebhookDelivery, WebhookDeliveryRepository, fail_waiting
from app.models.webhook_endpoint import WebhookEndpoint, WebhookEndpointRepository
from app.services.integrations.address_policy import check_address
from app.services.integrations.delivery import DeliverySender
from app.services.integrations.known import Known
from app.services.secret_box import SecretBox

MAX_ENDPOINTS = 20
SECRET_BYTES = 32
OVERLAP = timedelta(hours=24)  # both secrets sign after a change


class EventWebhooks:
    """Use cases; each call names its company."""

    def __init__(
        self,
        database: Database,
        known: Known[list[WebhookEndpoint]],
        sender: DeliverySender,
        box: Callable[[], SecretBox],
        notify: Callable[[str, str], None],
    ) -> None:
        self._database, self._known, self._sender = database, known, sender
        self._box, self._notify = box, notify

    def list(self, company: CompanyConfig) -> list[WebhookEndpoint]:
        return self._endpoints(company).all()

    def get(self, company: CompanyConfig, endpoint_id: str) -> WebhookEndpoint:
        """Raises: WebhookNotFoundError."""
        return self._endpoints(company).get(endpoint_id)

    def create(self, company: CompanyConfig, values: Mapping[str, Any]) -> tuple[WebhookEndpoint, str]:
        """The endpoint and its signing secret, which is shown this once.

        Raises: ValidationFailedError, QuotaExceededError.
        """
        check_address(company, values["url"])
        endpoints = self._endpoints(company)
        if len(endpoints.all()) >= MAX_ENDPOINTS:
            raise QuotaExceededError()
        secret = _new_secret()
        endpoint = endpoints.add({**values, "sealed": {"current": self._box().seal(secret)}})
        self._known.drop(company.company_id)
        return endpoint, secret

    def change(self, company: CompanyConfig, endpoint_id: str, values: Mapping[str, Any]) -> WebhookEndpoint:
        """What is not named stays; switching on starts with a clean sheet.

        Raises: WebhookNotFoundError, ValidationFailedError.
        """
        if "url" in values:
            check_address(company, values["url"])
        changed = dict(values)
        if values.get("is_active"):
            changed |= {"disabled_reason": "", "failing_since": None}
        endpoint = self._endpoints(company).change(endpoint_id, changed)
        if values.get("is_active") is False:
            with self._database.tenant(company.company_id).session() as session:
                fail_waiting(session, company.company_id, endpoint_id, "endpoint_disabled")
        self._known.drop(company.company_id)
        return endpoint

    def rotate(self, company: CompanyConfig, endpoint_id: str) -> tuple[WebhookEndpoint, str]:
        """A new secret, shown this once; for a day the old one signs too. Raises: WebhookNotFoundError."""
        before, secret = self.get(company, endpoint_id), _new_secret()
        sealed = {"current": self._box().seal(secret), "previous": before.sealed["current"]}
        values = {"sealed": sealed, "previous_until": datetime.now(UTC) + OVERLAP}
        return self._endpoints(company).change(endpoint_id, values), secret

    def delete(self, company: CompanyConfig, endpoint_id: str) -> None:
        """Raises: WebhookNotFoundError."""
        self._endpoints(company).delete(endpoint_id)
        self._known.drop(company.company_id)

    def test(self, company: CompanyConfig, endpoint_id: str) -> WebhookDelivery:
        """Send one event of kind `test` now; how it went is in the answer. Raises: WebhookNotFoundError."""
        endpoint = self.get(company, endpoint_id)
        body = {
            "type": "test",
            "timestamp": datetime.now(UTC).isoformat(),
            "data": {"company_id": company.company_id, "webhook_id": endpoint_id},
        }
        new = NewDelivery(endpoint_id, new_id("evt"), "test", json.dumps(body))
        deliveries = self._deliveries(company)
        delivery = deliveries.get(deliveries.add([new], state=SENDING)[0])
        attempt = self._sender.attempt(company, endpoint, delivery)
        values = {
            "state": DELIVERED if attempt.ok else FAILED,
            "attempts": 1,
            "status": attempt.status,
            "reason": attempt.reason,
            "duration_ms": attempt.duration_ms,
            "tried_at": datetime.now(UTC),
        }
        with self._database.tenant(company.company_id).session() as session:
            deliveries.rows.settle(session, delivery.delivery_id, values)
        return deliveries.get(delivery.delivery_id)

    def deliveries(
        self, company: CompanyConfig, endpoint_id: str, page: int, page_size: int
    ) -> tuple[Sequence[WebhookDelivery], int]:
        """Newest first, with the total. Raises: WebhookNotFoundError."""
        self.get(company, endpoint_id)
        return self._deliveries(company).page(endpoint_id, page, page_size)

    def resend(self, company: CompanyConfig, endpoint_id: str, delivery_id: str) -> WebhookDelivery:
        """Send one delivery once more, with the same `webhook-id`.

        Raises: WebhookNotFoundError, DeliveryNotFoundError.
        """
        self.get(company, endpoint_id)
        delivery = self._deliveries(company).again(delivery_id, endpoint_id)
        self._notify(company.company_id, delivery_id)
        return delivery

    def _endpoints(self, company: CompanyConfig) -> WebhookEndpointRepository:
        return WebhookEndpointRepository(self._database.tenant(company.company_id))

    def _deliveries(self, company: CompanyConfig) -> WebhookDeliveryRepository:
        return WebhookDeliveryRepository(self._database.tenant(company.company_id))


def _new_secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"
