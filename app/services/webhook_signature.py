"""Whether a delivery comes from the company's Chatwoot.

Source: Chatwoot 4.12+, `X-Chatwoot-Signature: sha256=HMAC_SHA256(secret, timestamp + "." + raw body)`.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

TOLERANCE_S = 300


@dataclass(frozen=True, slots=True)
class Delivery:
    """A webhook request as it came in: the bytes are what is signed."""

    body: bytes = field(repr=False)
    signature: str = ""
    timestamp: str = ""
    token: str = field(default="", repr=False)  # the last part of the URL, where the installation uses one

    @classmethod
    def of(cls, body: bytes, headers: Mapping[str, str], token: str = "") -> "Delivery":
        named = {name.lower(): value for name, value in headers.items()}
        return cls(body, named.get("x-chatwoot-signature", ""), named.get("x-chatwoot-timestamp", ""), token)


def is_signed(delivery: Delivery, secrets: Iterable[str], now_s: float) -> bool:
    """Any of the company's secrets fits (two are in force while one is being replaced) and the time is near."""
    stamp = delivery.timestamp
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 15) or abs(now_s - int(stamp)) > TOLERANCE_S:
        return False
    given = delivery.signature.encode("utf-8", "replace")
    fits = [hmac.compare_digest(given, _sign(secret, stamp, delivery.body)) for secret in secrets if secret]
    return any(fits)


def _sign(secret: str, timestamp: str, body: bytes) -> bytes:
    digest = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"sha256={digest.hexdigest()}".encode()
