"""A page or file at a public address as a new document."""

from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from app.models.errors import (
    AttachmentRefusedError,
    AttachmentUnavailableError,
    DocumentUnreadableError,
    ValidationFailedError,
)
from app.services.document_intake import NewDocument
from app.services.fetch_policy import FetchPolicy, Origin
from app.services.safe_fetch import SafeFetcher

_PORTS = {"http": 80, "https": 443}


class PublicPages(FetchPolicy):
    """Any host at a public address on its usual port; never a private one, never from https down to http."""

    def check(self, origin: Origin, came_from: Origin | None) -> None:
        downgraded = came_from is not None and came_from.scheme == "https" and origin.scheme == "http"
        if downgraded or origin.port != _PORTS[origin.scheme]:
            raise AttachmentRefusedError()


class UrlIntake:
    """Fetches what an administrator points at."""

    def __init__(self, fetcher: SafeFetcher, policy: FetchPolicy | None = None) -> None:
        self._fetcher, self._policy = fetcher, policy or PublicPages(None)

    def fetch(self, url: str, new: NewDocument) -> NewDocument:
        """`new` with the bytes at `url`; the address is its `external_id` where it has none.

        Raises: ValidationFailedError, DocumentUnreadableError (`unreachable`), PayloadTooLargeError.
        """
        try:
            data = self._fetcher.fetch(url, self._policy)
        except AttachmentRefusedError as exc:
            raise ValidationFailedError(details={"url": ["Use a public http or https address."]}) from exc
        except AttachmentUnavailableError as exc:
            details = {"reason": "unreachable", **exc.details}
            raise DocumentUnreadableError("The address could not be read", details=details) from exc
        if not data:
            raise DocumentUnreadableError("The address gave nothing", details={"reason": "empty"})
        name = PurePosixPath(unquote(urlsplit(url).path)).name
        filename = name if "." in name else ""  # "/precios" claims no kind
        return replace(new, data=data, filename=filename, external_id=new.external_id or url[:200])
