"""What a turn counts as, and what it costs."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.agents.booking.state import from_dict
from app.agents.ports import Handoff, HandoffReason, Usage
from app.config.constants import Action, AgentType, Intent
from app.models.conversation import TurnTimings
from app.models.turn_fact import Outcome
from app.routes.analytics import safe_cell
from app.services.multi_agent_orchestrator import TurnResult
from app.services.prices import PriceTable
from app.services.turn_facts import fact_of, outcome_of
from tests.factories import make_company

USAGE = Usage("openai", "gpt-x", calls=1, prompt_tokens=2_000, completion_tokens=500)


def result(**values: Any) -> TurnResult:
    defaults: dict[str, Any] = {
        "text": "…",
        "intents": (Intent.SALES, Intent.AVAILABILITY),
        "agents": (AgentType.SALES, AgentType.AVAILABILITY),
        "language": "es",
        "sources": (),
        "receipts": (),
        "handoff": None,
        "action": Action.NONE,
        "booking": from_dict({}),
        "timings": TurnTimings(),
        "usage": USAGE,
    }
    return TurnResult(**{**defaults, **values})


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        ({}, Outcome.ANSWERED),
        ({"known": False}, Outcome.UNANSWERED),
        ({"action": Action.APPOINTMENT_BOOKED}, Outcome.BOOKED),
        ({"action": Action.APPOINTMENT_CANCELLED}, Outcome.ANSWERED),
        ({"handoff": Handoff(HandoffReason.NOT_KNOWN), "known": False}, Outcome.HANDED_OVER),
        ({"handoff": Handoff(HandoffReason.EMERGENCY)}, Outcome.EMERGENCY),
    ],
)
def test_a_turn_has_one_outcome(values: dict[str, Any], outcome: Outcome) -> None:
    assert outcome_of(result(**values)) is outcome


def test_the_fact_tells_how_the_answer_came_about() -> None:
    fact = fact_of(make_company(), result(handoff=Handoff(HandoffReason.COMPLAINT)), PriceTable(None))
    assert (fact.agents, fact.intents, fact.reason) == ("sales+availability", "sales+availability", "complaint")
    assert (fact.model, fact.calls, fact.prompt_tokens, fact.completion_tokens) == ("gpt-x", 1, 2_000, 500)
    assert (fact.cost, fact.currency) == (None, "COP")


@pytest.fixture
def table(tmp_path: Path) -> PriceTable:
    path = tmp_path / "prices.json"
    path.write_text(json.dumps({"gpt-x": {"USD": {"input": 1, "output": 4}}}), encoding="utf-8")
    return PriceTable(path)


def test_a_cost_is_tokens_times_the_price_in_the_company_s_currency(table: PriceTable) -> None:
    assert table.cost(make_company(currency="USD"), USAGE) == 0.004
    assert table.cost(make_company(currency="COP"), USAGE) is None
    assert table.cost(make_company(), Usage("local", "local-engine")) == 0.0


def test_the_company_s_own_prices_come_first(table: PriceTable) -> None:
    own = make_company(currency="USD", model_prices={"gpt-x": {"input": 10, "output": 0}})
    assert table.cost(own, USAGE) == 0.02


@pytest.mark.parametrize("content", ["{", "[]", '{"gpt-x": {"USD": {"input": 1}}}', '{"gpt-x": 3}'])
def test_a_broken_table_prices_nothing(tmp_path: Path, content: str) -> None:
    path = tmp_path / "prices.json"
    path.write_text(content, encoding="utf-8")
    assert PriceTable(path).cost(make_company(currency="USD"), USAGE) is None


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@cmd", "\t=1", "\r=1"])
def test_no_cell_of_a_table_is_a_formula(value: str) -> None:
    assert safe_cell(value) == f"'{value}"
    assert safe_cell(3) == 3
    assert safe_cell(None) == ""
    assert safe_cell("2026-03-04") == "2026-03-04"
