"""What may leave: figures somebody gave, links of the company, no markup, no template syntax."""

import pytest

from app.agents.guard import clean_reply, is_true, unsupported_figures
from app.agents.ports import Appointment, AppointmentStatus, Receipt
from app.config.constants import Action
from tests.factories import NOON, asked, make_company, make_passage, make_request

COMPANY = make_company(
    website="https://www.aurora.example",
    allowed_link_hosts=["agenda.example"],
    promotions=[{"text": "20 % en marzo"}],
)


def invented(text: str, question: str = "¿Cuánto cuesta?", **grounding: object) -> list[str]:
    return unsupported_figures(text, make_request(question, COMPANY, **grounding).grounding)


@pytest.mark.parametrize(
    "text",
    [
        "Cuesta $450.000.",
        "Cuesta $450,000 COP.",
        "Son 450000 pesos.",
        "La sesión dura 30 minutos.",
        "Abrimos de 8:00 a 19:00.",
        "Abrimos de 08:00 a 7:00 p. m.",
        "Llame al +57 601 555 0100.",
        "Estamos en la Calle 10 # 20-30.",
        "Hay 20 % de descuento.",
        "Marque 123.",
        "1. Botox\n2. Limpieza\n3. Valoración",
        "Son 3 sesiones.",
        "Sin cifras.",
    ],
)
def test_figures_of_the_company_are_supported(text: str) -> None:
    assert invented(text) == []


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Cuesta $460.000.", ["460.000"]),
        ("Cuesta $4.500.", ["4.500"]),
        ("Tiene 15 % de descuento.", ["15"]),
        ("Dura 90 minutos.", ["90"]),
        ("Llame al 300 123 4567.", ["300 123 4567"]),
        ("Abrimos a las 6:30.", ["6:30"]),
        ("Le espera el 2027.", ["2027"]),
    ],
)
def test_any_other_figure_is_named(text: str, figures: list[str]) -> None:
    assert invented(text) == figures


def test_passages_question_and_history_support_figures() -> None:
    assert invented("Desde $77.000.", passages=(make_passage("Vale 77.000 pesos."),)) == []
    assert invented("Con 250.000 le alcanza.", "tengo 250.000, ¿me alcanza?") == []
    assert invented("Como dijo, 42 años.", history=(asked("tengo 42 años"),)) == []


BOOKED = Receipt(
    Action.APPOINTMENT_BOOKED,
    Appointment("a", "botox", "Botox", NOON, NOON, "Ana", "+57", AppointmentStatus.CONFIRMED),
)


def test_a_claim_is_true_with_a_receipt_of_this_turn_only() -> None:
    assert is_true("Su cita quedó agendada.", (BOOKED,))
    assert not is_true("Su cita quedó agendada.", ())
    assert is_true("¿Le agendo?", ())


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Hola {{ company.secrets }} mundo", "Hola mundo"),
        ("{% for x in y %}Hola{% endfor %}", "Hola"),
        ("Hola {{ sin cerrar", "Hola sin cerrar"),
        ("<b>Hola</b> <script>alert(1)</script>", "Hola alert(1)"),
        ("![foto](https://evil.example/a.png) Hola", "Hola"),
        ("Vea https://evil.example/x?a=b ahora", "Vea ahora"),
        ("Vea www.evil.example", "Vea"),
        ("[Agenda](https://agenda.example/hoy)", "Agenda https://agenda.example/hoy"),
        ("[Premio](https://evil.example/x)", "Premio"),
        ("Escriba a https://wa.me/573105550100", "Escriba a https://wa.me/573105550100"),
        ("https://aurora.example/precios", "https://aurora.example/precios"),
        ("https://citas.aurora.example", "https://citas.aurora.example"),
        ("https://aurora.example.evil.com/x", ""),
        ("https://evilaurora.example/x", ""),
        ("https://aurora.example@evil.com/x", ""),
        ("HTTPS://EVIL.example/x", ""),
        ("5 < 6 y 7 > 3", "5 < 6 y 7 > 3"),
        ('{"intents": ["a"]}', '{"intents": ["a"]}'),
    ],
)
def test_only_safe_text_leaves(text: str, clean: str) -> None:
    assert clean_reply(text, COMPANY) == clean


def test_line_breaks_of_a_list_stay() -> None:
    assert clean_reply("Ofrecemos:\n• Botox\n• Láser", COMPANY) == "Ofrecemos:\n• Botox\n• Láser"
