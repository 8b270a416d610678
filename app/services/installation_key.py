"""The installation's secret key: from the settings, or made once and kept in the record."""

import hashlib
import hmac
import secrets
import threading

from app.config.config import Config
from app.models.setting import SettingRepository
from app.services.secret_box import SecretBox

NAME = "secret_key"


class InstallationKey:
    """Read at first use; every purpose gets a key of its own, so none can stand in for another."""

    def __init__(self, config: Config, settings: SettingRepository) -> None:
        self._value, self._settings = config.secret_key, settings
        self._given, self._before = bool(config.secret_key), config.secret_key_previous
        self._previous: tuple[str, ...] | None = None
        self._lock = threading.Lock()

    def value(self) -> str:
        """Raises: RecordUnavailableError where it is kept in the record and that is away."""
        if not self._value:
            with self._lock:
                if not self._value:
                    self._value = self._settings.get_or_create(NAME, secrets.token_hex(32))
        return self._value

    def previous(self) -> tuple[str, ...]:
        """Keys that secrets may still be sealed with: the settings' previous one, and the record's own.

        The record keeps one where SECRET_KEY was not set at first. Raises: RecordUnavailableError.
        """
        if self._previous is None:
            kept = self._settings.find(NAME) if self._given else None
            self._previous = tuple(key for key in (self._before, kept) if key and key != self._value)
        return self._previous

    def box(self) -> SecretBox:
        """Seals with the present key, opens with the previous ones too. Raises: RecordUnavailableError."""
        return SecretBox(self.value(), *self.previous())

    def retire_kept(self) -> None:
        """Remove the record's own key, which nothing is sealed with any more. Raises: RecordUnavailableError."""
        if self._given:
            self._settings.remove(NAME)
            self._previous = None

    def derive(self, purpose: str) -> bytes:
        """32 bytes for one purpose."""
        return hmac.digest(self.value().encode(), purpose.encode(), hashlib.sha256)
