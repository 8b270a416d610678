"""What a message costs and how many pass, against floors of the same run: `python -m benchmarks messages`.

Ten companies with 200 documents each, PostgreSQL and Redis, two web processes with 64 threads; history and facts
are stored. The model is a stub of 0 or 300 ms. A floor is a Flask route under the same server that does less.
"""

import json
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from benchmarks import clinics, machine
from benchmarks.machine import Request, Run, Server, free_port, load
from benchmarks.stores import real_stores

COMPANIES, DOCUMENTS, WORKERS = 10, 200, 2
PEOPLE, TURNS = 20, 4  # per company in one round; messages of each
FRAMEWORK_CPU_X_FLOOR = 44  # openai-agents SDK on this workload: CPU per message against the bare route
FRAMEWORK_PER_SECOND_X = 8  # what we promise against that framework's messages per second
FRAMEWORK_SHARE = 19 / 622  # its messages/s against a one-call sketch measured beside it
PLAIN = {"Content-Type": "application/json"}


def main() -> None:
    """Print a table; figures are medians of one run each, floors first."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stores = stack.enter_context(real_stores())
        model_port = free_port()
        stack.enter_context(machine.python(["benchmarks.model_stub", str(model_port)], {}, model_port, "/stats"))
        env = {
            **stores,
            "OPENAI_BASE_URL": f"http://127.0.0.1:{model_port}/v1",
            "OPENAI_API_KEY": "k",
            "OPENAI_MODEL": "stub",
            "ENVIRONMENT": "testing",
            "LOG_LEVEL": "ERROR",
            "INSTANCE_PATH": str(folder / "instance"),
            "COMPANIES_CONFIG_FILE": str(clinics.companies_file(folder, COMPANIES)),
            "EXTENDED_COMPANIES_CONFIG_FILE": str(folder / "none.json"),
            "CUSTOM_PROMPTS_FILE": str(folder / "none.json"),
        }
        bare = _floors(stack, env, model_port)
        ours = stack.enter_context(machine.gunicorn("wsgi:app", env, workers=WORKERS, ready="/api/health"))
        _fill(ours)
        _messages(ours, model_port, bare)


def _floors(stack: ExitStack, env: dict[str, str], model_port: int) -> Run:
    floor = stack.enter_context(machine.gunicorn("benchmarks.floor_app:app", env, workers=WORKERS, ready="/bare"))
    _model(model_port, 0)
    runs = {}
    for path in ("/bare", "/redis", "/model"):
        load(floor, 16, 400, lambda n, path=path: _floor(path, n))
        runs[path] = load(floor, 16, 3000, lambda n, path=path: _floor(path, n))
        _show(f"floor {path}", runs[path], runs["/bare"])
    _model(model_port, 300)
    _show("floor /model of 300 ms, 1 client", load(floor, 1, 40, lambda n: _floor("/model", n)), runs["/bare"])
    return runs["/bare"]


def _floor(path: str, number: int) -> Request:
    return path, PLAIN, json.dumps({"message": clinics.question(number)}).encode()


def _fill(server: Server) -> None:
    for company in range(COMPANIES):
        lines = [json.dumps(clinics.document(company, n)) for n in range(DOCUMENTS)]
        for line in lines:
            headers = {"X-Company-ID": clinics.company_id(company)}
            machine.post(server.port, "/api/documents", json.loads(line), headers)


def _messages(server: Server, model_port: int, bare: Run) -> None:
    _model(model_port, 0)
    load(server, 16, 600, lambda n: _message(n, 0))  # both processes load every company
    before = server.memory_mb()
    _model(model_port, 0)
    run = load(server, 16, 3000, lambda n: _message(n, 1))
    _show("message, model 0 ms, 16 clients", run, bare)
    calls = machine.get(model_port, "/stats")["chat_calls"]
    per_message = int(str(calls)) / len(run.times_ms)
    print(f"  chat calls per message: {per_message:.3f}; private memory {before:.0f} MB in {WORKERS} workers")
    doubtful = load(server, 16, 1500, lambda n: _message(n, 4, clinics.doubtful_question))
    _show("the same, said in other words", doubtful, bare)
    _model(model_port, 300)
    _show("message, model 300 ms, 1 client", load(server, 1, 40, lambda n: _message(n, 2)), bare)
    _show("message, model 300 ms, 64 clients", load(server, 64, 2500, lambda n: _message(n, 3)), bare)


def _message(number: int, phase: int, asked: Callable[[int], str] = clinics.question) -> Request:
    """Every person writes `TURNS` messages, the next one after a round over all others."""
    person = number % (PEOPLE * COMPANIES)
    company = clinics.company_id(person % COMPANIES)
    path = f"/api/conversations/p{phase}u{person // COMPANIES}r{number // (PEOPLE * COMPANIES * TURNS)}/test"
    return path, {"X-Company-ID": company, **PLAIN}, json.dumps({"message": asked(number)}).encode()


def _model(port: int, latency_ms: int) -> None:
    machine.post(port, "/control", {"latency_ms": latency_ms})


def _show(name: str, run: Run, bare: Run) -> None:
    print(
        f"{name:<36}{run.cpu_ms:7.2f} ms CPU ({run.cpu_ms / bare.cpu_ms:5.1f} x floor)"
        f"{run.per_second:8.0f}/s  p50 {run.percentile(0.5):6.1f} ms  p95 {run.percentile(0.95):6.1f} ms",
        flush=True,
    )


if __name__ == "__main__":
    main()
