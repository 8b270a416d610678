"""Bodies about people, keys and sessions."""

from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validate, validates_schema

from app.config.config import COMPANY_ID
from app.models.identity import AccessRole
from app.models.moments import check_year

ROLES = [role.value for role in AccessRole]


def _email(**kwargs: Any) -> fields.Email:
    return fields.Email(validate=validate.Length(3, 254), **kwargs)


def _company_id(value: str) -> None:
    if not COMPANY_ID.fullmatch(value):
        raise ValidationError("Use a company id.")


def _company_list(**kwargs: Any) -> Any:
    one = fields.String(validate=_company_id)
    return fields.List(one, validate=validate.Length(max=500), **kwargs)


def _password(**kwargs: Any) -> fields.String:
    return fields.String(validate=validate.Length(1, 1000), load_only=True, **kwargs)


class _StrictSchema(Schema):
    class Meta:
        unknown = RAISE

    @post_load
    def _plain_email(self, data: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        """One spelling of an address: whoever signs in need not remember capitals."""
        if "email" in data:
            data["email"] = data["email"].strip().casefold()
        return data


class LoginSchema(_StrictSchema):
    email = _email(required=True)
    password = _password(required=True)


class TokenRequestSchema(_StrictSchema):
    """E-mail and password, or a refresh token."""

    email = _email()
    password = _password()
    refresh_token = fields.String(validate=validate.Length(1, 500))

    @validates_schema
    def _one_way(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if ("refresh_token" in data) == ("email" in data and "password" in data):
            raise ValidationError({"email": ["Give email and password, or refresh_token."]})


class SetupSchema(_StrictSchema):
    token = fields.String(required=True, validate=validate.Length(1, 500))
    email = _email(required=True)
    password = _password(required=True)
    name = fields.String(load_default="", validate=validate.Length(max=200))


class PasswordChangeSchema(_StrictSchema):
    current_password = _password(required=True)
    new_password = _password(required=True)


class UserCreateSchema(_StrictSchema):
    email = _email(required=True)
    name = fields.String(load_default="", validate=validate.Length(max=200))
    role = fields.String(required=True, validate=validate.OneOf(ROLES))
    companies = _company_list(load_default=list)
    password = _password(required=True)


class UserUpdateSchema(_StrictSchema):
    name = fields.String(validate=validate.Length(max=200))
    role = fields.String(validate=validate.OneOf(ROLES))
    companies = _company_list()
    is_active = fields.Boolean()
    password = _password()


class ApiKeyCreateSchema(_StrictSchema):
    name = fields.String(required=True, validate=validate.Length(1, 200))
    role = fields.String(required=True, validate=validate.OneOf(ROLES))
    companies = _company_list(load_default=list)
    expires_at = fields.AwareDateTime(format="iso", load_default=None, allow_none=True, validate=check_year)


class UserSchema(Schema):
    """A platform administrator has no companies of its own: it sees all."""

    user_id = fields.String()
    email = fields.String()
    name = fields.String()
    role = fields.String()
    companies = fields.List(fields.String())
    is_active = fields.Boolean()
    created_at = fields.AwareDateTime(format="iso")
    last_login_at = fields.AwareDateTime(format="iso", allow_none=True)


class UserListSchema(Schema):
    users = fields.List(fields.Nested(UserSchema))
    total = fields.Integer()


class UserDeletedSchema(Schema):
    user_id = fields.String()
    deleted = fields.Boolean()


class ApiKeySchema(Schema):
    key_id = fields.String()
    name = fields.String()
    prefix = fields.String()
    role = fields.String()
    companies = fields.List(fields.String())
    created_at = fields.AwareDateTime(format="iso")
    expires_at = fields.AwareDateTime(format="iso", allow_none=True)
    last_used_at = fields.AwareDateTime(format="iso", allow_none=True)
    revoked = fields.Boolean()


class ApiKeyCreatedSchema(ApiKeySchema):
    """`secret` is shown here and never again."""

    secret = fields.String()


class ApiKeyListSchema(Schema):
    api_keys = fields.List(fields.Nested(ApiKeySchema))
    total = fields.Integer()


class ApiKeyRevokedSchema(Schema):
    key_id = fields.String()
    revoked = fields.Boolean()


class SignedInUserSchema(Schema):
    user_id = fields.String()
    email = fields.String()
    name = fields.String()
    role = fields.String()
    companies = fields.List(fields.String(), allow_none=True)


class SignedInSchema(Schema):
    """The cookie comes beside it; `csrf_token` goes into `X-CSRF-Token` of every change."""

    user = fields.Nested(SignedInUserSchema)
    csrf_token = fields.String()


class SignedOutSchema(Schema):
    logged_out = fields.Boolean()


class TokenSchema(Schema):
    access_token = fields.String()
    token_type = fields.String()
    expires_in = fields.Integer()
    refresh_token = fields.String()


class SetupNeededSchema(Schema):
    needed = fields.Boolean()


class PasswordChangedSchema(Schema):
    changed = fields.Boolean()
    csrf_token = fields.String()


class IdentitySchema(Schema):
    """`open_access`: development without credentials. `companies` null = all of them."""

    role = fields.String()
    open_access = fields.Boolean()
    method = fields.String()
    user_id = fields.String(allow_none=True)
    email = fields.String(allow_none=True)
    name = fields.String()
    companies = fields.List(fields.String(), allow_none=True)
    csrf_token = fields.String(allow_none=True)


class SessionSchema(Schema):
    """`identity` null: nobody is signed in."""

    identity = fields.Nested(IdentitySchema, allow_none=True)


class AuditRequestSchema(Schema):
    company_id = fields.String(validate=_company_id)
    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000))
    page_size = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class AuditEntrySchema(Schema):
    entry_id = fields.Integer()
    at = fields.AwareDateTime(format="iso")
    actor = fields.String()
    action = fields.String()
    company_id = fields.String(allow_none=True)
    target = fields.String()
    details = fields.Dict()
    request_id = fields.String()


class AuditPageSchema(Schema):
    """`chain_valid`: no entry was changed, removed or slipped in."""

    entries = fields.List(fields.Nested(AuditEntrySchema))
    total = fields.Integer()
    page = fields.Integer()
    page_size = fields.Integer()
    chain_valid = fields.Boolean()
