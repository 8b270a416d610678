"""Small files of each kind, made here."""

import io
import struct
import wave
import zlib


def wav(seconds: float = 0.1, level: int = 0) -> bytes:
    """A mono recording of one constant level; another level is another content."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes(struct.pack("<h", level) * int(8000 * seconds))
    return buffer.getvalue()


def png(colour: int = 0) -> bytes:
    """One grey pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(bytes([0, colour]))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


OGG_OPUS = b"OggS\x00\x02" + bytes(20) + b"\x01\x13OpusHead" + bytes(60)
WEBM = bytes.fromhex("1a45dfa39f4286810142f7810142f2810442f381084282847765626d") + bytes(60)
M4A = b"\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00" + bytes(60)
MP4 = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2" + bytes(60)
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(60)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(60)
WEBP = b"RIFF\x20\x00\x00\x00WEBPVP8 " + bytes(60)
PDF = b"%PDF-1.7\n" + bytes(60)
