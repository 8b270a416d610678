"""Guards for Office files, which are ZIP archives of XML: nothing is parsed before these pass."""

import io
import zipfile
import zlib
from typing import IO

from app.services.ingestion.errors import Reason, unreadable
from app.services.ingestion.model import Limits

_CHUNK = 1 << 20
_MAX_RATIO = 150
_RATIO_FROM_BYTES = 20_000_000  # small parts of repeated cells compress this well honestly
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
_ENCRYPTED_FLAG = 0x1


def open_archive(data: bytes) -> zipfile.ZipFile:
    """Raises DocumentUnreadableError (`broken`) for a damaged archive."""
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, EOFError, OSError, NotImplementedError) as exc:
        raise unreadable(Reason.BROKEN) from exc


def check_archive(archive: zipfile.ZipFile, limits: Limits) -> None:
    """Refuse bombs by the directory alone, then by what the XML parts really unpack to.

    Office formats forbid document type declarations, so an entity bomb is known by having one.
    Raises: DocumentUnreadableError (`bomb`, `encrypted`, `broken`).
    """
    entries = archive.infolist()
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries):
        raise unreadable(Reason.ENCRYPTED)
    if len(entries) > limits.max_archive_entries or total > limits.max_decompressed_bytes:
        raise unreadable(Reason.BOMB)
    if total > _RATIO_FROM_BYTES and total > _MAX_RATIO * packed:
        raise unreadable(Reason.BOMB)
    try:
        for entry in entries:
            if entry.filename.endswith((".xml", ".rels", ".vml")):
                with archive.open(entry) as part:
                    _check_xml(part)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as exc:
        raise unreadable(Reason.BROKEN) from exc


def _check_xml(part: IO[bytes]) -> None:
    tail = b""
    while piece := part.read(_CHUNK):
        window = (tail + piece).replace(b"\0", b"")  # UTF-16 hides the words otherwise
        if any(word in window for word in _DECLARATIONS):
            raise unreadable(Reason.BOMB)
        tail = window[-16:]
