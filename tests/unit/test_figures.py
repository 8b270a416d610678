"""Lies and truths about prices, hours, phones and lengths, as language models word them."""

import pytest

from app.agents.guard import unsupported_figures
from tests.factories import asked, make_company, make_passage, make_request, said

COMPANY = make_company(
    treatments={
        "botox": {"name": "Botox", "price": 650000, "aliases": []},
        "limpieza_facial": {"name": "Limpieza facial", "price": 120000},
    },
    treatment_durations={"botox": 30, "limpieza_facial": 60},
)
PASSAGES = (
    make_passage(
        "El peeling cuesta $250.000 y dura 45 minutos. El efecto del botox dura de 4 a 6 meses. "
        "El plan de tres sesiones tiene 15% de descuento y vale $1.200.000. "
        "Los domingos atendemos de 9:00 a.m. a 1:00 p.m. en la línea 310 555 0199."
    ),
    make_passage("Tratamiento: Láser | Precio: 1850000 | Duración: 1 hora y 30 min", title="Hoja"),
)


def invented(text: str, question: str = "¿Cuánto cuesta?", **values: object) -> list[str]:
    grounding = make_request(question, COMPANY, **{"passages": PASSAGES, **values}).grounding
    return unsupported_figures(text, grounding)


@pytest.mark.parametrize(
    "text",
    [
        "El botox cuesta $560.000.",
        "El botox cuesta $65.000.",
        "Está en 600 mil pesos.",
        "El botox vale 650 dólares con 50.",
        "El peeling está en $25.000.",
        "Cuesta 1,5 millones de pesos.",
        "Sale en US$ 300.",
        "La limpieza cuesta $120.500.",
        "Tenemos 30% de descuento.",
        "El descuento es del 50 por ciento.",
        "Abrimos a las 6 a.m.",
        "Atendemos hasta las 9 p.m.",
        "Cerramos a las 22:00.",
        "Los domingos abrimos a las 7 de la mañana.",
        "Atendemos de 6:30 a 20:30.",
        "Llame al 310 555 0198.",
        "Nuestro WhatsApp es +57 300 123 4567.",
        "Escríbanos al (601) 555-0111.",
        "La sesión dura 90 horas.",
        "El botox dura 9 meses.",
        "El peeling dura 25 minutos.",
        "La limpieza dura 3 horas.",
        "El efecto dura de 8 a 12 meses.",
        "The peeling costs $205,000.",
        "O botox custa R$ 900.",
        "Son 12 sesiones.",
    ],
)
def test_a_lie_is_seen(text: str) -> None:
    assert invented(text) != []


@pytest.mark.parametrize(
    "text",
    [
        "El botox cuesta $650.000.",
        "El botox cuesta $650,000 COP.",
        "El botox está en 650 mil pesos.",
        "El botox está en 650mil.",
        "Sale en 650k.",
        "Son 650.000 pesitos, o sea 650 mil.",
        "Vale COP 650000.",
        "Entre 250 y 650 mil, según el tratamiento.",
        "El plan vale 1,2 millones de pesos.",
        "El plan vale $1.200.000 y tiene un 15 % de descuento.",
        "El láser cuesta $1.850.000.",
        "El láser cuesta 1.850.000 pesos y dura 1 hora y 30 minutos.",
        "Abrimos a las 8 a.m. y cerramos a las 7 p.m.",
        "Atendemos de 8 a. m. a 7 p. m.",
        "Abrimos de 08:00 a 19:00 horas.",
        "Abrimos a las 8 de la mañana y cerramos a las 7 de la noche.",
        "Atendemos de 8 a 19.",
        "Los domingos de 9 a.m. a 1 p.m.",
        "Los domingos de 9h a 13h.",
        "Llame al 310-555-0199 o al 3105550199.",
        "Llame al +57 310 555 0199.",
        "Nuestro teléfono es (601) 555 0100.",
        "El peeling dura 45 min.",
        "La limpieza dura 1 hora.",
        "La limpieza dura 60 minutos y el botox 30 min.",
        "El efecto dura entre 4 y 6 meses.",
        "El efecto dura de 4 a 6 meses con 3 sesiones.",
        "The peeling costs $250,000 and takes 45 minutes.",
        "O peeling custa 250 mil e leva 45 minutos.",
        "1. Botox: $650.000\n2. Peeling: $250.000",
        "Estamos en la Calle 10 # 20-30, Bogotá.",
    ],
)
def test_a_truth_in_another_form_is_no_lie(text: str) -> None:
    assert invented(text) == []


@pytest.mark.parametrize(
    ("question", "text", "lie"),
    [
        ("¿atienden a las 9 pm?", "No, no atendemos a las 9 p.m.; cerramos a las 7 p.m.", False),
        ("¿atienden a las 9 pm?", "Sí, atendemos a las 9 p.m.", True),
        ("¿el botox cuesta 500 mil?", "Sí, cuesta $500.000.", True),
        ("¿el botox cuesta 500 mil?", "No cuesta 500 mil, cuesta $650.000.", False),
        ("tengo 34 años, ¿puedo?", "Con 34 años puede hacerlo.", False),
        ("somos 12 personas", "Para 12 personas conviene escribirnos.", False),
    ],
)
def test_the_customer_s_own_figures_prove_nothing_but_may_be_echoed(question: str, text: str, lie: bool) -> None:
    assert bool(invented(text, question)) is lie


def test_what_the_assistant_said_before_still_stands() -> None:
    history = (asked("¿y a 333 mil?"), said("El combo vale $480.000."))
    assert invented("Son $480.000.", history=history) == []
    assert invented("Son $333.000.", history=history) != []
