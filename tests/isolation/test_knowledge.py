"""Own answers, open questions, versions, exports: another company's are as absent as what never was."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.conftest import MakeApp

MINE, THEIRS = "benova", "medispa"
ANSWER = {"question": "¿Aceptan mascotas?", "answer": "Sí, con correa, en la sala de espera."}
ABSENT = {"documents": "doc_0000000000000000000000000000000000", "answers": "ans_0", "unanswered": "ask_0"}


@pytest.fixture
def world(make_app: MakeApp, backend: dict[str, str]) -> Flask:
    return make_app(**backend)


@pytest.fixture
def client(world: Flask) -> FlaskClient:
    return world.test_client()


def call(client: FlaskClient, company: str, method: str, path: str, **options: Any) -> TestResponse:
    return client.open(path, method=method, headers={"X-Company-ID": company, "X-Request-ID": "same"}, **options)


def replaced_document(client: FlaskClient, company: str) -> str:
    """A document with one earlier version."""
    for text in ("La clave del laboratorio es zafiro.", "La clave del laboratorio es turquesa."):
        made = call(client, company, "POST", "/api/documents", json={"content": text, "external_id": "clave"})
    return str(made.get_json()["document_id"])


def open_question(world: Flask, client: FlaskClient, company: str) -> str:
    text = {"message": "¿venden repuestos para motos?"}
    call(client, company, "POST", "/api/conversations/eva/test", json=text)
    world.extensions["services"].unanswered.flush()
    page = call(client, company, "GET", "/api/knowledge/unanswered").get_json()
    return str(page["questions"][0]["question_id"])


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/chunks"),
        ("GET", "/versions"),
        ("POST", "/versions/1/restore"),
        ("POST", "/reindex"),
        ("PATCH", ""),
    ],
)
def test_another_s_document_cannot_be_looked_into_or_changed(client: FlaskClient, method: str, path: str) -> None:
    theirs = replaced_document(client, THEIRS)
    options = {"json": {"title": "mío"}} if method == "PATCH" else {}
    foreign = call(client, MINE, method, f"/api/documents/{theirs}{path}", **options)
    absent = call(client, MINE, method, f"/api/documents/{ABSENT['documents']}{path}", **options)
    assert foreign.status_code == 404
    assert foreign.data == absent.data
    kept = call(client, THEIRS, "GET", f"/api/documents/{theirs}").get_json()
    assert (kept["version"], "turquesa" in kept["content"]) == (2, True)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_another_s_own_answer_is_absent(client: FlaskClient, method: str) -> None:
    theirs = call(client, THEIRS, "POST", "/api/knowledge/answers", json=ANSWER).get_json()["answer_id"]
    options = {"json": {"answer": "No."}} if method == "PUT" else {}
    foreign = call(client, MINE, method, f"/api/knowledge/answers/{theirs}", **options)
    absent = call(client, MINE, method, f"/api/knowledge/answers/{ABSENT['answers']}", **options)
    assert foreign.status_code == 404
    assert foreign.data == absent.data
    kept = call(client, THEIRS, "GET", f"/api/knowledge/answers/{theirs}").get_json()
    assert kept["answer"] == ANSWER["answer"]


def test_another_s_own_answer_is_neither_listed_nor_given(client: FlaskClient) -> None:
    call(client, THEIRS, "POST", "/api/knowledge/answers", json=ANSWER)
    assert call(client, MINE, "GET", "/api/knowledge/answers").get_json()["total"] == 0
    asked = {"message": "¿aceptan mascotas?"}
    mine = call(client, MINE, "POST", "/api/conversations/ana/test", json=asked).get_json()
    theirs = call(client, THEIRS, "POST", "/api/conversations/ana/test", json=asked).get_json()
    assert "correa" not in mine["bot_response"]
    assert ANSWER["answer"] in theirs["bot_response"]


@pytest.mark.parametrize(("method", "path"), [("POST", "/answer"), ("DELETE", "")])
def test_another_s_open_question_is_absent(world: Flask, client: FlaskClient, method: str, path: str) -> None:
    theirs = open_question(world, client, THEIRS)
    assert call(client, MINE, "GET", "/api/knowledge/unanswered").get_json()["total_questions"] == 0
    options = {"json": {"answer": "No."}} if method == "POST" else {}
    foreign = call(client, MINE, method, f"/api/knowledge/unanswered/{theirs}{path}", **options)
    absent = call(client, MINE, method, f"/api/knowledge/unanswered/{ABSENT['unanswered']}{path}", **options)
    assert foreign.status_code == 404
    assert foreign.data == absent.data
    assert call(client, THEIRS, "GET", "/api/knowledge/unanswered").get_json()["total_questions"] == 1


def test_export_and_statistics_hold_own_knowledge_only(world: Flask, client: FlaskClient) -> None:
    replaced_document(client, THEIRS)
    call(client, THEIRS, "POST", "/api/knowledge/answers", json=ANSWER)
    open_question(world, client, THEIRS)
    assert call(client, MINE, "GET", "/api/documents/export").text.count("\n") == 1
    figures = call(client, MINE, "GET", "/api/documents/stats").get_json()
    assert [figures[name] for name in ("documents", "chunks", "answers", "unanswered")] == [0, 0, 0, 0]


def test_re_indexing_and_importing_leave_the_other_alone(client: FlaskClient) -> None:
    theirs = replaced_document(client, THEIRS)
    exported = call(client, THEIRS, "GET", "/api/documents/export").data
    taken = call(client, MINE, "POST", "/api/documents/import", data=exported, content_type="application/x-ndjson")
    assert taken.get_json()["documents"] == 1
    assert call(client, MINE, "POST", "/api/documents/reindex").get_json()["documents"] == 1
    mine = call(client, MINE, "GET", "/api/documents").get_json()["documents"][0]["document_id"]
    call(client, MINE, "DELETE", f"/api/documents/{mine}")
    assert call(client, THEIRS, "GET", f"/api/documents/{theirs}").status_code == 200
