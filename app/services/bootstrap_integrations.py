"""The integrations' part of the bootstrap: endpoints for events, people to be told, tools to ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.config.company_config import CompanyManager
from app.config.config import Config
from app.models.database import Database
from app.models.http_tool import HttpTool, HttpToolRepository
from app.models.webhook_endpoint import WebhookEndpoint
from app.services.alarms import ALARMS
from app.services.installation_key import InstallationKey
from app.services.integrations.delivery import DeliverySender
from app.services.integrations.event_outlet import EventOutlet
from app.services.integrations.event_webhooks import EventWebhooks
from app.services.integrations.http_tools import HttpTools
from app.services.integrations.known import Known
from app.services.integrations.live_data import LiveData
from app.services.integrations.notifications import Notifications
from app.services.integrations.notifier import AppriseNotifier
from app.services.integrations.queue import DELIVERY, NOTICE, IntegrationQueue
from app.services.integrations.sweep import EVERY_S, IntegrationSweep
from app.services.integrations.tool_caller import ToolCaller
from app.services.periodic import Periodic
from app.services.pinned_http import PinnedHttp

THREADS = 8
MAX_ANSWER_BYTES = 1_000_000


@dataclass(slots=True)
class Integrations:
    """What companies connect, and the work behind it."""

    webhooks: EventWebhooks
    notifications: Notifications
    tools: HttpTools
    live: LiveData
    sender: DeliverySender
    queue: IntegrationQueue
    sweep: IntegrationSweep
    sweeping: Periodic

    def start(self) -> None:
        """Send in this process."""
        self.queue.start_worker()
        self.sweeping.start()

    def stop(self) -> None:
        """Let running work end; what is left is in the record."""
        self.sweeping.stop()
        self.notifications.close()
        self.queue.stop()


def build_integrations(
    config: Config, database: Database, key: InstallationKey, companies: CompanyManager, outlet: EventOutlet
) -> Integrations:
    """Connects to nothing and starts nothing."""
    http = PinnedHttp(max_bytes=MAX_ANSWER_BYTES)
    sender = DeliverySender(companies, database, http, key.box)
    notifications = Notifications(companies, database, AppriseNotifier(http), key.box)
    queue = IntegrationQueue(config.redis_url, {DELIVERY: sender.deliver, NOTICE: notifications.deliver}, THREADS)

    def notify(company_id: str, delivery_id: str, delay_s: float = 0.0) -> None:
        queue.notify(DELIVERY, company_id, delivery_id, delay_s)

    sender.notify, outlet.notify = notify, notify
    sender.disabled = _tell_of_disabled
    notifications.notify = lambda company_id, item, delay_s: queue.notify(NOTICE, company_id, item, delay_s)
    outlet.observe(_tell_of_emergency)
    ALARMS.configure(notifications.raise_)
    webhooks = EventWebhooks(database, outlet.endpoints, sender, key.box, notify)
    known_tools = Known[Sequence[HttpTool]](lambda company: HttpToolRepository(database.tenant(company)).all())
    caller = ToolCaller(http, key.box)
    tools = HttpTools(database, known_tools, caller, key.box)
    live = LiveData(known_tools, caller)
    sweep = IntegrationSweep(companies, database, queue)
    sweeping = Periodic("integrations", EVERY_S, sweep.round)
    return Integrations(webhooks, notifications, tools, live, sender, queue, sweep, sweeping)


def _tell_of_emergency(company_id: str, event: str, data: Mapping[str, Any]) -> None:
    if event == "emergency":
        ALARMS.raise_(company_id, "emergency", str(data.get("user_id", "")))


def _tell_of_disabled(company_id: str, endpoint: WebhookEndpoint, reason: str) -> None:
    ALARMS.raise_(company_id, "webhook_disabled", endpoint.name or endpoint.endpoint_id, reason)
