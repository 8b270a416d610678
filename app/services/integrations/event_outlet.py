"""What is published goes to the panels, and into the record for the companies' own endpoints."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.models.database import Database
from app.models.errors import DependencyError
from app.models.ids import new_id
from app.models.webhook_delivery import NewDelivery, WebhookDeliveryRepository
from app.models.webhook_endpoint import WebhookEndpoint, WebhookEndpointRepository
from app.services.event_bus import Publisher
from app.services.integrations.known import Known
from app.utils.logger import get_logger

log = get_logger("integrations")

# What an endpoint gets of each event: ids and kinds always, the rest only where the company switched it on.
FIELDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "message": (("user_id", "role"), ("text",)),
    "booking": (("action", "appointment_id", "user_id", "start", "status"), ("treatment",)),
    "handoff": (("user_id", "reason", "urgent"), ()),
    "emergency": (("user_id", "reason", "urgent"), ()),
    "owner": (("user_id", "owner"), ()),
    "document": (("document_id", "status"), ()),
}
_NAMES = {"appointment": "booking"}

Observer = Callable[[str, str, Mapping[str, Any]], None]  # company id, event, data


class EventOutlet:
    """A `Publisher` in front of the bus. `notify(company_id, delivery_id)`: there is something to send."""

    def __init__(self, bus: Publisher, database: Database) -> None:
        self._bus, self._database = bus, database
        self.endpoints = Known(
            lambda company: WebhookEndpointRepository(database.tenant(company)).all(active_only=True)
        )
        self.notify: Callable[[str, str], None] = lambda _company, _delivery: None
        self._observers: list[Observer] = []

    def observe(self, observer: Observer) -> None:
        """`observer` hears every event; it must neither wait nor raise."""
        self._observers.append(observer)

    def publish(self, company_id: str, type_: str, data: Mapping[str, Any], text: str = "") -> None:
        """Never raises: the work that tells of itself is done."""
        self._bus.publish(company_id, type_, data)
        event = _NAMES.get(type_, type_)
        for observer in self._observers:
            observer(company_id, event, data)
        if event not in FIELDS:
            return
        try:
            self._store(company_id, event, {**data, "text": text})
        except DependencyError as exc:
            log.error("an event (%s) could not be stored for the company's endpoints: %s", event, exc.code)
        except IntegrityError:  # an endpoint was deleted meanwhile
            self.endpoints.drop(company_id)

    def _store(self, company_id: str, event: str, data: Mapping[str, Any]) -> None:
        wanted = [e for e in self.endpoints.of(company_id) if event in e.events]
        if not wanted:
            return
        event_id, user_id = new_id("evt"), str(data.get("user_id", ""))
        items = [
            NewDelivery(e.endpoint_id, event_id, event, event_body(company_id, event, data, e), user_id)
            for e in wanted
        ]
        for delivery_id in WebhookDeliveryRepository(self._database.tenant(company_id)).add(items):
            self.notify(company_id, delivery_id)


def event_body(company_id: str, event: str, data: Mapping[str, Any], endpoint: WebhookEndpoint) -> str:
    """The JSON text that is signed and sent: `{type, timestamp, data}`."""
    always, content = FIELDS.get(event, ((), ()))
    names = (*always, *content) if endpoint.include_content else always
    body = {
        "type": event,
        "timestamp": datetime.now(UTC).isoformat(),
        "data": {"company_id": company_id, **{name: data[name] for name in names if name in data}},
    }
    return json.dumps(body, ensure_ascii=False, default=str)
