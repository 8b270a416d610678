"""Which addresses a company's integrations may be sent to."""

from ipaddress import ip_address

from app.config.company_config import CompanyConfig
from app.models.errors import AttachmentRefusedError, ValidationFailedError
from app.services.fetch_policy import FetchPolicy, Origin, is_allowed_address, split_url

REFUSED = "Use a public https address; a private one only if the platform's administrator allowed that host."

_NEVER_PUBLIC = (".localhost", ".local", ".internal")


class IntegrationPolicy(FetchPolicy):
    """Public hosts by https; plain http and private addresses only at hosts that the platform named for it."""

    @classmethod
    def for_company(cls, company: CompanyConfig) -> "IntegrationPolicy":
        named = FetchPolicy.of("", company.private_hosts)
        return cls(None, named.hosts)

    def check(self, origin: Origin, came_from: Origin | None) -> None:
        """Raises: AttachmentRefusedError."""
        if came_from is not None or not (origin.scheme == "https" or self.may_be_private(origin)):
            raise AttachmentRefusedError()

    def may_be_private(self, origin: Origin) -> bool:
        standard = {"http": 80, "https": 443}[origin.scheme] == origin.port
        return (origin.host, origin.port) in self.hosts or (standard and (origin.host, None) in self.hosts)


def check_address(company: CompanyConfig, url: str, field: str = "url") -> None:
    """What can be told without a look-up; the rest is checked whenever something is sent.

    Raises: ValidationFailedError.
    """
    policy = IntegrationPolicy.for_company(company)
    try:
        origin, _ = split_url(url)
        policy.check(origin, None)
        if not _is_public_or_name(origin.host, private=policy.may_be_private(origin)):
            raise AttachmentRefusedError()
    except AttachmentRefusedError as exc:
        raise ValidationFailedError(details={field: [REFUSED]}) from exc


def _is_public_or_name(host: str, *, private: bool) -> bool:
    try:
        ip_address(host)
    except ValueError:
        named = any(char.isalpha() for char in host.rpartition(".")[2])  # "2130706433" is an address in disguise
        return private or (named and "." in host and not host.endswith(_NEVER_PUBLIC))
    return is_allowed_address(host, private=private)
