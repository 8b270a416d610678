"""HTML, Markdown and plain text as blocks."""

import pytest

from app.models.errors import DocumentUnreadableError
from app.services.ingestion import BlockKind, ExtractedDocument, extract, to_text
from app.services.ingestion.chunker import blocks_of

PAGE = """<!doctype html><html><head><title>Precios | Aurora</title><script>var secreto = 1</script></head><body>
<nav><ul><li><a href="/">Inicio</a></li></ul></nav><div class="cookie-banner">Usamos cookies</div>
<main><h1>Servicios</h1><p>Bienvenida a <b>Aurora</b>.<br>Con cita.</p><p hidden>borrador</p>
<h2>Facial</h2><table><tr><th>Servicio<th>Precio<tr><td rowspan=2>Peeling<td>$250.000
<tr><td>$300.000 con sérum</table>
<h2>Dudas</h2><details><summary>¿Duele el botox?</summary><p>No, hay crema anestésica.</p></details>
<ul><li>Uno<ul><li>Dentro</li></ul></li><li><p>Dos</p><p>sigue</p></li></ul><ol start="3"><li>tres<li>cuatro</ol>
<dl><dt>Teléfono<dd><a href="tel:+573001234567">llámenos</a></dl></main>
<aside>Publicidad</aside><footer>Derechos<address>Calle 10 # 5-20</address></footer></body></html>"""


def read(text: str, **claims: str) -> ExtractedDocument:
    return extract(text.encode(), **claims)


def test_page_keeps_its_text_and_loses_menus_scripts_and_hidden_parts() -> None:
    text = to_text(read(PAGE))

    for gone in ("Inicio", "secreto", "cookies", "borrador", "Publicidad", "Derechos"):
        assert gone not in text
    assert "Bienvenida a Aurora.\nCon cita." in text
    assert "Calle 10 # 5-20" in text


def test_page_title_is_its_only_main_heading() -> None:
    assert read(PAGE).title == "Servicios"


def test_spanning_cells_are_repeated_in_every_row() -> None:
    text = to_text(read(PAGE))

    assert "Servicio: Peeling | Precio: $250.000\nServicio: Peeling | Precio: $300.000 con sérum" in text


def test_questions_that_fold_open_are_headings_of_their_answers() -> None:
    answer = next(block for block in read(PAGE).blocks if "anestésica" in block.text)

    assert answer.section == ("Servicios", "Dudas", "¿Duele el botox?")


def test_lists_keep_nesting_numbers_and_paragraphs_of_one_item() -> None:
    items = [item for block in read(PAGE).blocks for item in block.items]

    assert items == ["- Uno", "  - Dentro", "- Dos sigue", "3. tres", "4. cuatro"]


def test_contact_links_show_their_number() -> None:
    assert "Teléfono: llámenos (+573001234567)" in to_text(read(PAGE))


def test_a_services_menu_is_not_taken_for_navigation() -> None:
    menu = "<div class='menu'><h2>Menú de servicios</h2><p>Masaje $90.000</p></div>"
    page = f"<html><body>{menu}<p>Otro</p></body></html>"

    assert "Masaje $90.000" in to_text(read(page))


def test_layout_tables_are_read_as_text() -> None:
    page = "<html><body><table><tr><td><h2>Horario</h2><p>8 a 18</p></td></tr></table></body></html>"

    assert [block.kind for block in read(page).blocks] == [BlockKind.HEADING, BlockKind.PARAGRAPH]


def test_entities_declared_in_a_page_are_not_expanded() -> None:
    page = '<!DOCTYPE html [<!ENTITY a "jaja"><!ENTITY b "&a;&a;&a;">]><html><body><p>Hola &b;</p></body></html>'

    assert "jajajaja" not in to_text(read(page))


def test_a_page_nested_beyond_reason_is_refused_and_not_read_in_part() -> None:
    page = "<html><body>" + "<div>" * 6_000 + "hola" + "</div>" * 6_000

    with pytest.raises(DocumentUnreadableError) as caught:
        read(page)

    assert caught.value.details["reason"] == "broken"


def test_markdown_keeps_headings_tables_lists_and_line_breaks() -> None:
    source = (
        "---\ntags: x\n---\n# Sonrisa\n\nLunes a viernes.\nSábados hasta la 1 pm.\n\n## Precios\n\n"
        "| Servicio | Precio |\n|---|---|\n| Limpieza | $90.000 |\n\n- Tarjeta\n- Nequi\n\nReserve [aquí](https://a.co/r)."
    )

    document = read(source, filename="notas.md")

    assert document.title == "Sonrisa"
    assert to_text(document) == (
        "# Sonrisa\n\nLunes a viernes.\nSábados hasta la 1 pm.\n\n## Precios\n\n"
        "Servicio: Limpieza | Precio: $90.000\n\n- Tarjeta\n- Nequi\n\nReserve aquí (https://a.co/r)."
    )


def test_plain_text_shows_its_headings_and_lists() -> None:
    blocks = blocks_of(
        "NUESTROS SERVICIOS\nBotox $850.000\n\nContraindicaciones:\n* embarazo\n* lactancia\n\n"
        "Horario\n=======\n8 a 18"
    )

    assert [(block.kind, block.section) for block in blocks] == [
        (BlockKind.HEADING, ()),
        (BlockKind.PARAGRAPH, ("NUESTROS SERVICIOS",)),
        (BlockKind.PARAGRAPH, ("NUESTROS SERVICIOS",)),
        (BlockKind.LIST, ("NUESTROS SERVICIOS",)),
        (BlockKind.HEADING, ()),
        (BlockKind.PARAGRAPH, ("Horario",)),
    ]


def test_chat_style_bold_marks_are_not_part_of_the_text() -> None:
    document = read("Nuestros servicios:\n*Masaje relajante* - $120.000\n2 * 3 = 6", filename="servicios.txt")

    assert to_text(document) == "Nuestros servicios:\nMasaje relajante - $120.000\n2 * 3 = 6"


def test_csv_rows_are_facts_in_any_delimiter_and_encoding() -> None:
    data = 'Servicio;Precio;Duración\nBotox;850.000,00;30 min\n"Relleno; labios";1.200.000,00;45 min\n'.encode(
        "cp1252"
    )

    assert to_text(extract(data, filename="lista.csv")) == (
        "Servicio: Botox | Precio: 850.000,00 | Duración: 30 min\n"
        "Servicio: Relleno; labios | Precio: 1.200.000,00 | Duración: 45 min"
    )


def test_a_file_above_the_byte_limit_is_not_opened() -> None:
    with pytest.raises(DocumentUnreadableError) as caught:
        extract(b"x" * 25_000_001)

    assert caught.value.details == {"reason": "too_large", "max_bytes": 25_000_000}
