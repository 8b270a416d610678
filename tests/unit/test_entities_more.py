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


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("soy Ines Sabado", "Ines Sabado"),
        ("me llamo Domingo Abril", "Domingo Abril"),
        ("soy Domingo Pérez, una pregunta", "Domingo Pérez"),
        ("Botox, jueves 4pm, Ines Sabado, 3104567788", "Ines Sabado"),
        ("me llamo Abril", "Abril"),
        ("soy Ana, sábado a las 3", "Ana"),
        ("soy Ana Sábado a las 3", "Ana"),
        ("Ana Viernes 3pm", "Ana"),
    ],
)
def test_a_day_is_a_name_only_where_nothing_else_can_be_meant(text: str, name: str) -> None:
    assert find_name(text, expected=True) == name


def test_a_day_after_a_given_name_is_a_surname_once_the_day_is_known() -> None:
    assert find_name("Ines Sabado 3104567788", expected=True) == "Ines"
    assert find_name("Ines Sabado 3104567788", expected=True, dated=True) == "Ines Sabado"
