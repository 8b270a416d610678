"""What a message takes of the times on offer, and who else comes."""

import pytest

from app.agents.booking.choices import find_choice
from app.agents.booking.pairs import second_person


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("la primera que me dijo", 0),
        ("listo, me sirve la segunda opción que me mandó, gracias", 1),
        ("me quedo con la tercera de las que puso", 2),
        ("la de más temprano porfa", 0),
        ("mejor la última que mencionaste", -1),
        ("the second one you offered", 1),
        ("a segunda que você falou", 1),
        ("voy con la 2da", 1),
        ("quedemos en la primera que propusiste", 0),
        ("la del medio", 1),
        ("a la 1", None),
        ("ni la primera ni la segunda", None),
        ("el último martes", None),
        ("mi segundo apellido es Ruiz", None),
        ("primero dígame cuánto vale", None),
        ("es la primera vez que me lo hago", None),
        ("más temprano", None),
        ("la segunda cita cuánto cuesta", None),
    ],
)
def test_a_place_among_the_times_offered(text: str, place: int | None) -> None:
    assert find_choice(text) == place


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("botox para mí y para mi hermana", ("mi hermana", True)),
        ("una cita para mi mamá y otra para mí", ("mi mama", True)),
        ("mi esposo y yo queremos un masaje", ("mi esposo", True)),
        ("para mi hija y mi sobrina", ("mi sobrina", False)),
        ("somos dos", ("otra persona", True)),
        ("vamos con mi novio, los dos", ("mi novio", True)),
        ("botox for me and my sister", ("my sister", True)),
        ("quiero botox para mi hermana", None),
        ("para mi cabello y mi piel", None),
        ("para dos semanas", None),
        ("quiero ir con mi esposo", None),
    ],
)
def test_who_else_comes(text: str, who: tuple[str, bool] | None) -> None:
    assert second_person(text, "es") == who
