"""Metrics in Prometheus's form: what the installation does, without a company's or a person's name.

Several processes of one server share a folder (`PROMETHEUS_MULTIPROC_DIR`, which the server's configuration sets),
and any of them answers for all.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily

from app.models.turn_fact import TurnFact

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """Counts and times of this process. Labels are closed vocabularies: no ids, no texts."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._kept: dict[tuple[Any, ...], Any] = {}
        own: dict[str, Any] = {"namespace": "receptionist", "registry": self._registry}
        self._requests = Counter("http_requests", "Requests answered.", ["endpoint", "method", "status"], **own)
        self._request_seconds = Histogram(
            "http_request_seconds", "Time to answer.", ["endpoint"], buckets=_SECONDS, **own
        )
        self._errors = Counter("errors", "Failures told to clients, by code.", ["code"], **own)
        self._turns = Counter("turns", "Turns of conversations.", ["outcome", "engine"], **own)
        self._handoffs = Counter("handoffs", "Times a person was called.", ["reason"], **own)
        self._tokens = Counter("model_tokens", "Tokens of chat models.", ["kind"], **own)
        self._stages = Histogram("turn_seconds", "Turns by stage.", ["stage"], buckets=_SECONDS, **own)
        self._calls = Histogram(
            "call_seconds", "Calls to something outside.", ["dependency", "result"], buckets=_SECONDS, **own
        )
        self._deliveries = Counter("chatwoot_deliveries", "Webhook deliveries, by answer.", ["answer"], **own)
        self._streams = Gauge("event_streams", "Open live streams.", multiprocess_mode="livesum", **own)

    def _of(self, metric: Any, *labels: str) -> Any:
        """The metric with its labels; the library's own look-up takes a lock and reads every label anew."""
        kept = self._kept.get((metric, labels))
        if kept is None:
            kept = self._kept[metric, labels] = metric.labels(*labels)
        return kept

    def request(self, endpoint: str, method: str, status: int, seconds: float) -> None:
        """`endpoint`: the route's name, never the path."""
        self._of(self._requests, endpoint, method, f"{status // 100}xx").inc()
        self._of(self._request_seconds, endpoint).observe(seconds)

    def error(self, code: str) -> None:
        self._errors.labels(code).inc()

    def turn(self, fact: TurnFact, stages_ms: Mapping[str, float | None]) -> None:
        self._of(self._turns, fact.outcome.value, fact.engine).inc()
        if fact.reason:
            self._handoffs.labels(fact.reason).inc()
        if fact.calls:
            self._of(self._tokens, "prompt").inc(fact.prompt_tokens)
            self._of(self._tokens, "completion").inc(fact.completion_tokens)
        for stage, ms in stages_ms.items():
            if ms is not None:
                self._of(self._stages, stage).observe(ms / 1000)

    def call(self, dependency: str, seconds: float, done: bool) -> None:
        self._of(self._calls, dependency, "ok" if done else "failed").observe(seconds)

    def delivery(self, answer: str) -> None:
        """`answer`: accepted, duplicate, refused, or ignored with its reason."""
        self._deliveries.labels(answer).inc()

    def streams(self, count: int) -> None:
        self._streams.set(count)

    def text(self, dependencies: Callable[[], Mapping[str, bool]]) -> bytes:
        """The page a scraper reads; `dependencies` tells which are up now."""
        up = CollectorRegistry()
        up.register(_Dependencies(dependencies()))
        return self._collected() + generate_latest(up)

    def _collected(self) -> bytes:
        if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
            return generate_latest(self._registry)
        together = CollectorRegistry()
        multiprocess.MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together)


class _Dependencies:
    """A gauge made at the moment it is read."""

    def __init__(self, up: Mapping[str, bool]) -> None:
        self._up = up

    def collect(self) -> Iterator[GaugeMetricFamily]:
        family = GaugeMetricFamily("receptionist_dependency_up", "1 where it answers.", labels=["dependency"])
        for name, is_up in self._up.items():
            family.add_metric([name], float(is_up))
        yield family
