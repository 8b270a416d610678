"""Company secrets sealed at rest with a key derived from the installation's secret key."""

import base64
import hashlib
from typing import Any

from app.models.errors import DomainError


class SecretUnreadableError(DomainError):
    """Sealed with another SECRET_KEY: the value must be entered again."""

    code, message = "secret_unreadable", "A stored secret was sealed with another SECRET_KEY"


class SecretBox:
    """Authenticated encryption (Fernet); an empty value stays empty.

    Seals with the first key alone; opens with any of them, so that a key can be changed.
    """

    def __init__(self, secret_key: str, *previous: str) -> None:
        self._keys = [_derived(key) for key in (secret_key, *previous)]

    def seal(self, value: str) -> str:
        return self._fernet(self._keys[0]).encrypt(value.encode()).decode() if value else ""

    def open(self, sealed: str) -> str:
        """Raises: SecretUnreadableError."""
        for key in self._keys if sealed else ():
            value = self._opened(key, sealed)
            if value is not None:
                return value
        if sealed:
            raise SecretUnreadableError()
        return ""

    def is_current(self, sealed: str) -> bool:
        """Whether the present key opens it."""
        return not sealed or self._opened(self._keys[0], sealed) is not None

    def _opened(self, key: bytes, sealed: str) -> str | None:
        from cryptography.fernet import InvalidToken

        try:
            return bytes(self._fernet(key).decrypt(sealed.encode())).decode()
        except InvalidToken:
            return None

    @staticmethod
    def _fernet(key: bytes) -> Any:
        from cryptography.fernet import Fernet  # heavy, and needed only where a company has secrets

        return Fernet(key)


def _derived(secret_key: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(b"company-secrets:" + secret_key.encode()).digest())
