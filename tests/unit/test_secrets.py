"""Company secrets: sealed in the record, never shown."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.config.config import Config, SettingsError
from app.models.schemas import SECRET_FIELDS
from app.models.setting import SettingRepository
from app.services.secret_box import SecretBox, SecretUnreadableError
from tests.conftest import MakeApp

FIRST, SECOND = "la primera clave, larga como debe ser", "otra clave, igual de larga que aquella"
Rotating = Callable[..., "Installation"]


class Installation:
    """One process of an installation whose record stays while its settings change."""

    def __init__(self, app: Flask) -> None:
        self._app, self._services = app, app.extensions["services"]

    def put(self, value: str) -> None:
        body = {"openai_api_key": value}
        assert self._app.test_client().put("/api/admin/companies/benova", json=body).status_code == 200

    def key(self) -> str:
        return str(self._services.companies.manager.get("benova").secrets.openai_api_key)

    def kept(self) -> bool:
        return SettingRepository(self._services.database).find("secret_key") is not None

    def reseal(self, code: int = 0) -> str:
        done = self._app.test_cli_runner().invoke(args=["secrets", "reseal"])
        assert done.exit_code == code, done.output
        assert "hunter" not in done.output
        return str(done.output)


@pytest.fixture
def rotating(make_app: MakeApp, backend: dict[str, str]) -> Rotating:
    return lambda **settings: Installation(make_app(**backend, **settings))


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
    first = "una clave, larga como debe ser"
    app = make_app(secret_key=first)
    app.test_client().put("/api/admin/companies/benova", json={"openai_api_key": "hunter2"})

    def key_of(**overrides: str) -> str:
        manager = make_app(**overrides).extensions["services"].companies.manager
        return str(manager.get("benova").secrets.openai_api_key)

    assert key_of(secret_key=first) == "hunter2"
    assert key_of(secret_key="otra clave, larga como debe ser") == ""  # and the company still works
    log = (tmp_path / "instance" / "app.log").read_text(encoding="utf-8")
    assert "secret openai_api_key of benova cannot be read" in log
    assert "hunter2" not in log


def test_a_secret_opens_with_the_key_before_and_is_sealed_with_the_present_one() -> None:
    old, both, new = SecretBox("antes"), SecretBox("ahora", "antes"), SecretBox("ahora")
    sealed = old.seal("hunter2")
    assert both.open(sealed) == "hunter2"
    assert not both.is_current(sealed)
    assert new.open(both.seal("hunter2")) == "hunter2"
    with pytest.raises(SecretUnreadableError):
        old.open(both.seal("hunter2"))


def test_a_previous_key_without_a_present_one_is_refused() -> None:
    with pytest.raises(SettingsError, match="SECRET_KEY_PREVIOUS"):
        Config(secret_key_previous=FIRST)


def test_after_resealing_the_previous_key_can_go(rotating: Rotating) -> None:
    rotating(secret_key=FIRST).put("hunter2")
    renewed = rotating(secret_key=SECOND, secret_key_previous=FIRST)
    assert renewed.key() == "hunter2"
    assert "1 secrets of 1 companies" in renewed.reseal()
    assert "0 secrets of 0 companies" in renewed.reseal()
    assert renewed.key() == "hunter2"
    assert rotating(secret_key=SECOND).key() == "hunter2"
    assert rotating(secret_key=FIRST).key() == ""


def test_the_key_that_the_record_kept_goes_once_nothing_needs_it(rotating: Rotating) -> None:
    rotating().put("hunter2")
    outside = rotating(secret_key=SECOND)
    assert outside.key() == "hunter2"
    assert outside.kept()
    outside.reseal()
    assert not outside.kept()
    assert rotating(secret_key=SECOND).key() == "hunter2"


def test_what_no_key_opens_is_named_and_left_alone(rotating: Rotating) -> None:
    rotating(secret_key=FIRST).put("hunter2")
    assert "benova: openai_api_key opens with no known key" in rotating(secret_key=SECOND).reseal(code=1)
    assert rotating(secret_key=FIRST).key() == "hunter2"


def test_a_running_process_goes_on_after_another_has_resealed(rotating: Rotating) -> None:
    rotating(secret_key=FIRST).put("hunter2")
    running, command = (rotating(secret_key=SECOND, secret_key_previous=FIRST) for _ in range(2))
    assert running.key() == "hunter2"
    command.reseal()
    running.put("hunter3")
    assert rotating(secret_key=SECOND).key() == "hunter3"
