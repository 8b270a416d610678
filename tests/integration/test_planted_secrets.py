"""A run with planted secrets: the database, the working memory and the logs give none of them away."""

import json
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text

from app.models.schemas import SECRET_FIELDS
from tests.backends import fresh_postgresql, fresh_redis
from tests.conftest import MakeApp

pytestmark = pytest.mark.integration
EMAIL = "ana@clinica.example"
SAID = "mi cédula es quinientos doce jacarandá violeta"


@pytest.fixture
def stores() -> Iterator[dict[str, str]]:
    with fresh_postgresql() as (url, owner_url), fresh_redis() as redis_url:
        yield {"database_url": url, "migration_database_url": owner_url, "redis_url": redis_url}


def plant() -> dict[str, str]:
    """Values that nothing else could contain."""
    names = (
        "admin_api_key",
        "secret_key",
        "password",
        "new_password",
        "wrong_password",
        "header",
        "notice",
        "tool",
        *SECRET_FIELDS,
    )
    return {name: f"planted-{secrets.token_hex(20)}" for name in names}


def database_dump(owner_url: str) -> str:
    """Every row of every table, as the owner reads it."""
    engine = create_engine(owner_url)
    with engine.connect() as connection:
        tables = connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
        rows = [
            str(row)
            for table in tables
            for row in connection.scalars(text(f'SELECT row_to_json(t)::text FROM "{table}" t'))
        ]
    engine.dispose()
    assert len(tables) > 20
    return "\n".join(rows)


READERS: dict[bytes, Any] = {
    b"string": lambda client, key: client.get(key),
    b"hash": lambda client, key: client.hgetall(key),
    b"list": lambda client, key: client.lrange(key, 0, -1),
    b"set": lambda client, key: client.smembers(key),
    b"zset": lambda client, key: client.zrange(key, 0, -1, withscores=True),
    b"stream": lambda client, key: client.xrange(key),
}


def redis_dump(url: str) -> str:
    client = redis.Redis.from_url(url)
    found = [(key, READERS[client.type(key)](client, key)) for key in client.scan_iter()]
    client.close()
    return "\n".join(_readable(part) for pair in found for part in pair)


def _readable(value: Any) -> str:
    """Texts of any depth, decoded: JSON in Redis may write them with escapes."""
    raw = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    try:
        return raw + json.dumps(json.loads(raw), ensure_ascii=False)
    except ValueError:
        return raw


def run(app: Flask, planted: dict[str, str]) -> dict[str, str]:
    """Use every kind of credential once; returns the ones that the installation made itself."""
    client, admin = app.test_client(), {"X-API-Key": planted["admin_api_key"]}
    fields = {name: planted[name] for name in SECRET_FIELDS}
    assert client.put("/api/admin/companies/benova", json=fields, headers=admin).status_code == 200
    user = {"email": EMAIL, "role": "company_admin", "companies": ["benova"], "password": planted["password"]}
    assert client.post("/api/admin/users", json=user, headers=admin).status_code == 201
    key = {"name": "Web", "role": "viewer", "companies": ["benova"]}
    made = {"api_key": client.post("/api/admin/api-keys", json=key, headers=admin).get_json()["secret"]}
    client.get("/api/documents", headers={"X-API-Key": made["api_key"], "X-Company-ID": "benova"})
    client.get("/api/documents", headers={"X-API-Key": planted["header"]})
    client.get("/api/documents", headers={"Authorization": f"Bearer {planted['header']}"})
    client.post("/api/auth/login", json={"email": EMAIL, "password": planted["wrong_password"]})
    client.post("/api/auth/login", json={"email": f"{planted['password']}@x.example", "password": "x"})
    made |= _tokens(client, planted)
    made |= _session(client, planted)
    token = planted["chatwoot_webhook_token"]
    client.post(f"/api/webhook/chatwoot/{token}", json={"event": "message_created"})
    mine = {**admin, "X-Company-ID": "benova"}
    for question in (SAID, "¿Cuánto cuesta el botox?"):
        said = client.post("/api/conversations/eva/test", json={"message": question}, headers=mine)
        assert said.status_code == 200
    assert client.post("/api/documents", json={"content": "El botox cuesta 9."}, headers=mine).status_code == 201
    made["webhook_secret"] = _connect(client, planted, mine)
    assert client.get("/api/admin/audit", headers=admin).get_json()["chain_valid"] is True
    return made


def _connect(client: FlaskClient, planted: dict[str, str], mine: dict[str, str]) -> str:
    """A webhook, a person to be told, a tool, and an event for the first two; the signing secret."""
    address = "https://hooks.clinica.example"
    hook = {"url": address, "events": ["emergency"]}
    secret = client.post("/api/admin/webhooks", json=hook, headers=mine).get_json()["secret"]
    target = {"url": f"{address}/{planted['notice']}"}
    assert client.post("/api/admin/notifications", json=target, headers=mine).status_code == 201
    tool = {
        "name": "Pedidos",
        "keywords": ["pedido"],
        "url_template": address,
        "headers": {"Authorization": planted["tool"]},
        "fields": {"x": "x"},
        "answer_template": "{x}",
    }
    assert client.post("/api/admin/tools", json=tool, headers=mine).status_code == 201
    urgent = {"message": "No puedo respirar, se me cierra la garganta después del relleno"}
    assert client.post("/api/conversations/eva/test", json=urgent, headers=mine).status_code == 200
    return str(secret)


def _tokens(client: FlaskClient, planted: dict[str, str]) -> dict[str, str]:
    pair = client.post("/api/auth/token", json={"email": EMAIL, "password": planted["password"]}).get_json()
    bearer = {"Authorization": f"Bearer {pair['access_token']}"}
    assert client.get("/api/auth/me", headers=bearer).status_code == 200
    later = client.post("/api/auth/token", json={"refresh_token": pair["refresh_token"]}).get_json()
    return {
        "access_token": pair["access_token"],
        "refresh_token": pair["refresh_token"],
        "later_access_token": later["access_token"],
        "later_refresh_token": later["refresh_token"],
    }


def _session(client: FlaskClient, planted: dict[str, str]) -> dict[str, str]:
    body = client.post("/api/auth/login", json={"email": EMAIL, "password": planted["password"]}).get_json()
    first = client.get_cookie("receptionist_session")
    change = {"current_password": planted["password"], "new_password": planted["new_password"]}
    csrf = {"X-CSRF-Token": body["csrf_token"]}
    assert client.post("/api/auth/password", json=change, headers=csrf).status_code == 200
    second = client.get_cookie("receptionist_session")
    assert first is not None
    assert second is not None
    client.delete_cookie("receptionist_session")
    return {"session": first.value, "later_session": second.value, "csrf_token": body["csrf_token"]}


def test_no_store_and_no_log_gives_a_planted_secret_away(
    make_app: MakeApp, stores: dict[str, str], tmp_path: Path
) -> None:
    planted = plant()
    app = make_app(
        **stores,
        environment="production",
        log_level="DEBUG",
        admin_api_key=planted["admin_api_key"],
        secret_key=planted["secret_key"],
    )
    hidden = {**planted, **run(app, planted)}
    logs = (tmp_path / "instance" / "app.log").read_text(encoding="utf-8")
    places = {
        "database": database_dump(stores["migration_database_url"]),
        "redis": redis_dump(stores["redis_url"]),
        "log": logs,
    }
    assert EMAIL in places["database"]  # the dump is one
    assert "benova:" in places["redis"]
    found = [(name, place) for name, value in hidden.items() for place, held in places.items() if value in held]
    assert found == []
    assert SAID not in logs
    assert "jacarandá" not in logs


def test_an_erased_message_is_in_no_store(make_app: MakeApp, stores: dict[str, str], tmp_path: Path) -> None:
    planted = plant()
    app = make_app(**stores, environment="production", admin_api_key=planted["admin_api_key"])
    run(app, planted)
    before = database_dump(stores["migration_database_url"])
    assert "jacarandá" in before  # the record keeps conversations
    headers = {"X-API-Key": planted["admin_api_key"], "X-Company-ID": "benova"}
    assert app.test_client().delete("/api/conversations/eva", headers=headers).status_code == 200
    assert "jacarandá" not in database_dump(stores["migration_database_url"])
    assert "jacarandá" not in redis_dump(stores["redis_url"])
    assert "jacarandá" not in (tmp_path / "instance" / "app.log").read_text(encoding="utf-8")
