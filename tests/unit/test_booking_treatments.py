"""Treatments found as customers name them, in companies of several sectors."""

import pytest

from app.agents.treatments import find_mentions, find_treatments, find_visit
from app.config.company_config import CompanyConfig
from tests.factories import make_company, shipped_company


def clinic(**durations: int) -> CompanyConfig:
    return make_company(treatment_durations=durations, treatments={})


AESTHETIC = clinic(limpieza_facial=60, botox=30, rellenos=45, hidrafacial=75)
DENTAL = clinic(limpieza_dental=40, blanqueamiento_dental=60, ortodoncia=45)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("quiero votox", ["botox"]),
        ("limpiesa fasial y botox", ["limpieza_facial", "botox"]),
        ("primero botox y luego la limpieza", ["botox", "limpieza_facial"]),
        ("limpieza_facial", ["limpieza_facial"]),
        ("una limpieza", ["limpieza_facial"]),
        ("me quiero aplicar toxina botulínica", ["botox"]),
        ("acido hialuronico", ["rellenos"]),
        ("reyenos", ["rellenos"]),
        ("hydra facial pls", ["hidrafacial"]),
        ("hidrofacial", ["hidrafacial"]),
        ("facial cleansing tomorrow", ["limpieza_facial"]),
        ("limpeza de pele", ["limpieza_facial"]),
    ],
)
def test_names_are_found_in_the_order_said(text: str, keys: list[str]) -> None:
    assert [t.key for t in find_treatments(text, AESTHETIC)] == keys


@pytest.mark.parametrize(
    "text", ["el botón", "mi voto", "hola", "una cita", "el jueves", "tengo una consulta", "bote"]
)
def test_other_words_are_no_treatment(text: str) -> None:
    assert find_treatments(text, AESTHETIC) == ()


def test_words_of_the_place_are_no_treatment() -> None:
    assert find_treatments("clínica dental", DENTAL) == ()
    assert [t.key for t in find_treatments("blanquiamiento", DENTAL)] == ["blanqueamiento_dental"]
    assert [t.key for t in find_treatments("los brackets", DENTAL)] == ["ortodoncia"]


def test_words_that_fit_several_leave_the_choice() -> None:
    wellness = shipped_company("wellness")
    (mention,) = find_mentions("un masaje", wellness)
    assert mention.treatment is None
    assert {"masaje_relajante", "masaje_descontracturante"} <= {t.key for t in mention.options}
    (settled,) = find_mentions("un masaje relajante", wellness)
    assert settled.treatment is not None
    assert settled.treatment.key == "masaje_relajante"


def test_a_bare_visit_names_a_treatment_in_a_wish_to_book() -> None:
    medispa = shipped_company("medispa")
    visit = find_visit("quiero agendar una consulta", medispa)
    assert visit is not None
    assert [t.key for t in visit.options] == ["consulta_dermatologica"]
    assert find_visit("quiero agendar", medispa) is None
