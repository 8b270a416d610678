"""What a recording or a picture is, by its bytes; names and declared types are not asked."""

from dataclasses import dataclass
from enum import StrEnum

from app.models.errors import UnsupportedMediaTypeError


class MediaKind(StrEnum):
    VOICE = "voice"
    IMAGE = "image"


@dataclass(frozen=True, slots=True)
class MediaType:
    mime: str
    extension: str  # without a dot


# Recorders of browsers and telephones put sound alone into video containers.
_SOUND_CONTAINERS = frozenset({"video/mp4", "video/webm", "video/quicktime", "video/3gpp"})
# What vision models read.
_PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
_HEAD = 8_192


def sniff_media(data: bytes, kind: MediaKind) -> MediaType | None:
    """The type of a recording or a picture; None when the bytes are nothing known.

    Raises: UnsupportedMediaTypeError when they are known to be something else.
    """
    import filetype  # its matchers are only needed by processes that receive files

    found = filetype.guess(data[:_HEAD])
    if found is None:
        return None
    mime = str(found.mime)
    fits = mime in _PICTURES if kind is MediaKind.IMAGE else mime.startswith("audio/") or mime in _SOUND_CONTAINERS
    if not fits:
        raise UnsupportedMediaTypeError(f"This is no {kind} that can be read", details={"found": mime})
    return MediaType(mime, str(found.extension))
