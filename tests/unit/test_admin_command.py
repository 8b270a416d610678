"""`flask admin …`: the first administrator without any default password."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from tests.conftest import MakeApp
from tests.people import PASSWORD


@pytest.fixture
def closed(make_app: MakeApp) -> Flask:
    return make_app(environment="production")


@pytest.fixture
def runner(closed: Flask) -> FlaskCliRunner:
    return closed.test_cli_runner()


def opens(app: Flask, email: str, password: str) -> bool:
    body = {"email": email, "password": password}
    return app.test_client().post("/api/auth/login", json=body).status_code == 200


def test_an_administrator_is_made_and_signs_in(closed: Flask, runner: FlaskCliRunner) -> None:
    done = runner.invoke(args=["admin", "create", "--email", "Ana@Clinica.example"], input=f"{PASSWORD}\n")
    assert done.exit_code == 0, done.output
    assert PASSWORD not in done.output
    assert opens(closed, "ana@clinica.example", PASSWORD)


@pytest.mark.parametrize(("email", "password"), [("ana@clinica.example", "corta"), ("ana", PASSWORD)])
def test_a_bad_address_or_password_makes_nobody(runner: FlaskCliRunner, email: str, password: str) -> None:
    done = runner.invoke(args=["admin", "create", "--email", email], input=f"{password}\n")
    assert done.exit_code == 1
    assert "Traceback" not in done.output


def test_a_forgotten_password_is_replaced(closed: Flask, runner: FlaskCliRunner) -> None:
    runner.invoke(args=["admin", "create", "--email", "ana@clinica.example"], input=f"{PASSWORD}\n")
    new = "cuatro gatos callados"
    done = runner.invoke(args=["admin", "password", "--email", "ana@clinica.example"], input=f"{new}\n")
    assert done.exit_code == 0, done.output
    assert opens(closed, "ana@clinica.example", new)
    assert not opens(closed, "ana@clinica.example", PASSWORD)
    nobody = runner.invoke(args=["admin", "password", "--email", "nadie@clinica.example"], input=f"{new}\n")
    assert nobody.exit_code == 1


def test_a_new_set_up_link_only_without_an_administrator(runner: FlaskCliRunner, tmp_path: Path) -> None:
    assert runner.invoke(args=["admin", "setup-link"]).exit_code == 0
    assert "/setup?token=" in (tmp_path / "instance" / "app.log").read_text(encoding="utf-8")
    runner.invoke(args=["admin", "create", "--email", "ana@clinica.example"], input=f"{PASSWORD}\n")
    assert runner.invoke(args=["admin", "setup-link"]).exit_code == 1
