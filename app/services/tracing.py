"""OpenTelemetry traces, where `OTEL_EXPORTER_OTLP_ENDPOINT` names a collector; nothing is loaded otherwise."""

from contextlib import AbstractContextManager
from typing import Any

from app.config.constants import APP_VERSION
from app.utils.logger import get_logger, request_id

log = get_logger("traces")
SERVICE_NAME = "receptionist"


class Tracing:
    """Spans of requests, turns and calls, sent in batches from a thread of the SDK's own."""

    def __init__(self, endpoint: str, exporter: Any = None) -> None:
        """`exporter`: instead of the collector's, for tests."""
        # The SDK costs 0.2 s and 20 MB, so only an installation with a collector pays.
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        resource = Resource.create({"service.name": SERVICE_NAME, "service.version": APP_VERSION})
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(exporter or _exporter(endpoint)))
        self._tracer = self._provider.get_tracer(SERVICE_NAME)
        log.info("traces are sent to the configured collector")

    def span(self, name: str) -> AbstractContextManager[object]:
        """A span with the request's id; names nobody and no company's text."""
        return self._tracer.start_as_current_span(name, attributes={"request.id": request_id.get()})

    def close(self) -> None:
        """Send what waits."""
        self._provider.shutdown()


def _exporter(endpoint: str) -> Any:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    return OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=5)
