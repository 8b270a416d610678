"""How fast a delivery is acknowledged while the model answers nobody: `python -m benchmarks ack`.

A gunicorn process as deployed (embedded stores, workers on), a model endpoint that never answers, a Chatwoot that
takes replies; one connection per delivery, as Chatwoot makes them. First 20 deliveries a second, each of another
customer; then 100 at the same moment, three times. The floor is the same load on a bare route of the same server,
which reads the JSON and answers; client and server share the machine, so the difference is what counts.
"""

import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.stubs.chatwoot_delivery import encode, sign
from tests.stubs.chatwoot_double import BOT_TOKEN, ChatwootDouble
from tests.stubs.openai_stub import Fault, OpenAIStub

ROOT = Path(__file__).parents[1]
RATE, SECONDS, AT_ONCE, ROUNDS = 20, 15, 100, 3
WEBHOOK, BARE = "/api/webhook/chatwoot", "/bare"
ACCOUNT, SECRET = 7, "benchmark-secret-24chars"
QUESTION = "Hola, ¿cuánto cuesta el botox y qué cuidados debo tener después?"


def main() -> None:
    cores, load = os.cpu_count(), os.getloadavg()[0]
    print(f"{cores} cores, load before: {load:.1f}")
    _product()
    _floor()


def _floor() -> None:
    with ChatwootDouble() as chatwoot:
        port = _free_port()
        env = {"REDIS_URL": "redis://127.0.0.1:1/0", "OPENAI_BASE_URL": "http://127.0.0.1:1", "PORT": str(port)}
        bare = ("-c", os.devnull, "-k", "gthread", "--threads", "64", "-b", f"127.0.0.1:{port}")
        server = _gunicorn({**os.environ, **env}, *bare, "benchmarks.floor_app:app")
        try:
            _wait(port)
            events = [_event(chatwoot) for _ in range(RATE * 3)]
            _show("floor, 20 a second", _steady(port, events, BARE))
            for _ in range(ROUNDS):
                _show("floor, 100 at once", _burst(port, [_event(chatwoot) for _ in range(AT_ONCE)], BARE))
        finally:
            server.terminate()
            server.wait(40)


def _product() -> None:
    with tempfile.TemporaryDirectory() as folder, ChatwootDouble(echo=True) as chatwoot, OpenAIStub() as model:
        model.fault = Fault.HANG
        port = _free_port()
        server = _start(Path(folder), port, chatwoot, model)
        try:
            _wait(port)
            chatwoot.webhook.url, chatwoot.webhook.secret = f"http://127.0.0.1:{port}/api/webhook/chatwoot", SECRET
            for _ in range(10):  # the first answers load what is loaded once
                _post(port, _event(chatwoot))
            time.sleep(3)
            _show(
                f"{RATE} a second for {SECONDS} s",
                _steady(port, [_event(chatwoot) for _ in range(RATE * SECONDS)]),
            )
            for _ in range(ROUNDS):
                time.sleep(2)
                _show(f"{AT_ONCE} at once", _burst(port, [_event(chatwoot) for _ in range(AT_ONCE)]))
        finally:
            server.terminate()
            server.wait(40)


def _event(chatwoot: ChatwootDouble) -> bytes:
    return encode(chatwoot.customer_says(chatwoot.add_conversation(ACCOUNT), QUESTION))


def _steady(port: int, events: list[bytes], path: str = WEBHOOK) -> list[float]:
    started = time.perf_counter()

    def send(numbered: tuple[int, bytes]) -> float:
        index, body = numbered
        time.sleep(max(0.0, started + index / RATE - time.perf_counter()))
        return _post(port, body, path)

    with ThreadPoolExecutor(16) as pool:
        return list(pool.map(send, enumerate(events)))


def _burst(port: int, events: list[bytes], path: str = WEBHOOK) -> list[float]:
    together = threading.Barrier(len(events))

    def send(body: bytes) -> float:
        together.wait()
        return _post(port, body, path)

    with ThreadPoolExecutor(len(events)) as pool:
        return list(pool.map(send, events))


def _post(port: int, body: bytes, path: str = WEBHOOK) -> float:
    """Milliseconds from the connection to the whole answer."""
    headers = {"Content-Type": "application/json", **sign(SECRET, body)}
    started = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("POST", path, body, headers)
    response = connection.getresponse()
    answer = response.read()
    connection.close()
    if response.status != 200:
        raise RuntimeError(f"{response.status}: {answer[:200]!r}")
    return (time.perf_counter() - started) * 1000


def _show(name: str, times_ms: list[float]) -> None:
    ordered = sorted(times_ms)
    p50, p95 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    print(f"{name}: p50 {p50:.0f} ms, p95 {p95:.0f} ms, worst {ordered[-1]:.0f} ms, {len(ordered)} deliveries")


def _start(folder: Path, port: int, chatwoot: ChatwootDouble, model: OpenAIStub) -> "subprocess.Popen[bytes]":
    company: dict[str, Any] = {
        "company_name": "Clínica Aurora",
        "treatment_durations": {"botox": 30},
        "chatwoot_account_id": str(ACCOUNT),
        "chatwoot_base_url": chatwoot.base_url,
        "chatwoot_api_token": BOT_TOKEN,
        "chatwoot_webhook_secret": SECRET,
    }
    (folder / "companies.json").write_text(json.dumps({"aurora": company}), encoding="utf-8")
    env = {
        **os.environ,
        "ENVIRONMENT": "testing",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "INSTANCE_PATH": str(folder / "instance"),
        "COMPANIES_CONFIG_FILE": str(folder / "companies.json"),
        "EXTENDED_COMPANIES_CONFIG_FILE": str(folder / "none.json"),
        "OPENAI_BASE_URL": model.base_url,
        "OPENAI_API_KEY": "k",
        "LOG_LEVEL": "ERROR",
    }
    return _gunicorn(env, "-c", "gunicorn.conf.py", "wsgi:app")


def _gunicorn(env: dict[str, str], *arguments: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "gunicorn", "--log-level", "error", *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=env)


def _wait(port: int) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/api/health")
            if connection.getresponse().status in (200, 404):  # the floor has no health
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
        time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
