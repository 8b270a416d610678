"""Passages: nothing lost, nothing split that fits, every part understandable alone."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.ingestion import ChunkDraft, chunk, extract

SENTENCE = "La Dra. Gómez recomienda esperar 15 días y el valor es de $ 1.200.000 por sesión completa. "


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def said(drafts: list[ChunkDraft]) -> str:
    return " ".join(f"{draft.section} {draft.content}" for draft in drafts)


def test_sections_do_not_mix_and_name_their_path() -> None:
    drafts = chunk(
        "# Clínica\n\nSaludo.\n\n## Facial\n\nBotox.\n\n### Cuidados\n\nNo sol.\n\n## Corporal\n\nDrenaje."
    )

    assert [(draft.section, draft.content) for draft in drafts] == [
        ("Clínica", "Saludo."),
        ("Clínica > Facial", "Botox."),
        ("Clínica > Facial > Cuidados", "No sol."),
        ("Clínica > Corporal", "Drenaje."),
    ]
    assert [draft.chunk_index for draft in drafts] == [0, 1, 2, 3]


def test_the_title_is_not_repeated_in_the_path() -> None:
    drafts = chunk("# Clínica\n\n## Facial\n\nBotox.", title="Clínica")

    assert [(draft.section, draft.content) for draft in drafts] == [("Facial", "Botox.")]


def test_a_table_that_fits_stays_whole() -> None:
    drafts = chunk("## Precios\n\n| Servicio | Precio |\n|---|---|\n| Botox | $850.000 |\n| Peeling | $250.000 |")

    assert [draft.content for draft in drafts] == [
        "Servicio: Botox | Precio: $850.000\nServicio: Peeling | Precio: $250.000"
    ]
    assert drafts[0].metadata == {"kind": "table", "rows": [1, 2]}


def test_a_long_table_is_cut_between_rows_that_keep_their_header() -> None:
    rows = "\n".join(f"| Servicio número {n} | ${n}.000 |" for n in range(1, 60))

    drafts = chunk(f"## Precios\n\n| Servicio | Precio |\n|---|---|\n{rows}", max_chars=400)

    lines = [line for draft in drafts for line in draft.content.split("\n")]
    assert lines == [f"Servicio: Servicio número {n} | Precio: ${n}.000" for n in range(1, 60)]
    assert all(len(draft.content) <= 400 for draft in drafts)


def test_each_part_of_a_long_list_says_what_it_lists() -> None:
    items = "\n".join(f"- condición médica número {n}" for n in range(40))

    drafts = chunk(f"Texto previo.\n\nContraindicaciones:\n\n{items}", max_chars=300)

    parts = [draft.content for draft in drafts if "condición" in draft.content]
    assert len(parts) > 2
    assert all(part.startswith("Contraindicaciones:\n") for part in parts)
    assert drafts[0].content == "Texto previo."


def test_a_spreadsheet_row_is_a_passage() -> None:
    drafts = chunk(extract(b"Servicio;Precio\nBotox;850000\nPeeling;250000\n", filename="a.csv"))

    assert [draft.content for draft in drafts] == [
        "Servicio: Botox | Precio: 850000",
        "Servicio: Peeling | Precio: 250000",
    ]


def test_parts_of_an_endless_row_all_name_their_subject() -> None:
    answer = "El cuidado posterior requiere paciencia. " * 60
    drafts = chunk(extract(f"Tema;Detalle\nBotox;{answer}\n".encode(), filename="a.csv"))

    assert len(drafts) > 2
    assert all(draft.content.startswith("Tema: Botox | ") for draft in drafts)


def test_long_prose_is_cut_between_sentences_and_never_inside_an_amount() -> None:
    drafts = chunk(SENTENCE * 30, max_chars=350)

    assert len(drafts) > 5
    for draft in drafts:
        assert len(draft.content) <= 350
        assert draft.content.endswith("completa.")
        assert not re.search(r"\$$|^1\.200|Dra\.$", draft.content)


def test_headings_without_text_are_content_themselves() -> None:
    assert [draft.content for draft in chunk("# Servicios\n\n## Botox $850.000\n\n## Peeling $250.000")] == [
        "Botox $850.000",
        "Peeling $250.000",
    ]


@pytest.mark.parametrize("text", ["", "   \n", "---\n\n***"])
def test_nothing_gives_no_passages(text: str) -> None:
    assert chunk(text) == []


KINDS = {
    "heading": lambda some: "## " + " ".join(some[:4]),
    "prose": " ".join,
    "list": lambda some: "\n".join(f"- {word} final" for word in some[:25]),
    "table": lambda some: (
        "| servicio | precio |\n|---|---|\n" + "\n".join(f"| {word} | $1.000 |" for word in some[:20])
    ),
}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(KINDS)), st.integers(1, 160)), min_size=1, max_size=12))
def test_no_word_of_a_document_is_lost(plan: list[tuple[str, int]]) -> None:
    numbered = [[f"palabra{block}x{n}" for n in range(count)] for block, (_, count) in enumerate(plan)]
    blocks = [KINDS[kind](some) for (kind, _), some in zip(plan, numbered, strict=True)]

    drafts = chunk("# Documento\n\n" + "\n\n".join(blocks), max_chars=300)

    assert words("\n".join(blocks)) <= words(said(drafts))
    assert all(draft.content.strip() for draft in drafts)
