"""From configuration values to a company: defaults by country, versions, older shapes."""

from decimal import Decimal

import pytest

from app.config.company_builder import build_company
from tests.factories import make_company

SPECIFIED = {
    "company_name": "Benova Medicina Estética",
    "treatment_durations": {"limpieza facial": 60, "botox": 30},
    "timezone": "America/Bogota",
}


def test_prefix_and_index_come_from_the_id() -> None:
    company = build_company("nueva", {"company_name": "Nueva"}, {})
    assert (company.redis_prefix, company.vectorstore_index) == ("nueva:", "nueva_documents")


def test_the_specification_s_json_is_enough() -> None:
    company = build_company("benova", SPECIFIED, {})
    assert company.treatment_durations == {"limpieza facial": 60, "botox": 30}
    assert company.treatments["limpieza facial"].name == "limpieza facial"
    assert company.treatments["botox"].price is None
    assert company.schedule_integration == "builtin"


@pytest.mark.parametrize(
    ("timezone", "country", "number"),
    [
        ("America/Bogota", "CO", "123"),
        ("America/Mexico_City", "MX", "911"),
        ("Europe/Madrid", "ES", "112"),
        ("America/Sao_Paulo", "BR", "192"),
        ("America/Lima", "PE", "106"),
        ("America/Santiago", "CL", "131"),
        ("America/Argentina/Buenos_Aires", "AR", "911"),
    ],
)
def test_the_zone_tells_the_country_and_its_emergency_number(timezone: str, country: str, number: str) -> None:
    company = make_company(timezone=timezone)
    assert (company.country, company.emergency.emergency_number) == (country, number)


def test_a_country_named_by_the_company_wins() -> None:
    assert make_company(timezone="America/Bogota", country="MX").emergency.emergency_number == "911"


def test_the_company_s_own_emergency_number_wins() -> None:
    company = make_company(emergency={"emergency_number": "132", "contact_phone": "+57 1"})
    assert (company.emergency.emergency_number, company.emergency.contact_phone) == ("132", "+57 1")


def test_its_own_language_comes_first() -> None:
    assert make_company(language="pt", languages=["es", "pt"]).languages == ("pt", "es")


def test_details_without_a_duration_entry_make_a_treatment() -> None:
    company = make_company(treatments={"peeling": {"name": "Peeling", "duration": 40, "price": "99.50"}})
    assert company.treatments["peeling"].duration_min == 40
    assert company.treatments["peeling"].price == Decimal("99.50")


def test_a_weekday_left_out_is_closed() -> None:
    hours = make_company(working_hours={"monday": [["09:00", "13:00"], ["15:00", "19:00"]]}).working_hours
    assert hours["monday"] == (("09:00", "13:00"), ("15:00", "19:00"))
    assert hours["tuesday"] == ()


def test_no_hours_at_all_means_the_default_week() -> None:
    hours = make_company().working_hours
    assert hours["saturday"] == (("08:00", "19:00"),)
    assert hours["sunday"] == ()


def test_unknown_fields_are_kept_for_integrations() -> None:
    assert make_company(crm_pipeline="ventas").extra == {"crm_pipeline": "ventas"}


@pytest.mark.parametrize(
    "change", [{"address": "Otra"}, {"max_documents": 3}, {"secrets": {"openai_api_key": "x"}}, {"revision": 1}]
)
def test_any_change_makes_another_version(change: dict[str, object]) -> None:
    assert make_company(**change).version != make_company().version  # type: ignore[arg-type]


def test_equal_values_make_the_same_version() -> None:
    assert make_company().version == make_company().version


def test_secrets_do_not_show_in_a_representation() -> None:
    assert "hunter2" not in repr(make_company(secrets={"openai_api_key": "hunter2"}))


def test_the_persona_is_the_first_name() -> None:
    assert make_company(sales_agent_name="María, asesora de Benova").persona == "María"
