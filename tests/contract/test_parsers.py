"""One contract for every parser of files: same text out of real formats, and a clear refusal of bad ones."""

import os
import random
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.models.errors import DocumentUnreadableError, UnsupportedMediaTypeError
from app.services.ingestion import (
    DEFAULT_LIMITS,
    BlockKind,
    ExtractedDocument,
    Limits,
    MediaType,
    Warn,
    chunk,
    extract,
    to_text,
)
from app.services.ingestion.archive import check_archive, open_archive
from app.services.ingestion.sandbox import environment
from tests.fixtures.documents import office, pdf

HTML_PRICES = (
    "<html lang=es><body><h1>Lista de precios</h1><table><tr><th>Tratamiento<th>Duración<th>Precio"
    + "".join("<tr>" + "".join(f"<td>{cell}" for cell in row) for row in pdf.PRICES[1:])
    + "</table></body></html>"
)
PRICE_FILES = {
    "pdf": lambda: pdf.price_list(),
    "xlsx": lambda: office.workbook({"Precios": pdf.PRICES}),
    "csv": lambda: "\n".join(";".join(row) for row in pdf.PRICES).encode("cp1252"),
    "html": lambda: HTML_PRICES.encode(),
    "md": lambda: "\n".join(
        ["# Lista de precios", "", "| Tratamiento | Duración | Precio |", "|---|---|---|"]
        + ["| " + " | ".join(row) + " |" for row in pdf.PRICES[1:]]
    ).encode(),
}


def reason(data: bytes, *, limits: Limits = DEFAULT_LIMITS, filename: str = "") -> str:
    with pytest.raises(DocumentUnreadableError) as caught:
        extract(data, filename=filename, limits=limits)
    return str(caught.value.details["reason"])


@pytest.mark.parametrize("kind", PRICE_FILES)
def test_every_format_gives_the_same_facts(kind: str) -> None:
    document = extract(PRICE_FILES[kind](), filename=f"precios.{kind}")

    text = to_text(document)
    assert "Tratamiento: Toxina botulínica (Botox) | Duración: 30 min | Precio: $ 850.000" in text
    assert "Tratamiento: Ácido hialurónico | Duración: 45 min | Precio: $ 1.200.000" in text
    assert document.language == "es"
    assert any("$ 1.200.000" in draft.content for draft in chunk(document))


def test_documents_survive_the_way_out_of_the_sandbox() -> None:
    document = extract(office.services_book(), filename="servicios.xlsx")

    assert ExtractedDocument.from_dict(document.to_dict()) == document


def test_pdf_keeps_headings_lists_and_sentences_apart() -> None:
    document = extract(pdf.price_list())

    assert document.title == "Lista de precios 2026"
    assert document.pages == 1
    assert [(block.kind, block.text or block.items) for block in document.blocks if not block.rows] == [
        (BlockKind.HEADING, "Lista de precios 2026"),
        (BlockKind.HEADING, "Estética facial"),
        (BlockKind.HEADING, "Condiciones"),
        (
            BlockKind.LIST,
            (
                "- No incluye anestesia local.",
                "- Válido hasta el 31 de diciembre.",
                "- Pago en efectivo o tarjeta.",
            ),
        ),
        (BlockKind.PARAGRAPH, "La valoración inicial cuesta $ 80.000 y se abona al tratamiento."),
    ]


@pytest.mark.parametrize("repeat_header", [True, False])
def test_pdf_table_over_several_pages_keeps_its_header(repeat_header: bool) -> None:
    rows = [pdf.PRICES[0]] + [[f"Servicio {n}", "30 min", f"$ {n}.000"] for n in range(1, 90)]

    text = to_text(extract(pdf.price_list(rows, repeat_header=repeat_header)))

    lines = [line for line in text.split("\n") if line.startswith("Tratamiento:")]
    assert lines == [f"Tratamiento: Servicio {n} | Duración: 30 min | Precio: $ {n}.000" for n in range(1, 90)]


def test_pdf_columns_without_lines_are_a_table() -> None:
    text = to_text(extract(pdf.borderless_prices()))

    assert "Servicio: Masaje con piedras volcánicas | Minutos: 90 | Valor: $185.500" in text
    assert "Depilación con cera: $ 45.000" in text


def test_pdf_columns_hardly_apart_are_a_table_too() -> None:
    text = to_text(extract(pdf.tight_price_list()))

    assert "Tratamiento: Peeling químico | Duración: 40 min | Precio: $ 250.000" in text
    assert "Precios de este año." in text
    assert "Se paga al llegar." in text


def test_pdf_captions_over_columns_are_sections_of_equal_rank() -> None:
    drafts = chunk(extract(pdf.captioned_prices()))

    assert [(draft.section, draft.content) for draft in drafts[:2]] == [
        ("ODONTOLOGÍA", "Limpieza con ultrasonido: $120.000\nResina: $95.000"),
        (
            "ORTODONCIA",
            "Brackets metálicos: $2.800.000\nControl mensual: $90.000\n"
            "Aceptamos tarjetas y transferencias en todas nuestras sedes.",
        ),
    ]


@pytest.mark.parametrize("columns", [1, 2])
def test_pdf_prose_reads_on_across_lines_columns_and_pages(columns: int) -> None:
    document = extract(pdf.prose(3, columns=columns))

    text = to_text(document)
    for number in range(1, 16):
        assert pdf.paragraph(number) in text
    assert document.title == "Protocolo de cuidados"


def test_pdf_running_lines_go_and_a_phone_number_stays_once() -> None:
    text = to_text(extract(pdf.prose(4)))

    assert "Manual interno" not in text
    assert "Página" not in text
    assert text.count("+57 300 123 4567") == 1


def test_pdf_words_cut_at_line_ends_are_made_whole() -> None:
    text = to_text(extract(pdf.hyphenated()))

    assert "es un procedimiento de la clínica" in text
    assert "no requiere incapacidad." in text
    assert "Nuestro plan completo anti-edad incluye" in text


def test_pdf_reports_progress_page_by_page() -> None:
    seen: list[tuple[int, int]] = []

    extract(pdf.prose(3), on_progress=lambda done, total: seen.append((done, total)))

    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_pdf_protected_only_against_editing_is_read() -> None:
    assert "Botox: $ 850.000" in to_text(extract(pdf.locked(user_password="")))


def test_pdf_with_some_scanned_pages_says_so() -> None:
    document = extract(pdf.scan(1, text_pages=1))

    assert document.warnings == (Warn.PAGES_WITHOUT_TEXT,)
    assert "sábados hasta las 13:00" in to_text(document)


def test_docx_keeps_order_headings_lists_and_tables() -> None:
    assert to_text(extract(office.protocol())) == (
        "# Protocolo de toxina botulínica\n\n# Antes de la cita\n\n"
        "La paciente no debe tomar aspirina durante 7 días antes del procedimiento.\n\nContraindicaciones:\n\n"
        "- Embarazo o lactancia\n- Infección activa en la zona\n- Enfermedad neuromuscular\n\n"
        "# Después de la cita\n\n1. No acostarse durante 4 horas\n2. No hacer ejercicio en 24 horas\n\n"
        "## Dosis por zona\n\nZona: Frente | Unidades: 20 | Precio: $ 400.000\n"
        "Zona: Entrecejo | Unidades: 15 | Precio: $ 350.000\n"
        "Zona: Patas de gallo | Unidades: 12 | Precio: $ 300.000\n\n"
        "###### Control posterior\n\nEl control se hace a los 15 días y no tiene costo."
    )


def test_docx_merged_cell_is_said_in_every_row() -> None:
    assert to_text(extract(office.merged_table())) == (
        "Categoría: Facial | Servicio: Peeling | Precio: $250.000\n"
        "Categoría: Facial | Servicio: Limpieza | Precio: $180.000"
    )


def test_docx_shows_insertions_and_hides_deletions_and_hidden_text() -> None:
    assert to_text(extract(office.tracked_changes())) == "La sesión cuesta $95.000\n\nIncluye limpieza previa."


def test_xlsx_reads_visible_sheets_as_facts() -> None:
    document = extract(office.services_book(), filename="servicios_2026.xlsx")

    assert document.title == "servicios 2026"
    assert [draft.content for draft in chunk(document)] == [
        "Categoría: Facial | Servicio: Botox | Precio: $850.000 | Descuento: 10%",
        "Categoría: Facial | Servicio: Peeling | Precio: 250000.5",
        "Categoría: Corporal | Servicio: Drenaje linfático | Precio: 150000 | Descuento: 15%",
        "Día: Lunes a viernes | Horario: 8:00 a 18:00",
        "Día: Sábado | Horario: 8:00 a 13:00",
    ]


def test_xlsx_hidden_sheets_and_columns_never_reach_a_customer() -> None:
    document = extract(office.services_book())

    assert "99999" not in to_text(document)
    assert "Margen" not in to_text(document)
    assert set(document.warnings) == {Warn.HIDDEN_SHEETS_SKIPPED, Warn.HIDDEN_COLUMNS_SKIPPED}


def test_xlsx_formulas_that_were_never_calculated_are_reported() -> None:
    document = extract(office.workbook({"Hoja1": [["Servicio", "Precio"], ["Botox", "=2*3"]]}))

    assert document.warnings == (Warn.FORMULAS_WITHOUT_VALUES,)
    assert "=2*3" not in to_text(document)


def test_large_text_is_read_in_the_sandbox_too() -> None:
    data = ("El masaje relajante dura 60 minutos y cuesta $120.000.\n\n" * 6_000).encode()
    assert len(data) > DEFAULT_LIMITS.max_in_process_bytes

    assert to_text(extract(data, filename="notas.txt")).count("$120.000") == 6_000


@pytest.mark.parametrize(
    ("expected", "data"),
    [
        ("no_text", lambda: pdf.scan(2)),
        ("no_text", lambda: pdf.scan(6)),
        ("no_text", office.empty_document),
        ("encrypted", lambda: pdf.locked(user_password="secreta")),
        ("encrypted", office.encrypted_office),
        ("too_many_pages", lambda: pdf.blank_pages(301)),
        ("broken", lambda: pdf.price_list()[:1_500]),
        ("broken", lambda: pdf.price_list()[: len(pdf.price_list()) // 2]),
        ("broken", lambda: office.protocol()[:9_000]),
        ("broken", lambda: office.archive({"word/document.xml": b"<no", "[Content_Types].xml": b"<Types/>"})),
        ("broken", lambda: office.archive({"xl/workbook.xml": b"", "[Content_Types].xml": b""})),
        ("bomb", office.zip_bomb),
        ("bomb", lambda: office.zip_bomb("xl/workbook.xml", megabytes=60)),
        ("bomb", office.entity_bomb),
        (
            "bomb",
            lambda: office.archive({f"word/{n}.xml": b"" for n in range(5_001)} | {"word/document.xml": b""}),
        ),
        ("too_large", lambda: ("palabra " * 300_000).encode()),
        ("too_large", lambda: b"a,b\n" + b"1,2\n" * 600_000),
        ("too_large", lambda: office.workbook({"Hoja1": [["x" * 30_000]] * 70})),
    ],
)
def test_bad_files_are_refused_with_the_reason(expected: str, data: Callable[[], bytes]) -> None:
    assert reason(data()) == expected


def test_a_pdf_that_unpacks_beyond_the_memory_limit_is_a_bomb() -> None:
    limits = replace(DEFAULT_LIMITS, memory_bytes=500_000_000)

    assert reason(pdf.stream_bomb(megabytes=550), limits=limits) == "bomb"


def test_a_parser_that_takes_too_long_is_ended() -> None:
    started = time.monotonic()

    assert reason(pdf.prose(30), limits=replace(DEFAULT_LIMITS, timeout_s=0.8)) == "timeout"
    assert time.monotonic() - started < 6


def test_an_archive_with_a_false_size_is_not_unpacked() -> None:
    data = bytearray(office.archive({"word/document.xml": b" " * 1_000_000}))
    at = data.rindex(b"PK\x01\x02") + 24  # uncompressed size in the directory
    data[at : at + 4] = (100).to_bytes(4, "little")

    with pytest.raises(DocumentUnreadableError) as caught:
        check_archive(open_archive(bytes(data)), DEFAULT_LIMITS)

    assert caught.value.details["reason"] == "broken"


def test_the_parsing_process_sees_no_secret_and_leaves_no_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SECRET_KEY", "no-la-ve")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    extract(office.protocol())

    assert "SECRET_KEY" not in environment()
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("kind", ["pdf", "docx", "xlsx"])
@pytest.mark.parametrize("seed", range(3))
def test_damaged_files_end_in_text_or_a_domain_error(kind: str, seed: int) -> None:
    made = {"pdf": pdf.price_list, "docx": office.protocol, "xlsx": office.services_book}
    rng, data = random.Random(seed), bytearray(made[kind]())
    for _ in range(40):
        data[rng.randrange(20, len(data))] = rng.randrange(256)

    try:
        outcome = to_text(extract(bytes(data)))
    except (DocumentUnreadableError, UnsupportedMediaTypeError) as error:
        outcome = error.code
    assert outcome.strip()


def test_media_type_of_what_was_read_is_reported() -> None:
    assert extract(office.protocol(), media_type="application/octet-stream").media_type == MediaType.DOCX
