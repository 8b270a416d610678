"""Documents together, versions, expiry, own answers and open questions, through the API."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

HEADERS = {"X-Company-ID": "benova"}
PARKING = "El parqueadero queda en el sótano dos y es gratuito."
PETS = {"question": "¿Aceptan mascotas?", "answer": "Sí: su mascota lo espera en la sala, con correa."}


def post(client: FlaskClient, path: str, **body: Any) -> TestResponse:
    return client.post(f"/api/{path}", headers=HEADERS, json=body)


def get(client: FlaskClient, path: str) -> Any:
    return client.get(f"/api/{path}", headers=HEADERS).get_json()


def found(client: FlaskClient, query: str) -> list[str]:
    return [hit["document_id"] for hit in post(client, "documents/search", query=query).get_json()["results"]]


def say(client: FlaskClient, text: str, user_id: str = "ana") -> dict[str, Any]:
    return dict(post(client, f"conversations/{user_id}/test", message=text).get_json())


def test_the_very_same_input_again_changes_nothing(client: FlaskClient) -> None:
    first, second = (post(client, "documents", content=PARKING, title="Sede") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.get_json()["document_id"] == first.get_json()["document_id"]
    assert (second.get_json()["unchanged"], second.get_json()["status"]) == (True, "indexed")
    assert get(client, "documents")["total_documents"] == 1


def test_the_same_text_under_another_title_is_another_document(client: FlaskClient) -> None:
    post(client, "documents", content=PARKING, title="Sede")
    assert post(client, "documents", content=PARKING, title="Parqueadero").status_code == 201
    assert get(client, "documents")["total_documents"] == 2


def test_each_of_several_files_succeeds_or_fails_for_itself(client: FlaskClient) -> None:
    files = [
        (io.BytesIO(PARKING.encode()), "sede.txt"),
        (io.BytesIO(b""), "vacio.txt"),
        (io.BytesIO(b"%PDF-"), "x.pdf"),
    ]
    body = client.post("/api/documents/bulk", headers=HEADERS, data={"files": files}).get_json()
    assert [(item["filename"], item["status"]) for item in body["results"]] == [
        ("sede.txt", "indexed"),
        ("vacio.txt", "failed"),
        ("x.pdf", "failed"),
    ]
    assert (body["total"], body["succeeded"], body["failed"]) == (3, 1, 2)
    assert body["results"][2]["error"]["reason"] == "broken"
    assert found(client, "parqueadero") == [body["results"][0]["document_id"]]


def test_bulk_without_a_file_is_refused(client: FlaskClient) -> None:
    form = {"data": {"title": "x"}, "content_type": "multipart/form-data"}
    assert client.post("/api/documents/bulk", headers=HEADERS, **form).status_code == 422


def test_a_replaced_text_can_be_restored(client: FlaskClient) -> None:
    document = post(client, "documents", content=PARKING, external_id="sede").get_json()["document_id"]
    post(client, "documents", content="Ya no tenemos parqueadero propio.", external_id="sede")
    listed = get(client, f"documents/{document}/versions")
    assert (listed["current_version"], [v["version"] for v in listed["versions"]]) == (2, [1])
    restored = client.post(f"/api/documents/{document}/versions/1/restore", headers=HEADERS).get_json()
    assert (restored["content"], restored["version"], restored["external_id"]) == (PARKING, 3, "sede")
    assert [v["version"] for v in get(client, f"documents/{document}/versions")["versions"]] == [2, 1]
    hits = post(client, "documents/search", query="parqueadero gratuito").get_json()["results"]
    assert [hit["content"] for hit in hits] == [PARKING]


@pytest.mark.parametrize("version", ["9", "x", "-1"])
def test_a_version_that_never_was_is_404(client: FlaskClient, version: str) -> None:
    document = post(client, "documents", content=PARKING).get_json()["document_id"]
    path = f"/api/documents/{document}/versions/{version}/restore"
    assert client.post(path, headers=HEADERS).status_code == 404


def test_only_the_last_versions_are_kept(client: FlaskClient) -> None:
    for number in range(14):
        made = post(client, "documents", content=f"Texto número {number}.", external_id="nota")
    document = made.get_json()["document_id"]
    kept = [v["version"] for v in get(client, f"documents/{document}/versions")["versions"]]
    assert kept == list(range(13, 3, -1))


def test_an_expired_document_is_kept_and_not_found(client: FlaskClient) -> None:
    past = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    document = post(client, "documents", content=PARKING, expires_at=past).get_json()["document_id"]
    assert found(client, "parqueadero") == []
    assert get(client, f"documents/{document}")["expires_at"] is not None
    assert get(client, "documents/stats")["expired"] == 1
    client.patch(f"/api/documents/{document}", headers=HEADERS, json={"expires_at": None})
    assert found(client, "parqueadero") == [document]


def test_an_expiry_without_offset_is_local_time(client: FlaskClient) -> None:
    document = post(client, "documents", content=PARKING, expires_at="2090-01-01T00:00:00").get_json()[
        "document_id"
    ]
    assert get(client, f"documents/{document}")["expires_at"] == "2090-01-01T05:00:00+00:00"  # Bogotá


def test_a_change_of_title_is_searched_at_once(client: FlaskClient) -> None:
    document = post(client, "documents", content="Queda en el sótano dos.", title="Nota").get_json()["document_id"]
    assert found(client, "parqueadero") == []
    client.patch(f"/api/documents/{document}", headers=HEADERS, json={"title": "Parqueadero"})
    assert found(client, "parqueadero") == [document]


def test_export_brings_the_same_knowledge_into_another_company(client: FlaskClient) -> None:
    post(client, "documents", content=PARKING, title="Sede", metadata={"area": "sede"}, external_id="web:1")
    post(client, "knowledge/answers", **PETS, variants=["¿puedo llevar a mi perro?"])
    exported = client.get("/api/documents/export", headers=HEADERS)
    assert exported.mimetype == "application/x-ndjson"
    other = {"X-Company-ID": "medispa"}
    send = {"headers": other, "data": exported.data, "content_type": "application/x-ndjson"}
    first = client.post("/api/documents/import", **send).get_json()
    assert (first["documents"], first["answers"], first["errors"]) == (1, 1, [])
    again = client.post("/api/documents/import", **send).get_json()
    assert (again["documents"], again["answers"], again["unchanged"]) == (0, 0, 2)
    copy = client.get("/api/documents/export", headers=other).text.splitlines()
    assert copy[1:] == exported.text.splitlines()[1:]


@pytest.mark.parametrize("line", ['{"type": "document"}', '{"type": "answer", "question": "x"}', '{"type": "?"}'])
def test_a_bad_line_of_an_import_is_named_and_stops_nothing(client: FlaskClient, line: str) -> None:
    good = '{"type": "document", "content": "El parqueadero es gratuito."}'
    data = f"{line}\n{good}\n"
    response = client.post(
        "/api/documents/import", headers=HEADERS, data=data, content_type="application/x-ndjson"
    )
    body = response.get_json()
    assert ([error["line"] for error in body["errors"]], body["documents"]) == ([1], 1)


@pytest.mark.parametrize(
    ("data", "kind", "status"),
    [(b"{", "application/x-ndjson", 400), (b"[1]", "application/x-ndjson", 400), (b"x", "image/png", 415)],
)
def test_what_is_no_export_is_refused(client: FlaskClient, data: bytes, kind: str, status: int) -> None:
    response = client.post("/api/documents/import", headers=HEADERS, data=data, content_type=kind)
    assert response.status_code == status


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/x", "http://10.0.0.1/", "file:///etc/passwd", "ftp://a.example/x"]
)
def test_an_address_that_is_not_public_is_refused(client: FlaskClient, url: str) -> None:
    refused = post(client, "documents/url", url=url)
    assert (refused.status_code, "url" in refused.get_json()["error"]["details"]) == (422, True)


def test_an_own_answer_is_given_word_for_word_with_its_source(client: FlaskClient) -> None:
    post(client, "documents", content="Por seguridad no entran mascotas a los consultorios.", title="Políticas")
    made = post(client, "knowledge/answers", **PETS).get_json()
    for number, text in enumerate(["Aceptan mascotas?", "hola, aseptan mascotas ahi?", "¿ACEPTAN MASCOTAS?"]):
        answer = say(client, text, f"u{number}")
        assert PETS["answer"] in answer["bot_response"]
        assert [source["document_id"] for source in answer["sources"]] == [made["answer_id"]]


def test_an_own_answer_is_not_given_to_another_question(client: FlaskClient) -> None:
    post(client, "knowledge/answers", question="¿El botox duele?", answer="Casi nada.")
    assert "Casi nada" not in say(client, "¿Cuánto cuesta el botox?")["bot_response"]


def test_a_changed_or_deleted_own_answer_counts_at_once(client: FlaskClient) -> None:
    made = post(client, "knowledge/answers", **PETS).get_json()["answer_id"]
    path = f"/api/knowledge/answers/{made}"
    changed = client.put(path, headers=HEADERS, json={"answer": "Solo perros guía."}).get_json()
    assert (changed["question"], changed["answer"]) == (PETS["question"], "Solo perros guía.")
    assert say(client, "¿Aceptan mascotas?")["bot_response"] == "Solo perros guía."
    assert client.delete(path, headers=HEADERS).get_json()["deleted"] is True
    assert say(client, "¿Aceptan mascotas?", "eva")["bot_response"] != "Solo perros guía."


def test_an_own_answer_counts_as_no_document(client: FlaskClient) -> None:
    post(client, "knowledge/answers", **PETS)
    page = get(client, "documents?debug=true")
    assert (page["total_documents"], page["debug"]["documents"], page["debug"]["chunks"]) == (0, 0, 0)


@pytest.mark.parametrize("body", [{}, {"question": " ", "answer": "x"}, {"question": "x", "answer": ""}])
def test_an_own_answer_needs_both_texts(client: FlaskClient, body: dict[str, str]) -> None:
    assert post(client, "knowledge/answers", **body).status_code == 422


def test_open_questions_are_counted_together_and_become_answers(app: Flask, client: FlaskClient) -> None:
    for number, text in enumerate(
        ["¿Hacen tatuajes de henna?", "hasen tatuajes de henna", "hacen tatuaje de henna?"]
    ):
        assert say(client, text, f"u{number}")["context"]["known"] is False
    app.extensions["services"].unanswered.flush()
    questions = get(client, "knowledge/unanswered")["questions"]
    assert [q["count"] for q in questions] == [3]
    path = f"knowledge/unanswered/{questions[0]['question_id']}/answer"
    made = post(client, path, answer="No hacemos tatuajes.")
    assert (made.status_code, len(made.get_json()["variants"])) == (201, 2)
    assert say(client, "¿hacen tatuajes de henna?", "eva")["bot_response"] == "No hacemos tatuajes."
    assert get(client, "knowledge/unanswered")["total_questions"] == 0


def test_a_dismissed_question_does_not_come_back(app: Flask, client: FlaskClient) -> None:
    recorder = app.extensions["services"].unanswered
    say(client, "¿Hacen tatuajes de henna?")
    recorder.flush()
    question = get(client, "knowledge/unanswered")["questions"][0]["question_id"]
    client.delete(f"/api/knowledge/unanswered/{question}", headers=HEADERS)
    say(client, "hacen tatuajes de henna", "eva")
    recorder.flush()
    assert get(client, "knowledge/unanswered")["total_questions"] == 0


def test_personal_data_is_not_kept_in_open_questions(app: Flask, client: FlaskClient) -> None:
    company = app.extensions["services"].companies.manager.get("benova")
    recorder = app.extensions["services"].unanswered
    text = "Hola, soy Ana Ruiz, mi cel es 300 123 4567 y mi correo ana@x.example, ¿hacen tatuajes de henna?"
    recorder.note(company, text, "es")
    recorder.flush()
    kept = get(client, "knowledge/unanswered")["questions"][0]["question"]
    assert not [secret for secret in ("Ana", "Ruiz", "300", "4567", "ana@") if secret in kept]
    assert "tatuajes de henna" in kept
