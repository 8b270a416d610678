"""Production is closed without the administrator's key; development on loopback is open."""

import pytest

from app.config.config import Config, SettingsError


@pytest.fixture
def closed(make_app):
    return make_app(environment="production", admin_api_key="k" * 32).test_client()


def test_development_without_a_key_is_open(client):
    assert client.get("/api/companies").status_code == 200


@pytest.mark.parametrize("path", ["/api/companies", "/api/admin/companies", "/openapi.json", "/docs"])
def test_a_closed_installation_refuses_without_a_key(closed, path):
    answer = closed.get(path)
    assert answer.status_code == 401
    assert answer.json["error"]["code"] == "unauthorized"


@pytest.mark.parametrize("headers", [{"X-API-Key": "k" * 32}, {"Authorization": f"Bearer {'k' * 32}"}])
def test_the_administrators_key_opens_it(closed, headers):
    assert closed.get("/api/companies", headers=headers).status_code == 200


@pytest.mark.parametrize("headers", [{"X-API-Key": "wrong"}, {"X-API-Key": "ñ"}, {"Authorization": "Basic x"}])
def test_a_wrong_key_does_not(closed, headers):
    assert closed.get("/api/companies", headers=headers).status_code == 401


def test_health_is_public_in_short_form(closed):
    body = closed.get("/api/health").json
    assert set(body) == {"status", "system_type", "version"}


def test_production_without_any_key_stays_closed(make_app):
    client = make_app(environment="production").test_client()
    assert client.get("/api/companies", headers={"X-API-Key": ""}).status_code == 401


def test_open_access_refuses_to_listen_beyond_loopback():
    with pytest.raises(SettingsError, match="HOST"):
        Config.from_env({"HOST": "0.0.0.0"})


def test_a_key_lets_development_listen_anywhere():
    assert Config.from_env({"HOST": "0.0.0.0", "ADMIN_API_KEY": "k" * 32}).host == "0.0.0.0"


def test_me_says_that_access_is_open(client):
    me = client.get("/api/auth/me").json
    assert (me["role"], me["open_access"], me["method"]) == ("platform_admin", True, "open")


def test_asking_who_is_signed_in_is_no_failure(client, closed):
    assert client.get("/api/auth/session").json["identity"]["open_access"] is True
    nobody = closed.get("/api/auth/session")
    assert (nobody.status_code, nobody.json) == (200, {"identity": None})
    assert closed.get("/api/auth/session", headers={"X-API-Key": "wrong"}).json == {"identity": None}
    known = closed.get("/api/auth/session", headers={"X-API-Key": "k" * 32}).json["identity"]
    assert known == closed.get("/api/auth/me", headers={"X-API-Key": "k" * 32}).json


def test_me_needs_the_key_on_a_closed_installation(closed):
    assert closed.get("/api/auth/me").status_code == 401
    assert closed.get("/api/auth/me", headers={"X-API-Key": "k" * 32}).json["open_access"] is False
