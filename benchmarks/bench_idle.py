"""What an idle worker process costs, with few and with many companies: `python -m benchmarks idle`.

`python -m app.worker` on PostgreSQL and Redis, every company connected to Chatwoot, nobody writing. CPU seconds
of the process over a minute, after its start: sweep, reminders, recovery and the queue's own polling together.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from benchmarks import clinics
from benchmarks.stores import real_stores

ROOT = Path(__file__).parents[1]
COMPANIES = (4, 200)
WARM_S, MEASURED_S = 25, 60


def main() -> None:
    for count in COMPANIES:
        with real_stores() as stores, tempfile.TemporaryDirectory() as folder:
            print(
                f"{count} companies: {_idle(Path(folder), stores, count):.2f} s CPU in {MEASURED_S} s", flush=True
            )


def _idle(folder: Path, stores: dict[str, str], count: int) -> float:
    env = {
        **os.environ,
        **stores,
        "ENVIRONMENT": "testing",
        "INSTANCE_PATH": str(folder / "instance"),
        "COMPANIES_CONFIG_FILE": str(clinics.companies_file(folder, count)),
        "EXTENDED_COMPANIES_CONFIG_FILE": str(folder / "none.json"),
        "LOG_LEVEL": "ERROR",
    }
    process = subprocess.Popen([sys.executable, "-m", "app.worker"], cwd=ROOT, env=env)
    try:
        time.sleep(WARM_S)
        before = _cpu_s(process.pid)
        time.sleep(MEASURED_S)
        return _cpu_s(process.pid) - before
    finally:
        process.terminate()
        process.wait(30)


def _cpu_s(pid: int) -> float:
    """Raises: psutil.NoSuchProcess when the worker has ended."""
    return sum(psutil.Process(pid).cpu_times()[:2])


if __name__ == "__main__":
    main()
