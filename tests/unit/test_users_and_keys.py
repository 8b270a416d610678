"""People and keys: who may make whom, what is shown, and how fast it ends."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.models.api_key import ApiKeyRow
from tests.conftest import MakeApp
from tests.people import ADMIN_KEY, PASSWORD, key_headers

ADMIN = {"X-API-Key": ADMIN_KEY}
USERS, KEYS = "/api/admin/users", "/api/admin/api-keys"


@pytest.fixture
def closed(make_app: MakeApp) -> Flask:
    app = make_app(environment="production", admin_api_key=ADMIN_KEY)
    app.extensions["services"].companies.manager.all()
    return app


@pytest.fixture
def client(closed: Flask) -> FlaskClient:
    return closed.test_client()


@pytest.fixture
def manager(closed: Flask) -> dict[str, str]:
    """The administrator of benova alone."""
    return key_headers(closed, "company_admin", "benova")


def person(**values: Any) -> dict[str, Any]:
    base = {"email": "eva@clinica.example", "role": "viewer", "companies": ["benova"], "password": PASSWORD}
    return {**base, **values}


def made(client: FlaskClient, headers: dict[str, str] = ADMIN, **values: Any) -> dict[str, Any]:
    response = client.post(USERS, json=person(**values), headers=headers)
    assert response.status_code == 201, response.text
    return dict(response.get_json())


def code(response: TestResponse) -> tuple[int, str]:
    return response.status_code, response.get_json()["error"]["code"]


def test_a_person_is_made_and_shown_without_the_password(client: FlaskClient) -> None:
    user = made(client, name="Eva")
    shown = client.get(USERS, headers=ADMIN)
    assert PASSWORD not in shown.text
    assert "argon2" not in shown.text
    assert shown.get_json()["users"] == [user]
    assert {"user_id", "email", "name", "role", "companies", "is_active", "created_at", "last_login_at"} == set(
        user
    )


@pytest.mark.parametrize(
    "password",
    ["corta", "eva@clinica.example", "password123", "Contraseña2026!", "1234567890", "aaaaaaaaaaaa", "qwertyuiop"],
)
def test_a_password_that_anyone_would_guess_is_refused(client: FlaskClient, password: str) -> None:
    response = client.post(USERS, json=person(password=password), headers=ADMIN)
    assert code(response) == (422, "validation_error")
    assert "password" in response.get_json()["error"]["details"]


def test_an_address_belongs_to_one_person(client: FlaskClient) -> None:
    made(client)
    assert code(client.post(USERS, json=person(email="EVA@clinica.example"), headers=ADMIN)) == (
        409,
        "user_exists",
    )


@pytest.mark.parametrize("companies", [[], ["nadie"], ["Benova"]])
def test_a_person_of_a_company_needs_one_that_exists(client: FlaskClient, companies: list[str]) -> None:
    assert client.post(USERS, json=person(companies=companies), headers=ADMIN).status_code == 422


@pytest.mark.parametrize(
    "values", [{"role": "platform_admin"}, {"companies": ["medispa"]}, {"companies": ["benova", "medispa"]}]
)
@pytest.mark.parametrize("path", [USERS, KEYS])
def test_nobody_gives_more_than_they_have(
    client: FlaskClient, manager: dict[str, str], path: str, values: dict[str, Any]
) -> None:
    body = (
        person(**values) if path == USERS else {"name": "x", "role": "viewer", "companies": ["benova"], **values}
    )
    assert code(client.post(path, json=body, headers=manager)) == (403, "forbidden")


def test_a_change_ends_sessions_and_a_closed_account_stays_out(client: FlaskClient, closed: Flask) -> None:
    user = made(client, role="company_admin")
    panel = closed.test_client()
    login = {"email": user["email"], "password": PASSWORD}
    assert panel.post("/api/auth/login", json=login).status_code == 200
    assert panel.get("/api/auth/me").get_json()["companies"] == ["benova"]
    path = f"{USERS}/{user['user_id']}"
    assert client.patch(path, json={"role": "viewer"}, headers=ADMIN).get_json()["role"] == "viewer"
    assert panel.get("/api/auth/me").status_code == 401
    assert client.patch(path, json={"is_active": False}, headers=ADMIN).get_json()["is_active"] is False
    assert panel.post("/api/auth/login", json=login).status_code == 401
    assert client.delete(path, headers=ADMIN).get_json() == {"user_id": user["user_id"], "deleted": True}
    assert code(client.get(path, headers=ADMIN)) == (404, "user_not_found")


def test_the_last_administrator_stays(make_app: MakeApp) -> None:
    app = make_app(environment="production")
    users = app.extensions["services"].identity.users
    user = users.create_administrator("ana@clinica.example", PASSWORD, "Ana")
    client = app.test_client()
    body = {"email": "ana@clinica.example", "password": PASSWORD}
    headers = {"X-CSRF-Token": client.post("/api/auth/login", json=body).get_json()["csrf_token"]}
    path = f"{USERS}/{user.user_id}"
    assert code(client.delete(path, headers=headers)) == (409, "last_administrator")
    for change in ({"is_active": False}, {"role": "viewer", "companies": ["benova"]}):
        assert code(client.patch(path, json=change, headers=headers)) == (409, "last_administrator")


def test_a_key_s_secret_is_shown_once_and_stored_nowhere(client: FlaskClient, closed: Flask) -> None:
    body = {"name": "Web", "role": "viewer", "companies": ["benova"]}
    key = client.post(KEYS, json=body, headers=ADMIN).get_json()
    assert key["secret"].startswith(key["prefix"] + "_")
    assert len(key["secret"].removeprefix(key["prefix"] + "_")) >= 43  # 256 bits
    listed = client.get(KEYS, headers=ADMIN)
    assert key["secret"] not in listed.text
    assert listed.get_json()["api_keys"][0]["prefix"] == key["prefix"]
    with closed.extensions["services"].database.platform() as session:
        stored = " ".join(str(vars(row)) for row in session.query(ApiKeyRow))
    assert key["secret"] not in stored


def test_a_revoked_key_opens_nothing_at_once(client: FlaskClient) -> None:
    body = {"name": "Web", "role": "viewer", "companies": ["benova"]}
    key = client.post(KEYS, json=body, headers=ADMIN).get_json()
    mine = {"X-API-Key": key["secret"]}
    assert client.get("/api/companies", headers=mine).status_code == 200
    assert client.delete(f"{KEYS}/{key['key_id']}", headers=ADMIN).get_json()["revoked"] is True
    assert client.get("/api/companies", headers=mine).status_code == 401
    assert client.get(KEYS, headers=ADMIN).get_json()["api_keys"][0]["revoked"] is True


def test_a_key_expires(client: FlaskClient, closed: Flask) -> None:
    soon = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    body = {"name": "Web", "role": "viewer", "companies": ["benova"], "expires_at": soon}
    mine = {"X-API-Key": client.post(KEYS, json=body, headers=ADMIN).get_json()["secret"]}
    assert client.get("/api/companies", headers=mine).status_code == 200
    closed.extensions["services"].identity.authenticator._clock = lambda: datetime.now(UTC) + timedelta(hours=2)
    assert client.get("/api/companies", headers=mine).status_code == 401
    past = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    assert client.post(KEYS, json={**body, "expires_at": past}, headers=ADMIN).status_code == 422


def test_the_last_use_is_written_off_the_request_s_path(client: FlaskClient, closed: Flask) -> None:
    body = {"name": "Web", "role": "viewer", "companies": ["benova"]}
    key = client.post(KEYS, json=body, headers=ADMIN).get_json()
    assert key["last_used_at"] is None
    for _ in range(3):
        client.get("/api/companies", headers={"X-API-Key": key["secret"]})
    closed.extensions["services"].identity.authenticator.close()  # waits for the writer
    assert client.get(KEYS, headers=ADMIN).get_json()["api_keys"][0]["last_used_at"] is not None


def test_a_company_s_administrator_sees_own_people_and_keys_only(
    client: FlaskClient, manager: dict[str, str]
) -> None:
    mine = made(client)
    theirs = made(client, email="leo@clinica.example", companies=["medispa"])
    both = made(client, email="bea@clinica.example", companies=["benova", "medispa"])
    boss = made(client, email="ana@clinica.example", role="platform_admin", companies=[])
    assert [u["user_id"] for u in client.get(USERS, headers=manager).get_json()["users"]] == [mine["user_id"]]
    for foreign in (theirs, both, boss):
        path = f"{USERS}/{foreign['user_id']}"
        assert code(client.get(path, headers=manager)) == (404, "user_not_found")
        assert code(client.patch(path, json={"name": "x"}, headers=manager)) == (404, "user_not_found")
        assert code(client.delete(path, headers=manager)) == (404, "user_not_found")
    keys = client.get(KEYS, headers=manager).get_json()["api_keys"]
    assert [k["companies"] for k in keys] == [["benova"]]
