"""Runs the parsing process and takes its answer; whatever the file does, this process stays well."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.services.ingestion.errors import Reason, unreadable
from app.services.ingestion.model import ExtractedDocument, Limits, MediaType
from app.services.ingestion.parsers.base import Source
from app.utils.logger import get_logger

log = get_logger("ingestion")

_ROOT = Path(__file__).resolve().parents[3]
_WORKER = "app.services.ingestion.worker"
_MAX_LINE_CHARS_PER_CHAR = 12  # JSON escapes and block overhead
_slots = threading.BoundedSemaphore(2)  # parsing processes at a time, per server process


def parse_sandboxed(kind: MediaType, source: Source) -> ExtractedDocument:
    """Parse in a process of its own, limited in memory and time and without this one's secrets.

    Raises: DocumentUnreadableError, with `timeout`, `bomb` or `broken` when the process had to be ended.
    """
    with _slots, tempfile.TemporaryFile() as stdin:
        stdin.write(source.data)
        stdin.seek(0)
        process = subprocess.Popen(  # noqa: S603 - our interpreter, our module, no shell
            _command(kind, source),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
            cwd=_ROOT,
            start_new_session=True,
            text=True,
        )
        with _deadline(process, source.limits.timeout_s) as expired:
            answer = _listen(process, source)
        if answer is None:
            raise unreadable(Reason.TIMEOUT if expired.is_set() else Reason.BROKEN)
        return answer


def _command(kind: MediaType, source: Source) -> list[str]:
    request = {"kind": str(kind), "filename": source.filename[-200:], "limits": asdict(source.limits)}
    return [sys.executable, "-s", "-m", _WORKER, json.dumps(request)]


def environment() -> dict[str, str]:
    """No keys and no addresses: only what an interpreter needs."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "VIRTUAL_ENV") if name in os.environ}
    # One thread: numeric libraries reserve address space per thread, which the memory limit counts.
    return {**kept, "OPENBLAS_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"}


@contextlib.contextmanager
def _deadline(process: "subprocess.Popen[str]", timeout_s: float) -> Iterator[threading.Event]:
    """Kill the process when time is up, and in any case on leaving; the event tells that time was up."""
    expired = threading.Event()

    def expire() -> None:
        expired.set()
        process.kill()

    timer = threading.Timer(timeout_s, expire)
    timer.start()
    try:
        yield expired
    finally:
        timer.cancel()
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _listen(process: "subprocess.Popen[str]", source: Source) -> ExtractedDocument | None:
    """Pass progress on until the answer comes; None when the process ends without one."""
    if process.stdout is None:
        return None
    while line := process.stdout.readline(_longest_line(source.limits)):
        try:
            message: dict[str, Any] = json.loads(line)
        except ValueError:  # cut short by the kill
            return None
        if "progress" in message:
            source.on_progress(*message["progress"])
        elif "error" in message:
            raise unreadable(Reason(message["error"].pop("reason")), **message["error"])
        else:
            return ExtractedDocument.from_dict(message["document"])
    if process.wait() < 0:
        log.warning("parsing process ended by signal %d", -process.returncode)
    return None


def _longest_line(limits: Limits) -> int:
    return 100_000_000 + _MAX_LINE_CHARS_PER_CHAR * limits.max_chars
