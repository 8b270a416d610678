"""Shapes of what operators read: live events, analytics, overview, diagnostics."""

from marshmallow import Schema, fields, validate


class EventsQuerySchema(Schema):
    """`scope=all`: every company, for platform administrators."""

    company_id = fields.String()
    scope = fields.String(load_default="company", validate=validate.OneOf(["company", "all"]))
