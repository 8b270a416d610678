"""The JSON files of companies: merged, validated whole, refused with the reason."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.models.errors import ConfigurationInvalidError
from app.services.company_files import CompanyFiles
from tests.factories import company_values


def read(tmp_path: Path, main: Any, extended: Any = None) -> dict[str, dict[str, Any]]:
    for name, value in (("main.json", main), ("more.json", extended)):
        if value is not None:
            text = value if isinstance(value, str) else json.dumps(value)
            (tmp_path / name).write_text(text, encoding="utf-8")
    return CompanyFiles(tmp_path / "main.json", tmp_path / "more.json").read()


def problems(tmp_path: Path, main: Any) -> dict[str, Any]:
    with pytest.raises(ConfigurationInvalidError) as refused:
        read(tmp_path, main)
    return refused.value.details


def test_missing_files_mean_no_companies(tmp_path: Path) -> None:
    assert read(tmp_path, None) == {}


def test_the_extended_file_adds_to_known_companies_only(tmp_path: Path) -> None:
    companies = read(
        tmp_path,
        {"aurora": company_values()},
        {"aurora": {"max_documents": 7}, "otra": {"company_name": "No está"}},
    )
    assert companies["aurora"]["max_documents"] == 7
    assert list(companies) == ["aurora"]


def test_comments_under_an_underscore_are_no_companies(tmp_path: Path) -> None:
    assert list(read(tmp_path, {"_readme": "x", "aurora": company_values()})) == ["aurora"]


@pytest.mark.parametrize("text", ["{", "[]", '"x"', "", "[" * 100_000, '{"a": '])
def test_a_broken_file_is_refused_by_name(tmp_path: Path, text: str) -> None:
    assert "main.json" in problems(tmp_path, text)


def test_a_file_in_another_encoding_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "main.json").write_bytes('{"aurora": {"company_name": "Clínica"}}'.encode("latin-1"))
    with pytest.raises(ConfigurationInvalidError):
        CompanyFiles(tmp_path / "main.json", tmp_path / "more.json").read()


def test_unknown_fields_are_kept(tmp_path: Path) -> None:
    assert read(tmp_path, {"aurora": company_values(crm="hubspot")})["aurora"]["crm"] == "hubspot"


def test_treatment_names_with_spaces_of_the_older_shape_are_read(tmp_path: Path) -> None:
    values = {"company_name": "Antigua", "treatment_durations": {"limpieza facial profunda": 60}}
    assert read(tmp_path, {"antigua": values})["antigua"]["treatment_durations"] == {
        "limpieza facial profunda": 60
    }


def test_every_bad_entry_is_named_with_its_fields(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        {
            "Mala": company_values(),
            "zona": company_values(timezone="America/Macondo"),
            "duracion": company_values(treatment_durations={"botox": "treinta"}),
            "lista": [],
            "buena": company_values(),
        },
    )
    assert set(found) == {"Mala", "zona", "duracion", "lista"}
    assert "timezone" in found["zona"]
    assert "treatment_durations" in found["duracion"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("redis_prefix", "shared:"), ("vectorstore_index", "shared_documents"), ("chatwoot_account_id", "7")],
)
def test_two_companies_cannot_share_what_separates_them(tmp_path: Path, name: str, value: str) -> None:
    found = problems(tmp_path, {"uno": company_values(**{name: value}), "dos": company_values(**{name: value})})
    assert found == {"dos": {name: ["Already used by uno."]}}


def test_a_default_counts_when_looking_for_shared_values(tmp_path: Path) -> None:
    found = problems(tmp_path, {"uno": company_values(), "dos": company_values(redis_prefix="uno:")})
    assert "redis_prefix" in found["dos"]


def test_companies_without_an_account_do_not_collide(tmp_path: Path) -> None:
    assert len(read(tmp_path, {"uno": company_values(), "dos": company_values(chatwoot_account_id=None)})) == 2
