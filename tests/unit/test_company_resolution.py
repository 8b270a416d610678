"""Which company a request is for: every source, alone and against every other."""

import io
import itertools
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.conftest import MakeApp

SOURCES = ("header", "query", "body")
DOCUMENT = {"content": "El botox se aplica en treinta minutos."}


def post(client: FlaskClient, **named: str) -> TestResponse:
    """Upload a document with the company named in the given sources."""
    headers = {"X-Company-ID": named["header"]} if "header" in named else {}
    query = {"company_id": named["query"]} if "query" in named else {}
    if "form" in named:
        data: Any = {"company_id": named["form"], "file": (io.BytesIO(b"Hola, botox."), "a.txt")}
        return client.post("/api/documents", headers=headers, query_string=query, data=data)
    body = {**DOCUMENT, **({"company_id": named["body"]} if "body" in named else {})}
    return client.post("/api/documents", headers=headers, query_string=query, json=body)


def code(response: TestResponse) -> tuple[int, str]:
    return response.status_code, response.get_json()["error"]["code"]


@pytest.mark.parametrize("source", [*SOURCES, "form"])
def test_each_source_alone_selects_the_company(client: FlaskClient, source: str) -> None:
    response = post(client, **{source: "medispa"})
    assert response.status_code == 201
    assert response.get_json()["company_id"] == "medispa"


def test_all_sources_may_agree(client: FlaskClient) -> None:
    assert post(client, header="dental", query="dental", body="dental").get_json()["company_id"] == "dental"


@pytest.mark.parametrize(("one", "other"), list(itertools.permutations([*SOURCES, "form"], 2)))
def test_two_that_differ_are_refused_and_nothing_is_written(client: FlaskClient, one: str, other: str) -> None:
    if {one, other} == {"body", "form"}:
        pytest.skip("a request has one body")
    assert code(post(client, **{one: "benova", other: "medispa"})) == (400, "company_conflict")
    for company in ("benova", "medispa"):
        page = client.get("/api/documents", headers={"X-Company-ID": company}).get_json()
        assert page["total_documents"] == 0


@pytest.mark.parametrize("source", ["header", "query"])
def test_the_path_must_agree_too(client: FlaskClient, source: str) -> None:
    named = (
        {"headers": {"X-Company-ID": "medispa"}} if source == "header" else {"query_string": "company_id=medispa"}
    )
    assert code(client.get("/api/companies/benova", **named)) == (400, "company_conflict")


def test_an_administrator_s_change_must_agree_with_its_path(client: FlaskClient) -> None:
    response = client.put("/api/admin/companies/benova", json={"company_id": "medispa", "address": "X"})
    assert code(response) == (400, "company_conflict")


def test_a_header_sent_twice_with_different_companies_conflicts(client: FlaskClient) -> None:
    joined = {"HTTP_X_COMPANY_ID": "benova,medispa"}  # as WSGI servers hand it on
    assert code(client.get("/api/documents", environ_overrides=joined)) == (400, "company_conflict")


def test_a_query_repeated_with_different_companies_conflicts(client: FlaskClient) -> None:
    assert code(client.get("/api/documents?company_id=benova&company_id=medispa")) == (400, "company_conflict")


@pytest.mark.parametrize("value", ["", " benova", "Benova", "benova,", "b/../x", "benova*", "x" * 51, "ｂenova"])
@pytest.mark.parametrize("source", ["query", "body"])
def test_a_malformed_id_is_400(client: FlaskClient, source: str, value: str) -> None:
    assert code(post(client, **{source: value})) == (400, "company_id_invalid")


@pytest.mark.parametrize("value", ["Benova", "benova,", "x" * 51, "", "benova, benova"])
def test_a_malformed_header_is_400(client: FlaskClient, value: str) -> None:
    assert code(post(client, header=value)) == (400, "company_id_invalid")


@pytest.mark.parametrize("value", [7, None, ["benova"], {"id": "benova"}, True])
def test_an_id_that_is_no_text_is_400(client: FlaskClient, value: object) -> None:
    response = client.post("/api/documents", json={**DOCUMENT, "company_id": value})
    assert code(response) == (400, "company_id_invalid")


def test_one_malformed_source_is_enough_to_refuse(client: FlaskClient) -> None:
    assert code(post(client, header="benova", body="Benova")) == (400, "company_id_invalid")


@pytest.mark.parametrize("source", [*SOURCES, "form"])
def test_an_unknown_company_is_404(client: FlaskClient, source: str) -> None:
    assert code(post(client, **{source: "nadie"})) == (404, "company_not_found")


@pytest.mark.parametrize("path", ["", "/agents", "/stats"])
def test_an_unknown_company_in_the_path_is_404(client: FlaskClient, path: str) -> None:
    assert code(client.get(f"/api/companies/nadie{path}")) == (404, "company_not_found")


def test_an_inactive_company_is_403(client: FlaskClient) -> None:
    assert client.delete("/api/admin/companies/dental").status_code == 200
    assert code(post(client, header="dental")) == (403, "company_inactive")
    assert code(client.get("/api/companies/dental")) == (403, "company_inactive")


def test_without_any_source_a_company_is_required(client: FlaskClient) -> None:
    assert code(post(client)) == (400, "company_required")
    assert code(client.get("/api/documents")) == (400, "company_required")


def test_the_default_serves_only_where_none_is_named(make_app: MakeApp) -> None:
    client = make_app(default_company_id="wellness").test_client()
    assert post(client).get_json()["company_id"] == "wellness"
    assert post(client, query="dental").get_json()["company_id"] == "dental"
    assert code(post(client, query="nadie")) == (404, "company_not_found")
    assert code(post(client, query="")) == (400, "company_id_invalid")


def test_the_default_never_serves_a_webhook(make_app: MakeApp) -> None:
    client = make_app(default_company_id="wellness").test_client()
    answer = client.post("/api/webhook/chatwoot", json={"event": "message_created", "content": "hola"}).get_json()
    assert (answer["company_id"], answer["status"]) == (None, "ignored")
