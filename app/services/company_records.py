"""From a company's values to what is stored of them, and from two records to what changed."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from marshmallow import Schema, ValidationError

from app.config.company_config import CompanyConfig
from app.config.plans import limits_of
from app.models.company import CompanyRecord, ConfigChange
from app.models.company_version import changes_between
from app.models.errors import ValidationFailedError
from app.models.schemas import SECRET_FIELDS, CompanySchema
from app.services.secret_box import SecretBox

MASK = "***"  # how a secret is shown; sent back, it means "as it is"
_AS_CONFIGURED = (
    "company_name",
    "business_type",
    "subscription_tier",
    "is_active",
    "redis_prefix",
    "vectorstore_index",
    "chatwoot_account_id",
)


def public_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """JSON-safe, without secrets."""
    return {k: _plain(v) for k, v in values.items() if k not in SECRET_FIELDS and k != "company_id"}


def sealed_values(values: Mapping[str, Any], box: Callable[[], SecretBox]) -> dict[str, str]:
    """The secrets among the values, sealed; without any the key is not asked for."""
    return {name: box().seal(values[name] or "") for name in SECRET_FIELDS if values.get(name, MASK) != MASK}


def columns_of(record: CompanyRecord, company: CompanyConfig) -> dict[str, Any]:
    """What the company's SQL columns show of its configuration. Raises: ValidationFailedError."""
    _check(CompanySchema(unknown="include"), record.effective)
    planned = limits_of(record.effective, tiers=True)
    return {
        **{name: getattr(company, name) for name in _AS_CONFIGURED},
        "max_documents": planned.max_documents,
        "max_conversations": planned.max_conversations,
    }


def change_of(author: str, before: CompanyRecord | None, after: CompanyRecord) -> ConfigChange:
    """Secrets appear as changed, never with a value."""
    known: Mapping[str, Any] = before.effective if before else {}
    sealed: Mapping[str, str] = before.secrets if before else {}
    changes = changes_between(known, after.effective)
    names = sorted(name for name, value in after.secrets.items() if value != sealed.get(name, ""))
    changes += [{"field": name, "changed": True} for name in names]
    return ConfigChange(author, changes, before.effective if before else None)


def _check(schema: Schema, values: Mapping[str, Any]) -> None:
    try:
        schema.load(dict(values))
    except ValidationError as exc:
        raise ValidationFailedError(details=exc.messages_dict) from exc


def _plain(value: Any) -> Any:
    """JSON-safe values: decimals as text."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, Decimal) else value
