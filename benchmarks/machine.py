"""Processes and load for benchmarks: servers on free ports, their cost, clients that keep connections."""

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Server:
    """A running server and its worker processes."""

    port: int
    process: "subprocess.Popen[bytes]"

    def cpu_s(self) -> float:
        """CPU seconds of the process and its children so far."""
        return sum(sum(p.cpu_times()[:2]) for p in self._family())

    def memory_mb(self) -> float:
        """Private memory of the process and its children, so that shared pages count once."""
        return sum(p.memory_full_info().uss for p in self._family()) / 1e6

    def _family(self) -> list[psutil.Process]:
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]


@contextmanager
def python(module: Sequence[str], env: Mapping[str, str], port: int, ready: str) -> Iterator[Server]:
    """Run `python -m …` until the block ends; `ready` is a path that answers once it serves."""
    command = [sys.executable, "-m", *module]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **env})
    try:
        _wait(port, ready)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(60)


@contextmanager
def gunicorn(target: str, env: Mapping[str, str], *, workers: int, ready: str) -> Iterator[Server]:
    """The deployed form of a WSGI application on a port of its own.

    A floor is no installation, so it gets the same worker class and threads without the hooks.
    """
    port = free_port()
    settings = {"HOST": "127.0.0.1", "PORT": str(port), "WEB_CONCURRENCY": str(workers), **env}
    own = ["-k", "gthread", "--threads", "64", "-w", str(workers), "-b", f"127.0.0.1:{port}", "--keep-alive", "15"]
    options = ["-c", "gunicorn.conf.py"] if target == "wsgi:app" else ["-c", "/dev/null", *own]
    with python(["gunicorn", *options, "--log-level", "error", target], settings, port, ready) as server:
        yield server


@dataclass(frozen=True, slots=True)
class Run:
    """What a load measured; times in milliseconds."""

    times_ms: list[float]
    wall_s: float
    cpu_ms: float  # server CPU per request

    @property
    def per_second(self) -> float:
        return len(self.times_ms) / self.wall_s

    def percentile(self, share: float) -> float:
        return sorted(self.times_ms)[min(len(self.times_ms) - 1, int(len(self.times_ms) * share))]


Request = tuple[str, dict[str, str], bytes]  # path, headers, body


def load(server: Server, clients: int, total: int, make: Callable[[int], Request]) -> Run:
    """`total` POSTs from `clients` threads with kept connections. Raises: RuntimeError for any answer but 200."""
    times: list[float] = []
    faults: list[str] = []
    numbers = iter(range(total))
    lock = threading.Lock()

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        while not faults:
            with lock:
                number = next(numbers, None)
            if number is None:
                break
            took = _timed(connection, make(number), faults)
            with lock:
                times.append(took)
        connection.close()

    cpu, started = server.cpu_s(), time.perf_counter()
    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall = time.perf_counter() - started
    if faults:
        raise RuntimeError(faults[0])
    return Run(times, wall, (server.cpu_s() - cpu) * 1000 / total)


def post(port: int, path: str, value: object, headers: Mapping[str, str] | None = None) -> dict[str, object]:
    """One JSON POST. Raises: RuntimeError unless the status is below 300."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("POST", path, json.dumps(value), {"Content-Type": "application/json", **(headers or {})})
    response = connection.getresponse()
    raw = response.read()
    connection.close()
    if response.status >= 300:
        raise RuntimeError(f"{path}: {response.status} {raw[:200]!r}")
    answer: dict[str, object] = json.loads(raw)
    return answer


def get(port: int, path: str) -> dict[str, object]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    answer: dict[str, object] = json.loads(connection.getresponse().read())
    connection.close()
    return answer


def _timed(connection: http.client.HTTPConnection, request: Request, faults: list[str]) -> float:
    path, headers, body = request
    started = time.perf_counter()
    connection.request("POST", path, body, {"Content-Type": "application/json", **headers})
    response = connection.getresponse()
    raw = response.read()
    if response.status != 200:
        faults.append(f"{path}: {response.status} {raw[:200]!r}")
    return (time.perf_counter() - started) * 1000


def _wait(port: int, path: str) -> None:
    deadline = time.monotonic() + 90
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path)
            connection.getresponse().read()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        finally:
            connection.close()
