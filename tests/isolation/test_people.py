"""People, keys and the audit log of two companies, on both pairs of stores; revocation reaches other processes."""

import time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.conftest import MakeApp
from tests.people import ADMIN_KEY, PASSWORD, key_headers

ADMIN = {"X-API-Key": ADMIN_KEY}
MINE, THEIRS = "benova", "medispa"


@pytest.fixture
def settings(backend: dict[str, str]) -> dict[str, Any]:
    return {**backend, "environment": "production", "admin_api_key": ADMIN_KEY}


@pytest.fixture
def world(make_app: MakeApp, settings: dict[str, Any]) -> Flask:
    app = make_app(**settings)
    app.extensions["services"].companies.manager.all()
    return app


@pytest.fixture
def client(world: Flask) -> FlaskClient:
    return world.test_client(use_cookies=False)


@pytest.fixture
def manager(world: Flask) -> dict[str, str]:
    return {**key_headers(world, "company_admin", MINE), "X-Request-ID": "same"}


def add(client: FlaskClient, path: str, **values: Any) -> dict[str, Any]:
    response = client.post(path, json=values, headers=ADMIN)
    assert response.status_code == 201, response.text
    return dict(response.get_json())


def a_person(client: FlaskClient, company: str) -> str:
    values = {"email": f"eva@{company}.example", "role": "viewer", "companies": [company], "password": PASSWORD}
    return str(add(client, "/api/admin/users", **values)["user_id"])


@pytest.mark.parametrize(("method", "options"), [("GET", {}), ("PATCH", {"json": {"name": "x"}}), ("DELETE", {})])
def test_another_s_person_is_as_absent_as_one_that_never_was(
    client: FlaskClient, manager: dict[str, str], method: str, options: dict[str, Any]
) -> None:
    theirs = a_person(client, THEIRS)

    def ask(user_id: str) -> TestResponse:
        return client.open(f"/api/admin/users/{user_id}", method=method, headers=manager, **options)

    assert ask(theirs).status_code == 404
    assert ask(theirs).data == ask("usr_0000").data
    assert client.get(f"/api/admin/users/{theirs}", headers=ADMIN).get_json()["name"] == ""


def test_another_s_key_is_as_absent_as_one_that_never_was(client: FlaskClient, manager: dict[str, str]) -> None:
    values = {"name": "Web", "role": "viewer", "companies": [THEIRS]}
    theirs = add(client, "/api/admin/api-keys", **values)
    foreign = client.delete(f"/api/admin/api-keys/{theirs['key_id']}", headers=manager)
    absent = client.delete("/api/admin/api-keys/key_0000", headers=manager)
    assert (foreign.status_code, foreign.data) == (404, absent.data)
    assert client.get("/api/companies", headers={"X-API-Key": theirs["secret"]}).status_code == 200


def test_lists_hold_own_people_keys_and_entries_only(client: FlaskClient, manager: dict[str, str]) -> None:
    mine, _theirs = a_person(client, MINE), a_person(client, THEIRS)
    add(client, "/api/admin/api-keys", name="Web", role="viewer", companies=[THEIRS])
    users = client.get("/api/admin/users", headers=manager).get_json()["users"]
    keys = client.get("/api/admin/api-keys", headers=manager).get_json()["api_keys"]
    audit = client.get("/api/admin/audit", headers=manager).get_json()
    assert [user["user_id"] for user in users] == [mine]
    assert [key["companies"] for key in keys] == [[MINE]]
    assert {entry["company_id"] for entry in audit["entries"]} == {MINE}
    assert audit["chain_valid"] is True
    assert audit["total"] == len(audit["entries"])


def test_a_key_opens_its_company_alone(client: FlaskClient, manager: dict[str, str]) -> None:
    assert client.get("/api/documents", headers={**manager, "X-Company-ID": MINE}).status_code == 200
    for company in (THEIRS, "nobody"):
        answer = client.get("/api/documents", headers={**manager, "X-Company-ID": company})
        assert (answer.status_code, answer.get_json()["error"]["code"]) == (403, "forbidden")


def test_a_revoked_key_ends_in_another_process_within_seconds(
    make_app: MakeApp, settings: dict[str, Any], client: FlaskClient
) -> None:
    """Two applications over the same stores stand for two processes."""
    other = make_app(**settings).test_client()
    key = add(client, "/api/admin/api-keys", name="Web", role="viewer", companies=[MINE])
    mine = {"X-API-Key": key["secret"]}
    assert other.get("/api/companies", headers=mine).status_code == 200
    client.delete(f"/api/admin/api-keys/{key['key_id']}", headers=ADMIN)
    assert client.get("/api/companies", headers=mine).status_code == 401
    revoked_at = time.monotonic()
    while other.get("/api/companies", headers=mine).status_code == 200:
        assert time.monotonic() - revoked_at < 5
        time.sleep(0.05)  # the other process asks the shared token twice a second
