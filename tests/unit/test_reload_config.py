"""Reloading the JSON files: they refresh what people did not change, and a broken file changes nothing."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.conftest import MakeApp
from tests.factories import company_values


class Files:
    """A companies file that a test edits, and a client of an installation that reads it."""

    def __init__(self, path: Path, make_app: MakeApp) -> None:
        self.path = path
        self.companies: dict[str, Any] = {"uno": company_values(), "dos": company_values()}
        self.write()
        settings = {"companies_config_file": path, "extended_companies_config_file": path.with_name("none.json")}
        self.app = make_app(**settings)
        self.client: FlaskClient = self.app.test_client()

    def write(self, text: str | None = None) -> None:
        self.path.write_text(text or json.dumps(self.companies), encoding="utf-8")

    def reload(self, status: int = 200) -> dict[str, Any]:
        response = self.client.post("/api/admin/companies/reload-config")
        assert response.status_code == status, response.text
        return dict(response.get_json())

    def company(self, company_id: str) -> dict[str, Any]:
        return dict(self.client.get(f"/api/admin/companies/{company_id}").get_json())


@pytest.fixture
def files(tmp_path: Path, make_app: MakeApp) -> Files:
    return Files(tmp_path / "companies.json", make_app)


def test_nothing_new_changes_nothing(files: Files) -> None:
    version = files.app.extensions["services"].companies.manager.get("uno").version
    report = files.reload()
    assert report == {"companies_loaded": 2, "added": [], "updated": [], "removed": [], "errors": []}
    assert files.app.extensions["services"].companies.manager.get("uno").version == version


def test_added_changed_and_removed_companies_are_reported_and_work(files: Files) -> None:
    files.reload()
    files.companies["tres"] = company_values(company_name="Tres")
    files.companies["uno"]["address"] = "Calle Nueva"
    del files.companies["dos"]
    files.write()
    report = files.reload()
    assert (report["added"], report["updated"], report["removed"]) == (["tres"], ["uno"], ["dos"])
    assert report["companies_loaded"] == 2
    assert files.company("uno")["address"] == "Calle Nueva"
    assert files.client.get("/api/companies/tres").status_code == 200
    assert files.client.get("/api/companies/dos").get_json()["error"]["code"] == "company_inactive"


def test_a_company_that_comes_back_is_active_again(files: Files) -> None:
    files.reload()
    gone = files.companies.pop("dos")
    files.write()
    files.reload()
    files.companies["dos"] = gone
    files.write()
    files.reload()
    assert files.client.get("/api/companies/dos").status_code == 200


def test_a_removed_company_s_documents_stay(files: Files) -> None:
    headers = {"X-Company-ID": "dos"}
    files.client.post("/api/documents", json={"content": "El parqueadero es gratuito."}, headers=headers)
    gone = files.companies.pop("dos")
    files.write()
    files.reload()
    files.companies["dos"] = gone
    files.write()
    files.reload()
    assert files.client.get("/api/documents", headers=headers).get_json()["total_documents"] == 1


def test_what_people_changed_is_not_overwritten(files: Files) -> None:
    files.client.put("/api/admin/companies/uno", json={"address": "La del panel"})
    files.companies["uno"].update(address="La del archivo", phone="+57 601 000")
    files.write()
    files.reload()
    assert (files.company("uno")["address"], files.company("uno")["phone"]) == ("La del panel", "+57 601 000")


def test_a_company_made_by_people_is_left_alone(files: Files) -> None:
    files.client.post("/api/admin/companies", json={"company_id": "nueva", **company_values()})
    assert files.reload()["removed"] == []
    assert files.client.get("/api/companies/nueva").status_code == 200


@pytest.mark.parametrize("text", ["{", "[]", '{"uno": {"company_name": ""}}', '{"uno": 5}', "[" * 100_000])
def test_a_broken_file_changes_nothing(files: Files, text: str) -> None:
    before = files.client.get("/api/admin/companies").get_json()
    files.write(text)
    assert files.reload(422)["error"]["code"] == "configuration_invalid"
    assert files.client.get("/api/admin/companies").get_json() == before


def test_one_bad_company_keeps_the_whole_file_out(files: Files) -> None:
    files.reload()
    files.companies["uno"]["address"] = "Calle Nueva"
    files.companies["dos"]["timezone"] = "Macondo"
    files.write()
    error = files.reload(422)["error"]
    assert "timezone" in error["details"]["dos"]
    assert files.company("uno")["address"] != "Calle Nueva"


def test_a_broken_file_at_the_first_start_leaves_an_empty_installation_that_works(
    tmp_path: Path, make_app: MakeApp
) -> None:
    (tmp_path / "companies.json").write_text("{", encoding="utf-8")
    client = make_app(companies_config_file=tmp_path / "companies.json").test_client()
    assert client.get("/api/companies").get_json() == {"companies": [], "total": 0}
    assert "companies.json" in (tmp_path / "instance" / "app.log").read_text(encoding="utf-8")


def test_a_changed_company_answers_from_its_new_configuration(files: Files) -> None:
    def price() -> str:
        body = {"message": "¿Cuánto cuesta el botox?"}
        response = files.client.post("/api/conversations/u/test", json=body, headers={"X-Company-ID": "uno"})
        assert response.status_code == 200, response.text
        return str(response.get_json()["bot_response"])

    assert "450.000" in price()
    files.companies["uno"]["treatments"]["botox"]["price"] = 470000
    files.write()
    files.reload()
    assert "470.000" in price()


def test_clearing_the_cache_builds_the_company_anew(files: Files) -> None:
    manager = files.app.extensions["services"].companies.manager
    before = manager.get("uno").version
    answer = files.client.post("/api/admin/companies/uno/clear-cache").get_json()
    assert answer == {"company_id": "uno", "cleared": True}
    assert manager.get("uno").version != before


def test_two_processes_on_one_record_see_each_other_s_changes(tmp_path: Path, make_app: MakeApp) -> None:
    """Processes share record and working memory; here two applications share both."""
    one, two = make_app(), make_app()
    redis = one.extensions["services"].redis
    two.extensions["services"].redis._client = redis._connected()
    one.test_client().get("/api/companies")
    two.test_client().get("/api/companies")
    one.test_client().post("/api/admin/companies", json={"company_id": "nueva", **company_values()})
    assert two.test_client().get("/api/companies/nueva").status_code == 200
