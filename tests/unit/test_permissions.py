"""Every route of the application against every role, from the route map itself."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app import create_app
from app.config.config import Config
from app.utils.permissions import Access, is_mapped, required_access
from tests.people import ADMIN_KEY, key_headers

# What needs no credential in production, by name: a route that becomes public by mistake fails here.
PUBLIC = {
    ("GET", "/api/health"),
    ("GET", "/api/health/live"),
    ("GET", "/api/health/ready"),
    ("GET", "/metrics"),  # its own check: test_operations
    ("POST", "/api/auth/login"),
    ("POST", "/api/auth/token"),
    ("GET", "/api/auth/session"),
    ("GET", "/api/auth/setup"),
    ("POST", "/api/auth/setup"),
    ("POST", "/api/webhook/chatwoot"),
    ("POST", "/api/webhook/chatwoot/<token>"),
    ("GET", "/"),
    ("GET", "/<path:path>"),
}
WRONG = ({}, {"X-API-Key": "wrong"}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer a.b.c"})
ROLES = ("viewer", "company_admin", "platform_admin")


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    config = Config(
        environment="production",
        admin_api_key=ADMIN_KEY,
        instance_path=Path(tmp_path_factory.mktemp("closed")),
        load_sample_documents=False,
    )
    app = create_app(config)
    yield app
    app.extensions["services"].close()


@pytest.fixture(scope="module")
def headers(closed: Flask) -> dict[str, dict[str, str]]:
    closed.extensions["services"].companies.manager.all()
    return {role: key_headers(closed, role, *(() if role == "platform_admin" else ("benova",))) for role in ROLES}


def rules(app: Flask) -> list[tuple[str, Rule]]:
    return [(m, rule) for rule in app.url_map.iter_rules() for m in sorted(rule.methods or ()) if m != "OPTIONS"]


def path_of(rule: Rule, company: str = "benova") -> str:
    path = rule.rule.replace("<company_id>", company)
    return re.sub(r"<[^>]+>", "nada", path)


def ask(client: FlaskClient, method: str, rule: Rule, headers: dict[str, str], company: str = "benova") -> int:
    """The status for a request that names `company` wherever it can; the stream of events is not read."""
    named = {"X-Company-ID": company} if "<company_id>" not in rule.rule else {}
    response = client.open(path_of(rule, company), method=method, headers={**headers, **named}, buffered=False)
    response.close()
    return response.status_code


def test_every_route_has_a_rule(closed: Flask) -> None:
    missing = {rule.endpoint for rule in closed.url_map.iter_rules() if not is_mapped(rule.endpoint)}
    assert not missing, "name them in app/utils/permissions.py"


def test_the_public_routes_are_the_ones_named_here(closed: Flask) -> None:
    public = {
        (m, rule.rule)
        for m, rule in rules(closed)
        if m != "HEAD" and required_access(rule.endpoint, m) is Access.PUBLIC
    }
    assert public == PUBLIC


def test_without_a_credential_every_other_route_is_401(closed: Flask) -> None:
    client = closed.test_client()
    opened = {
        (m, rule.rule): status
        for m, rule in rules(closed)
        if required_access(rule.endpoint, m) is not Access.PUBLIC
        for wrong in (
            {},
            {"X-API-Key": "wrong"},
            {"Authorization": "Bearer wrong"},
            {"Authorization": "Bearer a.b.c"},
        )
        if (status := ask(client, m, rule, wrong)) != 401
    }
    assert not opened


@pytest.mark.parametrize("role", ["viewer", "company_admin"])
def test_a_role_is_refused_what_is_above_it_and_nothing_else(
    closed: Flask, headers: dict[str, dict[str, str]], role: str
) -> None:
    client, level = closed.test_client(), {"viewer": Access.VIEWER, "company_admin": Access.COMPANY_ADMIN}[role]
    wrong = {}
    for method, rule in rules(closed):
        access = required_access(rule.endpoint, method)
        if access is Access.PUBLIC:
            continue
        status = ask(client, method, rule, headers[role])
        if (status == 403) != (access > level):
            wrong[method, rule.rule] = status
    assert not wrong


def test_a_viewer_changes_nothing(closed: Flask, headers: dict[str, dict[str, str]]) -> None:
    client = closed.test_client()
    changes = [(m, r) for m, r in rules(closed) if m not in ("GET", "HEAD") and (m, r.rule) not in PUBLIC]
    own = {"/api/auth/logout", "/api/auth/password"}  # one's own session and password
    allowed = {r.rule for m, r in changes if ask(client, m, r, headers["viewer"]) != 403}
    assert len(changes) > 20
    assert allowed <= own


@pytest.mark.parametrize("role", ["viewer", "company_admin"])
@pytest.mark.parametrize("company", ["medispa", "nobody"])
def test_another_company_is_403_whether_it_exists_or_not(
    closed: Flask, headers: dict[str, dict[str, str]], role: str, company: str
) -> None:
    client, leaked = closed.test_client(), {}
    for method, rule in rules(closed):
        access = required_access(rule.endpoint, method)
        if access <= Access.ANYONE or not _takes_company(rule):
            continue
        status = ask(client, method, rule, headers[role], company)
        if status != 403:
            leaked[method, rule.rule] = status
    assert not leaked


def _takes_company(rule: Rule) -> bool:
    """Lists of the installation show what the caller may see; people and keys are found by id alone."""
    listed = (
        "/api/companies",
        "/api/admin/companies",
        "/api/health/companies",
        "/api/admin/vectorstore/health",
        "/api/admin/overview",
    )
    by_id = ("users.", "api_keys.")
    return rule.rule not in listed and not rule.endpoint.startswith(by_id)


def test_the_platform_administrator_is_refused_nothing(closed: Flask, headers: dict[str, dict[str, str]]) -> None:
    client = closed.test_client()
    refused = {
        (m, rule.rule)
        for m, rule in rules(closed)
        if not rule.endpoint.startswith(("webhook.", "admin.deactivate"))  # a closed company is 403 for all
        and ask(client, m, rule, headers["platform_admin"]) in (401, 403)
    }
    assert refused <= {("POST", "/api/auth/setup")}  # its own token decides


@pytest.mark.parametrize("path", ["/api/companies", "/api/admin/companies", "/api/health/companies"])
@pytest.mark.parametrize("role", ["viewer", "company_admin"])
def test_lists_show_granted_companies_only(
    closed: Flask, headers: dict[str, dict[str, str]], path: str, role: str
) -> None:
    body = closed.test_client().get(path, headers=headers[role]).get_json()
    found = (
        body["companies"] if isinstance(body["companies"], dict) else [c["company_id"] for c in body["companies"]]
    )
    assert (list(found), body["total"]) == (["benova"], 1)


def test_an_unmapped_route_would_be_the_platform_s_alone() -> None:
    assert required_access("novelty.list_things", "GET") is Access.PLATFORM_ADMIN


def test_health_tells_a_company_s_administrator_no_more_than_a_stranger(
    closed: Flask, headers: dict[str, dict[str, str]]
) -> None:
    client = closed.test_client()
    body = client.get("/api/health", headers=headers["company_admin"]).get_json()
    assert set(body) == set(client.get("/api/health").get_json())
    assert "companies" in client.get("/api/health", headers=headers["platform_admin"]).get_json()


@pytest.mark.parametrize("field", ["subscription_tier", "max_documents", "is_active", "redis_prefix"])
def test_a_company_s_administrator_leaves_the_plan_alone(
    closed: Flask, headers: dict[str, dict[str, str]], field: str
) -> None:
    client, mine = closed.test_client(), headers["company_admin"]
    shown = client.get("/api/admin/companies/benova", headers=mine).get_json()
    path = "/api/admin/companies/benova"
    assert client.put(path, json={field: shown[field], "address": "Calle 1"}, headers=mine).status_code == 200
    other = {"subscription_tier": "enterprise", "max_documents": 9, "is_active": False, "redis_prefix": "otro:"}
    assert client.put(path, json={field: other[field]}, headers=mine).status_code == 403
    assert client.get(path, headers=mine).get_json()[field] == shown[field]


@pytest.mark.parametrize("field", ["rate_limit_per_minute", "subscription_tier", "is_active"])
def test_restoring_an_earlier_version_undoes_no_limit_of_the_platform(
    closed: Flask, headers: dict[str, dict[str, str]], field: str
) -> None:
    client, platform = closed.test_client(), {"X-API-Key": ADMIN_KEY}
    path = "/api/admin/companies/dental"
    mine = key_headers(closed, "company_admin", "dental")
    assert client.put(path, json={"address": f"Calle de {field}"}, headers=mine).status_code == 200
    earlier = client.get(f"{path}/versions", headers=mine).get_json()["versions"][0]["version"]
    value = {"rate_limit_per_minute": 50, "subscription_tier": "trial", "is_active": False}[field]
    assert client.put(path, json={field: value}, headers=platform).status_code == 200
    refused = client.post(f"{path}/restore", json={"version": earlier}, headers=mine)
    assert (refused.status_code, refused.get_json()["error"]["code"]) == (403, "forbidden")
    assert client.get(path, headers=platform).get_json()[field] == value
    assert client.post(f"{path}/restore", json={"version": earlier}, headers=platform).status_code == 200
