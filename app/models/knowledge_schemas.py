"""What the extended document endpoints and the curated answers take and give."""

from marshmallow import RAISE, Schema, fields, validate

from app.models.moments import check_year
from app.models.responses import DocumentCreatedSchema
from app.models.schemas import CompanyScopedSchema, PageSchema


def _line(longest: int) -> fields.String:
    return fields.String(required=True, validate=[validate.Length(1, longest), validate.Regexp(r"(?s).*\S")])


class DocumentChangeSchema(CompanyScopedSchema):
    """New title, metadata or expiry; `expires_at: null` takes the expiry away."""

    class Meta:
        unknown = RAISE

    title = fields.String(validate=validate.Length(1, 300))
    metadata = fields.Dict(keys=fields.String(validate=validate.Length(max=100)), validate=validate.Length(max=50))
    expires_at = fields.DateTime(format="iso", allow_none=True, validate=check_year)


class DocumentUrlSchema(CompanyScopedSchema):
    """A page or file at a public address; the address is the `external_id` where none is given."""

    class Meta:
        unknown = RAISE

    url = fields.String(required=True, validate=validate.Length(8, 2000))
    title = fields.String(validate=validate.Length(max=300))
    metadata = fields.Dict(keys=fields.String(validate=validate.Length(max=100)))
    external_id = fields.String(validate=validate.Length(1, 200))
    expires_at = fields.DateTime(format="iso", allow_none=True, validate=check_year)
    background = fields.Boolean(load_default=False)


class BulkItemSchema(DocumentCreatedSchema):
    """One file's outcome; `status` is indexed, processing, unchanged or failed."""

    filename = fields.String()
    error = fields.Dict()


class BulkResultSchema(Schema):
    company_id = fields.String()
    results = fields.List(fields.Nested(BulkItemSchema))
    total = fields.Integer()
    succeeded = fields.Integer()
    failed = fields.Integer()


class ReindexResultSchema(Schema):
    company_id = fields.String()
    documents = fields.Integer()
    chunks = fields.Integer()


class ImportResultSchema(Schema):
    """`errors`: line number, code, reason and message of what was not taken."""

    company_id = fields.String()
    documents = fields.Integer()
    answers = fields.Integer()
    unchanged = fields.Integer()
    errors = fields.List(fields.Dict())


class KnowledgeStatsSchema(Schema):
    company_id = fields.String()
    documents = fields.Integer()
    chunks = fields.Integer()
    characters = fields.Integer()
    expired = fields.Integer()
    embedded_chunks = fields.Integer()
    by_status = fields.Dict()
    by_language = fields.Dict()
    by_media_type = fields.Dict()
    answers = fields.Integer()
    unanswered = fields.Integer()
    max_documents = fields.Integer(allow_none=True)
    index = fields.Dict()


class ChunkPreviewSchema(Schema):
    chunk_index = fields.Integer()
    section = fields.String()
    content = fields.String()
    metadata = fields.Dict()
    embedded = fields.Boolean()


class ChunkListSchema(Schema):
    company_id = fields.String()
    document_id = fields.String()
    chunks = fields.List(fields.Nested(ChunkPreviewSchema))
    total = fields.Integer()


class VersionSchema(Schema):
    version = fields.Integer()
    title = fields.String()
    chunk_count = fields.Integer()
    preview = fields.String()
    created_at = fields.AwareDateTime(format="iso")
    replaced_at = fields.AwareDateTime(format="iso")


class VersionListSchema(Schema):
    company_id = fields.String()
    document_id = fields.String()
    current_version = fields.Integer()
    versions = fields.List(fields.Nested(VersionSchema))


class CuratedAnswerRequestSchema(CompanyScopedSchema):
    """A question with the answer to give word for word; `variants` are other wordings of it."""

    class Meta:
        unknown = RAISE

    question = _line(500)
    answer = _line(4000)
    variants = fields.List(_line(500), validate=validate.Length(max=30), load_default=list)


class CuratedAnswerChangeSchema(CompanyScopedSchema):
    class Meta:
        unknown = RAISE

    question = fields.String(validate=validate.Length(1, 500))
    answer = fields.String(validate=validate.Length(1, 4000))
    variants = fields.List(_line(500), validate=validate.Length(max=30))


class UnansweredAnswerSchema(CompanyScopedSchema):
    """The answer to an open question; `question` words it better where the customer's words do not."""

    class Meta:
        unknown = RAISE

    answer = _line(4000)
    question = fields.String(validate=validate.Length(1, 500))


class CuratedAnswerSchema(Schema):
    company_id = fields.String()
    answer_id = fields.String()
    question = fields.String()
    answer = fields.String()
    variants = fields.List(fields.String())
    language = fields.String()
    created_at = fields.AwareDateTime(format="iso")
    updated_at = fields.AwareDateTime(format="iso")


class CuratedAnswerListSchema(Schema):
    company_id = fields.String()
    answers = fields.List(fields.Nested(CuratedAnswerSchema))
    total = fields.Integer()


class CuratedDeletedSchema(Schema):
    company_id = fields.String()
    answer_id = fields.String()
    deleted = fields.Boolean()


class UnansweredSchema(Schema):
    question_id = fields.String()
    question = fields.String()
    examples = fields.List(fields.String())
    language = fields.String()
    count = fields.Integer()
    first_asked_at = fields.AwareDateTime(format="iso")
    last_asked_at = fields.AwareDateTime(format="iso")


class UnansweredPageSchema(Schema):
    company_id = fields.String()
    questions = fields.List(fields.Nested(UnansweredSchema))
    total_questions = fields.Integer()
    page = fields.Integer()
    page_size = fields.Integer()


class UnansweredDismissedSchema(Schema):
    company_id = fields.String()
    question_id = fields.String()
    dismissed = fields.Boolean()


class UnansweredListRequestSchema(PageSchema):
    """The most asked first."""
