"""What the integrations' endpoints take and give."""

from typing import Any

from marshmallow import RAISE, Schema, fields, validate

from app.models.schemas import CompanyScopedSchema, PageSchema
from app.models.webhook_endpoint import WEBHOOK_EVENTS


def _url(**kwargs: Any) -> fields.String:
    address = validate.URL(schemes={"http", "https"}, require_tld=False)
    return fields.String(validate=[validate.Length(8, 2000), address], **kwargs)


def _events(**kwargs: Any) -> fields.List[str]:
    kind = fields.String(validate=validate.OneOf(WEBHOOK_EVENTS))
    return fields.List(kind, validate=validate.Length(1, len(WEBHOOK_EVENTS)), **kwargs)


class WebhookCreateSchema(CompanyScopedSchema):
    """An address for the company's events; `include_content` sends what people wrote too."""

    class Meta:
        unknown = RAISE

    name = fields.String(validate=validate.Length(max=120), load_default="")
    url = _url(required=True)
    events = _events(required=True)
    include_content = fields.Boolean(load_default=False)
    is_active = fields.Boolean(load_default=True)


class WebhookChangeSchema(CompanyScopedSchema):
    """What is not sent stays."""

    class Meta:
        unknown = RAISE

    name = fields.String(validate=validate.Length(max=120))
    url = _url()
    events = _events()
    include_content = fields.Boolean()
    is_active = fields.Boolean()


class WebhookSchema(Schema):
    """`disabled_reason`: `gone` (the address said so) or `failing` (three days of failures), else empty."""

    company_id = fields.String()
    webhook_id = fields.String()
    name = fields.String()
    url = fields.String()
    events = fields.List(fields.String())
    include_content = fields.Boolean()
    is_active = fields.Boolean()
    disabled_reason = fields.String()
    failing_since = fields.AwareDateTime(format="iso", allow_none=True)
    created_at = fields.AwareDateTime(format="iso")
    updated_at = fields.AwareDateTime(format="iso")


class WebhookSecretSchema(WebhookSchema):
    """The signing secret is in this answer only."""

    secret = fields.String()


class WebhookListSchema(Schema):
    company_id = fields.String()
    webhooks = fields.List(fields.Nested(WebhookSchema))
    total = fields.Integer()
    available_events = fields.List(fields.String())


class WebhookDeletedSchema(Schema):
    company_id = fields.String()
    webhook_id = fields.String()
    deleted = fields.Boolean()


class DeliverySchema(Schema):
    """`state`: pending, sending, delivered, failed. `status`: of the last answer, null when none came."""

    delivery_id = fields.String()
    webhook_id = fields.String()
    event_id = fields.String()
    event = fields.String()
    state = fields.String()
    attempts = fields.Integer()
    status = fields.Integer(allow_none=True)
    reason = fields.String()
    duration_ms = fields.Integer(allow_none=True)
    body = fields.String()
    created_at = fields.AwareDateTime(format="iso")
    tried_at = fields.AwareDateTime(format="iso", allow_none=True)
    next_at = fields.AwareDateTime(format="iso", allow_none=True)


class DeliveryPageSchema(Schema):
    company_id = fields.String()
    webhook_id = fields.String()
    deliveries = fields.List(fields.Nested(DeliverySchema))
    total = fields.Integer()
    page = fields.Integer()
    page_size = fields.Integer()


class DeliveryResultSchema(DeliverySchema):
    company_id = fields.String()


class DeliveryListRequestSchema(PageSchema):
    """Newest first."""
