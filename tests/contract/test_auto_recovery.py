"""What the watch over the indexes sees and mends: missing, stale and partial indexes, expired documents."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from app.config.constants import KeyKind
from app.models.document_rows import DocumentRow
from app.models.errors import RecordUnavailableError
from tests.conftest import MakeApp

HEADERS = {"X-Company-ID": "benova"}


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    app = make_app()
    upload(app, "El parqueadero queda en el sótano dos y es gratuito.")
    assert len(found(app, "parqueadero")) == 1
    return app


def upload(app: Flask, content: str, **values: Any) -> str:
    response = app.test_client().post("/api/documents", json={"content": content, **values}, headers=HEADERS)
    return str(response.get_json()["document_id"])


def found(app: Flask, query: str) -> list[str]:
    body = app.test_client().post("/api/documents/search", json={"query": query}, headers=HEADERS).get_json()
    return [hit["document_id"] for hit in body["results"]]


def knowledge(app: Flask) -> Any:
    services = app.extensions["services"]
    return services.knowledge.get(services.companies.manager.get("benova"))


def probe(app: Flask) -> str:
    return str(app.extensions["services"].recovery.probe("benova", knowledge(app)))


def told(app: Flask) -> str:
    redis = app.extensions["services"].redis.company("benova:")
    return str(json.loads(redis.get(KeyKind.VECTORSTORE_HEALTH, "status"))["status"])


def test_a_whole_index_is_left_alone(app: Flask) -> None:
    index = knowledge(app)._local.index
    parts = index._parts
    assert (probe(app), told(app)) == ("healthy", "healthy")
    assert index._parts is parts


def test_a_missing_index_is_rebuilt(app: Flask) -> None:
    knowledge(app)._local.index.drop()
    assert (probe(app), told(app)) == ("recovered", "recovered")
    assert len(found(app, "parqueadero")) == 1
    assert probe(app) == "healthy"


def test_a_partial_index_is_rebuilt(app: Flask) -> None:
    pets = upload(app, "Las mascotas pequeñas esperan en la recepción.")
    knowledge(app)._local.index.delete(pets)
    assert found(app, "¿puedo llevar mi mascota?") == []
    assert probe(app) == "recovered"
    assert found(app, "¿puedo llevar mi mascota?") == [pets]


def test_a_stale_index_catches_up(app: Flask) -> None:
    """Another process changed the record and could not tell."""
    services = app.extensions["services"]
    with services.database.tenant("benova").session() as session:
        session.execute(update(DocumentRow).values(title="Mascotas", indexed_at=datetime.now(UTC)))
    assert found(app, "mascotas") == []
    assert probe(app) == "recovered"
    assert len(found(app, "mascotas")) == 1


def test_an_unreachable_record_is_told_and_searches_go_on(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def down() -> None:
        raise RecordUnavailableError()

    monkeypatch.setattr(knowledge(app)._record, "state", down)
    assert (probe(app), told(app)) == ("unhealthy", "unhealthy")
    assert len(found(app, "parqueadero")) == 1


def test_a_document_leaves_the_index_when_it_expires(app: Flask) -> None:
    soon = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    document = upload(app, "Las mascotas pequeñas esperan en la recepción.", expires_at=soon)
    assert found(app, "¿puedo llevar mi mascota?") == [document]
    with app.extensions["services"].database.tenant("benova").session() as session:
        past = datetime.now(UTC) - timedelta(seconds=1)
        session.execute(update(DocumentRow).where(DocumentRow.document_id == document).values(expires_at=past))
    probe(app)
    assert found(app, "¿puedo llevar mi mascota?") == []
    assert probe(app) == "healthy"


def test_searches_during_a_rebuild_see_the_old_content(app: Flask) -> None:
    service = knowledge(app)
    seen: list[list[str]] = []
    read = service._record.chunks

    def slowly(ids: Any = None) -> Any:
        seen.append(found(app, "parqueadero"))
        return read(ids)

    service._record.chunks = slowly
    service.rebuild()
    assert len(seen) == 1
    assert len(seen[0]) == 1
