"""Characters: encodings as office programs write them, cleaning that keeps numbers, languages."""

import codecs
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.ingestion.charset import decode
from app.services.ingestion.cleaning import clean, content_hash, tidy
from app.services.ingestion.language import detect_document_language

SPANISH = "Depilación láser: ¿cuánto cuesta? Niñas y señoras, mañana a las 8 «con cita» — $ 1.200.000"
PORTUGUESE = "Depilação a laser: não há contraindicações, só precauções; amanhã às 9h"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"])
@pytest.mark.parametrize("text", [SPANISH, PORTUGUESE])
def test_text_is_decoded_whatever_program_wrote_it(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850"])
def test_old_spreadsheet_exports_keep_their_accents(encoding: str) -> None:
    text = "Servicio;Precio\nDepilación de bigote;45000\nSesión de mañana para niñas;9"

    assert decode(text.encode(encoding)) == text


def test_other_alphabets_are_recognised() -> None:
    text = "Стоимость процедуры составляет две тысячи рублей, запись по телефону. " * 5

    assert decode(text.encode("cp1251")) == text


def test_a_page_declaring_its_charset_is_believed() -> None:
    page = "<html><meta charset='iso-8859-15'><p>Cuesta 30 € la sesión</p>"

    assert decode(page.encode("iso-8859-15")) == page


def test_stray_bytes_in_utf8_do_not_spoil_the_rest() -> None:
    data = "Peeling químico, láser y más. ".encode() * 3 + "señal".encode("cp1252")

    assert decode(data) == "Peeling químico, láser y más. " * 3 + "señal"


@pytest.mark.parametrize("data", [bytes(range(256)) * 4, b"\x00\x01\x02\x03" * 40, codecs.BOM_UTF8 + b"\xff\xfe"])
def test_bytes_that_are_no_text_are_not_forced_into_it(data: bytes) -> None:
    assert decode(data) is None


def test_ligatures_and_invisible_characters_go_and_fractions_stay() -> None:
    assert clean("e\ufb01caz \ufb02exible\u00ad\u200b ½ m² ™\x00\x07") == "eficaz flexible ½ m² ™"


def test_decomposed_accents_are_composed() -> None:
    assert clean(unicodedata.normalize("NFD", "niñez, máscara")) == "niñez, máscara"


@pytest.mark.parametrize(
    "price", ["$ 1.200.000", "$1,500.00", "€ 30,50", "S/ 250", "R$ 1.250,90", "10:30", "+57 300 123 4567"]
)
def test_numbers_are_kept_exactly(price: str) -> None:
    assert price in tidy(f"El valor\u00a0es {price} ,  gracias ")


@given(st.text(max_size=300))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


def test_hash_ignores_spacing_and_line_endings_and_sees_a_changed_price() -> None:
    text = "Botox:  $850.000\r\nRelleno: $900.000\r\n"

    assert content_hash(text) == content_hash("Botox: $850.000\nRelleno: $900.000")
    assert content_hash(text) != content_hash(text.replace("850", "851"))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Nuestra clínica atiende de lunes a viernes y los sábados con cita previa para la valoración", "es"),
        ("Our clinic is open from Monday to Friday and on Saturdays by appointment for the first visit", "en"),
        ("A clínica atende de segunda a sexta e aos sábados com hora marcada; você não paga a avaliação", "pt"),
        ("Servicio: Botox | Precio: 850000", "es"),
        ("12345 67", "es"),
    ],
)
def test_language_of_a_document(text: str, language: str) -> None:
    assert detect_document_language(text) == language
