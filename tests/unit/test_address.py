"""Fixed sentences follow the company's form of address; usted where it says nothing."""

import re

import pytest

from app.agents.phrases.booking import TEXTS, phrase
from app.agents.wording import say
from tests.factories import make_company

# Second persons of tú whose stress vos moves; "quieras", "digas" are the same in both.
TU = re.compile(
    r"\b(?:quieres|puedes|tienes|prefieres|necesitas|confirmas|dices|cuentas|vienes|eliges|dime|cu[eé]ntame)\b",
    re.I,
)


@pytest.mark.parametrize(
    ("formality", "said"),
    [("usted", "¿Confirma la cita?"), ("tu", "¿Confirmas la cita?"), ("vos", "¿Confirmás la cita?")],
)
def test_a_booking_text_is_said_in_the_companys_form(formality: str, said: str) -> None:
    assert said in phrase("confirm_question", make_company(formality=formality), "es")


def test_usted_where_nothing_is_configured() -> None:
    assert make_company().formality == "usted"
    assert phrase("confirm_question", make_company(), "es") == "¿Confirma la cita?"


def test_no_sentence_in_vos_keeps_a_verb_of_tu() -> None:
    company = make_company(formality="vos")
    names = {name: "x" for key in TEXTS for name in re.findall(r"\{(\w+)\}", str(TEXTS[key]))}
    kept = {key for key in TEXTS if TU.search(phrase(key, company, "es", **names))}
    assert kept == set()


def test_other_languages_and_the_customers_own_words_are_left_alone() -> None:
    company = make_company(formality="vos")
    assert phrase("confirm_question", company, "en") == phrase("confirm_question", make_company(), "en")
    assert "Puedes" in phrase("name_line", company, "es", name="Ana Puedes")
    assert "querés" in say("offer_person", company, "es").lower()
