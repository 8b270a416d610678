"""What the HTTP tools' endpoints take and give."""

import re
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from app.models.schemas import CompanyScopedSchema

_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_OURS = frozenset(
    {"host", "content-length", "connection", "transfer-encoding", "accept-encoding", "te", "upgrade", "expect"}
)
_NAME = re.compile(r"[A-Za-z_]\w{0,39}", re.ASCII)


def _header_name(value: str) -> None:
    if not _TOKEN.fullmatch(value) or value.lower() in _OURS:
        raise ValidationError("This header may not be set.")


def _header_value(value: str) -> None:
    if not re.fullmatch(r"[\x20-\x7e]{1,4000}", value):
        raise ValidationError("Use visible ASCII characters.")


def _field_name(value: str) -> None:
    if not _NAME.fullmatch(value):
        raise ValidationError("Use letters, digits and '_'.")


def _line(longest: int) -> fields.String:
    return fields.String(validate=[validate.Length(1, longest), validate.Regexp(r"(?s).*\S")])


def _lines() -> fields.List[str]:
    return fields.List(_line(300), validate=validate.Length(max=20))


def _url(**kwargs: Any) -> fields.String:
    return fields.String(validate=[validate.Length(8, 2000), validate.Regexp(r"https?://\S+\Z")], **kwargs)


def _paths(**kwargs: Any) -> fields.Dict:
    keys, values = fields.String(validate=_field_name), fields.String(validate=validate.Length(1, 200))
    return fields.Dict(keys=keys, values=values, validate=validate.Length(1, 20), **kwargs)


def _headers() -> fields.Dict:
    keys, values = fields.String(validate=_header_name), fields.String(validate=_header_value)
    return fields.Dict(keys=keys, values=values, load_only=True, validate=validate.Length(max=10))


class HttpToolChangeSchema(CompanyScopedSchema):
    """`fields`: names in `answer_template` → paths in the JSON answer. What is not sent stays."""

    class Meta:
        unknown = RAISE

    name = _line(120)
    examples = _lines()
    keywords = _lines()
    method = fields.String(validate=validate.Equal("GET"))
    url_template = _url()
    headers = _headers()
    fields_ = _paths(data_key="fields", attribute="fields")
    answer_template = _line(1000)
    timeout_s = fields.Float(validate=validate.Range(0.5, 10))
    is_active = fields.Boolean()


class HttpToolCreateSchema(HttpToolChangeSchema):
    """An address to ask (GET only) and what to say with the answer."""

    name = fields.String(required=True, validate=validate.Length(1, 120))
    url_template = _url(required=True)
    fields_ = _paths(data_key="fields", attribute="fields", required=True)
    answer_template = fields.String(required=True, validate=validate.Length(1, 1000))


class HttpToolSchema(Schema):
    """`header_names`: whose values are set."""

    company_id = fields.String()
    tool_id = fields.String()
    name = fields.String()
    examples = fields.List(fields.String())
    keywords = fields.List(fields.String())
    method = fields.String()
    url_template = fields.String()
    header_names = fields.List(fields.String())
    fields_ = fields.Dict(data_key="fields", attribute="fields", keys=fields.String(), values=fields.String())
    answer_template = fields.String()
    timeout_s = fields.Float()
    is_active = fields.Boolean()
    created_at = fields.AwareDateTime(format="iso")
    updated_at = fields.AwareDateTime(format="iso")


class HttpToolListSchema(Schema):
    company_id = fields.String()
    tools = fields.List(fields.Nested(HttpToolSchema))
    total = fields.Integer()
    available_placeholders = fields.List(fields.String())


class HttpToolDeletedSchema(Schema):
    company_id = fields.String()
    tool_id = fields.String()
    deleted = fields.Boolean()


class HttpToolTryRequestSchema(CompanyScopedSchema):
    """A message as a customer would write it."""

    class Meta:
        unknown = RAISE

    message = fields.String(required=True, validate=validate.Length(1, 1000))


class HttpToolTriedSchema(Schema):
    """`would_use`: whether this message reaches the tool in a conversation; it is asked here all the same."""

    company_id = fields.String()
    tool_id = fields.String()
    would_use = fields.Boolean()
    score = fields.Float()
    ok = fields.Boolean()
    reason = fields.String()
    status = fields.Integer(allow_none=True)
    url = fields.String()
    values = fields.Dict(keys=fields.String(), values=fields.String())
    answer = fields.String()
    duration_ms = fields.Integer()
