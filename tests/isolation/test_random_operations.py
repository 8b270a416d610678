"""Random operations of four companies over every resource: each sees exactly what it made, and nothing else.

A model in the test remembers whose is what. Full form: `pytest tests/isolation/test_random_operations.py -m long`.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.conftest import MakeApp

COMPANIES = ("benova", "medispa", "dental", "wellness")
company = st.sampled_from(COMPANIES)
number = st.integers(0, 10**6)
LISTS = {
    "documents": ("/api/documents?page_size=100", "documents", "document_id"),
    "conversations": ("/api/conversations?page_size=100", "conversations", "user_id"),
    "answers": ("/api/knowledge/answers", "answers", "answer_id"),
    "appointments": ("/api/appointments", "appointments", "appointment_id"),
}


class Companies(RuleBasedStateMachine):
    """`client` and `tag` are set by the test; the tag keeps runs in one database apart."""

    client: FlaskClient
    runs = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).runs += 1
        self.owned: dict[str, dict[str, set[str]]] = {name: {c: set() for c in COMPANIES} for name in LISTS}
        for who in COMPANIES:
            for name in LISTS:
                for item in self.listed(who, name):
                    self.owned[name][who].add(item)

    def call(self, method: str, who: str, path: str, body: Any = None) -> Any:
        answer = self.client.open(path, method=method, json=body, headers={"X-Company-ID": who})
        assert answer.status_code < 500, answer.data
        return answer

    def listed(self, who: str, name: str) -> set[str]:
        path, rows, key = LISTS[name]
        body = self.call("GET", who, path).json
        assert body["company_id"] == who
        return {row[key] for row in body[rows]}

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
        self.call(
            "POST", who, f"/api/conversations/persona{n % 5}/test", {"message": "Hola, ¿qué horario tienen?"}
        )
        self.owned["conversations"][who].add(f"persona{n % 5}")

    @rule(who=company, n=number)
    def add_answer(self, who: str, n: int) -> None:
        body = {"question": f"¿Cuál es la clave {n}?", "answer": f"Es {n}, de {who}."}
        answer = self.call("POST", who, "/api/knowledge/answers", body)
        if answer.status_code == 201:
            self.owned["answers"][who].add(answer.json["answer_id"])

    @rule(who=company, n=number)
    def book(self, who: str, n: int) -> None:
        treatment = next(iter(self.call("GET", who, f"/api/companies/{who}").json["treatment_durations"]))
        start = (datetime.now(UTC) + timedelta(days=2 + n % 40)).replace(hour=15 + n % 4, minute=0, second=0)
        body = {"treatment": treatment, "start": start.isoformat(), "name": "Ana", "phone": "+573001234567"}
        answer = self.call("POST", who, "/api/appointments", body)
        if answer.status_code == 201:
            self.owned["appointments"][who].add(answer.json["appointment_id"])

    @rule(who=company, other=company, n=number)
    def reach_for_anothers(self, who: str, other: str, n: int) -> None:
        """Reading, changing and deleting by another's id is as if it did not exist."""
        for name, path in (("documents", "/api/documents/{}"), ("answers", "/api/knowledge/answers/{}")):
            for item in sorted(self.owned[name][other] - self.owned[name][who])[:2]:
                assert self.call("GET", who, path.format(item)).status_code == 404
                assert self.call("DELETE", who, path.format(item)).status_code == 404
        for item in sorted(self.owned["appointments"][other] - self.owned["appointments"][who])[:2]:
            assert self.call("GET", who, f"/api/appointments/{item}").status_code == 404
            assert self.call("DELETE", who, f"/api/appointments/{item}").status_code == 404
        for item in sorted(self.owned["conversations"][other] - self.owned["conversations"][who])[:2]:
            assert self.call("DELETE", who, f"/api/conversations/{item}").status_code == 404

    @rule(who=company, n=number)
    def delete_own(self, who: str, n: int) -> None:
        paths = {"documents": "/api/documents/{}", "answers": "/api/knowledge/answers/{}"}
        for name, path in paths.items():
            mine = sorted(self.owned[name][who])
            if mine:
                item = mine[n % len(mine)]
                assert self.call("DELETE", who, path.format(item)).status_code == 200
                self.owned[name][who].discard(item)

    @rule(who=company, other=company, n=number)
    def search(self, who: str, other: str, n: int) -> None:
        found = self.call("POST", who, "/api/documents/search", {"query": f"código {n} de {other}", "k": 20}).json
        assert {row["document_id"] for row in found["results"]} <= self.owned["documents"][who]

    @invariant()
    def each_lists_its_own(self) -> None:
        for who in COMPANIES:
            for name in ("documents", "conversations", "answers"):
                assert self.listed(who, name) == self.owned[name][who], (who, name)


@pytest.mark.parametrize(
    ("examples", "steps"),
    [
        pytest.param(1, 25, id="short"),
        pytest.param(50, 100, id="full", marks=pytest.mark.long),
    ],
)
def test_random_operations_cross_no_wall(
    make_app: MakeApp, backend: dict[str, str], examples: int, steps: int
) -> None:
    Companies.client = make_app(**backend).test_client()
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
    assert Companies.runs >= examples
