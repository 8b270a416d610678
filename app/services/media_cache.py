"""What was heard or seen in a file, kept per company by the file's content.

The value is sealed with a key made of the file itself: who has not the recording cannot read its transcript, so
that a person's erased conversation does not live on here in clear.
"""

import base64
import hashlib

from app.config.constants import MEDIA_TTL_S, KeyKind
from app.models.errors import DependencyError
from app.services.redis_service import CompanyRedis
from app.utils.logger import get_logger

log = get_logger("media")


class MediaCache:
    """`purpose` tells apart results of one file: the model, the language and the question asked of it."""

    def __init__(self, redis: CompanyRedis) -> None:
        self._redis = redis

    def get(self, data: bytes, purpose: str) -> str | None:
        """None also while the working memory is down."""
        from cryptography.fernet import Fernet, InvalidToken  # heavy: 10 MB, for media alone

        try:
            sealed = self._redis.get(KeyKind.MEDIA, _id(data, purpose))
        except DependencyError:
            return None
        if sealed is None:
            return None
        try:
            return bytes(Fernet(_key(data)).decrypt(sealed)).decode()
        except InvalidToken:
            log.warning("a cached media text cannot be read and is made again")
            return None

    def put(self, data: bytes, purpose: str, text: str) -> None:
        from cryptography.fernet import Fernet  # see get

        try:
            sealed = Fernet(_key(data)).encrypt(text.encode())
            self._redis.set(KeyKind.MEDIA, _id(data, purpose), sealed, ttl_s=MEDIA_TTL_S)
        except DependencyError:
            log.warning("a media text could not be cached")


def _id(data: bytes, purpose: str) -> str:
    return hashlib.sha256(hashlib.sha256(data).digest() + purpose.encode()).hexdigest()


def _key(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(b"media:" + data).digest())
