"""The installation's secret key: from the settings, or made once and kept in the record."""

import hashlib
import hmac
import secrets
import threading

from app.config.config import Config
from app.models.setting import SettingRepository


class InstallationKey:
    """Read at first use; every purpose gets a key of its own, so none can stand in for another."""

    def __init__(self, config: Config, settings: SettingRepository) -> None:
        self._value, self._settings = config.secret_key, settings
        self._lock = threading.Lock()

    def value(self) -> str:
        """Raises: RecordUnavailableError where it is kept in the record and that is away."""
        if not self._value:
            with self._lock:
                if not self._value:
                    self._value = self._settings.get_or_create("secret_key", secrets.token_hex(32))
        return self._value

    def derive(self, purpose: str) -> bytes:
        """32 bytes for one purpose."""
        return hmac.digest(self.value().encode(), purpose.encode(), hashlib.sha256)
