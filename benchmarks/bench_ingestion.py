"""A PDF of 100 pages from upload to indexed: `python -m benchmarks ingestion`.

Prints seconds, the passages made, and how many different states of progress somebody saw who asked ten times a
second; on the embedded stores.
"""

import io
import tempfile
import time
from pathlib import Path

from app import create_app
from app.config.config import Config
from tests.fixtures.documents import pdf

PAGES, LIMIT_S = 100, 20
HEADERS = {"X-Company-ID": "benova"}


def main() -> None:
    data = pdf.prose(PAGES)
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(
            Config(
                environment="testing", instance_path=Path(folder), load_sample_documents=False, log_level="ERROR"
            )
        )
        client = app.test_client()
        started = time.monotonic()
        body = {"file": (io.BytesIO(data), "libro.pdf")}
        taken = client.post("/api/documents?background=true", headers=HEADERS, data=body).get_json()
        seen, state = set(), taken
        while state["status"] == "processing":
            time.sleep(0.1)
            state = client.get(f"/api/documents/{taken['document_id']}", headers=HEADERS).get_json()
            seen.add(state.get("progress"))
        took = time.monotonic() - started
        chunks = client.get("/api/documents/stats", headers=HEADERS).get_json()["chunks"]
        print(
            f"{PAGES} pages, {len(data) / 1000:.0f} KB: {state['status']} after {took:.1f} s (limit {LIMIT_S}), "
            f"{chunks} passages, {len(seen)} states of progress seen"
        )
        app.extensions["services"].close()


if __name__ == "__main__":
    main()
