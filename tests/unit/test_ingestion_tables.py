"""Tables: headers found, captions told from rows, every row readable alone; cells as their owner sees them."""

import datetime as dt

import pytest

from app.services.ingestion.parsers.cell_format import show
from app.services.ingestion.parsers.csv_file import find_delimiter
from app.services.ingestion.tables import Part, continues, render_row, split_parts

HEADER = ("Servicio", "Precio")


def test_row_carries_its_header() -> None:
    assert render_row(("Tratamiento", "Precio"), ("Botox", "$850.000")) == "Tratamiento: Botox | Precio: $850.000"


def test_empty_cells_are_left_out_and_extra_cells_kept() -> None:
    assert (
        render_row(("Servicio", "Nota", "Precio:"), ("Botox", "", "$1", "oferta"))
        == "Servicio: Botox | Precio: $1 | oferta"
    )


def test_a_pair_without_header_reads_as_name_and_value() -> None:
    assert render_row((), ("Teléfono", "300 123 4567")) == "Teléfono: 300 123 4567"
    assert render_row((), ("a", "b", "c")) == "a | b | c"


def test_title_rows_above_the_header_become_captions() -> None:
    rows = [["LISTA DE PRECIOS", ""], ["", ""], ["Servicio", "Precio"], ["Botox", "$850.000"]]

    assert split_parts(rows) == [
        Part(caption="LISTA DE PRECIOS"),
        Part(header=HEADER, rows=(("Botox", "$850.000"),)),
    ]


def test_captions_between_rows_keep_the_header() -> None:
    rows = [["Servicio", "Precio"], ["FACIALES", ""], ["Botox", "$1"], ["CORPORALES", ""], ["Drenaje", "$2"]]

    parts = split_parts(rows)

    assert [part.caption for part in parts if part.caption] == ["FACIALES", "CORPORALES"]
    assert [part.header for part in parts if part.rows] == [HEADER, HEADER]


def test_a_second_table_after_a_blank_row_has_its_own_header() -> None:
    rows = [["Servicio", "Precio"], ["Botox", "850"], ["", ""], ["Día", "Horario"], ["Lunes", "8:00 a 18:00"]]

    assert [part.header for part in split_parts(rows, sheet=True)] == [HEADER, ("Día", "Horario")]


def test_a_blank_row_between_data_rows_does_not_lose_the_header() -> None:
    rows = [["Servicio", "Precio"], ["Botox", "850"], ["", ""], ["Peeling", "250"]]

    assert [part.header for part in split_parts(rows, sheet=True)] == [HEADER, HEADER]


@pytest.mark.parametrize(
    "rows",
    [
        [["Nombre", "Clínica Aurora"], ["Dirección", "Calle 10 # 5-20"], ["Teléfono", "300 123 4567"]],
        [["Botox", "$850.000"], ["Peeling", "$250.000"]],
        [["¿Dónde están?", "En Medellín"], ["¿Abren sábados?", "Sí"]],
    ],
)
def test_lists_of_facts_have_no_header(rows: list[list[str]]) -> None:
    assert split_parts(rows) == [Part(rows=tuple(tuple(row) for row in rows))]


def test_marked_headers_are_believed() -> None:
    parts = split_parts([["2025", "2026"], ["a", "b"]], explicit=True)

    assert parts == [Part(header=("2025", "2026"), rows=(("a", "b"),))]


def test_a_table_of_a_single_row_is_not_lost() -> None:
    assert split_parts([["Servicio", "Precio"]], explicit=True) == [Part(rows=(HEADER,))]


def test_a_page_break_inside_a_table_is_seen() -> None:
    assert continues(HEADER, [["Servicio", "Precio"], ["Botox", "$1"]])
    assert continues(HEADER, [["Drenaje", "$2"]])
    assert not continues(HEADER, [["Día", "Horario", "Sede"]])


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a;b;c\n1,5;2,5;3\n4,0;5,0;6", ";"),
        ("nombre,precio\nbotox,850000\npeeling,250000", ","),
        ("a\tb\n1, 2 y 3\t4\n5, 6 y 7\t8", "\t"),
        ('"Relleno, labios","1.200.000,00"\n"Botox, frente","850.000,00"', ","),
        ("solo una columna\nsin separador", None),
    ],
)
def test_delimiter_is_the_one_lines_agree_on(text: str, delimiter: str | None) -> None:
    assert find_delimiter(text) == delimiter


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (850000, "General", "850000"),
        (850000, '"$"#,##0', "$850000"),  # no country: separators would be a guess
        (1200000, "[$$-240A]\\ #,##0", "$1.200.000"),  # Colombia
        (1500.5, "[$$-80A]#,##0.00", "$1,500.50"),  # Mexico
        (1500.5, "#,##0.00\\ [$€-C0A]", "1.500,50 €"),  # Spain
        (1250.9, "[$R$-416]\\ #,##0.00", "R$1.250,90"),  # Brazil
        (0.15, "0%", "15%"),
        (0.1 + 0.2, "General", "0.3"),
        (45.0, "General", "45"),
        (1e16, "General", "10000000000000000"),
        (19.99, "0.00", "19.99"),
        (True, "General", "sí"),
        (dt.datetime(2026, 3, 1), "dd/mm/yyyy", "2026-03-01"),
        (dt.datetime(2026, 3, 1, 8, 30), "General", "2026-03-01 08:30"),
        (dt.time(8, 0), "hh:mm", "08:00"),
        (dt.timedelta(minutes=90), "[h]:mm", "1:30"),
        ("Botox", "@", "Botox"),
    ],
)
def test_cells_are_shown_without_changing_a_digit(value: object, number_format: str, shown: str) -> None:
    assert show(value, number_format) == shown
