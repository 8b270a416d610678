"""How soon a lost index is whole again, with 1,000 documents: `python -m benchmarks recovery`.

A Redis with the query engine, as the tests start it, and the embedded record. Redis is emptied, then the index is
dropped; searches go on meanwhile, and those that find nothing are counted.
"""

import itertools
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import redis

from app import create_app
from app.config.config import Config
from benchmarks import clinics
from tests.quality.retrieval.engine import query_engine

DOCUMENTS, COMPANY = 1000, "benova"
HEADERS = {"X-Company-ID": COMPANY}
LIMIT_S = 30 + 60 * DOCUMENTS / 1000


def main() -> None:
    with query_engine() as port, redis.Redis(port=port) as store, tempfile.TemporaryDirectory() as folder:
        url = f"redis://127.0.0.1:{port}/0"
        config = Config(
            environment="testing",
            instance_path=Path(folder),
            load_sample_documents=False,
            redis_url=url,
            log_level="ERROR",
        )
        app = create_app(config)
        client = app.test_client()
        for number in range(DOCUMENTS):
            client.post("/api/documents", json=clinics.document(0, number), headers=HEADERS)
        _await(client, store, time.monotonic())
        print(_lost("Redis emptied", client, store, store.flushall))
        print(
            _lost(
                "index dropped", client, store, lambda: store.execute_command("FT.DROPINDEX", _index(store), "DD")
            )
        )
        app.extensions["services"].close()


def _lost(name: str, client: Any, store: Any, lose: Callable[[], object]) -> str:
    lose()
    started = time.monotonic()
    took, searches, missed = _await(client, store, started)
    return f"{name}: whole after {took:.1f} s (limit {LIMIT_S:.0f}); {searches} searches, {missed} in vain"


def _await(client: Any, store: Any, started: float) -> tuple[float, int, int]:
    """Seconds until every document is in Redis again, searches until then, and how many of them found nothing."""
    missed = 0
    for searches in itertools.count(1):
        body = {"query": f"precio de botox ficha {searches % DOCUMENTS}"}
        missed += not client.post("/api/documents/search", json=body, headers=HEADERS).get_json()["results_count"]
        took = time.monotonic() - started
        if len(store.keys(f"{COMPANY}:chunk:*")) >= DOCUMENTS and _healthy(client):
            return took, searches, missed
        if took > LIMIT_S:
            raise TimeoutError(f"not whole after {took:.0f} s")
        time.sleep(0.2)
    raise AssertionError


def _healthy(client: Any) -> bool:
    state = client.get("/api/admin/vectorstore/health").get_json()["companies"][COMPANY]
    return bool(state["healthy"]) and state["backend"] == "redisvl"


def _index(store: Any) -> str:
    names = [name.decode() for name in store.execute_command("FT._LIST")]
    return next(name for name in names if name.startswith(COMPANY))


if __name__ == "__main__":
    main()
