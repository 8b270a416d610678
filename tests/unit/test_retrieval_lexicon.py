"""The shipped word lists: well formed, and what they make of questions."""

import pytest

from app.services.text_analysis import fold, stem_of
from app.services.vector_backends.lexicon import DATA, load_lexicon
from app.services.vector_backends.questions import spoken_language
from app.services.vector_backends.scoring import STANDS_FOR
from app.services.vector_backends.understanding import Unit, chunk_terms, question_units


def concepts() -> dict[str, set[str]]:
    """Concept names per language."""
    return {
        language: {
            phrase.meaning.concept
            for terms in load_lexicon(language).phrases.values()
            for phrases in (terms.alone, *terms.onward.values())
            for phrase in phrases
        }
        for language in ("es", "en", "pt")
    }


def units(question: str, language: str = "es") -> dict[str, Unit]:
    return {u.text: u for u in question_units(question, language, lambda word: 0.0)}


def asked_concepts(question: str, language: str = "es") -> set[str]:
    return {t for u in units(question, language).values() for t in u.alternatives if t.startswith("#")}


def test_spanish_knows_hundreds_of_concepts() -> None:
    assert len(concepts()["es"]) >= 200


def test_every_language_uses_the_concepts_of_spanish() -> None:
    known = concepts()
    assert known["en"] <= known["es"]
    assert known["pt"] <= known["es"]


def test_relations_name_known_concepts_and_lower_the_quality() -> None:
    known = concepts()["es"]
    for concept, targets in load_lexicon("es").relations.items():
        assert concept in known
        assert all(name in known and 0 < share < 1 for name, share in targets), concept


def test_an_unknown_language_is_read_as_spanish() -> None:
    assert load_lexicon("xx") is load_lexicon("es")


def test_the_data_folder_ships_every_language() -> None:
    assert {p.name for p in DATA.iterdir() if p.is_dir()} == {"es", "en", "pt"}


@pytest.mark.parametrize(
    ("question", "concept"),
    [
        ("¿a cómo la limpieza?", "price"),
        ("cuanto sale", "price"),
        ("dónde puedo dejar el carro", "parking"),
        ("aparcar", "parking"),
        ("tomar mucho el sol", "sun"),
        ("me llegó la regla", "menstruation"),
        ("quitar los pelos", "hair_removal"),
        ("patas de gallo", "wrinkles"),
        ("estoy embarasada", "pregnancy"),
        ("frenillos", "braces"),
    ],
)
def test_colloquial_words_lead_to_their_concept(question: str, concept: str) -> None:
    assert f"#{concept}" in asked_concepts(question)


@pytest.mark.parametrize(
    ("question", "language", "concept"),
    [("how much is it", "en", "price"), ("quanto custa", "pt", "price"), ("estacionamento", "pt", "parking")],
)
def test_other_languages_share_the_concepts(question: str, language: str, concept: str) -> None:
    assert f"#{concept}" in asked_concepts(question, language)


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("perder", "pierdo", "es"),
        ("devolver", "devuelven", "es"),
        ("pagar", "pagan", "es"),
        ("probar", "probarte", "es"),
        ("ojo", "ojos", "es"),
        ("sessão", "sessões", "pt"),
        ("avaliar", "avaliações", "pt"),
        ("unha", "unhas", "pt"),
        ("cut", "cutting", "en"),
    ],
)
def test_forms_of_one_word_have_one_stem(one: str, other: str, language: str) -> None:
    assert stem_of(fold(one), language) == stem_of(fold(other), language)


@pytest.mark.parametrize(
    ("one", "other", "language"), [("bebé", "beber", "es"), ("inglés", "ingle", "es"), ("cuánto", "cuántas", "es")]
)
def test_words_of_other_meanings_keep_their_stems(one: str, other: str, language: str) -> None:
    assert stem_of(fold(one), language) != stem_of(fold(other), language)


@pytest.mark.parametrize("vehicle", ["la moto", "mi camioneta", "el auto"])
def test_a_term_stands_for_each_word_of_its_classes(vehicle: str) -> None:
    assert "#parking" in asked_concepts(f"¿dónde dejo {vehicle}?")


def test_a_term_within_another_one_that_goes_on_is_read() -> None:
    assert "#stitches" not in asked_concepts("sacar los puntos negros")


def test_one_insurer_is_not_another() -> None:
    assert units("¿Atienden por PAMI?")["pami"].alternatives["#insurance"] < STANDS_FOR


def test_what_is_asked_of_a_thing_is_needed_and_the_thing_is_not() -> None:
    found = units("¿Cuánto vale el botox?")
    assert [unit.needed < 1 for unit in found.values() if unit.text in ("cuant val", "botox")] == [True, False]


def test_what_is_said_aside_is_not_needed() -> None:
    assert all(unit.needed == 1 for unit in units("¿Dónde me siento mientras hago ejercicio?").values())


def test_small_words_weigh_less_than_the_thing_asked_for() -> None:
    found = units("hola buenas quisiera saber del melasma")
    assert found["melasm"].zipf < min(u.zipf for text, u in found.items() if text != "melasm")


def test_an_everyday_misspelling_is_read_as_the_everyday_word() -> None:
    assert "quer" in units("kiero")


def test_ambiguous_terms_do_not_mark_documents() -> None:
    terms, _ = chunk_terms("", "", "El valor de la amistad", "es")
    assert "#price" not in terms


@pytest.mark.parametrize(
    ("content", "concept"),
    [("Botox: $350.000", "price"), ("Sábados de 9:00 a 13:00", "opening_hours"), ("Calle 93 # 14-20", "address")],
)
def test_figures_mark_documents(content: str, concept: str) -> None:
    assert f"#{concept}" in chunk_terms("", "", content, "es")[0]


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("how much is a dental cleaning and do you open on saturdays", "en"),
        ("quanto custa a limpeza de pele, vocês abrem no sábado?", "pt"),
        ("¿cuánto cuesta la limpieza y abren los sábados?", "es"),
        ("botox", "es"),
    ],
)
def test_the_language_of_a_question_is_recognised(question: str, language: str) -> None:
    assert spoken_language(question, ["es"]) == language
