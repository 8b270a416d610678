"""Names put right, patients other than the writer, and names made of everyday words."""

import pytest

from app.agents.answers import read_yes_no
from app.agents.booking.naming import name_meant, tells_name_alone
from app.agents.booking.state import Stage
from app.agents.entities import find_name, find_phone, introduces_writer
from app.agents.ports import BookingState

KNOWN = BookingState(stage=Stage.COLLECT, name="Carmen Alicia Rojas")


@pytest.mark.parametrize(
    "text",
    [
        "perdon, Carmen Elisa Rojas",
        "no, es Carmen Elisa Rojas, me equivoqué",
        "me equivoqué, es carmen elisa rojas",
        "no es Alicia sino Elisa",
    ],
)
def test_a_name_put_right_replaces_the_one_known(text: str) -> None:
    assert name_meant(text, KNOWN) == "Carmen Elisa Rojas"


@pytest.mark.parametrize("text", ["perdón, mejor a las 4", "si", "Ana Ruiz", "¿Carmen Elisa Rojas?"])
def test_other_words_put_no_name_right(text: str) -> None:
    assert name_meant(text, KNOWN) is None


def test_a_name_alone_is_the_patients_where_somebody_else_comes() -> None:
    state = BookingState(stage=Stage.COLLECT, name="Hernán Acosta", extra={"for_other": True})
    assert name_meant("Lucía Prado Gil", state) == "Lucía Prado Gil"
    assert introduces_writer("le habla Hernán Acosta, es para mi esposa", "Hernán Acosta")


@pytest.mark.parametrize(
    "name", ["Alba Nidia Cuesta", "Luz Consuelo Marte", "Thomas van der Berg", "Montserrat Puig i Soler"]
)
def test_a_name_of_everyday_words_stays_whole(name: str) -> None:
    assert find_name(f"{name} 3163345500", expected=True) == name
    assert tells_name_alone(name)


def test_a_weekday_as_a_name_and_a_number_in_hundreds() -> None:
    text = "mi nombre es domingo antonio luna y mi numero es trescientos doce ocho ochenta cuarenta y cuatro once"
    assert find_name(text) == "Domingo Antonio Luna"
    assert find_phone(text, "CO") == "+573128804411"


@pytest.mark.parametrize(("text", "answer"), [("bueno si, confirmeme", True), ("ya le confirmo", None)])
def test_a_yes_that_asks_to_be_confirmed(text: str, answer: bool | None) -> None:
    assert read_yes_no(text) is answer


@pytest.mark.parametrize("text", ["disculpe, me la recomendó Sandra Ruiz", "perdón, es con la doctora Ana Ruiz"])
def test_who_recommends_or_treats_is_not_the_patient(text: str) -> None:
    assert name_meant(text, KNOWN) is None
