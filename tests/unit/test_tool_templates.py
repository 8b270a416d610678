"""What a tool may be, how its address is filled, and what is read from its answer."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from app.services.integrations.tool_templates import MissingValueError, fill_answer, fill_url, pick
from tests.factories import make_turn

HEADERS = {"X-Company-ID": "benova"}
BODY: dict[str, Any] = {
    "name": "Pedidos",
    "keywords": ["pedido"],
    "url_template": "https://api.clinica.example/orders/{code}",
    "fields": {"state": "state"},
    "answer_template": "Su pedido está {state}.",
}


@pytest.mark.parametrize(
    "change",
    [
        {"method": "POST"},
        {"url_template": "https://{code}.clinica.example/x"},
        {"url_template": "https://api.clinica.example/{secret}"},
        {"url_template": "https://api.clinica.example/{code"},
        {"url_template": "http://api.clinica.example/{code}"},
        {"url_template": "https://10.0.0.1/{code}"},
        {"url_template": "https://user:pw@api.clinica.example/{code}"},
        {"url_template": "file:///etc/passwd"},
        {"answer_template": "Su pedido está {price}."},
        {"answer_template": "Nada."},
        {"fields": {}},
        {"keywords": []},
        {"headers": {"Host": "evil.example"}},
        {"headers": {"X-Key": "a\r\nX-Other: b"}},
        {"headers": {"bad name": "x"}},
        {"timeout_s": 60},
        {"examples": [" "]},
    ],
)
def test_what_is_no_safe_tool_is_refused(client: FlaskClient, change: dict[str, Any]) -> None:
    answer = client.post("/api/admin/tools", json={**BODY, **change}, headers=HEADERS)
    assert answer.status_code == 422, answer.text
    assert client.get("/api/admin/tools", headers=HEADERS).get_json()["total"] == 0


def test_a_change_is_held_against_what_stays(client: FlaskClient) -> None:
    made = client.post("/api/admin/tools", json=BODY, headers=HEADERS).get_json()
    path = f"/api/admin/tools/{made['tool_id']}"
    assert client.put(path, json={"answer_template": "{price}"}, headers=HEADERS).status_code == 422
    assert client.put(path, json={"keywords": []}, headers=HEADERS).status_code == 422
    changed = client.put(path, json={"timeout_s": 2}, headers=HEADERS).get_json()
    assert (changed["timeout_s"], changed["fields"], changed["method"]) == (2, {"state": "state"}, "GET")
    assert client.delete(path, headers=HEADERS).get_json()["deleted"] is True
    assert client.get(path, headers=HEADERS).status_code == 404


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("mi pedido 123/../../admin", "https://x.example/o/123"),
        ("pedido A-77?", "https://x.example/o/A-77"),
    ],
)
def test_a_code_is_taken_from_the_message(text: str, url: str) -> None:
    assert fill_url("https://x.example/o/{code}", make_turn(text)) == url


@pytest.mark.parametrize("text", ["..", ".", "..."])
def test_an_address_is_not_walked(text: str) -> None:
    with pytest.raises(MissingValueError):
        fill_url("https://x.example/o/{text}", make_turn(text))


def test_what_is_filled_in_is_quoted() -> None:
    url = fill_url("https://x.example/o?q={text}", make_turn("a&admin=1 #x/ñ"))
    assert url == "https://x.example/o?q=a%26admin%3D1%20%23x%2F%C3%B1"


@pytest.mark.parametrize("answer", [[], {}, {"a": {}}, {"a": None}, {"a": True}, {"a": []}, {"a": " "}, "a", 3])
def test_a_value_that_is_not_there_is_missing(answer: Any) -> None:
    with pytest.raises(MissingValueError):
        pick(answer, {"x": "a"})


def test_values_are_short_plain_texts() -> None:
    found = pick({"a": [{"b": "uno\x00\ndos" + "z" * 900}], "n": 3.5}, {"t": "a.0.b", "n": "n"})
    assert found["t"].startswith("uno dos")
    assert len(found["t"]) == 300
    assert fill_answer("{n} {t}", {"n": "{t}", "t": "x"}) == "{t} x"
