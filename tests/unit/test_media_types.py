"""A file is what its bytes say."""

import pytest

from app.models.errors import UnsupportedMediaTypeError
from app.services.media_types import MediaKind, sniff_media
from tests import media

RECORDINGS = {
    "wav": media.wav(),
    "ogg": media.OGG_OPUS,
    "webm": media.WEBM,
    "m4a": media.M4A,
    "mp4": media.MP4,
    "mp3": b"\xff\xfb\x90\x00" + bytes(60),
    "amr": b"#!AMR\n" + bytes(60),
}
PICTURES = {"png": media.png(), "jpg": media.JPEG, "webp": media.WEBP, "gif": b"GIF89a" + bytes(60)}


@pytest.mark.parametrize("extension", RECORDINGS)
def test_recordings_of_phones_and_browsers_are_known(extension: str) -> None:
    found = sniff_media(RECORDINGS[extension], MediaKind.VOICE)

    assert found is not None
    assert found.extension == extension


@pytest.mark.parametrize("extension", PICTURES)
def test_pictures_that_models_read_are_known(extension: str) -> None:
    found = sniff_media(PICTURES[extension], MediaKind.IMAGE)

    assert found is not None
    assert found.mime.startswith("image/")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (media.png(), MediaKind.VOICE),
        (media.PDF, MediaKind.VOICE),
        (media.wav(), MediaKind.IMAGE),
        (media.MP4, MediaKind.IMAGE),
        (media.HEIC, MediaKind.IMAGE),
        (media.PDF, MediaKind.IMAGE),
    ],
    ids=["picture as voice", "document as voice", "voice as picture", "film", "heic", "document as picture"],
)
def test_something_else_is_refused(data: bytes, kind: MediaKind) -> None:
    with pytest.raises(UnsupportedMediaTypeError):
        sniff_media(data, kind)


@pytest.mark.parametrize("data", [b"", b"hola", b"<svg xmlns='http://www.w3.org/2000/svg'/>", bytes(100)])
def test_unknown_bytes_are_nothing(data: bytes) -> None:
    assert sniff_media(data, MediaKind.VOICE) is None
    assert sniff_media(data, MediaKind.IMAGE) is None
