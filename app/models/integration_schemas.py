"""What the integrations' endpoints take and give."""

from typing import Any

from marshmallow import RAISE, Schema, fields, validate

from app.models.notification import NOTIFICATION_KINDS
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


def _kinds(**kwargs: Any) -> fields.List[str]:
    kind = fields.String(validate=validate.OneOf(NOTIFICATION_KINDS))
    return fields.List(kind, validate=validate.Length(1, len(NOTIFICATION_KINDS)), **kwargs)


class NotificationTargetCreateSchema(CompanyScopedSchema):
    """`url`: an Apprise address (`mailto://`, `slack://`, `tgram://`, …) or an `https://` webhook; write-only."""

    class Meta:
        unknown = RAISE

    name = fields.String(validate=validate.Length(max=120), load_default="")
    url = fields.String(required=True, load_only=True, validate=validate.Length(8, 2000))
    kinds = _kinds(load_default=lambda: list(NOTIFICATION_KINDS))
    is_active = fields.Boolean(load_default=True)


class NotificationTargetChangeSchema(CompanyScopedSchema):
    """What is not sent stays."""

    class Meta:
        unknown = RAISE

    name = fields.String(validate=validate.Length(max=120))
    url = fields.String(load_only=True, validate=validate.Length(8, 2000))
    kinds = _kinds()
    is_active = fields.Boolean()


class NotificationTargetSchema(Schema):
    """`shown` is the address without what is secret in it."""

    company_id = fields.String()
    target_id = fields.String()
    name = fields.String()
    shown = fields.String()
    kinds = fields.List(fields.String())
    is_active = fields.Boolean()
    created_at = fields.AwareDateTime(format="iso")


class NotificationTargetListSchema(Schema):
    company_id = fields.String()
    targets = fields.List(fields.Nested(NotificationTargetSchema))
    total = fields.Integer()
    available_kinds = fields.List(fields.String())
    available_schemes = fields.List(fields.String())


class NotificationTargetDeletedSchema(Schema):
    company_id = fields.String()
    target_id = fields.String()
    deleted = fields.Boolean()


class NotificationTestRequestSchema(CompanyScopedSchema):
    """Which target to try; none named = every one."""

    class Meta:
        unknown = RAISE

    target_id = fields.String(validate=validate.Length(1, 60))


class NotificationTriedSchema(Schema):
    target_id = fields.String()
    name = fields.String()
    ok = fields.Boolean()
    reason = fields.String()


class NotificationTestSchema(Schema):
    company_id = fields.String()
    results = fields.List(fields.Nested(NotificationTriedSchema))


class NotificationSchema(Schema):
    """`state`: pending, sending, delivered, failed."""

    notification_id = fields.String()
    target_id = fields.String()
    kind = fields.String()
    title = fields.String()
    body = fields.String()
    state = fields.String()
    attempts = fields.Integer()
    reason = fields.String()
    created_at = fields.AwareDateTime(format="iso")
    tried_at = fields.AwareDateTime(format="iso", allow_none=True)


class NotificationPageSchema(Schema):
    company_id = fields.String()
    notifications = fields.List(fields.Nested(NotificationSchema))
    total = fields.Integer()
    page = fields.Integer()
    page_size = fields.Integer()


class NotificationListRequestSchema(PageSchema):
    """Newest first."""
