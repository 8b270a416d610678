"""A company removed for good, seen from outside: every key of the others is byte for byte what it was."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from app.services.redis_service import RedisService
from tests.backends import fresh_postgresql, fresh_redis
from tests.conftest import MakeApp
from tests.quality.retrieval.engine import query_engine

MINE = "benova"
OTHERS = ("medispa", "benova2", "benova-norte")  # whose prefixes begin like ours


@pytest.fixture(scope="module")
def engine_port() -> Iterator[int]:
    with query_engine() as port:
        yield port


@dataclass(frozen=True)
class World:
    """An installation of four companies with something in every store."""

    app: Flask
    has_engine: bool = False

    @property
    def redis(self) -> RedisService:
        service: RedisService = self.app.extensions["services"].redis
        return service


@pytest.fixture(
    params=[
        "embedded",
        pytest.param("servers", marks=pytest.mark.integration),
        pytest.param("query engine", marks=pytest.mark.integration),
    ]
)
def world(request: pytest.FixtureRequest, make_app: MakeApp) -> Iterator[World]:
    with ExitStack() as stack:
        settings = {}
        if request.param != "embedded":
            url, owner_url = stack.enter_context(fresh_postgresql())
            settings = {"database_url": url, "migration_database_url": owner_url}
        if request.param == "servers":
            settings["redis_url"] = stack.enter_context(fresh_redis())
        if request.param == "query engine":
            settings["redis_url"] = f"redis://127.0.0.1:{request.getfixturevalue('engine_port')}/0"
        yield World(filled(make_app(**settings)), has_engine=request.param == "query engine")


def filled(app: Flask) -> Flask:
    client = app.test_client()
    client.get("/api/companies")
    for company_id in OTHERS[1:]:
        made = client.post("/api/admin/companies", json={"company_id": company_id, "company_name": company_id})
        assert made.status_code == 201, made.text
    for company_id in (MINE, *OTHERS):
        headers = {"X-Company-ID": company_id}
        client.put(f"/api/admin/companies/{company_id}", json={"model_calls_per_minute": 5})
        body = {"content": f"El parqueadero de {company_id} es gratuito.", "title": "Sede"}
        assert client.post("/api/documents", json=body, headers=headers).status_code == 201
        client.post("/api/conversations/ana/test", json={"message": "hola"}, headers=headers)
        assert search(app, company_id) == 1
        redis: RedisService = app.extensions["services"].redis
        for kind in ("bot_status:7", "media:abc", "lock:x"):  # what a running installation keeps besides
            redis.run(lambda c, key=f"{company_id}:{kind}": c.set(key, "kept"))
    return app


def search(app: Flask, company_id: str) -> int:
    body = {"query": "¿tienen parqueadero?"}
    answer = app.test_client().post("/api/documents/search", json=body, headers={"X-Company-ID": company_id})
    return int(answer.get_json()["results_count"])


def snapshot(redis: RedisService) -> dict[str, Any]:
    """Every key of the others with its whole value; the queue's own and the installation's may change."""
    theirs = tuple(f"{company_id}:" for company_id in OTHERS)

    def read(client: Any) -> dict[str, Any]:
        names = [name.decode() for name in client.scan_iter(count=500)]
        return {name: client.dump(name) for name in names if name.startswith(theirs)}

    return redis.run(read)


def indexes(world: World) -> dict[str, int]:
    """Passages by index of the query engine; empty where there is none."""
    if not world.has_engine:
        return {}

    def read(client: Any) -> dict[str, int]:
        names = [name.decode() for name in client.execute_command("FT._LIST")]
        return {name: int(client.ft(name).info()["num_docs"]) for name in names}

    return world.redis.run(read)


def test_the_others_keys_and_indexes_are_untouched(world: World) -> None:
    client, redis = world.app.test_client(), world.redis
    before, indexed = snapshot(redis), indexes(world)
    assert bool(indexed) is world.has_engine
    assert {name.split(":", 1)[0] for name in before} >= set(OTHERS)
    answer = client.delete(f"/api/admin/companies/{MINE}?purge=true", json={"confirm": MINE}).get_json()
    assert answer["left"] == {"rows": 0, "redis_keys": 0, "vectors": 0}
    assert snapshot(redis) == before
    left = redis.run(lambda c: [name.decode() for name in c.scan_iter(match=f"{MINE}:*", count=500)])
    assert left == []
    assert indexes(world) == {name: count for name, count in indexed.items() if name != f"{MINE}_documents"}
    if indexed:
        assert indexed[f"{MINE}_documents"] == answer["removed"]["vectors"] > 0
    assert [search(world.app, company_id) for company_id in OTHERS] == [1, 1, 1]
