"""The Chatwoot half of the bootstrap: from the webhook to the worker that answers."""

from dataclasses import dataclass
from datetime import UTC, datetime

from app.agents.red_flags import find_red_flags
from app.config.company_config import CompanyManager
from app.config.config import Config
from app.models.channel_conversation import ConversationKey
from app.models.database import Database
from app.models.errors import DomainError
from app.services.chatwoot_service import ChatwootClient
from app.services.conversation_service import ConversationService
from app.services.inbox_answer import AnswerMaker
from app.services.inbox_service import InboxService
from app.services.lease import LeaseKeeper
from app.services.multimedia_service import MultimediaService
from app.services.outbox_service import OutboxService
from app.services.reconcile import Reconciler
from app.services.redis_service import RedisService
from app.services.sweep import Sweep
from app.services.task_queue import TaskQueue
from app.services.typing_indicator import TypingIndicator
from app.services.webhook_service import WebhookService


@dataclass(slots=True)
class Inbox:
    """Everything that takes in, works on and answers Chatwoot's conversations."""

    config: Config
    webhooks: WebhookService
    drainer: InboxService
    queue: TaskQueue
    sweep: Sweep
    leases: LeaseKeeper
    typing: TypingIndicator
    client: ChatwootClient

    def start(self, *, worker: bool) -> None:
        """`worker`: also do the work here, not only pass it on."""
        self.queue.start_sender()
        if worker:
            self.queue.start_worker()
            self.sweep.start(alone=self.config.embedded)

    def stop(self) -> None:
        """Let running work end; what is left is in the record."""
        self.sweep.stop()
        self.queue.stop()
        self.leases.stop()
        self.typing.stop()
        self.client.close()


def build_inbox(
    config: Config,
    database: Database,
    redis: RedisService,
    companies: CompanyManager,
    conversations: ConversationService,
    multimedia: MultimediaService,
) -> Inbox:
    """Connects to nothing and starts nothing."""
    client, leases = ChatwootClient(), LeaseKeeper(database)
    typing = TypingIndicator(config, client)
    drainer = InboxService(
        companies,
        database,
        redis,
        conversations,
        AnswerMaker(conversations, multimedia),
        OutboxService(config, database, client, leases),
        typing,
        leases,
    )

    def drain(key: ConversationKey) -> None:
        later = drainer.drain(key)
        if later is not None:
            queue.notify(key, max(0.0, (later - datetime.now(UTC)).total_seconds()))

    def is_urgent(key: ConversationKey, said: str) -> bool:
        try:
            company = companies.find(key.company_id)
        except DomainError:  # the drain will say what is wrong
            return False
        return find_red_flags(said, company.language, company.business_type) is not None

    queue = TaskQueue(config.redis_url, drain, config.worker_threads, is_urgent)
    webhooks = WebhookService(companies, database, queue.notify, production=config.production)
    reconcile = Reconciler(config, client, webhooks.take_in)
    sweep = Sweep(companies, database, drain, reconcile, threads=config.worker_threads)
    return Inbox(config, webhooks, drainer, queue, sweep, leases, typing, client)
