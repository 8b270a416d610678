"""The parsing process: one file on stdin, JSON lines on stdout, under limits it sets on itself.

Lines: {"progress": [done, total]}*, then {"document": …} or {"error": {"reason": …, …}}. Any other end, such as a
traceback or a signal, means that the file broke the parser.
"""

import json
import logging
import resource
import sys
from typing import Any

from app.models.errors import DocumentUnreadableError
from app.services.ingestion.dispatch import parse
from app.services.ingestion.errors import Reason
from app.services.ingestion.model import Limits, MediaType
from app.services.ingestion.parsers.base import Source


def main() -> None:
    """Read the request from the first argument and the file from stdin."""
    request = json.loads(sys.argv[-1])
    limits = Limits(**request["limits"])
    logging.disable(logging.CRITICAL)  # parsers complain at length about odd files
    _confine(limits)
    try:
        source = Source(sys.stdin.buffer.read(), limits, request["filename"], _tell_progress)
        document = parse(MediaType(request["kind"]), source)
        _send({"document": document.to_dict()})
    except DocumentUnreadableError as exc:
        _send({"error": exc.details})
    except MemoryError:
        _send({"error": {"reason": str(Reason.BOMB)}})


def _confine(limits: Limits) -> None:
    """Memory, processor time, no files written, no core dump."""
    seconds = int(limits.timeout_s) + 1
    _limit(resource.RLIMIT_AS, limits.memory_bytes)
    _limit(resource.RLIMIT_CPU, seconds)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)


def _limit(kind: int, value: int) -> None:
    """Lower one limit; an inherited hard limit may already be lower."""
    _, hard = resource.getrlimit(kind)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (value, value))


def _tell_progress(done: int, total: int) -> None:
    _send({"progress": [done, total]})


def _send(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
