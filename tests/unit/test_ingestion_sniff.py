"""What a file is, by content, and what happens to files that lie."""

import pytest

from app.models.errors import DocumentUnreadableError, UnsupportedMediaTypeError
from app.services.ingestion.model import MediaType
from app.services.ingestion.sniff import sniff
from tests.fixtures.documents.office import archive, encrypted_office

DOCX = archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
XLSX = archive({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<w/>"})
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\1" * 60
HTML = b"<!DOCTYPE html><html><body><p>Hola a todos</p></body></html>"
CSV = b"servicio;precio\nbotox;850000\npeeling;250000\n"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", MediaType.PDF),
        (DOCX, MediaType.DOCX),
        (XLSX, MediaType.XLSX),
        (HTML, MediaType.HTML),
        (b"<div><h2>Precios</h2><p>Botox $850.000</p></div>", MediaType.HTML),
        (b"# Precios\n\nBotox: **$850.000**\n", MediaType.MARKDOWN),
        (CSV, MediaType.CSV),
        (b"BM significa bicarbonato en esta lista; MZ es otra sigla.", MediaType.TEXT),
        ("Botox, relleno y peeling\ndesde $90.000".encode("utf-16"), MediaType.TEXT),
    ],
)
def test_content_alone_tells_the_kind(data: bytes, kind: MediaType) -> None:
    assert sniff(data) is kind


@pytest.mark.parametrize(
    ("data", "filename", "media_type", "kind"),
    [
        (CSV, "lista.csv", "application/vnd.ms-excel", MediaType.CSV),  # what Windows declares
        (b"a,b\n1,2\n", "lista.csv", "", MediaType.CSV),
        (HTML, "precios.xls", "application/vnd.ms-excel", MediaType.HTML),  # what web programs export
        (HTML, "pagina.txt", "text/plain", MediaType.HTML),
        (b"# Precios\n- uno", "notas.md", "application/octet-stream", MediaType.MARKDOWN),
        (DOCX, "PROTOCOLO.DOCX", "application/zip", MediaType.DOCX),
        (XLSX, "sin_extension", "", MediaType.XLSX),
        (b"hola, buenas tardes", "nota", "text/plain; charset=utf-8", MediaType.TEXT),
    ],
)
def test_honest_claims_pass(data: bytes, filename: str, media_type: str, kind: MediaType) -> None:
    assert sniff(data, filename=filename, media_type=media_type) is kind


@pytest.mark.parametrize(
    ("data", "filename", "media_type"),
    [
        (PNG, "precios.pdf", ""),
        (DOCX, "precios.pdf", ""),
        (b"%PDF-1.7\n1 0 obj", "precios.docx", ""),
        (b"%PDF-1.7\n1 0 obj", "", "text/plain"),
        (b"esto es texto, no un PDF", "precios.pdf", "application/pdf"),
        (XLSX, "protocolo.docx", ""),
        (HTML, "precios.pdf", "text/html"),  # a login page instead of the file
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(data: bytes, filename: str, media_type: str) -> None:
    with pytest.raises(DocumentUnreadableError) as caught:
        sniff(data, filename=filename, media_type=media_type)

    assert caught.value.details["reason"] == "mislabelled"


@pytest.mark.parametrize(
    ("data", "filename"),
    [
        (PNG, "foto.png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\0" * 50, "foto.jpg"),
        (b"{\\rtf1\\ansi Hola}", "carta.rtf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 900 + "WordDocument".encode("utf-16-le"), "carta.doc"),
        (archive({"fotos/uno.txt": b"hola"}), "fotos.zip"),
        (b"MZ\x90\x00\x03" + b"\0\4" * 200, "programa.exe"),
        (b'<?xml version="1.0"?><factura><total>5</total></factura>', "factura.xml"),
        (bytes(range(256)) * 8, ""),
    ],
)
def test_kinds_that_are_not_read_are_named_as_such(data: bytes, filename: str) -> None:
    with pytest.raises(UnsupportedMediaTypeError) as caught:
        sniff(data, filename=filename)

    assert "application/pdf" in caught.value.details["supported"]


@pytest.mark.parametrize(
    ("data", "filename", "reason"),
    [
        (b"", "vacio.txt", "empty"),
        (b" \r\n\t \n", "vacio.txt", "empty"),
        (b"\0" * 500, "vacio.pdf", "empty"),
        (b"-- ... !!", "signos.txt", "empty"),
        (b"PK\x03\x04" + b"roto" * 50, "roto.docx", "broken"),
        (bytes(range(256)) * 8, "roto.pdf", "broken"),
        (encrypted_office(), "precios.xlsx", "encrypted"),
    ],
)
def test_unreadable_files_say_why(data: bytes, filename: str, reason: str) -> None:
    with pytest.raises(DocumentUnreadableError) as caught:
        sniff(data, filename=filename)

    assert caught.value.details["reason"] == reason
