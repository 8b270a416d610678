"""Company secrets sealed at rest with a key derived from the installation's secret key."""

import base64
import hashlib
from typing import Any

from app.models.errors import DomainError


class SecretUnreadableError(DomainError):
    """Sealed with another SECRET_KEY: the value must be entered again."""

    code, message = "secret_unreadable", "A stored secret was sealed with another SECRET_KEY"


class SecretBox:
    """Authenticated encryption (Fernet); an empty value stays empty."""

    def __init__(self, secret_key: str) -> None:
        digest = hashlib.sha256(b"company-secrets:" + secret_key.encode()).digest()
        self._key = base64.urlsafe_b64encode(digest)

    def seal(self, value: str) -> str:
        return self._fernet().encrypt(value.encode()).decode() if value else ""

    def open(self, sealed: str) -> str:
        """Raises: SecretUnreadableError."""
        if not sealed:
            return ""
        from cryptography.fernet import InvalidToken

        try:
            return bytes(self._fernet().decrypt(sealed.encode())).decode()
        except InvalidToken as exc:
            raise SecretUnreadableError() from exc

    def _fernet(self) -> Any:
        from cryptography.fernet import Fernet  # heavy, and needed only where a company has secrets

        return Fernet(self._key)
