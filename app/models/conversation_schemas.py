"""What clients send about conversations."""

from marshmallow import RAISE, fields, validate

from app.models.schemas import CompanyScopedSchema, PageSchema


class ConversationSchema(CompanyScopedSchema):
    """A customer's message to the chat test."""

    class Meta:
        unknown = RAISE

    message = fields.String(required=True)


class ConversationListSchema(PageSchema):
    status = fields.String(validate=validate.OneOf(("bot", "human", "paused", "closed")))
    q = fields.String(validate=validate.Length(max=200))


class TakeOverSchema(CompanyScopedSchema):
    """Without `hours` a person has the conversation until it is given back."""

    class Meta:
        unknown = RAISE

    hours = fields.Float(
        load_default=None, allow_none=True, validate=validate.Range(0, 24 * 30, min_inclusive=False)
    )


class StaffNoteSchema(CompanyScopedSchema):
    class Meta:
        unknown = RAISE

    content = fields.String(required=True, validate=validate.Length(1, 4000))


class HistoryRequestSchema(CompanyScopedSchema):
    limit = fields.Integer(load_default=100, validate=validate.Range(1, 1000))
