"""What operators look at: probes, metrics, request ids, diagnostics, commands."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.models.errors import DependencyError
from app.services.call_watch import CallWatch, trace_headers
from app.services.diagnostics.findings import FINDINGS, TRIED
from app.services.error_log import ErrorLog
from app.services.metrics_service import Metrics
from app.services.probes import ProbeResult, Probes
from app.services.task_queue import TaskQueue
from app.utils.logger import request_id
from tests.conftest import MakeApp
from tests.fakes import FakeClock

KEY = "k" * 40
SAID = "Hola, soy Ana Pérez, mi teléfono es 3001234567"


def down() -> None:
    raise DependencyError()


# -- probes and health -------------------------------------------------------------------------


def test_each_dependency_has_its_own_result() -> None:
    probes = Probes({"up": lambda: None, "down": down, "broken": lambda: 1 / 0})
    assert {name: result.up for name, result in probes.results().items()} == {
        "up": True,
        "down": False,
        "broken": False,
    }
    probes.close()


def test_a_dependency_that_hangs_costs_one_deadline_and_one_thread() -> None:
    release, tried = threading.Event(), []

    def hang() -> None:
        tried.append(1)
        release.wait(10)

    clock = FakeClock()
    probes = Probes({"up": lambda: None, "slow": hang}, timeout_s=0.02, kept_s=3, clock=clock)
    for _ in range(3):
        assert probes.results()["slow"] == ProbeResult(up=False)
        assert probes.results()["up"].up
        clock.advance(4)
    release.set()
    probes.close()
    assert tried == [1]


def test_results_are_remembered_for_seconds() -> None:
    asked: list[int] = []
    clock = FakeClock()
    probes = Probes({"x": lambda: asked.append(1)}, kept_s=3, clock=clock)
    probes.results(), probes.results()
    assert len(asked) == 1
    clock.advance(3.1)
    probes.results()
    assert len(asked) == 2
    probes.close()


def test_live_and_ready_need_no_credential_and_say_little(make_app: MakeApp) -> None:
    client = make_app(environment="production", admin_api_key=KEY).test_client()
    assert client.get("/api/health/live").get_json() == {"status": "alive"}
    ready = client.get("/api/health/ready")
    assert (ready.status_code, ready.get_json()["status"]) == (200, "ready")
    assert set(client.get("/api/health").get_json()) == {"status", "system_type", "version"}
    assert "companies" in client.get("/api/health", headers={"X-API-Key": KEY}).get_json()


def test_without_the_record_it_lives_and_is_not_ready(make_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    app = make_app()
    monkeypatch.setattr(app.extensions["services"].health, "_probes", Probes({"database": down, "redis": down}))
    client = app.test_client()
    assert client.get("/api/health/live").status_code == 200
    assert client.get("/api/health/ready").status_code == 503
    assert (client.get("/api/health").status_code, client.get("/api/health").get_json()["status"]) == (
        503,
        "unhealthy",
    )


def test_without_working_memory_it_is_degraded_and_serves(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app()
    probes = Probes({"database": lambda: None, "redis": down})
    monkeypatch.setattr(app.extensions["services"].health, "_probes", probes)
    client = app.test_client()
    health = client.get("/api/health")
    assert (health.status_code, health.get_json()["status"]) == (200, "degraded")
    assert not health.get_json()["companies"]["health"]["benova"]["redis_healthy"]
    assert client.get("/api/health/ready").status_code == 200


# -- metrics -----------------------------------------------------------------------------------


def sample(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} ([0-9.e+-]+)$", text, re.MULTILINE)
    return float(found.group(1)) if found else 0.0


def test_metrics_count_turns_requests_and_errors_and_name_nobody(client: FlaskClient) -> None:
    headers = {"X-Company-ID": "benova"}
    client.post("/api/conversations/ana-perez/test", json={"message": SAID}, headers=headers)
    client.get("/api/documents/doc_none", headers=headers)
    stream = client.get("/api/events", headers=headers)
    text = client.get("/metrics").get_data(as_text=True)
    assert sample(text, 'receptionist_turns_total{engine="local",outcome="answered"}') == 1
    assert sample(text, 'receptionist_errors_total{code="document_not_found"}') == 1
    ok = 'receptionist_http_requests_total{endpoint="conversations.chat_test",method="POST",status="2xx"}'
    assert sample(text, ok) == 1
    assert sample(text, 'receptionist_dependency_up{dependency="database"}') == 1
    assert sample(text, 'receptionist_turn_seconds_count{stage="total"}') == 1
    assert sample(text, "receptionist_event_streams") == 1
    stream.close()
    for private in ("benova", "ana-perez", "Pérez", "3001234567"):
        assert private not in text


def test_unknown_paths_share_one_series(client: FlaskClient) -> None:
    for path in ("/api/uno", "/api/dos"):
        client.get(path)
    text = client.get("/metrics").get_data(as_text=True)
    assert "uno" not in text
    assert text.count('code="not_found"') == 2  # the count and when it began


def test_metrics_are_for_this_machine_and_administrators(make_app: MakeApp) -> None:
    client = make_app(environment="production", admin_api_key=KEY).test_client()
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 401
    outside: dict[str, Any] = {"environ_base": {"REMOTE_ADDR": "203.0.113.7"}}
    assert client.get("/metrics", **outside).status_code == 401
    assert client.get("/metrics", headers={"X-API-Key": KEY}, **outside).status_code == 200


# -- request ids and slow calls ----------------------------------------------------------------


@pytest.fixture
def named() -> Iterator[str]:
    token = request_id.set("req-1")
    yield "req-1"
    request_id.reset(token)


def test_calls_carry_the_request_s_id(named: str) -> None:
    assert trace_headers() == {"X-Request-ID": named}
    request_id.set("")
    assert trace_headers() == {}


def test_a_job_carries_the_request_s_id_to_the_worker(named: str) -> None:
    from app.models.channel_conversation import ConversationKey

    seen, done = [], threading.Event()

    def drain(key: ConversationKey) -> None:
        seen.append(request_id.get())
        done.set()

    queue = TaskQueue("", drain, 1, lambda key, said: False)
    queue.start_sender()
    queue.start_worker()
    queue.notify(ConversationKey("benova", "7", "1"))
    assert done.wait(10)
    queue.stop()
    assert seen == [named]


def test_a_log_line_ends_with_the_request_s_id(make_app: MakeApp, tmp_path: Path) -> None:
    app = make_app()
    client = app.test_client()
    client.post(
        "/api/conversations/ana/test",
        json={"message": "hola"},
        headers={"X-Company-ID": "benova", "X-Request-ID": "abc-123"},
    )
    lines = (Path(app.instance_path) / "app.log").read_text(encoding="utf-8").splitlines()
    classified = [line for line in lines if "message classified as" in line]
    assert classified[-1].endswith("request=abc-123")


def test_slow_and_failed_calls_are_told(logs: pytest.LogCaptureFixture) -> None:
    watch, metrics = CallWatch(), Metrics()
    watch.configure(0.0, metrics.call)
    with watch.call("model"):
        pass
    with pytest.raises(ValueError, match="x"), watch.call("chatwoot"):
        raise ValueError("x")
    text = metrics.text(dict).decode()
    assert sample(text, 'receptionist_call_seconds_count{dependency="model",result="ok"}') == 1
    assert sample(text, 'receptionist_call_seconds_count{dependency="chatwoot",result="failed"}') == 1
    assert "slow call: model took" in logs.text


def test_traces_have_a_span_for_request_and_turn(make_app: MakeApp) -> None:
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    from app.services.call_watch import CALLS
    from app.services.tracing import Tracing

    exporter = InMemorySpanExporter()
    client = make_app().test_client()
    tracing = Tracing("http://127.0.0.1:1", exporter)
    CALLS.configure(2_000, lambda *_: None, tracing.span)
    client.post("/api/conversations/ana/test", json={"message": SAID}, headers={"X-Company-ID": "benova"})
    tracing.close()
    CALLS.configure(2_000, lambda *_: None)
    spans = {span.name: span for span in exporter.get_finished_spans()}
    request, turn = spans["POST conversations.chat_test"], spans["turn"]
    assert turn.parent is not None
    assert turn.parent.span_id == request.context.span_id
    assert "Ana" not in str([span.attributes for span in spans.values()])


# -- diagnostics and commands ------------------------------------------------------------------


def names(checks: list[dict[str, str]]) -> dict[str, str]:
    return {check["name"]: check["status"] for check in checks}


def test_diagnostics_name_what_is_wrong_and_its_cure(client: FlaskClient) -> None:
    client.get("/api/nada")
    body = client.get("/api/admin/diagnostics").get_json()
    found = names(body["checks"])
    assert body["status"] == "warning"
    assert (found["access"], found["model"], found["database"]) == ("warning", "warning", "ok")
    assert found["company:benova:documents"] == "warning"
    assert all(check["advice"] for check in body["checks"] if check["status"] != "ok")
    assert all(check["code"] in FINDINGS for check in body["checks"])
    assert body["queue"]["waiting_messages"] == 0
    assert body["errors"]["counts"] == {"not_found": 1}


@pytest.mark.parametrize(
    ("integration", "ok"),
    [
        ("database", True),
        ("redis", True),
        ("calendar", True),
        ("model", False),
        ("embedding", True),
        ("speech", False),
        ("chatwoot", False),
    ],
)
def test_a_connection_is_tried_and_told_in_words(client: FlaskClient, integration: str, ok: bool) -> None:
    response = client.post(f"/api/admin/diagnostics/test/{integration}", headers={"X-Company-ID": "benova"})
    body = response.get_json()
    assert (response.status_code, body["integration"], body["ok"]) == (200, integration, ok)
    assert body["message"]
    assert body["code"] in TRIED
    assert (body["latency_ms"] is None) == (not ok)


def test_without_encoder_and_embedding_model_that_is_said(make_app: MakeApp) -> None:
    client = make_app(sentence_encoder=False).test_client()
    body = client.post("/api/admin/diagnostics/test/embedding", headers={"X-Company-ID": "benova"}).get_json()
    assert (body["ok"], body["code"]) == (False, "embedding_missing")


def test_an_unknown_connection_is_404(client: FlaskClient) -> None:
    path = "/api/admin/diagnostics/test/fax"
    assert client.post(path, headers={"X-Company-ID": "benova"}).status_code == 404


def test_errors_are_counted_and_the_server_s_own_kept() -> None:
    errors = ErrorLog()
    errors.note("not_found", 404, "panel.serve", "a")
    errors.note("redis_unavailable", 503, "companies.get_stats", "b")
    summary = errors.summary()
    assert summary["counts"] == {"not_found": 1, "redis_unavailable": 1}
    assert [(f["code"], f["request_id"]) for f in summary["recent"]] == [("redis_unavailable", "b")]


@pytest.mark.integration
def test_the_doctor_finds_every_fault_of_a_mis_set_installation(make_app: MakeApp) -> None:
    app = make_app(
        environment="production",
        database_url="postgresql://nobody@127.0.0.1:1/none",
        redis_url="redis://127.0.0.1:1/0",
    )
    done = app.test_cli_runner().invoke(args=["doctor"])
    assert done.exit_code == 1
    for name, cure in (
        ("database", "Check DATABASE_URL"),
        ("redis", "Check REDIS_URL"),
        ("secret_key", "Set SECRET_KEY"),
        ("model", "Set OPENAI_API_KEY"),
        ("companies", "See the check of the database"),
    ):
        assert re.search(rf"{name}: [^\n]*\n +-> [^\n]*{cure}", done.output), name


def test_the_doctor_wants_an_administrator_in_production(make_app: MakeApp) -> None:
    app: Flask = make_app(environment="production", secret_key="s" * 16 + "0123456789abcdefgh")
    done = app.test_cli_runner().invoke(args=["doctor"])
    assert done.exit_code == 1
    assert "flask admin create" in done.output
    assert "company:benova:webhook" in done.output
    assert "company:benova:chatwoot_token" in done.output


def test_a_folder_is_imported_and_again_changes_nothing(app: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "precios.md").write_text("# Precios\n\nEl botox cuesta 450.000 pesos.", encoding="utf-8")
    (folder / "roto.pdf").write_bytes(b"no pdf")
    runner = app.test_cli_runner()
    first = runner.invoke(args=["documents", "import", str(folder), "--company", "benova"])
    assert first.exit_code == 1
    assert "added      precios.md" in first.output
    assert "failed     roto.pdf" in first.output
    again = runner.invoke(args=["documents", "import", str(folder / "precios.md"), "--company", "benova"])
    assert (again.exit_code, "unchanged" in again.output) == (0, True)
    assert "    1 documents" in runner.invoke(args=["companies", "list"]).output


def test_one_can_talk_to_a_company_in_the_terminal(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["chat", "--company", "benova"], input="hola\n\n")
    assert done.exit_code == 0
    assert "Benova" in done.output
    assert "intents support" in done.output


def test_a_company_s_secrets_are_not_shown(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["companies", "show", "benova"])
    assert '"company_id": "benova"' in done.output
    unknown = app.test_cli_runner().invoke(args=["companies", "show", "nadie"])
    assert (unknown.exit_code, "No such company" in unknown.output) == (1, True)
