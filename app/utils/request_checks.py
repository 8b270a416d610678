"""What a request must be before anything reads it: sane text everywhere, bodies within their limits."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote_to_bytes

from flask import Request, request

from app.config.constants import MAX_JSON_BYTES, MAX_WEBHOOK_BYTES
from app.models.errors import InvalidRequestError, PayloadTooLargeError
from app.utils.helpers import current_request

MAX_QUERY_BYTES = 16_384
MAX_FORM_FIELDS = 100
MAX_FIELD_NAME = 200
_IN_HEADERS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_IN_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def check_head() -> None:
    """Path, query and headers. Raises: InvalidRequestError."""
    _check_address()
    for name, value in request.headers:
        # The server refuses bare line breaks itself; a proxy may pass other control characters on.
        if _IN_HEADERS.search(value):
            raise InvalidRequestError(f"The header {name[:60]} holds a control character")


def check_body() -> None:
    """Size and text of JSON and forms; other bodies are their views' own."""
    asked = current_request()
    if asked.is_json:
        _check_json_size(asked)
        if asked.get_data(cache=True):
            asked.get_json()
    elif asked.mimetype in ("multipart/form-data", "application/x-www-form-urlencoded"):
        _check_form()


def _check_address() -> None:
    """Percent-encoded bytes of path and query must be UTF-8 without control characters."""
    query = request.query_string
    if len(query) > MAX_QUERY_BYTES:
        raise InvalidRequestError("The query is longer than allowed")
    path = request.environ.get("PATH_INFO", "").encode("latin-1", "replace")
    for raw in (path, unquote_to_bytes(query.replace(b"+", b" "))):
        try:
            text = raw.decode()
        except UnicodeDecodeError as exc:
            raise InvalidRequestError("Path and query must be UTF-8") from exc
        _check_text(text, "Path and query")


def _check_json_size(asked: Request) -> None:
    """Also where the length is not announced: reading stops at the limit."""
    by_webhook = (asked.endpoint or "").startswith("webhook.")
    limit = MAX_WEBHOOK_BYTES if by_webhook else MAX_JSON_BYTES
    asked.max_content_length = limit
    if (asked.content_length or 0) > limit:
        raise PayloadTooLargeError()


def _check_form() -> None:
    fields = list(request.form.items(multi=True))
    if len(fields) > MAX_FORM_FIELDS:
        raise InvalidRequestError(f"A form has at most {MAX_FORM_FIELDS} fields")
    for text in _form_texts(fields):
        _check_text(text, "Form fields")
        if "\ufffd" in text:  # what the form's reader makes of bytes that are no UTF-8
            raise InvalidRequestError("Form fields must be UTF-8")
    if any(len(name) > MAX_FIELD_NAME for name, _value in fields):
        raise InvalidRequestError(f"A field's name has at most {MAX_FIELD_NAME} characters")


def _form_texts(fields: Iterable[tuple[str, str]]) -> Iterator[str]:
    for name, value in fields:
        yield name
        yield value
    for name, file in request.files.items(multi=True):
        yield name
        yield file.filename or ""


def _check_text(text: str | None, where: str) -> None:
    if text is None or _IN_TEXT.search(text):  # None: a part whose name cannot be read
        raise InvalidRequestError(f"{where} must be UTF-8 without control characters")
