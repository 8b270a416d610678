"""The one entrance: bytes in, document out, or an error that says why not."""

from app.services.ingestion.dispatch import parse
from app.services.ingestion.errors import Reason, unreadable
from app.services.ingestion.model import DEFAULT_LIMITS, ExtractedDocument, Limits, MediaType, Progress
from app.services.ingestion.parsers.base import Source, no_progress
from app.services.ingestion.sandbox import parse_sandboxed
from app.services.ingestion.sniff import sniff

_PLAIN = frozenset({MediaType.TEXT, MediaType.MARKDOWN, MediaType.HTML, MediaType.CSV})


def extract(
    data: bytes,
    *,
    filename: str = "",
    media_type: str = "",
    limits: Limits = DEFAULT_LIMITS,
    on_progress: Progress = no_progress,
) -> ExtractedDocument:
    """Read a file by its content; `filename` and `media_type` are claims that must agree with it.

    `on_progress(done, total)` counts pages of PDFs and sheets of workbooks.
    Raises: UnsupportedMediaTypeError for kinds that are not read; DocumentUnreadableError whose
    `details["reason"]` is a `Reason`.
    """
    if len(data) > limits.max_bytes:
        raise unreadable(Reason.TOO_LARGE, max_bytes=limits.max_bytes)
    kind = sniff(data, filename=filename, media_type=media_type)
    source = Source(data, limits, filename, on_progress)
    if kind in _PLAIN and len(data) <= limits.max_in_process_bytes:
        return parse(kind, source)
    return parse_sandboxed(kind, source)
