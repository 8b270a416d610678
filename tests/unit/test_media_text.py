"""Pictures are described and never diagnosed; silence is not a message."""

import pytest

from app.agents.media_text import (
    clean_transcript,
    speech_vocabulary,
    vision_instructions,
    vision_question,
    without_verdicts,
)
from tests.factories import make_company

COMPANY = make_company()
SEEN = "Se ve un antebrazo con una zona enrojecida e hinchada."


@pytest.mark.parametrize(
    "verdict",
    [
        "Podría ser una dermatitis.",
        "Parece tratarse de una infección en la piel.",
        "El aspecto es compatible con una reacción alérgica.",
        "Esto sugiere una posible infección.",
        "Probablemente es acné quístico.",
        "Se recomienda aplicar hielo y una crema.",
        "Recomiendo acudir a un dermatólogo.",
        "Mi diagnóstico es una quemadura leve.",
        "It looks like a fungal infection.",
        "This may be melanoma.",
        "The redness is consistent with cellulitis.",
        "You should apply an antibiotic cream.",
        "I recommend seeing a doctor.",
        "Pode ser uma alergia ao produto.",
        "Parece uma infecção.",
        "É compatível com rosácea.",
    ],
)
def test_a_sentence_that_diagnoses_or_prescribes_is_dropped(verdict: str) -> None:
    assert without_verdicts(f"{SEEN} {verdict}", COMPANY, "es") == SEEN


@pytest.mark.parametrize(
    "description",
    [
        SEEN,
        "Un labio inferior con hinchazón y un punto morado de medio centímetro.",
        "Una tarjeta de cita: «martes 12, 10:30, limpieza facial».",
        "Captura de una transferencia por $450.000 del 3 de marzo.",
        "Lista de precios que dice «Tratamiento de acné 120.000».",
        "A forearm with a red area about two centimetres wide. No bleeding is visible.",
        "Uma mão com um corte na palma; há um pouco de sangue.",
        "La imagen está muy oscura y no se distingue.",
        "Parece una foto tomada en un consultorio.",
    ],
)
def test_what_is_visible_is_kept(description: str) -> None:
    assert without_verdicts(description, COMPANY, "es") == description


@pytest.mark.parametrize(("language", "word"), [("es", "equipo"), ("en", "team"), ("pt", "equipe")])
def test_a_description_of_verdicts_alone_leaves_it_to_a_person(language: str, word: str) -> None:
    assert word in without_verdicts("Podría ser una infección.", COMPANY, language)


def test_the_vision_model_is_told_the_company_the_language_and_the_limits() -> None:
    text = vision_instructions(COMPANY, "pt")

    assert "Clínica Aurora" in text
    assert "Botox" in text
    assert "Brazilian Portuguese" in text
    assert "Never diagnose" in text


def test_the_customers_question_goes_along() -> None:
    assert "¿se puede quitar?" in vision_question(" ¿se puede quitar? ")
    assert vision_question(None) == vision_question("  ")


def test_the_speech_model_sees_how_names_are_spelt() -> None:
    assert speech_vocabulary(COMPANY) == "Clínica Aurora. Botox, Limpieza facial."


@pytest.mark.parametrize(
    "heard",
    [
        "Subtítulos realizados por la comunidad de Amara.org",
        " ¡Gracias por ver el video! ",
        "Thanks for watching!",
        "  ",
    ],
)
def test_what_models_hear_in_silence_is_nothing(heard: str) -> None:
    assert clean_transcript(heard) == ""


@pytest.mark.parametrize("heard", ["Gracias.", "hola, gracias por ver mi mensaje", "sí", "Ok"])
def test_short_true_words_stay(heard: str) -> None:
    assert clean_transcript(f" {heard} ") == heard
