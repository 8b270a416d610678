"""Signing in: sessions by cookie, the first administrator, tokens that rotate."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.models.identity import AccessRole
from app.models.user import UserRepository
from app.services.passwords import Passwords
from tests.conftest import MakeApp

EMAIL, PASSWORD = "ana@clinica.example", "tres tigres tristes"
COOKIE = "receptionist_session"


@pytest.fixture
def closed(make_app: MakeApp) -> Flask:
    """Production, with one administrator."""
    app = make_app(environment="production")
    add_user(app, EMAIL, PASSWORD)
    return app


def add_user(
    app: Flask,
    email: str,
    password: str,
    role: AccessRole = AccessRole.PLATFORM_ADMIN,
    companies: tuple[str, ...] = (),
) -> str:
    services = app.extensions["services"]
    services.companies.manager.all()  # users are bound to companies that exist
    users = UserRepository(services.database)
    return users.add(email, Passwords().hash(password), role, companies=companies).user_id


def sign_in(client: FlaskClient, email: str = EMAIL, password: str = PASSWORD) -> TestResponse:
    return client.post("/api/auth/login", json={"email": email, "password": password})


def code(response: TestResponse) -> tuple[int, str]:
    return response.status_code, response.get_json()["error"]["code"]


def test_signing_in_opens_a_session_that_the_cookie_carries(closed: Flask) -> None:
    client = closed.test_client()
    body = sign_in(client).get_json()
    assert body["user"]["email"] == EMAIL
    assert body["user"]["role"] == "platform_admin"
    me = client.get("/api/auth/me").get_json()
    assert (me["method"], me["email"], me["companies"]) == ("session", EMAIL, None)
    assert me["csrf_token"] == body["csrf_token"]


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(closed: Flask) -> None:
    plain = sign_in(closed.test_client()).headers["Set-Cookie"]
    assert "HttpOnly" in plain
    assert "SameSite=Lax" in plain
    behind_https = closed.test_client().post(
        "/api/auth/login", json={"email": EMAIL, "password": PASSWORD}, base_url="https://panel.example"
    )
    assert "Secure" in behind_https.headers["Set-Cookie"]


@pytest.mark.parametrize("email", [EMAIL, "nadie@clinica.example"])
def test_a_failure_never_says_whether_the_person_exists(closed: Flask, email: str) -> None:
    response = sign_in(closed.test_client(), email, "otra cosa larga")
    assert code(response) == (401, "login_failed")
    assert response.get_json()["error"]["message"] == "E-mail or password is wrong"
    assert "Set-Cookie" not in response.headers


def test_capitals_in_the_address_do_not_matter(closed: Flask) -> None:
    assert sign_in(closed.test_client(), EMAIL.upper()).status_code == 200


def test_a_change_by_cookie_needs_the_csrf_token(closed: Flask) -> None:
    client = closed.test_client()
    token = sign_in(client).get_json()["csrf_token"]
    path = "/api/admin/companies/benova/clear-cache"
    assert code(client.post(path)) == (403, "csrf_failed")
    assert code(client.post(path, headers={"X-CSRF-Token": "x"})) == (403, "csrf_failed")
    assert client.post(path, headers={"X-CSRF-Token": token}).status_code == 200
    other = closed.test_client()
    foreign = sign_in(other).get_json()["csrf_token"]
    assert code(client.post(path, headers={"X-CSRF-Token": foreign})) == (403, "csrf_failed")


def test_signing_out_ends_the_session_for_whoever_kept_the_cookie(closed: Flask) -> None:
    client = closed.test_client()
    token = sign_in(client).get_json()["csrf_token"]
    kept = client.get_cookie(COOKIE)
    assert kept is not None
    assert client.post("/api/auth/logout", headers={"X-CSRF-Token": token}).get_json() == {"logged_out": True}
    assert client.get("/api/auth/me").status_code == 401
    thief = closed.test_client()
    thief.set_cookie(COOKIE, kept.value)
    assert thief.get("/api/auth/me").status_code == 401


def test_every_sign_in_has_a_session_of_its_own(closed: Flask) -> None:
    client = closed.test_client()
    sign_in(client)
    first = client.get_cookie(COOKIE)
    sign_in(client)
    second = client.get_cookie(COOKIE)
    assert first is not None
    assert second is not None
    assert first.value != second.value


@pytest.mark.parametrize(("hours", "opens"), [(1.9, 200), (2.1, 401)])
def test_a_session_ends_by_idling(closed: Flask, hours: float, opens: int) -> None:
    client = closed.test_client()
    sign_in(client)
    later(closed, hours)
    assert client.get("/api/auth/me").status_code == opens


@pytest.mark.parametrize(("hours", "opens"), [(11, 200), (13, 401)])
def test_a_session_in_use_ends_by_age(make_app: MakeApp, hours: float, opens: int) -> None:
    app = make_app(environment="production", session_idle_minutes=7 * 24 * 60)
    add_user(app, EMAIL, PASSWORD)
    client = app.test_client()
    sign_in(client)
    later(app, hours)
    assert client.get("/api/auth/me").status_code == opens


def later(app: Flask, hours: float) -> None:
    authenticator = app.extensions["services"].identity.authenticator
    now = authenticator._clock
    authenticator._clock = lambda: now() + timedelta(hours=hours)


def test_a_closed_account_cannot_sign_in_and_loses_its_session(closed: Flask) -> None:
    client = closed.test_client()
    user_id = sign_in(client).get_json()["user"]["user_id"]
    services = closed.extensions["services"]
    UserRepository(services.database).change(user_id, {"is_active": False}, None)
    services.identity.authenticator.forget_all()
    assert client.get("/api/auth/me").status_code == 401
    assert code(sign_in(client)) == (401, "login_failed")


def test_many_tries_on_one_account_are_slowed_down(closed: Flask) -> None:
    client = closed.test_client()
    answers = [sign_in(client, password="esta no es la clave") for _ in range(11)]
    assert {a.status_code for a in answers[:10]} == {401}
    assert code(answers[10]) == (429, "rate_limited")
    assert 0 < int(answers[10].headers["Retry-After"]) <= 301
    assert sign_in(client).status_code == 429  # the right password does not help either


def test_many_tries_from_one_address_are_slowed_down(closed: Flask) -> None:
    client = closed.test_client()
    codes = [sign_in(client, f"u{n}@clinica.example").status_code for n in range(31)]
    assert codes == [401] * 30 + [429]


def setup_link(folder: Path) -> str:
    found = re.findall(r"/setup\?token=([\w-]+)", (folder / "instance" / "app.log").read_text(encoding="utf-8"))
    return str(found[-1])


def test_production_without_an_administrator_offers_a_link_once(make_app: MakeApp, tmp_path: Path) -> None:
    app = make_app(environment="production")
    client = app.test_client()
    assert client.get("/api/companies").status_code == 401
    assert client.get("/api/auth/setup").get_json() == {"needed": True}
    body = {"token": setup_link(tmp_path), "email": EMAIL, "password": PASSWORD, "name": "Ana"}
    assert code(client.post("/api/auth/setup", json={**body, "token": "x"})) == (401, "setup_link_invalid")
    assert client.post("/api/auth/setup", json=body).get_json()["user"]["role"] == "platform_admin"
    assert client.get("/api/companies").status_code == 200
    assert client.get("/api/auth/setup").get_json() == {"needed": False}
    again = client.post("/api/auth/setup", json={**body, "email": "otra@clinica.example"})
    assert code(again) == (401, "setup_link_invalid")


def test_a_set_up_link_expires(make_app: MakeApp, tmp_path: Path) -> None:
    app = make_app(environment="production")
    client = app.test_client()
    client.get("/api/auth/setup")
    logins = app.extensions["services"].identity.logins
    now = logins._clock
    logins._clock = lambda: now() + timedelta(minutes=31)
    body = {"token": setup_link(tmp_path), "email": EMAIL, "password": PASSWORD}
    assert code(client.post("/api/auth/setup", json=body)) == (401, "setup_link_invalid")


@pytest.mark.parametrize("overrides", [{"environment": "development"}, {"admin_api_key": "k" * 32}])
def test_no_link_where_none_is_needed(make_app: MakeApp, tmp_path: Path, overrides: dict[str, Any]) -> None:
    client = make_app(**{"environment": "production", **overrides}).test_client()
    assert client.get("/api/auth/setup").get_json() == {"needed": False}
    assert "/setup?token=" not in (tmp_path / "instance" / "app.log").read_text(encoding="utf-8")


def tokens(client: FlaskClient) -> dict[str, Any]:
    return dict(client.post("/api/auth/token", json={"email": EMAIL, "password": PASSWORD}).get_json())


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_token_opens_the_api_and_a_refresh_token_works_once(closed: Flask) -> None:
    client = closed.test_client(use_cookies=False)
    first = tokens(client)
    assert (first["token_type"], first["expires_in"]) == ("bearer", 900)
    assert client.get("/api/auth/me", headers=bearer(first["access_token"])).get_json()["method"] == "token"
    second = client.post("/api/auth/token", json={"refresh_token": first["refresh_token"]}).get_json()
    assert client.get("/api/auth/me", headers=bearer(second["access_token"])).status_code == 200
    reused = client.post("/api/auth/token", json={"refresh_token": first["refresh_token"]})
    assert code(reused) == (401, "unauthorized")  # and with it the thief's whole family ends
    assert client.post("/api/auth/token", json={"refresh_token": second["refresh_token"]}).status_code == 401
    for pair in (first, second):
        assert client.get("/api/auth/me", headers=bearer(pair["access_token"])).status_code == 401


def test_signing_out_by_token_ends_its_family(closed: Flask) -> None:
    client = closed.test_client(use_cookies=False)
    pair = tokens(client)
    assert client.post("/api/auth/logout", headers=bearer(pair["access_token"])).status_code == 200
    assert client.get("/api/auth/me", headers=bearer(pair["access_token"])).status_code == 401
    assert client.post("/api/auth/token", json={"refresh_token": pair["refresh_token"]}).status_code == 401


def test_changing_the_password_ends_everything_else(closed: Flask) -> None:
    client, elsewhere = closed.test_client(), closed.test_client()
    csrf = sign_in(client).get_json()["csrf_token"]
    sign_in(elsewhere)
    pair = tokens(closed.test_client())
    body = {"current_password": PASSWORD, "new_password": "cuatro gatos callados"}
    answer = client.post("/api/auth/password", json=body, headers={"X-CSRF-Token": csrf})
    assert answer.get_json()["changed"] is True
    assert client.get("/api/auth/me").get_json()["csrf_token"] == answer.get_json()["csrf_token"]
    assert elsewhere.get("/api/auth/me").status_code == 401
    plain = closed.test_client(use_cookies=False)
    assert plain.get("/api/auth/me", headers=bearer(pair["access_token"])).status_code == 401
    assert sign_in(closed.test_client()).status_code == 401
    assert sign_in(closed.test_client(), password="cuatro gatos callados").status_code == 200


def test_a_header_that_opens_nothing_never_falls_back_to_the_cookie(closed: Flask) -> None:
    client = closed.test_client()
    sign_in(client)
    for headers in ({"X-API-Key": "wrong"}, {"Authorization": "Bearer a.b.c"}, {"Authorization": "Basic x"}):
        assert client.get("/api/auth/me", headers=headers).status_code == 401


@pytest.mark.parametrize(
    "body", [{}, {"email": EMAIL}, {"email": "x", "password": "y"}, {"email": EMAIL, "password": "y", "z": 1}]
)
def test_a_bad_body_is_422(closed: Flask, body: dict[str, Any]) -> None:
    assert code(closed.test_client().post("/api/auth/login", json=body)) == (422, "validation_error")
