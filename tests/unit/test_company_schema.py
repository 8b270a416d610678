"""What administrators may write into a company's configuration."""

from typing import Any

import pytest
from marshmallow import ValidationError

from app.models.schemas import CompanyCreateSchema, CompanyUpdateSchema
from tests.factories import company_values

BAD = [
    ("company_name", ""),
    ("redis_prefix", "Benova:"),
    ("redis_prefix", "benova"),
    ("redis_prefix", "*:"),
    ("vectorstore_index", "a b"),
    ("chatwoot_account_id", "7a"),
    ("timezone", "Bogota"),
    ("language", "fr"),
    ("languages", []),
    ("currency", "pesos"),
    ("country", "Colombia"),
    ("formality", "su merced"),
    ("email", "no"),
    ("website", "javascript:alert(1)"),
    ("schedule_service_url", "file:///etc/passwd"),
    ("openai_base_url", "ftp://models"),
    ("treatment_durations", {"botox": 0}),
    ("treatment_durations", {"botox": "30"}),
    ("treatment_durations", {"botox": 30.5}),
    ("treatments", {"botox": {"price": -1}}),
    ("treatments", {"botox": {"unknown": 1}}),
    ("working_hours", {"lunes": [["08:00", "19:00"]]}),
    ("working_hours", {"monday": [["8:00", "19:00"]]}),
    ("working_hours", {"monday": [["19:00", "08:00"]]}),
    ("working_hours", {"monday": [["08:00", "12:00"], ["11:00", "19:00"]]}),
    ("working_hours", {"monday": [["08:00"]]}),
    ("slot_minutes", 7),
    ("closed_dates", ["25/12/2026"]),
    ("disabled_agents", ["nobody"]),
    ("required_booking_fields", ["blood_type"]),
    ("burst_window_seconds", -1),
    ("max_documents", -1),
    ("log_level", "LOUD"),
    ("emergency", {"protocol": {"fr": "x"}}),
    ("promotions", [{"text": "2x1", "starts": "mañana"}]),
    ("nonsense", 1),
]


def create(**values: Any) -> Any:
    return CompanyCreateSchema().load({"company_id": "aurora", **company_values(**values)})


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_field_is_refused_under_its_own_name(name: str, value: object) -> None:
    with pytest.raises(ValidationError) as refused:
        create(**{name: value})
    assert list(refused.value.normalized_messages()) == [name]


def test_a_full_configuration_is_accepted() -> None:
    loaded = create(
        redis_prefix="aurora:",
        chatwoot_account_id="12",
        working_hours={"monday": [["08:00", "12:00"], ["14:00", "24:00"]], "sunday": []},
        promotions=[{"text": "2x1 en marzo", "treatment": "botox", "starts": "2026-03-01", "ends": None}],
        emergency={"protocol": {"es": "Llame ya."}, "contact_phone": "+57 1"},
        openai_base_url="",
    )
    assert loaded["working_hours"]["monday"][1] == ["14:00", "24:00"]


@pytest.mark.parametrize("company_id", ["", "Aurora", "-a", "a" * 51, "a b", "ñandu", "a\n"])
def test_a_new_company_needs_a_well_formed_id(company_id: str) -> None:
    with pytest.raises(ValidationError):
        CompanyCreateSchema().load({**company_values(), "company_id": company_id})


def test_a_change_names_only_what_changes() -> None:
    assert CompanyUpdateSchema().load({"address": "Otra"}) == {"address": "Otra"}
