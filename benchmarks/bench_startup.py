"""How long a process takes to start and how much memory it holds, each stage in fresh processes."""

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

RUNS = 5
ROOT = Path(__file__).resolve().parents[1]

# Each stage continues the one before; RSS and CPU are of the whole process at that point.
_PROBE = """
import json, sys, time
from pathlib import Path
started, cpu = time.perf_counter(), time.process_time()

def mark(stage):
    status = Path("/proc/self/status").read_text()
    rss = next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))
    marks.append([stage, time.perf_counter() - started, time.process_time() - cpu, rss])

marks = []
mark("bare interpreter")
import flask
mark("import flask (floor)")
import app.application
mark("import the application")
from app import create_app
from app.config.config import Config
config = Config(environment="testing", instance_path=Path(sys.argv[1]), log_level="ERROR")
application = create_app(config)
mark("create_app")
client = application.test_client()
client.get("/api/companies")
mark("first request (seeds companies and sample documents)")
benova = {"X-Company-ID": "benova"}
client.post("/api/conversations/u/test", json={"message": "Hola"}, headers=benova)
mark("first greeting")
client.post("/api/conversations/u/test", json={"message": "Cuanto cuesta el botox?"}, headers=benova)
mark("first answer with search")
print(json.dumps(marks))
"""


def main() -> None:
    """Print medians over fresh processes: wall seconds, CPU seconds, resident megabytes."""
    runs = [_probe() for _ in range(RUNS)]
    print(f"{'stage':<55}{'wall s':>8}{'CPU s':>8}{'RSS MB':>8}   (median of {RUNS}, cumulative)")
    for marks in zip(*runs, strict=True):
        wall, cpu, rss = (statistics.median(mark[column] for mark in marks) for column in (1, 2, 3))
        print(f"{marks[0][0]:<55}{wall:>8.2f}{cpu:>8.2f}{rss:>8.1f}")


def _probe() -> list[list[float]]:
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-c", _PROBE, folder], cwd=ROOT, capture_output=True, text=True, check=True
        )
    marks: list[list[float]] = json.loads(done.stdout.splitlines()[-1])
    return marks


if __name__ == "__main__":
    main()
