"""Live events: each company's stream tells of its own alone, whoever causes them."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import MakeApp

PHRASE = "¿Cuánto cuesta el botox?"


@pytest.fixture
def world(make_app: MakeApp, backend: dict[str, str]) -> Flask:
    return make_app(**backend)


class Stream:
    """An open stream as a browser reads it."""

    def __init__(self, client: FlaskClient, query: str = "", **headers: str) -> None:
        self.response = client.get(f"/api/events{query}", headers=headers)
        self._lines = self._read()
        assert self.response.status_code == 200
        assert self.response.mimetype == "text/event-stream"
        assert self.next()["type"] == "ping"

    def next(self) -> dict[str, Any]:
        return next(self._lines)

    def close(self) -> None:
        self.response.close()

    def _read(self) -> Iterator[dict[str, Any]]:
        for chunk in self.response.iter_encoded():
            for line in chunk.decode().splitlines():
                if line.startswith("data: "):
                    yield json.loads(line.removeprefix("data: "))


def say(client: FlaskClient, company: str, user_id: str, text: str = PHRASE) -> None:
    path = f"/api/conversations/{user_id}/test"
    assert client.post(path, json={"message": text}, headers={"X-Company-ID": company}).status_code == 200


def test_a_stream_tells_of_its_own_company_alone(world: Flask) -> None:
    client = world.test_client()
    stream = Stream(client, **{"X-Company-ID": "benova"})
    say(client, "medispa", "eva")
    say(client, "benova", "ana")
    events = [stream.next(), stream.next()]
    stream.close()
    assert {e["company_id"] for e in events} == {"benova"}
    assert [(e["type"], e["user_id"], e["role"]) for e in events] == [
        ("message", "ana", "user"),
        ("message", "ana", "assistant"),
    ]
    assert events[0]["preview"] == PHRASE


def test_the_platform_s_stream_tells_of_all(world: Flask) -> None:
    client = world.test_client()
    stream = Stream(client, "?scope=all")
    say(client, "medispa", "eva")
    say(client, "benova", "ana")
    companies = [stream.next()["company_id"] for _ in range(4)]
    stream.close()
    assert companies == ["medispa", "medispa", "benova", "benova"]


def test_an_emergency_is_told_as_one_and_as_a_handover(world: Flask) -> None:
    client = world.test_client()
    stream = Stream(client, "?company_id=benova")
    say(client, "benova", "ana", "No puedo respirar, se me cierra la garganta después del relleno")
    types = [stream.next()["type"] for _ in range(4)]
    stream.close()
    assert types == ["message", "message", "emergency", "handoff"]


def test_documents_are_told_when_they_are_indexed_and_deleted(world: Flask) -> None:
    client = world.test_client()
    headers = {"X-Company-ID": "benova"}
    stream = Stream(client, **headers)
    added = client.post(
        "/api/documents", json={"content": "El botox dura cuatro meses."}, headers=headers
    ).get_json()
    client.delete(f"/api/documents/{added['document_id']}", headers=headers)
    events = [stream.next(), stream.next()]
    stream.close()
    assert [(e["type"], e["document_id"], e["status"]) for e in events] == [
        ("document", added["document_id"], "indexed"),
        ("document", added["document_id"], "deleted"),
    ]


def test_a_closed_stream_gives_its_place_back(world: Flask) -> None:
    client = world.test_client()
    stream = Stream(client, "?company_id=benova")
    events = world.extensions["services"].events
    assert events.streams == 1
    stream.close()
    assert events.streams == 0


def test_an_unknown_company_has_no_stream(world: Flask) -> None:
    assert world.test_client().get("/api/events?company_id=nadie").status_code == 404
