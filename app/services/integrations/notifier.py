"""Ways to reach a person: Apprise's services, a plain https webhook, or the log where a company named nobody."""

import json
import time
from typing import TYPE_CHECKING, Protocol
from urllib.parse import parse_qsl, urlsplit

from app.config.company_config import CompanyConfig
from app.models.errors import AttachmentRefusedError, AttachmentUnavailableError, ValidationFailedError
from app.models.notification import Notice
from app.services.fetch_policy import Origin, is_allowed_address
from app.services.integrations.address_policy import IntegrationPolicy, check_address
from app.services.pinned_http import HttpCall, PinnedHttp, Resolver, resolve
from app.utils.logger import get_logger

if TYPE_CHECKING:
    from apprise import NotifyBase

log = get_logger("integrations")

TIMEOUT_S = 10.0
# Services at addresses of their own, and mail. Schemes that reach this machine or any host are not among them.
SCHEMES = frozenset(
    {
        "mailto",
        "mailtos",
        "slack",
        "tgram",
        "discord",
        "gchat",
        "pover",
        "pbul",
        "opsgenie",
        "pagerduty",
        "twilio",
        "sendgrid",
        "mailgun",
        "whatsapp",
    }
)
WEB = frozenset({"http", "https"})
_MAIL = frozenset({"mailto", "mailtos"})
_MAIL_PORTS = frozenset({None, 0, 25, 465, 587, 2525})
# No templates, attachments, keys, retries or switched-off certificate checks: they read files or wait.
_OPTIONS = frozenset(
    "to cc bcc from name smtp mode reply user pass format topic thread silent preview image footer region".split()
) | {"priority", "lang"}


class NotifyFailedError(Exception):
    """`reason` is short and tells nothing of the address."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Notifier(Protocol):
    """Tells one target. Raises: NotifyFailedError."""

    def send(self, company: CompanyConfig, url: str, notice: Notice) -> None: ...


class LogNotifier:
    """The local twin: a line in the log."""

    def send(self, company: CompanyConfig, url: str, notice: Notice) -> None:
        del company, url
        log.warning("notice without a target: %s (%s)", notice.kind, notice.throttle.split("|")[1])


class AppriseNotifier:
    """Every network call has a time-out; redirects are not followed."""

    def __init__(self, http: PinnedHttp, resolver: Resolver = resolve) -> None:
        self._http, self._resolve = http, resolver

    def send(self, company: CompanyConfig, url: str, notice: Notice) -> None:
        """Raises: NotifyFailedError."""
        if scheme_of(url) in WEB:
            self._post(company, url, notice)
        else:
            self._notify(company, url, notice)

    def _post(self, company: CompanyConfig, url: str, notice: Notice) -> None:
        """`text` and `content` are what the common chat services read."""
        said = f"{notice.title}\n{notice.body}"
        body = {
            "company_id": company.company_id,
            "kind": notice.kind,
            "title": notice.title,
            "message": notice.body,
            "user_id": notice.user_id,
            "text": said,
            "content": said,
        }
        headers = {"Content-Type": "application/json"}
        data = json.dumps(body, ensure_ascii=False).encode()
        call = HttpCall(url, "POST", headers, data, reads=False)
        try:
            reply = self._http.send(call, IntegrationPolicy.for_company(company), time.monotonic() + TIMEOUT_S)
        except AttachmentRefusedError as exc:
            raise NotifyFailedError("address_refused") from exc
        except AttachmentUnavailableError as exc:
            raise NotifyFailedError("unreachable") from exc
        if not 200 <= reply.status < 300:
            raise NotifyFailedError(f"status_{reply.status}")

    def _notify(self, company: CompanyConfig, url: str, notice: Notice) -> None:
        from apprise import NotifyFormat, NotifyType  # heavy: 0.7 s, only where somebody is told

        service = _service(url)
        if service is None:
            raise NotifyFailedError("address_invalid")
        if scheme_of(url) in _MAIL:
            self._check_mail_host(company, str(getattr(service, "smtp_host", "")), service.port)
        service.redirects = False
        service.socket_connect_timeout = service.socket_read_timeout = TIMEOUT_S
        kind = NotifyType.FAILURE if notice.kind == "emergency" else NotifyType.WARNING
        if not service.notify(notice.body, title=notice.title, notify_type=kind, body_format=NotifyFormat.TEXT):
            raise NotifyFailedError("not_accepted")

    def _check_mail_host(self, company: CompanyConfig, host: str, port: int | None) -> None:
        """Raises: NotifyFailedError where a mail server's name leads into a private network."""
        private = IntegrationPolicy.for_company(company).may_be_private(Origin("https", host.lower(), port or 443))
        if port not in _MAIL_PORTS and not private:
            raise NotifyFailedError("address_refused")
        try:
            found = list(self._resolve(host, port or 587))
        except OSError as exc:
            raise NotifyFailedError("unreachable") from exc
        if not found or not all(is_allowed_address(address, private=private) for address in found):
            raise NotifyFailedError("address_refused")


def scheme_of(url: str) -> str:
    return url.partition("://")[0].lower()


def check_target(company: CompanyConfig, url: str, field: str = "url") -> None:
    """Raises: ValidationFailedError where the address is none of the allowed kind."""
    scheme = scheme_of(url)
    if scheme in WEB:
        check_address(company, url, field)
        return
    options = {name.lower() for name, _ in parse_qsl(url.partition("?")[2], keep_blank_values=True)}
    if scheme not in SCHEMES or any(ord(char) < 33 for char in url):
        raise ValidationFailedError(details={field: [f"Use one of: https, {', '.join(sorted(SCHEMES))}."]})
    if options - _OPTIONS:
        raise ValidationFailedError(details={field: [f"Not allowed: {', '.join(sorted(options - _OPTIONS))}."]})
    if _service(url) is None:
        raise ValidationFailedError(details={field: ["Apprise cannot read this address."]})


def shown(url: str) -> str:
    """What people may see: the service, and of mail and webhooks the host. Tokens sit everywhere else."""
    scheme = scheme_of(url)
    if scheme not in WEB | _MAIL:
        return f"{scheme}://***"
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    return f"{scheme}://{host[:150]}/***"


def _service(url: str) -> "NotifyBase | None":
    """One service, never a list: a comma does not smuggle a second one in."""
    from apprise import Apprise, AppriseAsset  # see AppriseNotifier._notify

    asset = AppriseAsset(storage_mode="memory", allow_templates=False, secure_logging=True)
    return Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
