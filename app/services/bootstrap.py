"""The one place that names concrete classes: settings in, services out. Nothing connects here."""

import threading
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from app.agents.availability_agent import AvailabilityAgent
from app.agents.base_agent import BaseAgent
from app.agents.emergency_agent import EmergencyAgent
from app.agents.intent_model import IntentModel
from app.agents.ports import Calendar, ChatModel, LiveData, PromptSource, Turn
from app.agents.router_agent import RouterAgent
from app.agents.sales_agent import SalesAgent
from app.agents.schedule_agent import ScheduleAgent
from app.agents.support_agent import SupportAgent
from app.config.company_config import CompanyConfig
from app.config.config import Config
from app.config.constants import Intent
from app.models.database import Database
from app.models.errors import DependencyError
from app.models.sealed import SealedRepository
from app.models.setting import SettingRepository
from app.services.analytics_service import AnalyticsService
from app.services.appointment_service import AppointmentService
from app.services.audit_service import AuditService
from app.services.bootstrap_companies import RedisIndexes, build_companies
from app.services.bootstrap_identity import IdentityParts, IdentityServices, build_identity
from app.services.bootstrap_inbox import Inbox, build_inbox
from app.services.bootstrap_integrations import Integrations, build_integrations
from app.services.bootstrap_operations import Operations, Watched, build_diagnostics, build_operations
from app.services.chatwoot_outbound import ChatwootOutbound
from app.services.company_config_service import CompanyConfigService
from app.services.conversation_control import ConversationControl
from app.services.conversation_service import ConversationService
from app.services.curated_service import CuratedService, UnansweredRecorder
from app.services.diagnostics.service import DiagnosticService
from app.services.document_library import DocumentLibrary
from app.services.document_service import DocumentService
from app.services.event_bus import EventBus
from app.services.health_service import HealthService, enabled_intents
from app.services.index_copies import LocalCopy, SharedCopy
from app.services.installation_key import InstallationKey
from app.services.integrations.event_outlet import EventOutlet
from app.services.knowledge_record import KnowledgeRecord
from app.services.knowledge_registry import KnowledgeRegistry
from app.services.llm.local_engine import LocalEngine
from app.services.llm.provider import ModelProvider
from app.services.media_reply import MediaReplyService
from app.services.model_budget import ModelBudgets
from app.services.multi_agent_factory import MultiAgentFactory
from app.services.multi_agent_orchestrator import MultiAgentOrchestrator
from app.services.multimedia_service import MultimediaService
from app.services.offboarding_service import OffboardingService
from app.services.overview_service import OverviewService
from app.services.periodic import Periodic
from app.services.prices import PriceTable
from app.services.prompt_editor import PromptEditor
from app.services.prompt_preview import PreviewAgents, PromptPreview, ReadOnlyCalendar
from app.services.prompt_service import PromptService
from app.services.record_token import RecordToken
from app.services.redis_service import RedisService
from app.services.reminder_service import ReminderService
from app.services.reseal import Resealing
from app.services.role_guard import check_role
from app.services.safe_fetch import SafeFetcher
from app.services.schedule_service import calendar_for
from app.services.stats_service import StatsService
from app.services.turn_facts import FactMaker
from app.services.url_intake import UrlIntake
from app.services.vector_auto_recovery import VectorAutoRecovery
from app.services.vector_backends.engine_probe import QueryEngineProbe
from app.services.vector_backends.in_process import InProcessIndex
from app.services.vector_backends.redis_index import RedisPlace, RedisVectorIndex
from app.services.vectorstore_service import Copies, VectorstoreService
from app.services.webhook_service import WebhookService
from app.utils.logger import get_logger

log = get_logger("start")
AGENT_THREADS = 64
REMINDERS_EVERY_S = 60.0
WARM_COMPANIES = 50


@dataclass(slots=True)
class Services:
    """Everything the HTTP edge may ask for."""

    config: Config
    database: Database
    redis: RedisService
    companies: CompanyConfigService
    documents: DocumentService
    library: DocumentLibrary
    web_pages: UrlIntake
    curated: CuratedService
    unanswered: UnansweredRecorder
    conversations: ConversationService
    control: ConversationControl
    appointments: AppointmentService
    offboarding: OffboardingService
    resealing: Resealing
    prompts: PromptService
    prompt_editor: PromptEditor
    prompt_preview: PromptPreview
    stats: StatsService
    health: HealthService
    webhooks: WebhookService
    inbox: Inbox
    factory: MultiAgentFactory
    knowledge: KnowledgeRegistry
    models: ModelProvider
    multimedia: MultimediaService
    media_replies: MediaReplyService
    recovery: VectorAutoRecovery
    reminders: ReminderService
    reminding: Periodic
    identity: IdentityServices
    audit: AuditService
    events: EventBus
    operations: Operations
    diagnostics: DiagnosticService
    analytics: AnalyticsService
    overview: OverviewService
    integrations: Integrations

    def start_background(self, *, worker: bool | None = None) -> None:
        """Seed, warm up, watch the indexes and answer Chatwoot, off the request path; once per process.

        `worker`: whether conversations are worked on here; None = as the settings say.
        Raises: UnsafeRoleError.
        """
        check_role(self.config, self.database)
        threading.Thread(target=self._warm_up, name="warm-up", daemon=True).start()
        if self.config.vectorstore_auto_recovery:
            self.recovery.start(self._evict_idle)
        works = self.config.worker_in_web if worker is None else worker
        self.inbox.start(worker=works)
        if worker is None:  # a web process, where somebody may sign in
            threading.Thread(target=self.identity.offer_setup, name="set-up-link", daemon=True).start()
        if works:
            self.reminding.start()
            self.integrations.start()

    def close(self) -> None:
        """Release connections and stop threads."""
        self.events.close_streams()
        self.reminding.stop()
        self.inbox.stop()
        self.integrations.stop()
        self.recovery.stop()
        self.documents.close()
        self.unanswered.close()
        self.knowledge.close()
        self.models.close()
        self.identity.close()
        self.events.close()
        self.operations.close()
        self.health.close()
        self.redis.close()
        self.database.dispose()

    def _warm_up(self) -> None:
        try:
            companies = self.companies.manager.all(active_only=True)[:WARM_COMPANIES]
            RouterAgent(IntentModel.load()).warm_up()
            self.factory.warm_up(companies, lambda company: self.knowledge.get(company).warm_up())
        except DependencyError as exc:
            log.warning("warm-up put off: %s", exc.code)

    def _evict_idle(self) -> None:
        self.factory.evict_idle()
        self.knowledge.evict_idle()


@dataclass(frozen=True, slots=True)
class _Ground:
    """What everything else stands on: stores, knowledge, models, events and the companies."""

    database: Database
    redis: RedisService
    prompts: PromptService
    models: ModelProvider
    engine: QueryEngineProbe
    knowledge: KnowledgeRegistry
    operations: Operations
    events: EventBus
    outlet: EventOutlet
    key: InstallationKey
    documents: DocumentService
    companies: CompanyConfigService


def build_services(config: Config) -> Services:
    """Wire the adapters that the settings choose."""
    on = _ground(config)
    database, redis, companies, knowledge, models = on.database, on.redis, on.companies, on.knowledge, on.models
    curated, unanswered = CuratedService(database, knowledge), UnansweredRecorder(database)
    integrations = build_integrations(config, database, on.key, companies.manager, on.outlet)
    pool = ThreadPoolExecutor(AGENT_THREADS, thread_name_prefix="agents")
    parts = _Parts(database, knowledge, models, on.prompts, unanswered, pool, integrations.live)
    factory = _factory(parts, on)
    facts = FactMaker(PriceTable(config.model_prices_file), on.operations.metrics)
    conversations = ConversationService(database, redis, factory, events=on.outlet, facts=facts)
    multimedia = MultimediaService(config, redis, models)
    inbox = build_inbox(config, database, redis, companies.manager, conversations, multimedia)
    inbox.webhooks.on_answer(on.operations.metrics.delivery)
    outbound = ChatwootOutbound(config, database, inbox.queue.notify)
    reminders = ReminderService(database, companies.manager, conversations, outbound)
    health = HealthService(config, database, redis, companies, knowledge, models)
    audit = AuditService(database)
    watched = Watched(config, database, redis, models, knowledge, on.engine, companies, factory, inbox, on.events)
    indexes = RedisIndexes(redis, on.engine)
    every_s = config.vectorstore_health_check_interval_s
    return Services(
        config=config,
        database=database,
        redis=redis,
        companies=companies,
        documents=on.documents,
        library=DocumentLibrary(database, on.documents, curated, knowledge),
        web_pages=UrlIntake(SafeFetcher()),
        curated=curated,
        unanswered=unanswered,
        conversations=conversations,
        control=ConversationControl(database, conversations, inbox.queue.notify),
        appointments=AppointmentService(database, events=on.outlet),
        resealing=Resealing(SealedRepository(database), on.key, companies.announce),
        offboarding=OffboardingService(database, redis, companies, indexes, lambda: companies.manager.all()),
        prompts=on.prompts,
        prompt_editor=PromptEditor(on.prompts, database, companies.clear_cache),
        prompt_preview=_preview(parts),
        stats=StatsService(database),
        health=health,
        webhooks=inbox.webhooks,
        inbox=inbox,
        factory=factory,
        knowledge=knowledge,
        models=models,
        multimedia=multimedia,
        media_replies=MediaReplyService(multimedia, conversations),
        recovery=VectorAutoRecovery(companies.manager, knowledge, redis, every_s),
        reminders=reminders,
        reminding=Periodic("reminders", REMINDERS_EVERY_S, reminders.run),
        identity=build_identity(IdentityParts(config, database, redis, companies.manager, on.key, audit)),
        audit=audit,
        events=on.events,
        operations=on.operations,
        diagnostics=build_diagnostics(watched, on.operations.errors),
        analytics=AnalyticsService(database),
        overview=OverviewService(database, lambda company: bool(health.company(company)["system_healthy"])),
        integrations=integrations,
    )


def _ground(config: Config) -> _Ground:
    database = Database(config.sql_url, migration_url=config.migration_sql_url)
    redis = RedisService(config.redis_url)
    models = ModelProvider(config, LocalEngine(), ModelBudgets(redis))
    engine = QueryEngineProbe(redis)
    knowledge = KnowledgeRegistry(lambda company: _knowledge(company, database, redis, engine), models.embedder)
    operations = build_operations(config)
    events = EventBus(redis, observe=operations.metrics.streams)
    outlet = EventOutlet(events, database)
    key = InstallationKey(config, SettingRepository(database))
    documents = DocumentService(database, redis, knowledge, events=outlet)
    return _Ground(
        database=database,
        redis=redis,
        prompts=PromptService(config.custom_prompts_file, database),
        models=models,
        engine=engine,
        knowledge=knowledge,
        operations=operations,
        events=events,
        outlet=outlet,
        key=key,
        documents=documents,
        companies=build_companies(config, database, redis, documents, key),
    )


def _knowledge(
    company: CompanyConfig, database: Database, redis: RedisService, engine: QueryEngineProbe
) -> VectorstoreService:
    """Redis's index where it has the query engine, with a copy in this process behind it."""
    record = KnowledgeRecord(database.tenant(company.company_id))
    keys = redis.company(company.redis_prefix)
    place = RedisPlace(company.company_id, company.vectorstore_index, company.redis_prefix)

    def shared_index() -> RedisVectorIndex | None:
        client = engine.client()
        return RedisVectorIndex(client, place) if client else None

    shared = SharedCopy(shared_index, record, keys) if redis.url else None
    local = LocalCopy(InProcessIndex(company.vectorstore_index), record)
    return VectorstoreService(company, record, Copies(local, shared), RecordToken(keys))


@dataclass(frozen=True, slots=True)
class _Parts:
    """What every company's orchestrator is made of."""

    database: Database
    knowledge: KnowledgeRegistry
    models: ModelProvider
    prompts: PromptService
    unanswered: UnansweredRecorder
    pool: ThreadPoolExecutor
    live: LiveData


def _factory(parts: _Parts, on: _Ground) -> MultiAgentFactory:
    """Companies that are gone, or have changed, lose what was made for them."""
    factory = MultiAgentFactory(lambda company: _orchestrator(company, parts))

    def retain(ids: Collection[str]) -> None:
        factory.retain(ids)
        on.knowledge.retain(ids)

    on.companies.on_loaded(retain)
    return factory


def _preview(parts: _Parts) -> PromptPreview:
    return PromptPreview(parts.prompts.for_company, lambda company, own: _preview_agents(company, parts, own))


def _orchestrator(company: CompanyConfig, parts: _Parts) -> MultiAgentOrchestrator:
    own_prompts = parts.prompts.for_company(company.company_id)
    agents = _agents(company, parts, own_prompts, calendar_for(company, parts.database.tenant(company.company_id)))
    enabled = {intent: agents[intent] for intent in enabled_intents(company)}
    router = _router(parts.models.raw(company), own_prompts)

    def unknown(turn: Turn) -> None:
        parts.unanswered.note(company, turn.text, turn.language)

    orchestrator = MultiAgentOrchestrator(company, router, enabled, parts.pool, unknown)
    orchestrator.set_live_data(parts.live)
    return orchestrator


def _agents(
    company: CompanyConfig, parts: _Parts, prompts: PromptSource, calendar: Calendar
) -> dict[Intent, BaseAgent]:
    raw, chat = parts.models.raw(company), parts.models.chat(company)
    agents: dict[Intent, BaseAgent] = {
        Intent.EMERGENCY: EmergencyAgent(company, None, prompts),
        Intent.SALES: SalesAgent(company, chat, prompts),
        Intent.SUPPORT: SupportAgent(company, chat, prompts),
        Intent.SCHEDULE: ScheduleAgent(company, raw, prompts, calendar),
        Intent.AVAILABILITY: AvailabilityAgent(company, raw, prompts, calendar),
    }
    for agent in agents.values():
        if agent.uses_rag:
            agent.set_vectorstore_service(parts.knowledge.get(company))
            agent.set_live_data(parts.live)
    return agents


def _preview_agents(company: CompanyConfig, parts: _Parts, prompts: PromptSource) -> PreviewAgents:
    """The same agents, around prompts under trial and an agenda they cannot write in."""
    calendar = ReadOnlyCalendar(calendar_for(company, parts.database.tenant(company.company_id)))
    router = _router(parts.models.raw(company), prompts)
    return PreviewAgents(router, _agents(company, parts, prompts, calendar), parts.pool)


def _router(raw: ChatModel | None, prompts: PromptSource) -> RouterAgent:
    return RouterAgent(IntentModel.load(), raw, prompts)
