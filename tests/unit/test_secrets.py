"""Company secrets: sealed in the record, never shown."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.models.schemas import SECRET_FIELDS
from app.services.secret_box import SecretBox, SecretUnreadableError
from tests.conftest import MakeApp


def test_a_sealed_secret_opens_with_the_same_key_only() -> None:
    sealed = SecretBox("una clave").seal("hunter2")
    assert "hunter2" not in sealed
    assert SecretBox("una clave").open(sealed) == "hunter2"
    with pytest.raises(SecretUnreadableError):
        SecretBox("otra clave").open(sealed)


def test_the_same_secret_is_sealed_differently_each_time() -> None:
    box = SecretBox("una clave")
    assert box.seal("hunter2") != box.seal("hunter2")


def test_an_empty_secret_stays_empty() -> None:
    assert (SecretBox("k").seal(""), SecretBox("k").open("")) == ("", "")


@pytest.mark.parametrize("sealed", ["x", "gAAAA", "hunter2", "ñ"])
def test_rubbish_is_unreadable_and_nothing_else(sealed: str) -> None:
    with pytest.raises(SecretUnreadableError):
        SecretBox("k").open(sealed)


def test_every_answer_masks_secrets(client: FlaskClient) -> None:
    values = {name: f"hunter2-{name}" for name in SECRET_FIELDS}
    created = client.post("/api/admin/companies", json={"company_id": "nueva", "company_name": "Nueva", **values})
    changed = client.put("/api/admin/companies/nueva", json={"openai_api_key": "hunter2-other"})
    for response in (created, changed, client.get("/api/admin/companies/nueva")):
        body = response.get_json()
        assert "hunter2" not in response.text
        assert {body[name] for name in SECRET_FIELDS} == {"***"}
        assert set(body["secrets_set"].values()) == {True}


def test_a_secret_is_cleared_by_an_empty_value(client: FlaskClient) -> None:
    client.put("/api/admin/companies/benova", json={"openai_api_key": "x"})
    body = client.put("/api/admin/companies/benova", json={"openai_api_key": ""}).get_json()
    assert (body["openai_api_key"], body["secrets_set"]["openai_api_key"]) == ("", False)


def test_secrets_survive_a_restart_but_not_another_key(make_app: MakeApp, tmp_path: Path) -> None:
    make_app().test_client().put("/api/admin/companies/benova", json={"openai_api_key": "hunter2"})

    def key_of(**overrides: str) -> str:
        manager = make_app(**overrides).extensions["services"].companies.manager
        return str(manager.get("benova").secrets.openai_api_key)

    assert key_of() == "hunter2"
    assert key_of(secret_key="otra clave, larga como debe ser") == ""  # and the company still works
    log = (tmp_path / "instance" / "app.log").read_text(encoding="utf-8")
    assert "secret openai_api_key of benova cannot be read" in log
    assert "hunter2" not in log
