"""Each kind of file a clinic has, asked about through the chat; and files that must leave nothing behind."""

import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.conftest import MakeApp
from tests.factories import company_values
from tests.fixtures.documents import office, pdf

HEADERS = {"X-Company-ID": "norte"}
PAGE = """<!doctype html><html lang="es"><head><title>Servicios de la Clínica Norte</title></head><body>
<nav><a href="/">Inicio</a> <a href="/blog">Blog</a></nav>
<main><h1>Masajes y terapias</h1><p>Nuestro masaje linfático cuesta $175.000 y dura 50 minutos.</p>
<h2>Parqueadero</h2><p>El parqueadero de visitantes cuesta $4.000 la hora.</p></main>
<footer>Derechos reservados</footer></body></html>""".encode()


@pytest.fixture
def client(make_app: MakeApp) -> FlaskClient:
    """A clinic whose configuration says nothing of prices: all must come from its documents."""
    client = make_app().test_client()
    values = company_values(company_name="Clínica Norte", treatments={}, treatment_durations={"valoracion": 30})
    made = client.post("/api/admin/companies", json={"company_id": "norte", **values})
    assert made.status_code == 201, made.text
    return client


def upload(client: FlaskClient, data: bytes, name: str, query: str = "", **form: str) -> Any:
    body = {"file": (io.BytesIO(data), name), **form}
    return client.post(f"/api/documents{query}", headers=HEADERS, data=body)


def ask(client: FlaskClient, question: str) -> dict[str, Any]:
    response = client.post("/api/conversations/ana/test", headers=HEADERS, json={"message": question})
    return dict(response.get_json())


@pytest.mark.parametrize(
    ("data", "name", "question", "fact"),
    [
        (pdf.price_list(), "lista de precios.pdf", "cuanto vale el botox en el entrecejo", ""),
        (office.protocol(), "protocolo.docx", "cuanto cuesta el botox en las patas de gallo", "300.000"),
        (office.protocol(), "protocolo.docx", "a los cuantos dias es el control del botox", "15 días"),
        (office.services_book(), "servicios.xlsx", "q precio tiene el drenaje linfatico", "150000"),
        (PAGE, "servicios.html", "cuanto vale el masaje linfático", "175.000"),
    ],
    ids=["pdf table", "docx table", "docx prose", "xlsx", "html"],
)
def test_a_file_s_number_is_answered_through_the_chat(
    client: FlaskClient, data: bytes, name: str, question: str, fact: str
) -> None:
    if name.endswith(".pdf"):
        question, fact = pdf_question()
    taken = upload(client, data, name)
    assert (taken.status_code, taken.get_json()["status"]) == (201, "indexed")
    answer = ask(client, question)
    assert fact in answer["bot_response"].replace("150.000", "150000")
    assert [source["document_id"] for source in answer["sources"]] == [taken.get_json()["document_id"]]


def test_each_number_is_found_where_all_files_are_known_together(client: FlaskClient) -> None:
    files = [
        (pdf.price_list(), "lista de precios.pdf"),
        (office.protocol(), "protocolo.docx"),
        (office.services_book(), "servicios.xlsx"),
        (PAGE, "servicios.html"),
    ]
    ids = {name: upload(client, data, name).get_json()["document_id"] for data, name in files}
    asked = [
        ("lista de precios.pdf", *pdf_question()),
        ("protocolo.docx", "a los cuantos dias es el control del botox", "15 días"),
        ("servicios.xlsx", "q precio tiene el drenaje linfatico", "150000"),
        ("servicios.html", "cuanto vale la hora de parqueadero", "4.000"),
    ]
    for name, question, fact in asked:
        answer = ask(client, question)
        assert fact in answer["bot_response"].replace("150.000", "150000"), question
        assert ids[name] in [source["document_id"] for source in answer["sources"]], question


def pdf_question() -> tuple[str, str]:
    """Any row of the sample price list."""
    name, *_rest, price = next(row for row in pdf.PRICES if any(char.isdigit() for char in row[-1]))
    return f"cuanto cuesta {name.lower()}", price.replace("$", "").strip()


@pytest.mark.parametrize(
    ("data", "name", "code", "reason"),
    [
        (pdf.price_list()[:400], "cortado.pdf", "document_unreadable", "broken"),
        (pdf.locked(user_password="x"), "clave.pdf", "document_unreadable", "encrypted"),
        (pdf.scan(), "escaneado.pdf", "document_unreadable", "no_text"),
        (office.zip_bomb(), "bomba.docx", "document_unreadable", "bomb"),
        (office.entity_bomb(), "entidades.docx", "document_unreadable", "bomb"),
        (pdf.stream_bomb(megabytes=1_100, layers=2), "bomba.pdf", "document_unreadable", "bomb"),
        (office.encrypted_office(), "clave.docx", "document_unreadable", "encrypted"),
        (pdf.price_list(), "precios.docx", "document_unreadable", "mislabelled"),
        (b"   \n ", "vacio.txt", "document_unreadable", "empty"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 50, "foto.png", "unsupported_media_type", None),
    ],
    ids=[
        *("broken", "encrypted", "scanned", "bomb", "entities", "stream bomb", "encrypted office"),
        *("mislabelled", "empty", "picture"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_and_leaves_nothing(
    client: FlaskClient, data: bytes, name: str, code: str, reason: str | None
) -> None:
    refused = upload(client, data, name)
    assert refused.status_code in (415, 422)
    error = refused.get_json()["error"]
    assert (error["code"], error["details"].get("reason")) == (code, reason)
    assert held(client) == (0, 0)


def test_more_bytes_than_are_taken_are_refused_and_leave_nothing(client: FlaskClient) -> None:
    refused = client.post("/api/documents", headers=HEADERS, json={"content": "a" * (60 * 1024 * 1024)})
    assert (refused.status_code, refused.get_json()["error"]["code"]) == (413, "payload_too_large")
    assert held(client) == (0, 0)


def test_a_pdf_of_endless_pages_is_refused_and_leaves_nothing(client: FlaskClient) -> None:
    refused = upload(client, pdf.blank_pages(301), "enorme.pdf")
    error = refused.get_json()["error"]
    assert (refused.status_code, error["code"], error["details"]["reason"]) == (
        422,
        "document_unreadable",
        "too_many_pages",
    )
    assert held(client) == (0, 0)


def held(client: FlaskClient) -> tuple[int, int]:
    """Documents and passages of the company."""
    page = client.get("/api/documents?debug=true", headers=HEADERS).get_json()
    return page["total_documents"], page["debug"]["chunks"]


def test_a_file_read_in_the_background_tells_how_far_it_is_and_then_answers(client: FlaskClient) -> None:
    taken = upload(client, pdf.prose(pages=30), "manual.pdf", "?background=true")
    assert (taken.status_code, taken.get_json()["status"]) == (202, "processing")
    document = finished(client, taken.get_json()["document_id"])
    assert (document["status"], document["progress"], document["error"]) == ("indexed", 1.0, None)
    assert document["chunk_count"] > 10


def test_a_pdf_whose_stream_unpacks_beyond_measure_fails_in_the_background_and_holds_no_passages(
    client: FlaskClient,
) -> None:
    taken = upload(client, pdf.stream_bomb(megabytes=1_100, layers=2), "bomba.pdf", "?background=true")
    assert (taken.status_code, taken.get_json()["status"]) == (202, "processing")
    document = finished(client, taken.get_json()["document_id"])
    assert (document["status"], document["chunk_count"]) == ("failed", 0)
    assert (document["error"]["code"], document["error"]["reason"]) == ("document_unreadable", "bomb")
    assert held(client)[1] == 0


def test_a_background_failure_says_why_and_holds_no_passages(client: FlaskClient) -> None:
    taken = upload(client, pdf.scan(), "escaneado.pdf", "?background=true")
    document = finished(client, taken.get_json()["document_id"])
    assert (document["status"], document["chunk_count"]) == ("failed", 0)
    assert (document["error"]["code"], document["error"]["reason"]) == ("document_unreadable", "no_text")


def test_a_failed_replacement_leaves_the_text_that_was_there(client: FlaskClient) -> None:
    first = upload(client, PAGE, "servicios.html", external_id="web").get_json()["document_id"]
    again = upload(client, pdf.scan(), "escaneado.pdf", "?background=true", external_id="web")
    assert again.get_json()["document_id"] == first
    document = finished(client, first)
    assert (document["status"], document["chunk_count"] > 0) == ("failed", True)
    assert "175.000" in ask(client, "cuanto vale el masaje linfático")["bot_response"]


def finished(client: FlaskClient, document_id: str) -> dict[str, Any]:
    import time

    deadline = time.monotonic() + 60
    while True:
        document = dict(client.get(f"/api/documents/{document_id}", headers=HEADERS).get_json())
        if document["status"] != "processing":
            return document
        assert time.monotonic() < deadline, "still being read"
        time.sleep(0.05)
