"""Requests that are not what they say, headers on every answer, limits, proxies and other sites."""

import io
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.config.config import Config, SettingsError
from app.config.plans import TIERS
from app.utils.trusted_proxy import TrustedProxies
from tests.conftest import MakeApp
from tests.people import ADMIN_KEY

BENOVA = {"X-Company-ID": "benova"}
ADMIN = {"X-API-Key": ADMIN_KEY}


def refused(response: TestResponse, *statuses: int) -> None:
    assert response.status_code in statuses, response.text[:300]
    assert set(response.get_json()["error"]) == {"code", "message", "details", "request_id"}


@pytest.mark.parametrize(
    "query", ["q=%00", "q=a%01b", "q=%ff", "q=%C3%28", "%00=1", "q=%ED%A0%80", "q=%1b[31m", "x=" + "a" * 20_000]
)
def test_a_query_that_is_no_clean_text_is_400(shared_client: FlaskClient, query: str) -> None:
    refused(shared_client.get(f"/api/conversations?{query}", headers=BENOVA), 400)


@pytest.mark.parametrize("part", ["%00", "a%00b", "%ff", "%C3%28", "%ED%A0%80", "%07"])
@pytest.mark.parametrize("path", ["/api/documents/{}", "/api/conversations/{}/history", "/api/companies/{}"])
def test_a_path_that_is_no_clean_text_is_400(shared_client: FlaskClient, path: str, part: str) -> None:
    raw = unquote_to_bytes(path.format(part)).decode("latin-1")  # as a server hands it over
    refused(shared_client.get(path.format("x"), headers=BENOVA, environ_overrides={"PATH_INFO": raw}), 400)


@pytest.mark.parametrize("value", ["a\x00b", "a\x07b", "\x7f"])
@pytest.mark.parametrize("name", ["X-Company-ID", "X-Request-ID", "User-Agent", "X-API-Key"])
def test_a_header_with_control_characters_is_400(shared_client: FlaskClient, name: str, value: str) -> None:
    environ = {"HTTP_" + name.upper().replace("-", "_"): value}
    refused(shared_client.get("/api/companies", environ_overrides=environ), 400)


def form(**values: Any) -> dict[str, Any]:
    data = {"file": (io.BytesIO(b"Texto."), "nota.txt"), **values}
    return {"data": data, "headers": BENOVA, "content_type": "multipart/form-data"}


@pytest.mark.parametrize("value", [b"a\x00b", b"a\x01", b"\xff\xfe"])
@pytest.mark.parametrize("field", ["title", "metadata", "company_id"])
def test_a_form_that_is_no_clean_text_is_refused(shared_client: FlaskClient, field: str, value: bytes) -> None:
    head = f'--b\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n'.encode()
    headers = {**BENOVA, "Content-Type": "multipart/form-data; boundary=b"}
    refused(shared_client.post("/api/documents", data=head + value + b"\r\n--b--\r\n", headers=headers), 400)


def test_a_form_of_too_many_fields_is_refused(shared_client: FlaskClient) -> None:
    refused(shared_client.post("/api/documents", **form(**{f"f{n}": "x" for n in range(150)})), 400, 413)


def test_a_file_s_name_is_checked_too(shared_client: FlaskClient) -> None:
    body = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a\x01.txt"\r\n'
        b"Content-Type: text/plain\r\n\r\nTexto.\r\n--b--\r\n"
    )
    headers = {**BENOVA, "Content-Type": "multipart/form-data; boundary=b"}
    refused(shared_client.post("/api/documents", data=body, headers=headers), 400)


@pytest.mark.parametrize(
    "raw",
    [
        '{"content": "' + "\\ud800" + '"}',
        '{"content": "a\\u0000b"}',
        '{"content": 1e999}',
        '{"a":' * 2000 + "1" + "}" * 2000,
        '{"content": "x", "metadata": {"a": [' + "1," * 60_000 + "1]}}",
        '{"content": ' + "9" * 5000 + "}",
        b'{"content": "\xff"}',
        b"\xef\xbb\xbf{",
    ],
)
def test_json_that_cannot_be_stored_is_refused(shared_client: FlaskClient, raw: str | bytes) -> None:
    headers = {**BENOVA, "Content-Type": "application/json"}
    for path in ("/api/documents", "/api/conversations/u/test", "/api/webhook/chatwoot"):
        refused(shared_client.post(path, data=raw, headers=headers), 400, 422)


def test_a_json_body_of_unannounced_length_stops_at_the_limit(shared_client: FlaskClient) -> None:
    body = io.BytesIO(b'{"content": "' + b"x" * 1_200_000 + b'"}')
    response = shared_client.post(
        "/api/documents",
        headers={**BENOVA, "Content-Type": "application/json"},
        input_stream=body,
        environ_overrides={"wsgi.input_terminated": True},
    )
    refused(response, 413)


def test_a_stranger_s_body_is_not_read(make_app: MakeApp) -> None:
    client = make_app(environment="production").test_client()
    headers = {"Content-Type": "application/json"}
    refused(client.post("/api/documents", data="[" * 100_000, headers=headers), 401)


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
@pytest.mark.parametrize("path", ["/api/companies", "/api/health", "/api/documents", "/"])
def test_head_and_options_are_answered(shared_client: FlaskClient, method: str, path: str) -> None:
    response = shared_client.open(path, method=method, headers=BENOVA, buffered=True)
    assert response.status_code == 200
    assert response.data == b""


@pytest.mark.parametrize("method", ["TRACE", "PROPFIND", "BREW"])
def test_an_odd_method_is_405(shared_client: FlaskClient, method: str) -> None:
    refused(shared_client.open("/api/companies", method=method), 405)


PATHS = ["/", "/docs", "/openapi.json", "/api/health", "/api/companies", "/api/nothing", "/docs/start.js"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_security_headers(shared_client: FlaskClient, path: str) -> None:
    headers = shared_client.get(path, buffered=True).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Frame-Options"] == "DENY"
    assert "Access-Control-Allow-Origin" not in headers
    assert "Strict-Transport-Security" not in headers  # plain http, development


@pytest.mark.parametrize("path", ["/", "/docs", "/settings"])
def test_pages_run_no_script_but_their_own(shared_client: FlaskClient, path: str) -> None:
    policy = shared_client.get(path, buffered=True).headers["Content-Security-Policy"]
    rules = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert rules["script-src"] == "'self'"
    assert rules["object-src"] == "'none'"
    assert rules["frame-ancestors"] == "'none'"


def test_answers_of_the_api_are_kept_by_nobody(shared_client: FlaskClient) -> None:
    for path in ("/api/companies", "/api/nothing", "/openapi.json"):
        headers = shared_client.get(path).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"


def test_https_in_production_is_remembered(make_app: MakeApp) -> None:
    client = make_app(environment="production").test_client()
    assert "Strict-Transport-Security" in client.get("/api/health", base_url="https://panel.example").headers
    assert "Strict-Transport-Security" not in client.get("/api/health").headers


def preflight(client: FlaskClient, origin: str) -> TestResponse:
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    return client.options("/api/documents", headers=headers)


def test_other_sites_are_let_in_by_name_only(make_app: MakeApp) -> None:
    settings = {"environment": "production", "admin_api_key": ADMIN_KEY}
    listed = make_app(**settings, cors_origins=("https://web.example",)).test_client()
    assert preflight(listed, "https://web.example").status_code == 204
    assert preflight(listed, "https://evil.example").status_code == 401
    answer = listed.get("/api/companies", headers={**ADMIN, "Origin": "https://web.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "https://web.example"
    assert "Access-Control-Allow-Credentials" not in answer.headers  # the cookie stays at home
    foreign = listed.get("/api/companies", headers={**ADMIN, "Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in foreign.headers
    closed = make_app(**settings).test_client()
    assert preflight(closed, "https://web.example").status_code == 401


@pytest.mark.parametrize("raw", ["*", "web.example", "https://web.example/path"])
def test_an_odd_list_of_sites_stops_the_start(raw: str) -> None:
    with pytest.raises(SettingsError, match="CORS_ORIGINS"):
        Config.from_env({"CORS_ORIGINS": raw})


def seen_by(networks: list[str], **environ: str) -> tuple[str, str]:
    seen: dict[str, Any] = {"wsgi.url_scheme": "http", **environ}
    TrustedProxies(lambda _environ, _start: [b""], networks)(seen, lambda *_args: None)
    return seen["REMOTE_ADDR"], seen["wsgi.url_scheme"]


def test_forwarded_addresses_count_only_from_trusted_proxies() -> None:
    said = {"HTTP_X_FORWARDED_FOR": "6.6.6.6, 9.9.9.9", "HTTP_X_FORWARDED_PROTO": "https"}
    assert seen_by([], REMOTE_ADDR="10.0.0.2", **said) == ("10.0.0.2", "http")
    assert seen_by(["10.0.0.0/8"], REMOTE_ADDR="8.8.8.8", **said) == ("8.8.8.8", "http")
    assert seen_by(["10.0.0.0/8"], REMOTE_ADDR="10.0.0.2", **said) == ("9.9.9.9", "https")
    chain = {**said, "HTTP_X_FORWARDED_FOR": "6.6.6.6, 9.9.9.9, 10.0.0.7"}
    assert seen_by(["10.0.0.0/8"], REMOTE_ADDR="10.0.0.2", **chain) == ("9.9.9.9", "https")
    odd = {"HTTP_X_FORWARDED_FOR": "nonsense", "HTTP_X_FORWARDED_PROTO": "gopher"}
    assert seen_by(["10.0.0.0/8"], REMOTE_ADDR="10.0.0.2", **odd) == ("10.0.0.2", "http")


def limited(make_app: MakeApp, backend: dict[str, str] | None = None) -> Flask:
    app = make_app(**(backend or {}))
    app.test_client().put("/api/admin/companies/benova", json={"rate_limit_per_minute": 3})
    return app


def test_a_company_s_limit_of_requests_holds_for_it_alone(make_app: MakeApp) -> None:
    client = limited(make_app).test_client()
    codes = [client.get("/api/documents", headers=BENOVA).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    over = client.get("/api/documents", headers=BENOVA)
    assert over.get_json()["error"]["code"] == "rate_limited"
    assert 0 < int(over.headers["Retry-After"]) <= 61
    assert client.get("/api/documents", headers={"X-Company-ID": "medispa"}).status_code == 200


def test_development_has_no_limit_unless_one_is_set(make_app: MakeApp) -> None:
    benova = make_app().extensions["services"].companies.manager.get("benova")
    assert benova.limits.rate_limit_per_minute is None
    production = make_app(environment="production").extensions["services"].companies.manager
    assert production.get("benova").limits.rate_limit_per_minute == TIERS["professional"].rate_limit_per_minute


@pytest.mark.parametrize(
    "secret", ["short", "changeme-changeme-changeme-changeme", "a" * 64, "your-secret-key-0123456789abcdef012345"]
)
def test_a_weak_secret_stops_production(secret: str) -> None:
    with pytest.raises(SettingsError, match="SECRET_KEY"):
        Config.from_env({"ENVIRONMENT": "production", "SECRET_KEY": secret})
    assert Config.from_env({"SECRET_KEY": secret}).secret_key == secret  # development is one's own matter


def test_a_missing_secret_is_made_once_and_kept(make_app: MakeApp) -> None:
    first = make_app(environment="production").extensions["services"].identity
    made = first.authenticator._tokens._key.value()
    again = make_app(environment="production").extensions["services"].identity
    assert again.authenticator._tokens._key.value() == made
    assert len(made) == 64


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/api/nothing", 404),
        ("DELETE", "/api", 404),
        ("GET", "/api/auth/login", 405),
        ("PUT", "/api/auth/login", 405),
        ("POST", "/api/companies/benova/stats", 405),
        ("POST", "/settings", 405),
    ],
)
def test_an_unknown_path_is_told_from_a_wrong_method(
    shared_client: FlaskClient, method: str, path: str, status: int
) -> None:
    refused(shared_client.open(path, method=method), status)


def test_options_names_a_path_s_own_methods(shared_client: FlaskClient) -> None:
    allowed = shared_client.options("/api/documents/search", headers=BENOVA).headers["Allow"]
    assert set(allowed.split(", ")) == {"POST", "OPTIONS"}
    assert set(shared_client.get("/api/auth/login").headers["Allow"].split(", ")) == {"POST", "OPTIONS"}


@pytest.mark.parametrize("start", ["9999-12-31T23:00:00-11:00", "0001-01-01T00:00:00+14:00"])
def test_the_ends_of_the_calendar_are_refused(shared_client: FlaskClient, start: str) -> None:
    body = {"treatment": "botox", "start": start, "name": "Ana", "phone": "+573105550100"}
    refused(shared_client.post("/api/appointments", json=body, headers=BENOVA), 422)


def test_a_new_company_is_named_once(shared_client: FlaskClient) -> None:
    body = {"company_id": "otra", "company_name": "Otra"}
    response = shared_client.post("/api/admin/companies", json=body, headers=BENOVA)
    assert response.get_json()["error"]["code"] == "company_conflict"
