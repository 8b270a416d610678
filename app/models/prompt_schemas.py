"""Shapes of the prompt resource."""

from marshmallow import Schema, fields, validate

from app.config.constants import MAX_MESSAGE_CHARS
from app.models.schemas import CompanyScopedSchema


class PromptTemplateSchema(CompanyScopedSchema):
    template = fields.String(required=True)


class PromptPreviewRequestSchema(CompanyScopedSchema):
    """`template` left out: the one in force."""

    message = fields.String(required=True, validate=validate.Length(1, MAX_MESSAGE_CHARS))
    template = fields.String(load_default=None, allow_none=True)


class PromptRestoreSchema(CompanyScopedSchema):
    version = fields.Integer(required=True, strict=True, validate=validate.Range(1, 1_000_000))


class PromptSchema(Schema):
    """`source`: database | database_default | file | built_in."""

    template = fields.String()
    is_custom = fields.Boolean()
    version = fields.Integer()
    modified_at = fields.String(allow_none=True)
    modified_by = fields.String(allow_none=True)
    source = fields.String()
    placeholders = fields.List(fields.String())


class OnePromptSchema(PromptSchema):
    company_id = fields.String()
    agent = fields.String()


class PromptListSchema(Schema):
    company_id = fields.String()
    prompts = fields.Dict(keys=fields.String(), values=fields.Nested(PromptSchema))


class PromptVersionSchema(Schema):
    version = fields.Integer()
    template = fields.String()
    modified_at = fields.DateTime()
    modified_by = fields.String()
    is_current = fields.Boolean()
    is_reset = fields.Boolean()
    diff = fields.String()


class PromptVersionListSchema(Schema):
    company_id = fields.String()
    agent = fields.String()
    versions = fields.List(fields.Nested(PromptVersionSchema))


class PromptPreviewSchema(Schema):
    company_id = fields.String()
    agent = fields.String()
    rendered = fields.String()
    bot_response = fields.String()
    engine = fields.String()
    sources = fields.List(fields.Dict())
    note = fields.String()
