"""Which addresses a company's attachments may come from."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, urlsplit

from app.models.errors import AttachmentRefusedError

_PORTS = {"http": 80, "https": 443}
_MAX_URL = 4_096
_SAFE_TARGET = "/?&=%:@!$'()*+,;~-._[]"
_NAT64 = IPv6Network("64:ff9b::/96")
_SHARED, _SITE_LOCAL = IPv4Network("100.64.0.0/10"), IPv6Network("fec0::/10")
_METADATA = frozenset(
    {IPv6Address("fd00:ec2::254"), IPv4Address("169.254.169.254"), IPv4Address("100.100.100.200")}
)

Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host (lower case, ASCII) and port of an address."""

    scheme: str
    host: str
    port: int

    @property
    def netloc(self) -> str:
        """What the `Host` header takes."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """`own`: the company's Chatwoot, which may be on a private network because an administrator named it.

    `hosts`: further hosts, "name" (standard ports) or "name:port", at public addresses only.
    """

    own: Origin | None
    hosts: frozenset[tuple[str, int | None]] = frozenset()

    @classmethod
    def of(cls, own_url: str, hosts: Iterable[str]) -> "FetchPolicy":
        return cls(split_url(own_url)[0] if own_url else None, frozenset(_host(host) for host in hosts))

    def check(self, origin: Origin, came_from: Origin | None) -> None:
        """Raises: AttachmentRefusedError."""
        if origin == self.own:
            return
        named = (origin.host, origin.port) in self.hosts
        standard = (origin.host, None) in self.hosts and origin.port == _PORTS[origin.scheme]
        downgraded = came_from is not None and came_from.scheme == "https" and origin.scheme == "http"
        if downgraded or not (named or standard):
            raise AttachmentRefusedError()

    def may_be_private(self, origin: Origin) -> bool:
        return origin == self.own


def split_url(url: str) -> tuple[Origin, str]:
    """(origin, path with query) of an absolute http(s) address. Raises: AttachmentRefusedError."""
    if len(url) > _MAX_URL or "\\" in url or any(char <= " " or char == "\x7f" for char in url):
        raise AttachmentRefusedError()
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as exc:
        raise AttachmentRefusedError() from exc
    if parts.scheme not in _PORTS or not host or "@" in parts.netloc or "%" in host or port == 0:
        raise AttachmentRefusedError()
    target = quote(parts.path or "/", safe=_SAFE_TARGET)
    if parts.query:
        target += f"?{quote(parts.query, safe=_SAFE_TARGET)}"
    return Origin(parts.scheme, _ascii(host), port or _PORTS[parts.scheme]), target


def is_allowed_address(address: str, *, private: bool) -> bool:
    """Public unicast addresses; private ones and loopback too if `private`; link-local and metadata never."""
    found = _inner(ip_address(address.partition("%")[0]))
    if found in _METADATA or found.is_link_local or found.is_multicast or found.is_unspecified:
        return False
    if found.is_loopback or found.is_private or found in _SHARED or found in _SITE_LOCAL:
        return private
    return found.is_global and not found.is_reserved


def _inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for: mapped, 6to4, Teredo or NAT64."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None) or address


def _host(entry: str) -> tuple[str, int | None]:
    """A company's entry: "name", "name:port" or a whole address; one that is none of them matches nothing."""
    try:
        parts = urlsplit(entry.strip() if "://" in entry else f"//{entry.strip()}")
        return _ascii(parts.hostname or ""), parts.port
    except (ValueError, AttachmentRefusedError):
        return "", 0


def _ascii(host: str) -> str:
    try:
        return host.rstrip(".").encode("idna").decode().lower() if not host.isascii() else host.rstrip(".").lower()
    except UnicodeError as exc:
        raise AttachmentRefusedError() from exc
