"""The command line of the migration scripts."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from app.commands.migrate import main
from tests.factories import company_values


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'record.db'}",
        "COMPANIES_CONFIG_FILE": str(tmp_path / "companies.json"),
        "EXTENDED_COMPANIES_CONFIG_FILE": str(tmp_path / "none.json"),
        "CUSTOM_PROMPTS_FILE": str(tmp_path / "prompts.json"),
        "SECRET_KEY": "Zt4kQ9xW2mB7vN1cR8pL5sH3dF6gJ0aY",
    }


def companies(env: dict[str, str], *arguments: str, **given: Any) -> int:
    if given:
        Path(env["COMPANIES_CONFIG_FILE"]).write_text(json.dumps(given), encoding="utf-8")
    return main("Companies", lambda migrations: migrations.companies.run, list(arguments), env)


def test_progress_summary_and_the_way_back(env: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert companies(env, una=company_values(), dos=company_values()) == 0
    out = capsys.readouterr().out
    assert "[1/2] dos added" in out
    assert "2 added" in out
    run = re.search(r"--rollback (\S+)", out)
    assert run is not None
    assert companies(env, "--rollback", run.group(1)) == 0
    assert "2 restored" in capsys.readouterr().out
    assert companies(env, "--rollback", run.group(1)) == 2


def test_a_bad_entry_gives_status_1_and_a_line_of_its_own(
    env: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert companies(env, buena=company_values(), mala=company_values(currency="pesos")) == 1
    shown = capsys.readouterr()
    assert "buena added" in shown.out
    assert "mala failed" in shown.err
    assert "currency" in shown.err


def test_a_dry_run_says_so(env: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert companies(env, "--dry-run", una=company_values()) == 0
    out = capsys.readouterr().out
    assert "nothing was written" in out
    assert "--rollback" not in out


@pytest.mark.parametrize("missing", ["database", "file"])
def test_what_cannot_begin_gives_status_2(env: dict[str, str], missing: str) -> None:
    if missing == "database":
        del env["DATABASE_URL"]
    else:
        Path(env["COMPANIES_CONFIG_FILE"]).write_text("{", encoding="utf-8")
    assert companies(env) == 2


def test_a_prompts_file_that_is_not_there_is_said(env: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main("Prompts", lambda migrations: migrations.prompts.run, [], env) == 2
    assert "prompts.json" in capsys.readouterr().err
