"""The engine without a model: exact figures, honest gaps, nothing invented."""

import pytest

from app.agents.guard import unsupported_figures
from app.agents.ports import ChatResult
from app.config.company_config import Promotion
from app.config.constants import AgentType
from app.services.llm.local_engine import LocalEngine
from tests.factories import make_company, make_passage, make_request, shipped_company

COMPANY = make_company()
BOTOX = COMPANY.treatments["botox"]


def answer(question: str, **grounding: object) -> ChatResult:
    company = grounding.pop("company", COMPANY)
    return LocalEngine().complete(make_request(question, company, **grounding))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "question", ["¿Cuánto cuesta el botox?", "precio botox", "q vale el botox", "cuanto sale el botox pls"]
)
def test_a_price_is_exact(question: str) -> None:
    result = answer(question, treatments=(BOTOX,))
    assert "$450.000" in result.text
    assert result.known


@pytest.mark.parametrize(("language", "words"), [("en", "costs"), ("pt", "custa")])
def test_a_price_is_told_in_the_customer_s_language(language: str, words: str) -> None:
    assert words in answer("how much? / quanto custa?", treatments=(BOTOX,), language=language).text


def test_a_lowest_price_is_told_as_one() -> None:
    company = make_company(
        treatments={"laser": {"name": "Láser", "duration": 30, "price": 90000, "price_from": True}}
    )
    text = answer("¿cuánto cuesta?", company=company, treatments=(company.treatments["laser"],)).text
    assert "desde $90.000" in text


def test_a_price_that_is_not_published_is_not_guessed() -> None:
    company = make_company(treatments={"laser": {"name": "Láser", "duration": 30}})
    text = answer("¿cuánto cuesta?", company=company, treatments=(company.treatments["laser"],)).text
    assert "depende de la valoración" in text
    assert "$" not in text


def test_what_is_not_known_is_said_so() -> None:
    result = answer("¿Hacen trasplantes de riñón los domingos en Marte?")
    assert not result.known
    assert "No tengo ese dato confirmado" in result.text


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("¿Dónde están ubicados?", "Calle 10 # 20-30"),
        ("¿Qué medios de pago reciben?", "efectivo y tarjeta"),
        ("¿A qué hora abren?", "08:00 a 19:00"),
        ("¿Cuál es el teléfono?", "+57 601 555 0100"),
        ("¿Qué tratamientos ofrecen?", "Botox"),
        ("¿Tienen promociones?", "promociones vigentes"),
    ],
)
def test_the_company_s_own_data_answer(question: str, words: str) -> None:
    assert words in answer(question, agent=AgentType.SUPPORT).text


def test_a_promotion_is_told_only_while_it_runs() -> None:
    offers = [
        {"text": "Marzo: 20 % en botox", "starts": "2026-03-01", "ends": "2026-03-31"},
        {"text": "Navidad: 2x1", "starts": "2026-12-01", "ends": "2026-12-24"},
        {"text": "Ayer: 50 %", "ends": "2026-03-03"},
    ]
    company = make_company(promotions=offers)
    assert all(isinstance(offer, Promotion) for offer in company.promotions)
    text = answer("¿qué promociones hay?", company=company).text
    assert "Marzo: 20 %" in text
    assert "Navidad" not in text
    assert "Ayer" not in text


def test_a_passage_is_quoted_and_cited() -> None:
    passage = make_passage("Después del botox no se acueste durante 4 horas. El parqueadero es gratuito.")
    result = answer("¿puedo acostarme después del botox?", passages=(passage,))
    assert "no se acueste durante 4 horas" in result.text
    assert result.passages == (passage,)
    assert result.known


def test_no_figure_is_told_that_nobody_gave() -> None:
    company = shipped_company("benova")
    passage = make_passage("La valoración cuesta $80.000 y se abona al tratamiento. Dura 20 minutos.")
    for question in ("¿Cuánto cuesta?", "¿Cuánto dura el botox?", "precios", "¿a qué hora cierran?", "servicios"):
        request = make_request(
            question, company, treatments=tuple(company.treatments.values()), passages=(passage,)
        )
        assert unsupported_figures(LocalEngine().complete(request).text, request.grounding) == []


def test_sales_offers_to_book_and_support_offers_more_help() -> None:
    assert "agendar" in answer("¿cuánto cuesta?", treatments=(BOTOX,)).closing
    assert "algo más" in answer("¿dónde están?", agent=AgentType.SUPPORT).closing
