"""The integrations' part of the bootstrap: companies' own endpoints for events."""

from dataclasses import dataclass

from app.config.company_config import CompanyManager
from app.config.config import Config
from app.models.database import Database
from app.services.installation_key import InstallationKey
from app.services.integrations.delivery import DeliverySender
from app.services.integrations.event_outlet import EventOutlet
from app.services.integrations.event_webhooks import EventWebhooks
from app.services.integrations.queue import DELIVERY, IntegrationQueue
from app.services.integrations.sweep import EVERY_S, IntegrationSweep
from app.services.periodic import Periodic
from app.services.pinned_http import PinnedHttp

THREADS = 8
MAX_ANSWER_BYTES = 1_000_000


@dataclass(slots=True)
class Integrations:
    """What companies connect, and the work behind it."""

    webhooks: EventWebhooks
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
        self.queue.stop()


def build_integrations(
    config: Config, database: Database, key: InstallationKey, companies: CompanyManager, outlet: EventOutlet
) -> Integrations:
    """Connects to nothing and starts nothing."""
    http = PinnedHttp(max_bytes=MAX_ANSWER_BYTES)
    sender = DeliverySender(companies, database, http, key.box)
    queue = IntegrationQueue(config.redis_url, {DELIVERY: sender.deliver}, THREADS)

    def notify(company_id: str, delivery_id: str, delay_s: float = 0.0) -> None:
        queue.notify(DELIVERY, company_id, delivery_id, delay_s)

    sender.notify, outlet.notify = notify, notify
    webhooks = EventWebhooks(database, outlet.endpoints, sender, key.box, notify)
    sweep = IntegrationSweep(companies, database, queue)
    return Integrations(webhooks, sender, queue, sweep, Periodic("integrations", EVERY_S, sweep.round))
