"""Shapes of what operators read: live events, analytics, overview, diagnostics."""

from marshmallow import Schema, fields, validate

from app.models.responses import ModelBudgetSchema


class EventsQuerySchema(Schema):
    """`scope=all`: every company, for platform administrators."""

    company_id = fields.String()
    scope = fields.String(load_default="company", validate=validate.OneOf(["company", "all"]))


class AnalyticsQuerySchema(Schema):
    """Days are the company's local days, both inclusive; without them the week up to today."""

    company_id = fields.String()
    first = fields.Date(data_key="from")
    last = fields.Date(data_key="to")
    granularity = fields.String(load_default="day", validate=validate.OneOf(["hour", "day", "week"]))
    compare = fields.Boolean(load_default=False)
    format = fields.String(load_default="json", validate=validate.OneOf(["json", "csv"]))


class FiguresSchema(Schema):
    """Times in milliseconds; null before the first turn. `cost` null: no model used has a known price."""

    start = fields.String()
    messages = fields.Integer()
    turns = fields.Integer()
    conversations = fields.Integer()
    answered = fields.Integer()
    booked = fields.Integer()
    handed_over = fields.Integer()
    emergencies = fields.Integer()
    reopened = fields.Integer()
    resolved = fields.Integer()
    unanswered = fields.Integer()
    avg_response_ms = fields.Float(allow_none=True)
    p95_response_ms = fields.Float(allow_none=True)
    prompt_tokens = fields.Integer()
    completion_tokens = fields.Integer()
    model_calls = fields.Integer()
    unpriced_turns = fields.Integer()
    cost = fields.Float(allow_none=True)
    currency = fields.String()


class AnalyticsSchema(Schema):
    company_id = fields.String()
    first = fields.String(data_key="from", attribute="from")
    to = fields.String()
    granularity = fields.String()
    timezone = fields.String()
    totals = fields.Nested(FiguresSchema)
    previous = fields.Nested(FiguresSchema, allow_none=True)
    series = fields.List(fields.Nested(FiguresSchema))
    handoff_reasons = fields.Dict(keys=fields.String(), values=fields.Integer())
    intents = fields.Dict(keys=fields.String(), values=fields.Integer())
    agents = fields.Dict(keys=fields.String(), values=fields.Integer())
    model_budget = fields.Nested(ModelBudgetSchema, allow_none=True)


class OverviewRowSchema(Schema):
    company_id = fields.String()
    company_name = fields.String()
    is_active = fields.Boolean()
    healthy = fields.Boolean()
    messages_today = fields.Integer(allow_none=True)
    active_bots = fields.Integer(allow_none=True)
    handoffs_today = fields.Integer(allow_none=True)
    emergencies_today = fields.Integer(allow_none=True)
    waiting_for_person = fields.Integer(allow_none=True)
    avg_response_ms = fields.Float(allow_none=True)


class OverviewSchema(Schema):
    companies = fields.List(fields.Nested(OverviewRowSchema))
    total = fields.Integer()


class LiveSchema(Schema):
    status = fields.String()


class ReadySchema(Schema):
    """`status`: ready or not_ready."""

    status = fields.String()
    dependencies = fields.Dict(keys=fields.String(), values=fields.Boolean())


class CheckSchema(Schema):
    """`status`: ok, warning or error. `code` and `params` say the same as `message`, for other languages."""

    name = fields.String()
    status = fields.String()
    message = fields.String()
    advice = fields.String()
    code = fields.String()
    params = fields.Dict(keys=fields.String())


class DiagnosticsSchema(Schema):
    """The checks, and what this process is at."""

    status = fields.String()
    checks = fields.List(fields.Nested(CheckSchema))
    orchestrators = fields.Dict()
    queue = fields.Dict()
    event_streams = fields.Integer()
    errors = fields.Dict()


class ConnectionTestSchema(Schema):
    """`latency_ms` null: nothing was tried, `message` says what is missing. `code`: its own, or an error's."""

    company_id = fields.String()
    integration = fields.String()
    ok = fields.Boolean()
    message = fields.String()
    latency_ms = fields.Float(allow_none=True)
    code = fields.String()
    params = fields.Dict(keys=fields.String())
