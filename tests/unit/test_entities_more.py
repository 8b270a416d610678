"""Names behind titles and relatives, phones as a voice note dictates them."""

import pytest

from app.agents.entities import find_name, find_phone


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("soy la señora carmen rodriguez", "Carmen Rodriguez"),
        ("soy el doctor Ramírez", "Ramírez"),
        ("soy don Pedro Nel", "Pedro Nel"),
        ("es para mi hija valentina gomez", "Valentina Gomez"),
        ("for my daughter Emily", "Emily"),
        ("para minha filha Beatriz", "Beatriz"),
        ("para mi mamá mañana", None),
        ("soy alérgica", None),
    ],
)
def test_names_behind_titles_and_relatives(text: str, name: str | None) -> None:
    assert find_name(text) == name


@pytest.mark.parametrize(
    ("text", "country", "phone"),
    [
        ("tres diez cinco cinco cinco doce treinta y cuatro", "CO", "+573105551234"),
        ("tres uno cero cinco cinco cinco uno dos tres cuatro", "CO", "+573105551234"),
        ("a las cinco y treinta y dos personas", "CO", None),
    ],
)
def test_phones_dictated(text: str, country: str, phone: str | None) -> None:
    assert find_phone(text, country) == phone
