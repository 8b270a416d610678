"""A small OpenAI-compatible server: chat, embeddings, transcriptions; latency, faults and a record of calls.

For tests and benchmarks alike; the standard library only.
"""

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = str | Callable[[Mapping[str, Any]], str]
EMBEDDING_SIZE = 64


class Fault(StrEnum):
    """What the server does instead of answering."""

    SERVER_ERROR = "500"
    RATE_LIMIT = "429"
    BAD_INPUT = "400"
    HANG = "hang"  # accepts the request and never answers
    GARBAGE = "garbage"  # status 200 with something that is not JSON
    EMPTY = "empty"  # a completion without text


@dataclass(frozen=True, slots=True)
class Call:
    """One request; times by `time.monotonic`."""

    path: str
    body: Mapping[str, Any]
    arrived: float
    finished: float

    def overlaps(self, other: "Call") -> bool:
        return self.arrived < other.finished and other.arrived < self.finished


class OpenAIStub:
    """Use as a context manager; `base_url` is what `OPENAI_BASE_URL` takes."""

    def __init__(self, reply: Reply = "Con gusto le ayudo.", *, latency_s: float = 0.0) -> None:
        self.reply, self.latency_s = reply, latency_s
        self.transcript = "Hola, ¿cuánto cuesta el botox?"  # what every recording says
        self.fault: Fault | None = None
        self.calls: list[Call] = []
        self.in_hand = 0  # requests that wait for their answer
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.stub = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    @property
    def chat_calls(self) -> list[Call]:
        return [call for call in list(self.calls) if call.path.endswith("/chat/completions")]

    @property
    def transcriptions(self) -> list[Call]:
        """`body` holds the form's fields; `file` is the recording's name and size."""
        return [call for call in list(self.calls) if call.path.endswith("/audio/transcriptions")]

    def reset(self) -> None:
        """Forget the calls so far."""
        with self._lock:
            self.calls.clear()

    def __enter__(self) -> "OpenAIStub":
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Close the port: from now on connections are refused."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def answer(self, path: str, body: Mapping[str, Any]) -> tuple[int, bytes] | None:
        """Status and body of one request; None = say nothing and close."""
        arrived = time.monotonic()
        fault = self.fault
        with self._lock:
            self.in_hand += 1
        self._stopping.wait(3600 if fault is Fault.HANG else self.latency_s)
        with self._lock:
            self.in_hand -= 1
            self.calls.append(Call(path, body, arrived, time.monotonic()))
        if fault is Fault.HANG:
            return None
        if fault in (Fault.SERVER_ERROR, Fault.RATE_LIMIT, Fault.BAD_INPUT):
            return int(fault), b'{"error": {"message": "no", "type": "stub"}}'
        if fault is Fault.GARBAGE:
            return 200, b"<html>not what you asked for</html>"
        if path.endswith("/audio/transcriptions"):
            return 200, json.dumps({"text": self.transcript}).encode()
        value = self._embeddings(body) if path.endswith("/embeddings") else self._completion(body, fault)
        return 200, json.dumps(value).encode()

    def _completion(self, body: Mapping[str, Any], fault: Fault | None) -> dict[str, Any]:
        text = self.reply(body) if callable(self.reply) else self.reply
        message = {"role": "assistant", "content": None if fault is Fault.EMPTY else text}
        words = sum(len(str(m["content"]).split()) for m in body["messages"])
        return {
            "id": "chatcmpl-stub",
            "object": "chat.completion",
            "created": int(time.time()),
            "model": body["model"],
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": words, "completion_tokens": 7, "total_tokens": words + 7},
        }

    def _embeddings(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Bags of hashed words: texts that share words are near each other."""
        texts = [body["input"]] if isinstance(body["input"], str) else body["input"]
        rows = [{"object": "embedding", "index": n, "embedding": _vector(t)} for n, t in enumerate(texts)]
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        return {"object": "list", "data": rows, "model": body["model"], "usage": usage}


def _vector(text: str) -> list[float]:
    vector = [0.0] * EMBEDDING_SIZE
    for word in text.lower().split():
        vector[sum(word.encode()) % EMBEDDING_SIZE] += 1.0
    norm = sum(x * x for x in vector) ** 0.5 or 1.0
    return [x / norm for x in vector]


def _form(content_type: str, raw: bytes) -> dict[str, str]:
    """The fields of multipart/form-data; a file as `name (size)`."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    fields: dict[str, str] = {}
    for part in message_from_bytes(head + raw).walk():
        name = part.get_param("name", header="content-disposition")
        if isinstance(name, str):
            value = part.get_payload(decode=True)
            data = value if isinstance(value, bytes) else b""
            filename = part.get_filename()
            fields[name] = f"{filename} ({len(data)})" if filename else data.decode()
    return fields


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    stub: OpenAIStub

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that gave up in the middle is part of what is tested."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        kind = self.headers.get("Content-Type", "")
        body = _form(kind, raw) if kind.startswith("multipart/") else json.loads(raw)
        answer = self.server.stub.answer(self.path, body)
        if answer is None:
            self.close_connection = True
            return
        status, payload = answer
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: calls are recorded, not printed."""
