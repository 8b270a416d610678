"""Bytes of unknown encoding to text, with the encodings that office programs really write in mind."""

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is its prefix
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_UTF8_SEQUENCE = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]+")
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_SIGN_IN_WORD = re.compile(r"(?<=[a-z])[—–“”‘•·´«»®™©°ºª×÷¡¿£€½¼²³¾…\xa0](?=[a-z])")  # "Depilaci—n"
_SAMPLE = 100_000

# Windows first: it wins ties. "CSV (MS-DOS)" and "CSV (Macintosh)" still exist in spreadsheets' menus.
_WESTERN = ("cp1252", "mac_roman", "cp850")
_EXPECTED = frozenset("áéíóúüñÁÉÍÓÚÜÑ¿¡ãõâêôàçÃÕÂÊÔÀÇºª°€£“”‘’–—…•·´«»©®™½¼¾²³×÷ \xa0")


def decode(data: bytes) -> str | None:
    """Text of `data`, or None when it is not text at all.

    Order: byte-order mark, UTF-8, UTF-16 without mark, the page's own declaration, Western code pages by how
    plausible their letters are in Spanish and Portuguese, and last a statistical guess for anything else.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data, encoding)
    if b"\0" in data[:_SAMPLE]:
        return _utf16_without_mark(data)
    if _binary(data):
        return None
    return _strict(data, "utf-8") or _declared(data) or _mostly_utf8(data) or _western_or_guess(data)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _binary(data: bytes) -> bool:
    """Text has next to no control bytes besides tabs and line ends."""
    sample = data[:_SAMPLE]
    control = sum(sample.count(byte) for byte in range(32) if byte not in (9, 10, 11, 12, 13, 27))
    return control * 200 > len(sample)


def _utf16_without_mark(data: bytes) -> str | None:
    """Western UTF-16 has a zero in nearly every second byte."""
    sample = data[: _SAMPLE // 2 * 2]
    for encoding, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if zeros and zeros.count(0) > 0.7 * len(zeros):
            return _strict(data, encoding)
    return None


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(data[:4096])
    if match is None:
        return None
    name = match[1].decode("ascii", "ignore").lower()
    # Browsers read "iso-8859-1" as Windows-1252, and pages rely on it.
    return _strict(data, "cp1252" if name in ("iso-8859-1", "latin1", "ascii", "us-ascii") else name)


def _mostly_utf8(data: bytes) -> str | None:
    """UTF-8 with a few foreign bytes, as pasted files have: those bytes are read as Windows-1252."""
    good = sum(len(match) for match in _UTF8_SEQUENCE.findall(data[:_SAMPLE]))
    high = sum(len(match) for match in _HIGH.findall(data[:_SAMPLE]))
    if good * 2 < high or not good:
        return None
    parts: list[str] = []
    while data:
        try:
            parts.append(data.decode())
            break
        except UnicodeDecodeError as exc:
            parts.append(data[: exc.start].decode() + data[exc.start : exc.end].decode("cp1252", "replace"))
            data = data[exc.end :]
            if len(parts) > 10_000:  # each turn copies the rest: this was no UTF-8
                return None
    return "".join(parts)


def _western_or_guess(data: bytes) -> str | None:
    texts = {name: data.decode(name, "replace") for name in _WESTERN}
    shares = {name: _plausible(text[:_SAMPLE]) for name, text in texts.items()}
    best = max(_WESTERN, key=lambda name: shares[name])
    if shares[best] >= 0.8:
        return texts[best]
    # Imported here: it costs 30 ms and only files in other alphabets need it.
    import charset_normalizer

    guess = charset_normalizer.from_bytes(data[:_SAMPLE]).best()
    found = _strict(data, guess.encoding) if guess is not None else None
    return found or texts["cp1252"]


def _plausible(text: str) -> float:
    """Share, in [0, 1], of the non-ASCII characters that Spanish and Portuguese texts use."""
    foreign = len(_FOREIGN.findall(text))
    expected = sum(char in _EXPECTED for char in text)
    return (expected - len(_SIGN_IN_WORD.findall(text))) / foreign if foreign else 1.0
