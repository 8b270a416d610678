"""What a file is, by its content; its name and declared type are only claims to check."""

import re

from app.models.errors import DomainError, UnsupportedMediaTypeError
from app.services.ingestion.archive import open_archive
from app.services.ingestion.charset import decode
from app.services.ingestion.cleaning import has_text
from app.services.ingestion.errors import Reason, unreadable
from app.services.ingestion.model import MediaType
from app.services.ingestion.parsers.csv_file import find_delimiter

_SAMPLE = 100_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_WORD_STREAM = "WordDocument".encode("utf-16-le")
_TEXTS = frozenset({MediaType.TEXT, MediaType.MARKDOWN, MediaType.HTML, MediaType.CSV})

_EXTENSIONS = {
    "txt": "text/plain",
    "text": "text/plain",
    "md": "text/markdown",
    "markdown": "text/markdown",
    "html": "text/html",
    "htm": "text/html",
    "xhtml": "text/html",
    "csv": "text/csv",
    "tsv": "text/csv",
    "pdf": "application/pdf",
    "docx": str(MediaType.DOCX),
    "xlsx": str(MediaType.XLSX),
    "xlsm": str(MediaType.XLSX),
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "rtf": "application/rtf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "zip": "application/zip",
}
_ALIASES = {
    "application/xhtml+xml": "text/html",
    "text/x-markdown": "text/markdown",
    "text/tab-separated-values": "text/csv",
    "application/csv": "text/csv",
    "text/comma-separated-values": "text/csv",
    "application/x-pdf": "application/pdf",
    "application/vnd.ms-excel.sheet.macroenabled.12": str(MediaType.XLSX),
    "text/rtf": "application/rtf",
    "image/jpg": "image/jpeg",
}
# What a claim may honestly turn out to be. Windows calls every CSV an Excel file, and web programs name
# HTML tables ".xls"; Office files are ZIP archives.
_COMPATIBLE: dict[str, frozenset[str]] = {
    **{str(kind): frozenset(map(str, _TEXTS)) for kind in _TEXTS},
    "application/vnd.ms-excel": frozenset(
        {"application/vnd.ms-excel", "text/csv", "text/html", str(MediaType.XLSX)}
    ),
    "application/msword": frozenset({"application/msword", "text/html", str(MediaType.DOCX)}),
    "application/zip": frozenset({"application/zip", str(MediaType.DOCX), str(MediaType.XLSX)}),
}
_OFFICE_PARTS = (
    ("word/document.xml", str(MediaType.DOCX)),
    ("xl/workbook.xml", str(MediaType.XLSX)),
    ("ppt/presentation.xml", _EXTENSIONS["pptx"]),
)
_OTHER_TEXT = (
    (re.compile(r"\{\\rtf"), "application/rtf"),
    (re.compile(r"%!PS"), "application/postscript"),
    (re.compile(r"(<\?xml[^>]*>\s*)?<svg\b"), "image/svg+xml"),
    (re.compile(r"BEGIN:VC(ARD|ALENDAR)"), "text/vcard"),
)
_PICTURE_LINE = re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8[79]a")
_HTML = re.compile(
    r"<(!doctype\s+html|html|head|body|main|article|section|div|p|h[1-6]|ul|ol|li|table|tr|td|span|strong|br)\b[^>]*>",
    re.I,
)
_MARKDOWN = re.compile(r"^(#{1,6} \S|\s*[-*+] \S|\s*\d+\. \S|\|.+\|\s*$|```)|\*\*[^*\n]+\*\*|\[[^\]\n]+\]\(", re.M)
_MARKDOWN_HEADING = re.compile(r"^#{1,6} \S|^\|[\s:|-]{3,}\|\s*$|\*\*[^*\n]+\*\*", re.M)


def sniff(data: bytes, *, filename: str = "", media_type: str = "") -> MediaType:
    """The kind of `data`.

    Raises: UnsupportedMediaTypeError; DocumentUnreadableError (`empty`, `encrypted`, `broken`, `mislabelled`).
    """
    if not data.strip(b"\0 \t\r\n"):
        raise unreadable(Reason.EMPTY)
    claims = _claims(filename, media_type)
    found = _container_kind(data) or _text_kind(data, claims) or _other_kind(data)
    if found is None and any(claim in set(MediaType) for claim in claims):
        raise unreadable(Reason.BROKEN, claimed=claims[0])
    for claim in claims:
        if found is not None and found not in _COMPATIBLE.get(claim, frozenset({claim})):
            raise unreadable(Reason.MISLABELLED, claimed=claim, found=found)
    if found is None or found not in set(MediaType):
        raise _unsupported(found)
    return MediaType(found)


def looks_like_markdown(text: str) -> bool:
    """Headings, tables or bold marks; a list alone is plain text too."""
    sample = text[:_SAMPLE]
    return bool(_MARKDOWN_HEADING.search(sample)) and len(_MARKDOWN.findall(sample)) >= 1


def looks_like_html(text: str) -> bool:
    """A document, or at least two block tags at the beginning of a line."""
    start = text[:2_000].lstrip("\ufeff \t\r\n").lower()
    if start.startswith(("<!doctype html", "<html")):
        return True
    return start.startswith("<") and len(_HTML.findall(text[:_SAMPLE])) >= 2


def _claims(filename: str, media_type: str) -> list[str]:
    """Known types that the name and the declaration claim; what says nothing ("octet-stream") is left out."""
    declared = media_type.partition(";")[0].strip().lower()
    declared = _ALIASES.get(declared, declared)
    stem, dot, extension = filename.rpartition(".")
    named = _EXTENSIONS.get(extension.strip().lower(), "") if dot and stem else ""
    known = {*_EXTENSIONS.values()}
    return [
        claim for claim in (named, declared) if claim in known or claim.startswith(("image/", "audio/", "video/"))
    ]


def _container_kind(data: bytes) -> str | None:
    if b"%PDF-" in data[:1024]:
        return str(MediaType.PDF)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(data)
    if data.startswith(_OLE):
        if _ENCRYPTED_PACKAGE in data:
            raise unreadable(Reason.ENCRYPTED)
        return "application/msword" if _WORD_STREAM in data else "application/vnd.ms-excel"
    return None


def _other_kind(data: bytes) -> str | None:
    """Name of a kind that is not read. Asked last: text may begin with "BM" or "MZ" as programs do."""
    # Imported here: it registers some eighty matchers that text files never need.
    import filetype

    kind = filetype.guess_mime(data[:8_192])
    return None if kind is None else str(kind)


def _zip_kind(data: bytes) -> str:
    with open_archive(data) as archive:
        names = set(archive.namelist())
    return next((kind for part, kind in _OFFICE_PARTS if part in names), "application/zip")


def _text_kind(data: bytes, claims: list[str]) -> str | None:
    """Text is HTML when it looks so; else what is claimed; else Markdown or CSV by their marks."""
    text = decode(data)
    if text is None or _PICTURE_LINE.match(data):
        return None
    if not has_text(text[:_SAMPLE]) and not has_text(text):
        raise unreadable(Reason.EMPTY)
    for pattern, kind in _OTHER_TEXT:
        if pattern.match(text.lstrip("\ufeff")):
            return kind
    if looks_like_html(text):
        return str(MediaType.HTML)
    if text.lstrip("\ufeff \r\n\t").startswith("<?xml"):
        return str(MediaType.HTML) if "<html" in text[:2_000].lower() else "application/xml"
    named = next((claim for claim in claims if claim in _TEXTS and claim != MediaType.TEXT), None)
    if named == MediaType.HTML and "<" not in text:
        named = None
    if named is None and "application/vnd.ms-excel" in claims:
        named = str(MediaType.CSV)
    return named or _unnamed_text(text, plain=MediaType.TEXT in claims)


def _unnamed_text(text: str, *, plain: bool) -> str:
    if looks_like_markdown(text):
        return str(MediaType.MARKDOWN)
    lines = [line for line in text[:_SAMPLE].splitlines() if line.strip()]
    delimiter = find_delimiter(text[:_SAMPLE]) if len(lines) >= 3 and not plain else None
    if delimiter and delimiter != "," and all(delimiter in line for line in lines[:-1]):
        return str(MediaType.CSV)
    return str(MediaType.TEXT)


def _unsupported(found: str | None) -> DomainError:
    details = {"found": found or "unknown", "supported": [str(kind) for kind in MediaType]}
    return UnsupportedMediaTypeError(details=details)
