"""Shape checks on raw input, before anything is looked up. Each raises a DomainError or returns the value."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from app.config.config import COMPANY_ID
from app.config.constants import MAX_DOCUMENT_CHARS, MAX_MESSAGE_CHARS
from app.models.errors import CompanyIdInvalidError, InvalidRequestError, ValidationFailedError

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # all but tab and line break
_REQUEST_ID = re.compile(r"^[A-Za-z0-9._:-]{1,100}$", re.ASCII)
MAX_METADATA_FIELDS = 50


def validate_company_id(value: object) -> str:
    """A well-formed company id, compared exactly. Raises: CompanyIdInvalidError."""
    if not isinstance(value, str) or not COMPANY_ID.fullmatch(value):
        raise CompanyIdInvalidError()
    return value


def validate_user_id(value: str) -> str:
    """1 to 128 visible characters of any script. Raises: ValidationFailedError."""
    hidden = any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in value)
    if not 1 <= len(value) <= 128 or hidden or not value.strip():
        raise ValidationFailedError(details={"user_id": ["Use 1 to 128 visible characters."]})
    return value


def validate_message(value: str) -> str:
    """A customer's message with something in it. Raises: ValidationFailedError."""
    text = clean_text(value).strip()
    if not 1 <= len(text) <= MAX_MESSAGE_CHARS:
        raise ValidationFailedError(details={"message": [f"Write 1 to {MAX_MESSAGE_CHARS} characters."]})
    return text


def validate_document_data(data: Mapping[str, Any]) -> None:
    """Content, title and metadata of a document. Raises: ValidationFailedError."""
    details: dict[str, list[str]] = {}
    content = data.get("content")
    if not isinstance(content, str) or not clean_text(content).strip():
        details["content"] = ["The document has no text."]
    elif len(content) > MAX_DOCUMENT_CHARS:
        details["content"] = [f"At most {MAX_DOCUMENT_CHARS} characters."]
    if len(data.get("metadata") or {}) > MAX_METADATA_FIELDS:
        details["metadata"] = [f"At most {MAX_METADATA_FIELDS} fields."]
    if details:
        raise ValidationFailedError(details=details)


def validate_webhook_data(data: object) -> Mapping[str, Any]:
    """A webhook's body is an object with a named event. Raises: InvalidRequestError."""
    if not isinstance(data, Mapping) or not isinstance(data.get("event"), str) or not data["event"]:
        raise InvalidRequestError("A webhook is a JSON object with an event")
    return data


def clean_text(value: str) -> str:
    """Composed Unicode without control characters, which no store or prompt should carry."""
    return _CONTROL.sub("", unicodedata.normalize("NFC", value))


def is_request_id(value: str) -> bool:
    """Whether a caller's X-Request-ID is safe to log and send back."""
    return bool(_REQUEST_ID.fullmatch(value))
