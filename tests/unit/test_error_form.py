"""Every failure has one form, whatever raised it."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.models import errors
from app.utils.error_handlers import STATUS, status_of
from tests.conftest import MakeApp

BENOVA = {"X-Company-ID": "benova"}


def refused(response: TestResponse, status: int, code: str) -> dict[str, Any]:
    body = response.get_json()
    assert response.status_code == status, body
    assert response.mimetype == "application/json"
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "details", "request_id"}
    assert body["error"]["code"] == code
    assert body["error"]["request_id"] == response.headers["X-Request-ID"]
    return dict(body["error"])


def json_body(raw: str | bytes, **headers: str) -> dict[str, Any]:
    return {"data": raw, "headers": {**BENOVA, "Content-Type": "application/json", **headers}}


BAD_BODIES = {
    "nan": '{"content": NaN}',
    "duplicate key": '{"content": "a", "content": "b"}',
    "brackets": "[" * 100_000,
    "lone surrogate": '{"content": "\\ud800"}',
    "nul": '{"content": "a\\u0000b"}',
    "cut": '{"content": ',
    "not utf-8": b'{"content": "\xff"}',
}


@pytest.mark.parametrize("raw", BAD_BODIES.values(), ids=BAD_BODIES.keys())
@pytest.mark.parametrize("path", ["/api/documents", "/api/documents/search", "/api/conversations/u/test"])
def test_malformed_json_is_400(shared_client: FlaskClient, path: str, raw: str | bytes) -> None:
    refused(shared_client.post(path, **json_body(raw)), 400, "invalid_request")


@pytest.mark.parametrize("raw", ["", "[]", '"texto"', "3", "null", "true"])
@pytest.mark.parametrize("path", ["/api/documents", "/api/documents/search", "/api/conversations/u/test"])
def test_json_that_is_no_object_is_refused(shared_client: FlaskClient, path: str, raw: str) -> None:
    response = shared_client.post(path, **json_body(raw))
    assert response.status_code in (400, 422)
    refused(response, response.status_code, response.get_json()["error"]["code"])


def test_an_unknown_path_is_404(shared_client: FlaskClient) -> None:
    refused(shared_client.get("/api/nothing/here"), 404, "not_found")


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/companies/benova/nothing"])
def test_an_unknown_api_path_is_never_the_panel(shared_client: FlaskClient, path: str) -> None:
    refused(shared_client.get(path), 404, "not_found")


def test_a_wrong_method_is_405(shared_client: FlaskClient) -> None:
    refused(shared_client.put("/api/documents", headers=BENOVA), 405, "method_not_allowed")


def test_a_wrong_method_says_which_are_allowed(shared_client: FlaskClient) -> None:
    assert "GET" in shared_client.put("/api/documents", headers=BENOVA).headers["Allow"]


def test_a_json_body_over_a_megabyte_is_413(shared_client: FlaskClient) -> None:
    response = shared_client.post("/api/documents", **json_body('{"content": "' + "x" * 1_000_001 + '"}'))
    refused(response, 413, "payload_too_large")


def test_an_upload_over_the_limit_is_413(shared_client: FlaskClient) -> None:
    headers = {**BENOVA, "Content-Type": "multipart/form-data; boundary=b"}
    said = {"CONTENT_LENGTH": "25000001"}
    response = shared_client.post("/api/documents", headers=headers, data=b"--b--", environ_overrides=said)
    refused(response, 413, "payload_too_large")


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", "application/x-www-form-urlencoded", ""])
def test_another_media_type_is_415(shared_client: FlaskClient, media_type: str) -> None:
    response = shared_client.post(
        "/api/documents", data=b"content=hola", headers={**BENOVA, "Content-Type": media_type}
    )
    refused(response, 415, "unsupported_media_type")


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/api/documents", {"content": ""}, "content"),
        ("/api/documents", {}, "content"),
        ("/api/documents", {"content": "x", "color": "azul"}, "color"),
        ("/api/documents", {"content": "x", "metadata": []}, "metadata"),
        ("/api/documents", {"content": "x", "title": "t" * 301}, "title"),
        ("/api/documents/search", {"query": ""}, "query"),
        ("/api/documents/search", {"query": "x", "k": 0}, "k"),
        ("/api/documents/search", {"query": "x", "k": "muchos"}, "k"),
        ("/api/conversations/u/test", {}, "message"),
        ("/api/conversations/u/test", {"message": "   "}, "message"),
        ("/api/conversations/u/test", {"message": ["hola"]}, "message"),
        (
            "/api/admin/companies",
            {"company_id": "nueva", "company_name": "Nueva", "slot_minutes": 7},
            "slot_minutes",
        ),
    ],
)
def test_invalid_fields_are_422_and_named(shared_client: FlaskClient, path: str, body: Any, field: str) -> None:
    headers = {} if "admin" in path else BENOVA
    assert (
        field in refused(shared_client.post(path, json=body, headers=headers), 422, "validation_error")["details"]
    )


@pytest.mark.parametrize("query", ["page=0", "page=x", "page_size=201", "page=99999999999999999999"])
def test_invalid_paging_is_422(shared_client: FlaskClient, query: str) -> None:
    refused(shared_client.get(f"/api/documents?{query}", headers=BENOVA), 422, "validation_error")


@pytest.mark.parametrize("user_id", ["%20", "%00", "a%0Ab", "x" * 129])
def test_a_bad_user_id_is_refused(shared_client: FlaskClient, user_id: str) -> None:
    response = shared_client.post(f"/api/conversations/{user_id}/test", json={"message": "hola"}, headers=BENOVA)
    assert response.status_code in (400, 404, 422)
    refused(response, response.status_code, response.get_json()["error"]["code"])


@pytest.fixture
def failing(make_app: MakeApp, request: pytest.FixtureRequest) -> Iterator[FlaskClient]:
    """A client of an application whose statistics fail in the given way."""
    app = make_app()

    def fail(*_args: object) -> None:
        raise request.param

    app.extensions["services"].stats.company = fail
    return app.test_client()


@pytest.mark.parametrize("failing", [errors.RecordUnavailableError()], indirect=True)
def test_a_dependency_that_is_down_is_503_with_retry_after(failing: FlaskClient) -> None:
    response = failing.get("/api/companies/benova/stats")
    refused(response, 503, "database_unavailable")
    assert int(response.headers["Retry-After"]) > 0


@pytest.mark.parametrize("failing", [RuntimeError("secret of /etc/passwd")], indirect=True)
def test_a_crash_is_500_and_tells_nothing(failing: FlaskClient, logs: pytest.LogCaptureFixture) -> None:
    response = failing.get("/api/companies/benova/stats")
    refused(response, 500, "internal_error")
    assert "secret" not in response.text
    assert "secret of /etc/passwd" in logs.text  # the traceback is in the log


@pytest.mark.parametrize("token", ["abc-123", "a.b_c:d-e", "x" * 100])
def test_a_sane_request_id_is_sent_back(shared_client: FlaskClient, token: str) -> None:
    response = shared_client.get("/api/companies/nadie", headers={"X-Request-ID": token})
    assert refused(response, 404, "company_not_found")["request_id"] == token


@pytest.mark.parametrize("token", ["", "a b", "x" * 101, "<script>", "á"])
def test_an_odd_request_id_is_replaced(shared_client: FlaskClient, token: str) -> None:
    headers = {"X-Request-ID": token.encode("latin-1").decode("latin-1")}
    first = shared_client.get("/api/companies", headers=headers).headers["X-Request-ID"]
    second = shared_client.get("/api/companies", headers=headers).headers["X-Request-ID"]
    assert first != token
    assert first
    assert first != second


def test_no_expected_failure_ends_as_500_by_oversight() -> None:
    def below(kind: type[errors.DomainError]) -> Iterator[type[errors.DomainError]]:
        for sub in kind.__subclasses__():
            yield sub
            yield from below(sub)

    public = {kind for kind in below(errors.DomainError) if kind.__module__ == errors.__name__}
    meant_as_500 = {errors.InboundNotStoredError}  # Chatwoot delivers again after a 500 only
    assert {kind for kind in public if status_of(kind()) == 500} == meant_as_500
    assert len({kind.code for kind in public}) == len(public)
    assert set(STATUS.values()) <= {400, 401, 403, 404, 409, 413, 415, 422, 429, 503}
