"""Names, phones and plain answers as customers write them."""

import pytest

from app.agents.entities import find_name, find_phone, plausible_name, read_yes_no


@pytest.mark.parametrize(
    ("text", "country", "phone"),
    [
        ("3001234567", "CO", "+573001234567"),
        ("mi cel es 300 123 4567", "CO", "+573001234567"),
        ("Cel:300-123-4567.", "CO", "+573001234567"),
        ("573001234567", "CO", "+573001234567"),
        ("+57 300 123 4567", "MX", "+573001234567"),
        ("0034612345678", "CO", "+34612345678"),
        ("(55) 1234 5678", "MX", "+525512345678"),
        ("612 34 56 78", "ES", "+34612345678"),
        ("+54 9 11 2345-6789", "AR", "+5491123456789"),
        ("(11) 98765-4321", "BR", "+5511987654321"),
        ("987654321", "PE", "+51987654321"),
        ("415 555 2671", "US", "+14155552671"),
        ("a las 10 3001234567", "CO", "+573001234567"),
        ("ana perez,3001234567,martes", "CO", "+573001234567"),
        ("tres cero cero uno dos tres cuatro cinco seis siete", "CO", "+573001234567"),
    ],
)
def test_phone_is_read_in_local_and_international_form(text: str, country: str, phone: str) -> None:
    assert find_phone(text, country) == phone


@pytest.mark.parametrize(
    "text",
    [
        "cuesta 300.000",
        "$3.001.234.567",
        "el 05-12-2026",
        "2026-12-05 10:30",
        "mi cédula es 1032456789",
        "dni 30123456789",
        "a las 3 el 5 de diciembre de 2026",
        "cra 7 # 12-30",
        "de 10000000 a 20000000",
        "quiero 2 sesiones",
    ],
)
def test_prices_dates_and_identity_numbers_are_no_phones(text: str) -> None:
    assert find_phone(text, "CO") is None


def test_unassigned_range_is_a_phone_only_where_one_was_asked_for() -> None:
    assert find_phone("555-123-4567", "US") is None
    assert find_phone("555-123-4567", "US", expected=True) == "+15551234567"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("soy Ana Pérez", "Ana Pérez"),
        ("soy ana y quiero una limpieza", "Ana"),
        ("me llamo juan carlos gomez y mi cel es 3001234567", "Juan Carlos Gomez"),
        ("a nombre de maria fernanda lopez", "Maria Fernanda Lopez"),
        ("a nombre de mi hija Laura Díaz", "Laura Díaz"),
        ("soy María del Carmen Ruiz, quiero botox", "María del Carmen Ruiz"),
        ("Nombre: Lucía Torres\nTel: 3001112233", "Lucía Torres"),
        ("es para Pedro Ruiz", "Pedro Ruiz"),
        ("my name is John Smith", "John Smith"),
        ("I'm Kate", "Kate"),
        ("meu nome é João da Silva", "João da Silva"),
        ("sou a Maria", "Maria"),
        ("me llamo Ana Sofia quiero agendar para el martes", "Ana Sofia"),
    ],
)
def test_introduced_name_is_found(text: str, name: str) -> None:
    assert find_name(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ana Pérez 3001234567", "Ana Pérez"),
        ("ana perez 3001234567", "Ana Perez"),
        ("sí claro, Laura Gómez", "Laura Gómez"),
        ("claro ana perez mi cel es 3001234567", "Ana Perez"),
        ("botox mañana 3pm ana perez 3001234567", "Ana Perez"),
        ("MARIA LOPEZ", "Maria Lopez"),
        ("Wilmer Quispe Mamani", "Wilmer Quispe Mamani"),
        ("yulieth castaño 3104567890", "Yulieth Castaño"),
        ("perdon se me olvido, jhon freddy arango", "Jhon Freddy Arango"),
        ("sim, Bruna Souza 11987654321", "Bruna Souza"),
    ],
)
def test_bare_name_is_found_only_where_expected(text: str, name: str) -> None:
    assert find_name(text, expected=True) == name
    assert find_name(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "soy alérgica al látex",
        "soy nueva",
        "soy de bogota",
        "soy paciente de ustedes",
        "soy yo",
        "i'm looking for botox",
        "hola quiero botox mañana",
        "el martes por la tarde",
        "gracias",
        "de una",
        "no se",
        "cuanto cuesta el botox",
        "donde estan ubicados",
        "tienen parqueadero",
        "y aceptan tarjeta",
    ],
)
def test_ordinary_words_are_no_name(text: str) -> None:
    assert find_name(text, expected=True) is None


@pytest.mark.parametrize(
    ("shown", "name"),
    [("Ana Pérez", "Ana Pérez"), ("laura", "Laura"), ("✨vibes✨", None), ("+57 300 123 4567", None), ("", None)],
)
def test_channel_name_counts_when_it_reads_like_a_person(shown: str, name: str | None) -> None:
    assert plausible_name(shown) == name


YES = (
    "si|Sí|siii|dale|listo|perfecto|confirmo|claro|ok|👍|👍🏽|de una|vale|yes|sim|pode ser|sí, por favor|si esa|"
    "si esta bien|dale, agendala|claro que si|sin problema|cómo no|yes, book it|"
    "sim, pode marcar|perfecto, ahí estaré|"
    "órale va|sale|Sí, confirmo. ¿Dónde quedan?|si, el martes a las 3 esta perfecto|ahora sí, confirmo|zi|"
    "si por fa agendeme|sounds good|isso|beleza|sí, sí, hágale pues|me sirve|de acuerdo"
)
NO = "no|no gracias|nop|nel|não|nope|👎|para nada|claro que no|no, está mal|no señora|nao obrigada|No, thanks"
NEITHER = (
    "sí pero el jueves|si pero a las 4|no, mejor el jueves|mejor a las 5|¿si?|"
    "cuánto cuesta?|si, cuanto cuesta?|no sé|"
    "hola|tal vez|creo que si|si puedo cambiarla?|depende|Ana Pérez|el martes|"
    "yes but Thursday|sim mas na quinta|"
    "si me confirmas el precio|si antes me dices cuanto vale|espera|¿y si mejor el viernes?|vale la pena?|"
    "si hay cupo el jueves mejor|no puedo a esa hora|bueno y cuanto dura"
)


@pytest.mark.parametrize("text", YES.split("|"))
def test_clear_yes(text: str) -> None:
    assert read_yes_no(text) is True


@pytest.mark.parametrize("text", NO.split("|"))
def test_clear_no(text: str) -> None:
    assert read_yes_no(text) is False


@pytest.mark.parametrize("text", NEITHER.split("|"))
def test_anything_else_is_neither(text: str) -> None:
    assert read_yes_no(text) is None


@pytest.mark.parametrize("text", ["0057 311 552 0981", "00 57 3115520981"])
def test_a_phone_with_the_countrys_own_code_dialled_from_abroad(text: str) -> None:
    assert find_phone(text, "CO") == "+573115520981"
