"""Why a file could not be read: stable reasons inside `document_unreadable`."""

from enum import StrEnum

from app.models.errors import DocumentUnreadableError


class Reason(StrEnum):
    """`details.reason` of DocumentUnreadableError; `docs/documents.md` explains each."""

    BOMB = "bomb"
    BROKEN = "broken"
    EMPTY = "empty"
    ENCRYPTED = "encrypted"
    MISLABELLED = "mislabelled"
    NO_TEXT = "no_text"
    TIMEOUT = "timeout"
    TOO_LARGE = "too_large"
    TOO_MANY_PAGES = "too_many_pages"


_MESSAGES = {
    Reason.BOMB: "The file needs far more memory than its size says; it was not opened",
    Reason.BROKEN: "The file is damaged or incomplete",
    Reason.EMPTY: "The file is empty",
    Reason.ENCRYPTED: "The file is protected by a password",
    Reason.MISLABELLED: "The file's content is not what its name or type says",
    Reason.NO_TEXT: "The file has no text to read; a scanned page needs text recognition first",
    Reason.TIMEOUT: "The file took too long to read",
    Reason.TOO_LARGE: "The file is larger than allowed",
    Reason.TOO_MANY_PAGES: "The file has more pages than allowed",
}


def unreadable(reason: Reason, **details: object) -> DocumentUnreadableError:
    """The error for `reason`, ready to raise; `details` must be JSON-ready and safe to show."""
    return DocumentUnreadableError(_MESSAGES[reason], details={"reason": str(reason), **details})
