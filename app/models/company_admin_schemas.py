"""Shapes of a company's history and end."""

from marshmallow import Schema, fields, validate

from app.models.schemas import CompanyScopedSchema


class CompanyVersionSchema(Schema):
    version = fields.Integer()
    modified_at = fields.DateTime()
    modified_by = fields.String()
    changes = fields.List(fields.Dict())


class CompanyVersionListSchema(Schema):
    company_id = fields.String()
    versions = fields.List(fields.Nested(CompanyVersionSchema))


class CompanyRestoreSchema(CompanyScopedSchema):
    version = fields.Integer(required=True, strict=True, validate=validate.Range(1, 1_000_000))


class CompanyRemovalSchema(CompanyScopedSchema):
    """`purge` with `confirm`, the company's id, removes it for good; without them it is deactivated."""

    purge = fields.Boolean(load_default=False)
    confirm = fields.String(load_default="")
