"""What is said around a question is not searched for."""

import pytest

from app.services.courtesies import without_courtesies
from app.services.vector_backends.base import IndexedChunk
from app.services.vector_backends.in_process import InProcessIndex


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("hola buenas, una pregunta, cuanto vale el botox? gracias", "cuanto vale el botox?"),
        ("Buenas tardes  te cuento cuanto vale una sesion ando averiguando", "cuanto vale una sesion"),
        ("holaaa buenass cuanto sale el lifting", "cuanto sale el lifting"),
        ("y el peeling?", "el peeling?"),
        ("quiero limpieza por favor para mañana", "quiero limpieza para mañana"),
        ("Good morning, how much is a cleaning? Thanks!", "how much is a cleaning?"),
        ("oi bom dia, quanto custa a limpeza? obrigada", "quanto custa a limpeza?"),
        ("Buenos días, ¿atienden por OSDE?", "atienden por OSDE?"),
    ],
)
def test_what_surrounds_the_question_goes(said: str, asked: str) -> None:
    assert without_courtesies(said) == asked


@pytest.mark.parametrize("text", ["", "gracias", "hola!", "¿Es bueno el bótox?", "vale la pena el peeling?", "🙏"])
def test_where_nothing_or_nothing_else_is_said_all_stays(text: str) -> None:
    assert without_courtesies(text) == text


def test_a_courteous_question_finds_as_well_as_a_curt_one() -> None:
    index = InProcessIndex("courteous")
    texts = ("La consulta de valoración cuesta $ 80.000.", "Abrimos de lunes a viernes de 8:00 a 18:00.")
    index.replace_all([IndexedChunk(f"d{i}", 0, "", "", t, "es", {}) for i, t in enumerate(texts)])
    curt = index.search("cuanto cuesta la valoracion?", limit=1)
    courteous = index.search(
        "Hola buenas tardes, una pregunta, cuanto cuesta la valoracion? quedo atenta, mil gracias", limit=1
    )
    assert [hit.score for hit in courteous] == [hit.score for hit in curt] != []
