"""Bodies of successful answers, as OpenAPI shows them."""

from marshmallow import Schema, fields

from app.models.schemas import CompanySchema


class ErrorSchema(Schema):
    """`code` is stable; `details` maps a field to what is wrong with it."""

    code = fields.String(required=True)
    message = fields.String(required=True)
    details = fields.Dict(required=True)
    request_id = fields.String(required=True)


class ErrorBodySchema(Schema):
    """Every failure, whatever raised it."""

    error = fields.Nested(ErrorSchema, required=True)


class CompanySummarySchema(Schema):
    """A company as anyone who may see it reads it."""

    company_id = fields.String()
    company_name = fields.String()
    business_type = fields.String()
    services = fields.String()
    language = fields.String()
    languages = fields.List(fields.String())
    timezone = fields.String()
    currency = fields.String()
    is_active = fields.Boolean()


class CompanyDetailSchema(CompanySummarySchema):
    sales_agent_name = fields.String()
    treatment_durations = fields.Dict(keys=fields.String(), values=fields.Integer())
    treatments = fields.List(fields.Dict())
    redis_prefix = fields.String()
    vectorstore_index = fields.String()
    chatwoot_account_id = fields.String(allow_none=True)
    working_hours = fields.Dict()
    country = fields.String()
    address = fields.String()
    phone = fields.String()
    schedule_integration = fields.String()


class CompanyListSchema(Schema):
    companies = fields.List(fields.Nested(CompanySummarySchema))
    total = fields.Integer()


class LimitsSchema(Schema):
    """What is in force: the company's own numbers, else its tier's; null = no limit."""

    max_documents = fields.Integer(allow_none=True)
    max_conversations = fields.Integer(allow_none=True)
    rate_limit_per_minute = fields.Integer(allow_none=True)
    model_tokens_per_day = fields.Integer(allow_none=True)
    model_calls_per_minute = fields.Integer(allow_none=True)


class ModelBudgetSchema(Schema):
    """Limits null = none; the day is the company's local one. Refused calls were answered by the local engine."""

    tokens_per_day = fields.Integer(allow_none=True)
    tokens_today = fields.Integer()
    calls_per_minute = fields.Integer(allow_none=True)
    calls_this_minute = fields.Integer()
    refused_today = fields.Integer()
    spent = fields.Boolean()


class CompanyAdminSchema(CompanySchema):
    """All configuration values; secrets show as `"***"`, and `secrets_set` says which are set."""

    company_id = fields.String()
    chatwoot_api_token = fields.String()
    chatwoot_user_token = fields.String()
    chatwoot_webhook_secret = fields.String()
    chatwoot_webhook_secret_previous = fields.String()
    chatwoot_webhook_token = fields.String()
    openai_api_key = fields.String()
    caldav_password = fields.String()
    secrets_set = fields.Dict(keys=fields.String(), values=fields.Boolean())
    limits = fields.Nested(LimitsSchema)


class CompanyAdminListSchema(Schema):
    companies = fields.List(fields.Nested(CompanyAdminSchema))
    total = fields.Integer()


class AgentSchema(Schema):
    type = fields.String()
    name = fields.String()
    enabled = fields.Boolean()
    uses_rag = fields.Boolean()
    description = fields.String()


class AgentListSchema(Schema):
    company_id = fields.String()
    agents = fields.List(fields.Nested(AgentSchema))
    total = fields.Integer()


class StatsSchema(Schema):
    """Measured values; times are text such as `"0.8s"`, null before the first message."""

    company_id = fields.String()
    statistics = fields.Dict()
    performance = fields.Dict()


class DocumentCreatedSchema(Schema):
    company_id = fields.String()
    document_id = fields.String()
    chunk_count = fields.Integer()
    title = fields.String()
    status = fields.String()
    version = fields.Integer()
    language = fields.String()
    unchanged = fields.Boolean()


class DocumentSummarySchema(Schema):
    company_id = fields.String()
    document_id = fields.String()
    title = fields.String()
    chunk_count = fields.Integer()
    created_at = fields.AwareDateTime(format="iso")
    metadata = fields.Dict()
    preview = fields.String()
    status = fields.String()
    media_type = fields.String()
    language = fields.String()
    external_id = fields.String(allow_none=True)
    version = fields.Integer()
    expires_at = fields.AwareDateTime(format="iso", allow_none=True)
    updated_at = fields.AwareDateTime(format="iso", allow_none=True)
    progress = fields.Float()
    error = fields.Dict(allow_none=True)


class DocumentDetailSchema(DocumentSummarySchema):
    content = fields.String()


class DocumentPageSchema(Schema):
    company_id = fields.String()
    documents = fields.List(fields.Nested(DocumentSummarySchema))
    total_documents = fields.Integer()
    page = fields.Integer()
    page_size = fields.Integer()
    debug = fields.Dict()


class SearchHitSchema(Schema):
    document_id = fields.String()
    title = fields.String()
    content = fields.String()
    score = fields.Float()
    chunk_index = fields.Integer()
    section = fields.String()
    metadata = fields.Dict()
    explain = fields.Dict()


class SearchResultSchema(Schema):
    company_id = fields.String()
    query = fields.String()
    results = fields.List(fields.Nested(SearchHitSchema))
    results_count = fields.Integer()
    debug = fields.Dict()


class DocumentDeletedSchema(Schema):
    company_id = fields.String()
    document_id = fields.String()
    deleted = fields.Boolean()
    chunks_deleted = fields.Integer()


class SourceSchema(Schema):
    document_id = fields.String()
    title = fields.String()
    score = fields.Float()


class ChatReplySchema(Schema):
    """The answer of the chat test, with how it came about."""

    company_id = fields.String()
    user_id = fields.String()
    user_message = fields.String()
    bot_response = fields.String()
    intents = fields.List(fields.String())
    agents = fields.List(fields.String())
    agent_used = fields.String()
    language = fields.String()
    sources = fields.List(fields.Nested(SourceSchema))
    handoff = fields.Dict(allow_none=True)
    action = fields.String()
    booking = fields.Dict()
    choices = fields.List(fields.String())
    context = fields.Dict()
    timings_ms = fields.Dict()


class VoiceReplySchema(ChatReplySchema):
    transcript = fields.String()


class ImageReplySchema(ChatReplySchema):
    description = fields.String()


class ConversationSummarySchema(Schema):
    user_id = fields.String()
    channel = fields.String()
    message_count = fields.Integer()
    last_message_at = fields.AwareDateTime(format="iso")
    last_message = fields.String()
    owner = fields.String()
    language = fields.String()
    conversation_id = fields.String()


class ConversationPageSchema(Schema):
    company_id = fields.String()
    conversations = fields.List(fields.Nested(ConversationSummarySchema))
    total_conversations = fields.Integer()
    page = fields.Integer()
    page_size = fields.Integer()


class MessageSchema(Schema):
    role = fields.String()
    content = fields.String()
    agent = fields.String(allow_none=True)
    created_at = fields.AwareDateTime(format="iso")
    intents = fields.List(fields.String())
    sources = fields.List(fields.Nested(SourceSchema))
    message_id = fields.String()
    routing = fields.Dict(allow_none=True)
    timings_ms = fields.Dict(allow_none=True)


class HistorySchema(Schema):
    company_id = fields.String()
    user_id = fields.String()
    messages = fields.List(fields.Nested(MessageSchema))
    total_messages = fields.Integer()


class ConversationDeletedSchema(Schema):
    company_id = fields.String()
    user_id = fields.String()
    deleted = fields.Boolean()


class ControlSchema(Schema):
    """Who has a conversation; `paused_until` null: until it is given back."""

    company_id = fields.String()
    user_id = fields.String()
    owner = fields.String()
    paused_until = fields.AwareDateTime(format="iso", allow_none=True)


class NotedSchema(Schema):
    company_id = fields.String()
    user_id = fields.String()
    noted = fields.Boolean()


class PersonExportSchema(Schema):
    """Everything stored of a person, row by row."""

    company_id = fields.String()
    user_id = fields.String()
    exported_at = fields.AwareDateTime(format="iso")
    conversation = fields.Dict(allow_none=True)
    messages = fields.List(fields.Dict())
    appointments = fields.List(fields.Dict())
    appointment_events = fields.List(fields.Dict())
    reminders = fields.List(fields.Dict())
    reminders_refused_at = fields.AwareDateTime(format="iso", allow_none=True)
    channel_conversations = fields.List(fields.Dict())
    received = fields.List(fields.Dict())
    sent = fields.List(fields.Dict())
    webhook_deliveries = fields.List(fields.Dict())
    notifications = fields.List(fields.Dict())


class ReloadSchema(Schema):
    companies_loaded = fields.Integer()
    added = fields.List(fields.String())
    updated = fields.List(fields.String())
    removed = fields.List(fields.String())
    errors = fields.List(fields.Dict())


class CacheClearedSchema(Schema):
    company_id = fields.String()
    cleared = fields.Boolean()


class WebhookAnswerSchema(Schema):
    company_id = fields.String(allow_none=True)
    status = fields.String()
    reason = fields.String()


class VectorHealthSchema(Schema):
    companies = fields.Dict()


class HealthSchema(Schema):
    """The specification's shape."""

    status = fields.String()
    system_type = fields.String()
    version = fields.String()
    environment = fields.String()
    access = fields.String()
    engine = fields.Dict()
    companies = fields.Dict()
    enterprise = fields.Dict()
    dependencies = fields.Dict()


class CompanyHealthSchema(Schema):
    company_id = fields.String()
    system_healthy = fields.Boolean()
    vectorstore_healthy = fields.Boolean()
    agents_available = fields.Integer()
    redis_healthy = fields.Boolean()
    is_active = fields.Boolean()
    engine = fields.Dict()
    model_budget = fields.Nested(ModelBudgetSchema, allow_none=True)


class CompaniesHealthSchema(Schema):
    total = fields.Integer()
    companies = fields.Dict()


class AppointmentSchema(Schema):
    """Times are ISO 8601 with the company's offset."""

    company_id = fields.String()
    appointment_id = fields.String()
    treatment = fields.String()
    treatment_name = fields.String()
    start = fields.AwareDateTime(format="iso")
    end = fields.AwareDateTime(format="iso")
    resource = fields.String()
    name = fields.String()
    phone = fields.String()
    status = fields.String()
    user_id = fields.String()
    details = fields.Dict(keys=fields.String(), values=fields.String())


class AppointmentListSchema(Schema):
    company_id = fields.String()
    appointments = fields.List(fields.Nested(AppointmentSchema))
    total = fields.Integer()


class SlotSchema(Schema):
    start = fields.AwareDateTime(format="iso")
    end = fields.AwareDateTime(format="iso")
    resource = fields.String()


class AvailabilitySchema(Schema):
    company_id = fields.String()
    treatment = fields.String()
    duration_min = fields.Integer()
    slots = fields.List(fields.Nested(SlotSchema))
