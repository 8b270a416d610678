"""What comes in and goes out, field by field. Schemas check shape only: they never query."""

import re
from decimal import Decimal
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from marshmallow import INCLUDE, RAISE, Schema, ValidationError, fields, validate, validates, validates_schema

from app.config.company_config import WEEKDAYS
from app.config.config import COMPANY_ID, LOG_LEVELS
from app.config.constants import LANGUAGES, AgentType
from app.models.booking_fields import BASIC, DETAILS, canonical
from app.models.moments import check_year

SECRET_FIELDS = (
    "chatwoot_api_token",
    "chatwoot_user_token",
    "chatwoot_webhook_secret",
    "chatwoot_webhook_secret_previous",
    "chatwoot_webhook_token",
    "openai_api_key",
    "caldav_password",
)


class _Pattern(validate.Regexp):
    """The whole value must match: `$` alone lets a trailing newline through."""

    def __call__(self, value: Any) -> Any:
        if value.endswith("\n"):
            raise ValidationError(self._format_error(value))
        return super().__call__(value)


_HOUR = re.compile(r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")
_PREFIX = re.compile(r"^[a-z0-9][a-z0-9_-]{0,58}:$", re.ASCII)
_INDEX = re.compile(r"^[a-z0-9][a-z0-9_-]{0,79}$", re.ASCII)
_DAY = _Pattern(r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$", error="Use YYYY-MM-DD.")
_http_url = validate.URL(schemes={"http", "https"}, require_tld=False)
_LABEL = re.compile(r"^[a-z0-9_-]{1,60}$", re.ASCII)  # what Chatwoot accepts
_hours_range = fields.List(fields.String(validate=_Pattern(_HOUR)), validate=validate.Length(2, 2))


def _url_or_empty(value: str) -> None:
    if value:
        _http_url(value)


def _token_or_empty(value: str) -> None:
    if value and not re.fullmatch(r"[A-Za-z0-9_-]{24,200}", value):
        raise ValidationError("Use 24 to 200 letters, digits, '-' and '_', or nothing.")


@cache
def _zones() -> frozenset[str]:
    """Listing them reads hundreds of files: once per process."""
    return frozenset(available_timezones())


def _price(value: Decimal) -> None:
    """Not `Range`: beside `as_string` it would describe its bounds as text, which OpenAPI forbids."""
    if not 0 <= value <= 10**12:
        raise ValidationError("Use an amount from 0 to 1000000000000.")


def _email_or_empty(value: str) -> None:
    if value:
        validate.Email()(value)


def _booking_field(value: str) -> None:
    if canonical(value) is None:
        raise ValidationError(f"Must be one of: {', '.join((*BASIC, *DETAILS))}.")


def _text(limit: int, **kwargs: Any) -> fields.String:
    return fields.String(validate=validate.Length(max=limit), **kwargs)


class CompanyScopedSchema(Schema):
    """Any body may name its company; resolution has read it before the view does."""

    company_id = fields.String(load_only=True)


class ModelPriceSchema(Schema):
    """What a model costs per million tokens, in the company's currency."""

    class Meta:
        unknown = RAISE

    input = fields.Float(required=True, validate=validate.Range(0))
    output = fields.Float(required=True, validate=validate.Range(0))


class TreatmentSchema(Schema):
    """`treatments.<key>` of a company: what it is called, how long it takes, what it costs."""

    class Meta:
        unknown = RAISE

    name = _text(120)
    duration = fields.Integer(validate=validate.Range(5, 24 * 60))
    price = fields.Decimal(
        allow_none=True, as_string=True, validate=_price, metadata={"type": ["string", "number"]}
    )
    price_from = fields.Boolean()
    aliases = fields.List(_text(120), validate=validate.Length(max=40))
    description = _text(2000)
    preparation = _text(2000)
    buffer_min = fields.Integer(validate=validate.Range(0, 240))
    bookable = fields.Boolean()


class ResourceSchema(Schema):
    """A room or a professional, with the treatment keys it serves (none = all)."""

    key = fields.String(required=True, validate=_Pattern(_INDEX))
    name = _text(120, required=True)
    treatments = fields.List(fields.String())
    caldav_calendar = _text(500)


class EmergencySchema(Schema):
    """The company's protocol by language, its urgent line and the country's number."""

    protocol = fields.Dict(keys=fields.String(validate=validate.OneOf(LANGUAGES)), values=_text(2000))
    contact_phone = _text(40)
    emergency_number = _text(20)


class PromotionSchema(Schema):
    """An offer in force between two days, inclusive."""

    text = _text(500, required=True)
    treatment = fields.String(allow_none=True)
    starts = fields.String(allow_none=True, validate=_DAY)
    ends = fields.String(allow_none=True, validate=_DAY)


class WhatsAppTemplateSchema(Schema):
    """An approved template, sent where WhatsApp no longer takes free text."""

    class Meta:
        unknown = RAISE

    name = fields.String(validate=validate.Length(1, 512))
    category = _text(40)
    language = fields.String(validate=validate.Length(2, 10))
    content = _text(1024)  # the template's text, as staff read it in the conversation
    processed_params = fields.Dict(keys=_text(40))

    @validates_schema
    def _whole_or_empty(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if data and not {"name", "language"} <= data.keys():
            raise ValidationError({"name": ["A template has a name and a language; {} means none."]})


class CompanySchema(Schema):
    """A company's configuration as administrators and the JSON files write it."""

    class Meta:
        unknown = RAISE

    company_name = fields.String(required=True, validate=validate.Length(1, 255))
    business_type = _text(100)
    redis_prefix = fields.String(validate=_Pattern(_PREFIX, error="Lower-case letters, digits, then ':'."))
    vectorstore_index = fields.String(validate=_Pattern(_INDEX))
    schedule_service_url = fields.String(validate=_url_or_empty)
    sales_agent_name = _text(200)
    services = _text(2000)
    treatment_durations = fields.Dict(
        keys=_text(120), values=fields.Integer(strict=True, validate=validate.Range(5, 24 * 60))
    )
    treatments = fields.Dict(keys=_text(120), values=fields.Nested(TreatmentSchema))
    chatwoot_account_id = fields.String(allow_none=True, validate=_Pattern(r"^\d{1,18}$"))
    timezone = fields.String()
    language = fields.String(validate=validate.OneOf(LANGUAGES))
    languages = fields.List(fields.String(validate=validate.OneOf(LANGUAGES)), validate=validate.Length(min=1))
    model_prices = fields.Dict(
        keys=fields.String(validate=validate.Length(1, 120)), values=fields.Nested(ModelPriceSchema)
    )
    currency = fields.String(validate=_Pattern(r"^[A-Z]{3}$"))
    country = fields.String(validate=_Pattern(r"^[A-Z]{2}$"))
    formality = fields.String(validate=validate.OneOf(("usted", "tu", "vos")))
    is_active = fields.Boolean()

    address = _text(500)
    phone = _text(40)
    whatsapp = _text(40)
    email = fields.String(validate=_email_or_empty)
    website = fields.String(validate=_url_or_empty)
    payment_methods = fields.List(_text(80))
    promotions = fields.List(fields.Nested(PromotionSchema), validate=validate.Length(max=100))
    emergency = fields.Nested(EmergencySchema)

    schedule_integration = fields.String(validate=validate.OneOf(("builtin", "http", "webhook", "caldav")))
    working_hours = fields.Dict(
        keys=fields.String(validate=validate.OneOf(WEEKDAYS)),
        values=fields.List(fields.List(fields.String(validate=_Pattern(_HOUR)), validate=validate.Length(2, 2))),
    )
    closed_dates = fields.List(fields.String(validate=_DAY))
    observe_holidays = fields.Boolean()
    resources = fields.List(fields.Nested(ResourceSchema))
    slot_minutes = fields.Integer(validate=validate.OneOf((5, 10, 15, 20, 30, 60)))
    min_advance_hours = fields.Float(validate=validate.Range(0, 24 * 30))
    max_advance_days = fields.Integer(validate=validate.Range(1, 730))
    cancellation_hours = fields.Float(validate=validate.Range(0, 24 * 30))
    hold_minutes = fields.Integer(validate=validate.Range(1, 120))
    caldav_url = fields.String(validate=_url_or_empty)
    caldav_username = _text(200)
    caldav_password = fields.String(load_only=True)
    caldav_calendar = _text(500)
    reminder_hours = fields.List(
        fields.Float(validate=validate.Range(0.5, 24 * 14)), validate=validate.Length(max=4)
    )
    quiet_hours = fields.List(fields.String(validate=_Pattern(_HOUR)), validate=validate.Length(2, 2))
    reminder_template = fields.Nested(WhatsAppTemplateSchema)
    required_booking_fields = fields.List(fields.String(validate=_booking_field))

    chatwoot_base_url = fields.String(validate=_url_or_empty)
    chatwoot_api_token = fields.String(load_only=True)
    chatwoot_user_token = fields.String(load_only=True)
    chatwoot_webhook_secret = fields.String(load_only=True)
    chatwoot_webhook_secret_previous = fields.String(load_only=True)
    attachment_hosts = fields.List(_text(253), validate=validate.Length(max=50))
    chatwoot_webhook_token = fields.String(load_only=True, validate=_token_or_empty)
    burst_window_seconds = fields.Float(validate=validate.Range(0, 60))
    bot_on = fields.String(validate=validate.OneOf(("pending", "open")))
    bot_hours = fields.String(validate=validate.OneOf(("always", "closed")))
    takeover_hours = fields.Float(validate=validate.Range(0, 24 * 30))
    bot_off_label = fields.String(validate=_Pattern(_LABEL))
    handoff_label = fields.String(validate=_Pattern(_LABEL))
    handoff_team_id = fields.Integer(strict=True, allow_none=True, validate=validate.Range(1, 10**9))
    handoff_assignee_id = fields.Integer(strict=True, allow_none=True, validate=validate.Range(1, 10**9))
    whatsapp_template = fields.Nested(WhatsAppTemplateSchema)
    openai_base_url = fields.String(validate=_url_or_empty)
    openai_api_key = fields.String(load_only=True)
    openai_model = _text(100)

    subscription_tier = _text(50)
    max_documents = fields.Integer(allow_none=True, validate=validate.Range(0, 10**7))
    max_conversations = fields.Integer(allow_none=True, validate=validate.Range(0, 10**9))
    rate_limit_per_minute = fields.Integer(allow_none=True, validate=validate.Range(0, 10**6))
    model_tokens_per_day = fields.Integer(strict=True, allow_none=True, validate=validate.Range(0, 10**12))
    model_calls_per_minute = fields.Integer(strict=True, allow_none=True, validate=validate.Range(0, 10**6))
    disabled_agents = fields.List(fields.String(validate=validate.OneOf([a.value for a in AgentType])))
    min_score = fields.Float(allow_none=True, validate=validate.Range(0, 1))
    log_level = fields.String(validate=validate.OneOf(("", *LOG_LEVELS)))
    allowed_link_hosts = fields.List(_text(253), validate=validate.Length(max=200))
    private_hosts = fields.List(_text(260), validate=validate.Length(max=20))

    @validates("timezone")
    def _known_zone(self, value: str, **_kwargs: Any) -> None:
        if value not in _zones():
            raise ValidationError("Use an IANA time zone such as America/Bogota.")

    @validates_schema
    def _ordered_hours(self, data: dict[str, Any], **_kwargs: Any) -> None:
        for day, ranges in data.get("working_hours", {}).items():
            ends = [moment for start, end in ranges for moment in (start, end)]
            if ends != sorted(set(ends)):
                raise ValidationError({"working_hours": {day: ["Ranges must be in order and not overlap."]}})


class CompanyFileSchema(CompanySchema):
    """A company in a JSON file: unknown fields are kept for custom integrations."""

    class Meta:
        unknown = INCLUDE


class CompanyCreateSchema(CompanySchema):
    """A new company; prefix and index default from the id."""

    company_id = fields.String(required=True, validate=_Pattern(COMPANY_ID))


class CompanyUpdateSchema(CompanySchema):
    """A change of some fields; the id may be repeated and must agree with the path."""

    company_id = fields.String()
    limits = fields.Dict(metadata={"description": "As it was answered; read only, so it changes nothing."})
    company_name = fields.String(validate=validate.Length(1, 255))


class PageSchema(CompanyScopedSchema):
    """Paging of every list."""

    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000))
    page_size = fields.Integer(load_default=20, validate=validate.Range(1, 200))


class DocumentSchema(CompanyScopedSchema):
    """A document sent as JSON."""

    class Meta:
        unknown = RAISE

    content = fields.String(required=True)
    title = _text(300)
    metadata = fields.Dict(keys=_text(100))
    external_id = fields.String(validate=validate.Length(1, 200))
    expires_at = fields.DateTime(format="iso", allow_none=True, validate=check_year)


class DocumentListSchema(PageSchema):
    debug = fields.Boolean(load_default=False)


class SearchRequestSchema(CompanyScopedSchema):
    class Meta:
        unknown = RAISE

    query = fields.String(required=True, validate=validate.Length(1, 500))
    k = fields.Integer(load_default=5, validate=validate.Range(1, 50))
    filters = fields.Dict(keys=_text(100), load_default=None, allow_none=True)
    debug = fields.Boolean(load_default=False)


class AppointmentCreateSchema(CompanyScopedSchema):
    """A visit booked by staff; `start` is ISO 8601, without an offset it is the company's local time."""

    class Meta:
        unknown = RAISE

    treatment = fields.String(required=True, validate=validate.Length(1, 120))
    start = fields.DateTime(format="iso", required=True, validate=check_year)
    name = fields.String(required=True, validate=validate.Length(1, 200))
    phone = fields.String(required=True, validate=validate.Length(1, 40))
    user_id = _text(128, load_default="")
    resource = _text(100, load_default="")
    details = fields.Dict(
        keys=fields.String(validate=validate.OneOf(DETAILS)),
        values=fields.String(validate=validate.Length(1, 300)),
        load_default=dict,
    )


class AppointmentChangeSchema(CompanyScopedSchema):
    """Another start, another resource, or how the visit ended; at least one of them."""

    class Meta:
        unknown = RAISE

    start = fields.DateTime(format="iso", validate=check_year)
    resource = _text(100)
    status = fields.String(validate=validate.OneOf(("completed", "no_show")))

    @validates_schema
    def _changes_something(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if not data.keys() & {"start", "resource", "status"}:
            raise ValidationError("Give start, resource or status.")
        if "status" in data and data.keys() & {"start", "resource"}:
            raise ValidationError("A visit that took place is not moved.", "status")


class AppointmentListRequestSchema(CompanyScopedSchema):
    from_ = fields.Date(data_key="from", validate=check_year)
    to = fields.Date(validate=check_year)
    status = fields.String(validate=validate.OneOf(("held", "confirmed", "cancelled", "completed", "no_show")))


class AvailabilityRequestSchema(CompanyScopedSchema):
    """`date` alone, or `from` and `to`."""

    treatment = fields.String(required=True, validate=validate.Length(1, 120))
    date = fields.Date(validate=check_year)
    from_ = fields.Date(data_key="from", validate=check_year)
    to = fields.Date(validate=check_year)

    @validates_schema
    def _some_day(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if "date" not in data and not {"from_", "to"} <= data.keys():
            raise ValidationError({"date": ["Give a date, or from and to."]})
