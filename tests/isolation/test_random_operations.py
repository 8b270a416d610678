"""Random operations of four companies over every resource: each sees exactly what it made, and nothing else.

A model in the test remembers whose is what. Each company works with a key of its own, so that rows, keys of Redis
and credentials are all walls under trial. Full form: `pytest tests/isolation/test_random_operations.py -m long`.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.conftest import MakeApp
from tests.people import ADMIN_KEY, PASSWORD, key_headers

COMPANIES = ("benova", "medispa", "dental", "wellness")
TODAY = datetime.now(UTC).date()
AGENTS = ("sales", "support", "schedule")
company = st.sampled_from(COMPANIES)
number = st.integers(0, 10**6)
# Where a resource is listed, under which name, by which key.
LISTS = {
    "documents": ("/api/documents?page_size=200", "documents", "document_id"),
    "conversations": ("/api/conversations?page_size=200", "conversations", "user_id"),
    "answers": ("/api/knowledge/answers", "answers", "answer_id"),
    "appointments": (
        f"/api/appointments?from={TODAY}&to={TODAY + timedelta(60)}",
        "appointments",
        "appointment_id",
    ),
    "users": ("/api/admin/users", "users", "user_id"),
    "keys": ("/api/admin/api-keys", "api_keys", "key_id"),
    "webhooks": ("/api/admin/webhooks", "webhooks", "webhook_id"),
    "targets": ("/api/admin/notifications", "targets", "target_id"),
    "tools": ("/api/admin/tools", "tools", "tool_id"),
}
# One of them: read (None: there is no such call) and taken away.
ONE = {
    "documents": ("/api/documents/{}", "/api/documents/{}"),
    "conversations": ("/api/conversations/{}/history", "/api/conversations/{}"),
    "answers": ("/api/knowledge/answers/{}", "/api/knowledge/answers/{}"),
    "appointments": ("/api/appointments/{}", "/api/appointments/{}"),
    "users": ("/api/admin/users/{}", "/api/admin/users/{}"),
    "keys": (None, "/api/admin/api-keys/{}"),
    "webhooks": ("/api/admin/webhooks/{}", "/api/admin/webhooks/{}"),
    "targets": (None, "/api/admin/notifications/{}"),
    "tools": ("/api/admin/tools/{}", "/api/admin/tools/{}"),
}
HARMLESS = ("conversations",)  # people of two companies may have the same id: nothing of it is another's
resource = st.sampled_from(sorted(ONE))


class Companies(RuleBasedStateMachine):
    """`client`, `keys` and `done` are set by the test; all runs share one installation."""

    client: FlaskClient
    keys: dict[str, dict[str, str]]
    done: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.done["runs"] += 1
        self.owned = {name: {who: self.listed(who, name) for who in COMPANIES} for name in LISTS}
        self.turns = {who: self.turns_of(who) for who in COMPANIES}
        self.address = {who: self.configuration(who)["address"] for who in COMPANIES}
        self.templates = {who: self.prompts(who) for who in COMPANIES}
        self.steps = 0

    def call(self, method: str, who: str, path: str, body: Any = None, *, of: str = "") -> Any:
        """`of`: the company that is named, where it is not the caller's own."""
        headers = {**self.keys[who], "X-Company-ID": of or who}
        answer = self.client.open(path, method=method, json=body, headers=headers)
        assert answer.status_code < 500, answer.data
        self.done["requests"] += 1
        return answer

    def listed(self, who: str, name: str) -> set[str]:
        path, rows, key = LISTS[name]
        body = self.call("GET", who, path).json
        assert body.get("company_id", who) == who
        return {row[key] for row in body[rows] if not row.get("revoked")}

    def turns_of(self, who: str) -> int:
        return int(self.call("GET", who, "/api/analytics").json["totals"]["turns"])

    def configuration(self, who: str) -> dict[str, Any]:
        return dict(self.call("GET", who, f"/api/admin/companies/{who}").json)

    def prompts(self, who: str) -> dict[str, str]:
        body = self.call("GET", who, "/api/admin/prompts").json
        return {agent: body["prompts"][agent]["template"] for agent in AGENTS}

    def made(self, who: str, name: str, answer: Any) -> None:
        """201 made something; anything else (a slot that is taken, the same question again) made nothing."""
        if answer.status_code == 201:
            self.owned[name][who].add(answer.json[LISTS[name][2]])
            self.done[f"made {name}"] += 1

    @rule(who=company, n=number)
    def add_document(self, who: str, n: int) -> None:
        body = {
            "title": f"Nota {n}",
            "content": f"El código {n} pertenece a {who}.",
            "external_id": f"nota-{n % 5}",
        }
        answer = self.call("POST", who, "/api/documents", body)
        self.owned["documents"][who].add(answer.json["document_id"])

    @rule(who=company, n=number)
    def talk(self, who: str, n: int) -> None:
        path = f"/api/conversations/persona{n % 5}/test"
        answer = self.call("POST", who, path, {"message": "Hola, ¿qué horario tienen?"})
        assert answer.json["context"]["company_id"] == who
        self.owned["conversations"][who].add(f"persona{n % 5}")
        self.turns[who] += 1

    @rule(who=company, n=number)
    def add_answer(self, who: str, n: int) -> None:
        body = {"question": f"¿Cuál es la clave {n}?", "answer": f"Es {n}, de {who}."}
        self.made(who, "answers", self.call("POST", who, "/api/knowledge/answers", body))

    @rule(who=company, n=number)
    def book(self, who: str, n: int) -> None:
        treatment = next(iter(self.call("GET", who, f"/api/companies/{who}").json["treatment_durations"]))
        start = (datetime.now(UTC) + timedelta(days=2 + n % 40)).replace(hour=15 + n % 4, minute=0, second=0)
        body = {"treatment": treatment, "start": start.isoformat(), "name": "Ana", "phone": "+573001234567"}
        self.made(who, "appointments", self.call("POST", who, "/api/appointments", body))

    @rule(who=company, n=number)
    def add_key(self, who: str, n: int) -> None:
        body = {"name": f"programa {n}", "role": "viewer", "companies": [who]}
        answer = self.call("POST", who, "/api/admin/api-keys", body)
        self.made(who, "keys", answer)
        seen = self.client.get("/api/companies", headers={"X-API-Key": answer.json["secret"]}).json["companies"]
        assert [row["company_id"] for row in seen] == [who]

    @rule(who=company, n=st.integers(0, 3))
    def add_person(self, who: str, n: int) -> None:
        body = {"email": f"eva{n}@{who}.example", "role": "viewer", "companies": [who], "password": PASSWORD}
        self.made(who, "users", self.call("POST", who, "/api/admin/users", body))

    @rule(who=company, n=number)
    def add_webhook(self, who: str, n: int) -> None:
        body = {"url": f"https://hooks.example/{who}/{n}", "events": ["owner"]}
        self.made(who, "webhooks", self.call("POST", who, "/api/admin/webhooks", body))

    @rule(who=company, n=number)
    def add_target(self, who: str, n: int) -> None:
        body = {"url": f"https://hooks.clinica.example/{who}/{n}"}
        self.made(who, "targets", self.call("POST", who, "/api/admin/notifications", body))

    @rule(who=company, n=number)
    def add_tool(self, who: str, n: int) -> None:
        body = {
            "name": f"Clave {n}",
            "keywords": ["zafiro"],
            "url_template": f"https://api.clinica.example/{who}/{n}",
            "fields": {"x": "x"},
            "answer_template": "{x}",
        }
        self.made(who, "tools", self.call("POST", who, "/api/admin/tools", body))

    @rule(who=company, other=company, n=number, agent=st.sampled_from(AGENTS))
    def give_rights_over_another(self, who: str, other: str, n: int, agent: str) -> None:
        """Neither a key nor a person with more than one's own."""
        if who != other:
            body = {"name": f"ajeno {n}", "role": "viewer", "companies": [other]}
            assert self.call("POST", who, "/api/admin/api-keys", body).status_code in (403, 422)
            body = {"template": f"De {who} para {other}."}
            assert self.call("PUT", who, f"/api/admin/prompts/{agent}", body, of=other).status_code == 403

    @rule(who=company, n=number, agent=st.sampled_from(AGENTS))
    def change_prompt(self, who: str, n: int, agent: str) -> None:
        body = {"template": f"Atienda como {who} {n}. {{context}}"}
        assert self.call("PUT", who, f"/api/admin/prompts/{agent}", body).status_code == 200
        self.templates[who][agent] = body["template"]

    @rule(who=company, n=number)
    def change_configuration(self, who: str, n: int) -> None:
        self.address[who] = f"Calle {n} de {who}"
        assert (
            self.call("PUT", who, f"/api/admin/companies/{who}", {"address": self.address[who]}).status_code == 200
        )

    @rule(who=company, other=company, name=resource, n=number)
    def reach_for_anothers(self, who: str, other: str, name: str, n: int) -> None:
        """By another's id under one's own name it does not exist; under the other's name it is forbidden."""
        read, remove = ONE[name]
        theirs = sorted(self.owned[name][other] - self.owned[name][who])
        if not theirs or who == other:
            return
        item = theirs[n % len(theirs)]
        if read is not None:
            assert self.call("GET", who, read.format(item)).status_code == 404
            assert self.call("GET", who, read.format(item), of=other).status_code in (403, 404)
        assert self.call("DELETE", who, remove.format(item)).status_code == 404
        assert self.call("DELETE", who, remove.format(item), of=other).status_code in (403, 404)
        self.done["reached for another's"] += 1

    @rule(who=company, name=resource, n=number)
    def remove_own(self, who: str, name: str, n: int) -> None:
        mine = sorted(self.owned[name][who])
        if mine:
            item = mine[n % len(mine)]
            assert self.call("DELETE", who, ONE[name][1].format(item)).status_code == 200
            if name != "appointments":  # cancelled, and still listed
                self.owned[name][who].discard(item)
            self.done[f"removed {name}"] += 1

    @rule(who=company, other=company, n=number)
    def search(self, who: str, other: str, n: int) -> None:
        found = self.call("POST", who, "/api/documents/search", {"query": f"código {n} de {other}", "k": 20}).json
        mine = self.owned["documents"][who] | self.owned["answers"][who]  # own answers are found, too
        assert {row["document_id"] for row in found["results"]} <= mine

    @rule(who=company)
    def read_the_log(self, who: str) -> None:
        entries = self.call("GET", who, "/api/admin/audit").json["entries"]
        assert {entry["company_id"] for entry in entries} <= {who}

    @rule(who=company)
    def copy(self, who: str) -> None:
        text = self.call("GET", who, f"/api/admin/companies/{who}/export").text
        for other in COMPANIES:
            assert other == who or f"pertenece a {other}" not in text
            assert other == who or f"Atienda como {other}" not in text
            assert other == who or self.call("GET", who, f"/api/admin/companies/{other}/export").status_code == 403

    @invariant()
    def each_sees_its_own(self) -> None:
        """Another company after every tenth step, and all of them at the end of each run."""
        self.steps += 1
        self.done["steps"] += 1
        if self.steps % 10 == 0:
            self.check(COMPANIES[self.steps // 10 % len(COMPANIES)])

    def teardown(self) -> None:
        for who in COMPANIES:
            self.check(who)
        print(
            f"{self.done['runs']} runs, {self.done['steps']} operations, {self.done['requests']} requests",
            flush=True,
        )

    def check(self, who: str) -> None:
        for name in LISTS:
            assert self.listed(who, name) == self.owned[name][who], (who, name)
        assert self.turns_of(who) == self.turns[who], who
        assert self.configuration(who)["address"] == self.address[who]
        assert self.prompts(who) == self.templates[who]


@pytest.fixture
def world(make_app: MakeApp, backend: dict[str, str]) -> Flask:
    """Closed, with a manager's key for each company and no limit of requests."""
    app = make_app(**backend, environment="production", admin_api_key=ADMIN_KEY)
    client = app.test_client()
    for who in COMPANIES:
        body = {"rate_limit_per_minute": 0}
        changed = client.put(f"/api/admin/companies/{who}", json=body, headers={"X-API-Key": ADMIN_KEY})
        assert changed.status_code == 200, changed.text
    return app


@pytest.mark.parametrize(
    ("examples", "steps"),
    [
        pytest.param(5, 30, id="short"),  # the first one is hypothesis' simplest: one operation over and over
        pytest.param(53, 100, id="full", marks=pytest.mark.long),
    ],
)
def test_random_operations_cross_no_wall(world: Flask, examples: int, steps: int) -> None:
    Companies.client = world.test_client(use_cookies=False)
    Companies.keys = {who: key_headers(world, "company_admin", who) for who in COMPANIES}
    Companies.done = Counter()
    run_state_machine_as_test(
        Companies,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(dict(Companies.done))
    assert Companies.done["runs"] >= examples
    assert sum(Companies.done[f"made {name}"] for name in LISTS) > 5
    if steps == 100:
        assert Companies.done["steps"] >= 5_000
        assert all(Companies.done[f"made {name}"] for name in LISTS if name not in ("documents", "conversations"))
        assert all(Companies.done[f"removed {name}"] for name in ONE)
