"""A thousand companies in one process: memory of idle and active ones, and whether a message costs more.

`python -m benchmarks companies`. Embedded stores and the local engine; every company has been asked something,
some have 200 documents. Figures are resident memory of fresh processes, so that nothing freed is counted.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
COMPANIES, ACTIVE, DOCUMENTS = 1000, 20, 200

_PROBE = """
import gc, json, sys, time
from pathlib import Path
from app import create_app
from app.config.config import Config
from benchmarks import clinics

folder, companies, active, documents = Path(sys.argv[1]), *map(int, sys.argv[2:5])

def rss():
    gc.collect()
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))

def ask(client, company, number):
    headers = {"X-Company-ID": clinics.company_id(company)}
    body = {"message": clinics.question(number)}
    answer = client.post(f"/api/conversations/u{number}/test", json=body, headers=headers)
    assert answer.status_code == 200, answer.data

def cost(client, chosen):
    started = time.process_time()
    for number in range(200):
        ask(client, chosen[number % len(chosen)], number)
    return (time.process_time() - started) * 5

app = create_app(Config(
    environment="testing", instance_path=folder / "instance", log_level="ERROR", load_sample_documents=False,
    companies_config_file=clinics.companies_file(folder, companies),
    extended_companies_config_file=folder / "none.json",
))
client = app.test_client()
marks = {"start": rss()}
started = time.perf_counter()
client.get("/api/companies")
marks["first_read_s"] = time.perf_counter() - started
ask(client, 0, 0)
marks["one"] = rss()
for company in range(1, companies):
    ask(client, company, company)
marks["idle"] = rss()
for company in range(active):
    for number in range(documents):
        headers = {"X-Company-ID": clinics.company_id(company)}
        client.post("/api/documents", json=clinics.document(company, number), headers=headers)
    ask(client, company, company)
marks["active"] = rss()
marks["message_ms"] = cost(client, range(active))
print(json.dumps(marks))
app.extensions["services"].close()
"""


def main() -> None:
    """Print memory per company and CPU per message, for few companies and for many."""
    few, many = _probe(ACTIVE), _probe(COMPANIES)
    idle = (many["idle"] - few["idle"]) / (COMPANIES - ACTIVE)
    active = (many["active"] - many["idle"]) / ACTIVE
    print(
        f"{COMPANIES} companies read in {many['first_read_s']:.1f} s; process {many['active']:.0f} MB in the end"
    )
    print(f"idle company: {idle:.2f} MB (asked once, no documents)")
    print(f"active company: {active:.2f} MB ({DOCUMENTS} documents)")
    print(
        f"message, local engine: {many['message_ms']:.1f} ms CPU with {COMPANIES} companies, "
        f"{few['message_ms']:.1f} ms with {ACTIVE} ({many['message_ms'] / few['message_ms']:.2f} x)"
    )


def _probe(companies: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", _PROBE, folder, str(companies), str(ACTIVE), str(DOCUMENTS)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    marks: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return marks


if __name__ == "__main__":
    main()
