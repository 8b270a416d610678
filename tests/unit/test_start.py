"""Starting: no socket, no heavy SDK, no thread; a description of the API that validates."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from openapi_spec_validator import validate

from app.config.config import ROOT_DIR, SettingsError

BARE_START = """
import socket, sys, threading
class Refused(socket.socket):
    def __new__(cls, *args, **kwargs):
        raise SystemExit("a socket was opened")
socket.socket = Refused
import app
from app.config.config import Config
from pathlib import Path
app.create_app(Config(environment="testing", instance_path=Path(sys.argv[1])))
heavy = {"openai", "langchain", "langchain_openai", "redisvl", "pdfplumber", "sklearn"} & set(sys.modules)
threads = [t.name for t in threading.enumerate() if t is not threading.main_thread()]
raise SystemExit(f"{sorted(heavy)} {threads}" if heavy or threads else 0)
"""


def test_a_bare_start_opens_no_socket_starts_no_thread_and_loads_no_sdk(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", BARE_START, str(tmp_path)],
        cwd=ROOT_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr.strip().splitlines()[-1:]) == (0, [])


def test_a_bad_setting_stops_the_development_server_with_its_name(tmp_path: Path) -> None:
    env = {"PATH": "", "PORT": "eighty", "INSTANCE_PATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "run.py"], cwd=ROOT_DIR, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "PORT" in done.stderr
    assert "Traceback" not in done.stderr


def test_settings_errors_are_value_errors() -> None:
    assert issubclass(SettingsError, ValueError)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the validator's own dependencies
def test_the_api_description_is_valid(shared_client: FlaskClient) -> None:
    validate(shared_client.get("/openapi.json").get_json())


def test_the_api_description_names_every_route(shared_client: FlaskClient) -> None:
    described = {
        (path.replace("{", "<").replace("}", ">"), method.upper())
        for path, operations in shared_client.get("/openapi.json").get_json()["paths"].items()
        for method in operations
        if method != "parameters"
    }
    served = {
        (re.sub(r"<\w+:", "<", rule.rule), method)
        for rule in shared_client.application.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert served <= described


def test_the_api_page_needs_no_other_origin(shared_client: FlaskClient) -> None:
    page = shared_client.get("/docs", buffered=True)
    assert page.status_code == 200
    assert "//" not in page.text.replace("<!doctype html>", "")
    assert shared_client.get("/docs/assets/swagger-ui-bundle.js", buffered=True).status_code == 200


@pytest.mark.parametrize("path", ["/docs/assets/../__init__.py", "/docs/assets/..%2f__init__.py", "/..%2frun.py"])
def test_no_path_leads_out_of_the_served_folders(shared_client: FlaskClient, path: str) -> None:
    response = shared_client.get(path, buffered=True)
    assert b"import" not in response.data


def test_the_panel_answers_where_the_api_does_not(shared_client: FlaskClient) -> None:
    for path in ("/", "/companies/benova", "/settings"):
        response = shared_client.get(path, buffered=True)
        assert (response.status_code, response.mimetype) == (200, "text/html")
