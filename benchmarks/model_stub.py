"""An OpenAI-compatible server that costs next to nothing: latency, faults and counts for benchmarks.

`python -m benchmarks.model_stub PORT` serves chat completions. `POST /control {"latency_ms": 300, "fault": "500"}`
sets what follows and clears the counts; `GET /stats` gives them. One event loop, so that waiting is free.
"""

import asyncio
import json
import sys
from typing import Any

_STATUS = {200: b"200 OK", 429: b"429 Too Many Requests", 500: b"500 Internal Server Error"}
HANG = "hang"


class State:
    """What the next calls get, and how many there were."""

    latency_s = 0.0
    fault = ""
    reply = "Con mucho gusto. ¿Desea que le agende una cita de valoración?"
    chat_calls = 0
    other_calls = 0

    @classmethod
    def control(cls, values: dict[str, Any]) -> None:
        cls.latency_s = float(values.get("latency_ms", 0)) / 1000
        cls.fault = str(values.get("fault", ""))
        cls.chat_calls = cls.other_calls = 0


def _completion(body: dict[str, Any]) -> dict[str, Any]:
    words = sum(len(str(message["content"]).split()) for message in body["messages"])
    return {
        "id": "chatcmpl-stub",
        "object": "chat.completion",
        "created": 1,
        "model": body["model"],
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": State.reply},
                "finish_reason": "stop",
            }
        ],
        "usage": {"prompt_tokens": words, "completion_tokens": 12, "total_tokens": words + 12},
    }


async def _answer(method: str, path: str, raw: bytes) -> tuple[int, dict[str, Any]]:
    if path == "/control":
        State.control(json.loads(raw))
        return 200, {}
    if method == "GET":
        return 200, {"chat_calls": State.chat_calls, "other_calls": State.other_calls}
    if not path.endswith("/chat/completions"):
        State.other_calls += 1
        return 500, {"error": {"message": "chat only"}}
    State.chat_calls += 1
    if State.fault == HANG:
        await asyncio.sleep(3600)
    if State.latency_s:
        await asyncio.sleep(State.latency_s)
    if State.fault:
        return int(State.fault), {"error": {"message": "as asked"}}
    return 200, _completion(json.loads(raw))


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            method, path, _version = head[0].split(" ", 2)
            headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in head[1:])}
            raw = await reader.readexactly(int(headers.get("content-length", 0)))
            status, value = await _answer(method, path, raw)
            body = json.dumps(value).encode()
            writer.write(
                b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                % (_STATUS[status], len(body), body)
            )
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def main(port: int) -> None:
    server = await asyncio.start_server(_serve, "127.0.0.1", port, backlog=1024)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
