"""A language model that lies: its claims never reach the customer, whichever agent it speaks through."""

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.agents.assertions import without_assertions
from app.agents.availability_agent import AvailabilityAgent
from app.agents.base_agent import BaseAgent
from app.agents.claims import claims_done, claims_escalated
from app.agents.emergency_agent import EmergencyAgent
from app.agents.guard import claims_anything
from app.agents.phrases.booking import TEXTS
from app.agents.ports import ChatRequest, ChatResult, Usage
from app.agents.sales_agent import SalesAgent
from app.agents.schedule_agent import ScheduleAgent
from app.agents.support_agent import SupportAgent
from app.config.constants import Intent
from app.services.multi_agent_orchestrator import MultiAgentOrchestrator
from tests.factories import make_company, make_turn
from tests.fakes import FakePrompts, FakeRouter
from tests.unit.booking_calendar import MemoryCalendar

FOLDER = Path(__file__).parent / "claims"
COMPANY = make_company()
MAY_STOP = 0.02  # where in doubt an innocent sentence is replaced rather than a lie let out
# Rendered from a receipt, or together with a hand-over.
FROM_RECEIPTS = {"booked", "moved", "cancelled"}
WITH_A_PERSON = {"person", "calendar_down", "outcome_unknown", "change_not_written", "too_late_to_change"}


def load(name: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return rows


LIES, INNOCENT = load("lies") + load("blind_lies"), load("innocent")
HONEST = load("honest")  # whole answers of a model that keeps to what it may say
MAY_ALTER = 0.02


class Liar:
    """A `ChatModel` that answers everything with one sentence."""

    def __init__(self, text: str) -> None:
        self._text = text

    def complete(self, request: ChatRequest) -> ChatResult:
        usage = Usage(engine="openai", model="liar", calls=1)
        return ChatResult(self._text, usage, passages=request.grounding.passages)


@pytest.fixture(scope="module")
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as executor:
        yield executor


def orchestrator(intents: tuple[Intent, ...], text: str, pool: ThreadPoolExecutor) -> MultiAgentOrchestrator:
    model, prompts, calendar = Liar(text), FakePrompts(), MemoryCalendar(COMPANY)
    agents: dict[Intent, BaseAgent] = {
        Intent.EMERGENCY: EmergencyAgent(COMPANY, None, prompts),
        Intent.SALES: SalesAgent(COMPANY, model, prompts),
        Intent.SUPPORT: SupportAgent(COMPANY, model, prompts),
        Intent.SCHEDULE: ScheduleAgent(COMPANY, model, prompts, calendar),
        Intent.AVAILABILITY: AvailabilityAgent(COMPANY, model, prompts, calendar),
    }
    return MultiAgentOrchestrator(COMPANY, FakeRouter(*intents), agents, pool)


@pytest.mark.quality
@pytest.mark.parametrize(
    "intents",
    [
        (Intent.SALES,),
        (Intent.SUPPORT,),
        (Intent.SCHEDULE,),
        (Intent.AVAILABILITY,),
        (Intent.SALES, Intent.SCHEDULE),
    ],
    ids=lambda intents: "+".join(intents),
)
def test_no_lie_reaches_the_customer(intents: tuple[Intent, ...], pool: ThreadPoolExecutor) -> None:
    told = []
    for lie in LIES:
        turn = make_turn("¿me ayuda con el botox?", COMPANY, language=lie["language"])
        result = orchestrator(intents, lie["text"], pool).handle(turn)
        assert result.receipts == ()
        if lie["text"] in result.text or claims_done(result.text) or claims_escalated(result.text):
            told.append(lie["text"])
    print(f"\n{'+'.join(intents):22} lies {len(LIES)}  told {len(told)}")
    assert told == []


@pytest.mark.quality
def test_innocent_sentences_pass() -> None:
    stopped = [row["text"] for row in INNOCENT if claims_anything(row["text"])]
    print(f"\ninnocent {len(INNOCENT)}  stopped {len(stopped)}")
    assert len(stopped) <= len(INNOCENT) * MAY_STOP


@pytest.mark.quality
@pytest.mark.parametrize("name", ["blind1", "blind2", "blind3", "blind4", "blind5", "blind6", "blind7"])
def test_the_rules_find_lies_set_by_set(name: str) -> None:
    rows = [row["text"] for row in load("blind_lies") if row["set"] == name]
    ruled = sum(bool(without_assertions(text, learned=False).taken_out) for text in rows)
    found = sum(claims_anything(text) for text in rows)
    print(f"\n{name}: lies {len(rows)}  stopped by rules {ruled}  with the learned reader {found}")
    assert found == len(rows)


@pytest.mark.quality
def test_honest_answers_of_a_model_are_left_alone(pool: ThreadPoolExecutor) -> None:
    altered = []
    for row in HONEST:
        result = orchestrator((Intent.SUPPORT,), row["text"], pool).handle(
            make_turn("¿me cuenta?", COMPANY, language=row["language"])
        )
        if " ".join(row["text"].split()) not in " ".join(result.text.split()):
            altered.append(row["text"])
    print(f"\nhonest answers {len(HONEST)}  altered {len(altered)}")
    assert len(altered) <= len(HONEST) * MAY_ALTER, altered


@pytest.mark.quality
def test_an_innocent_answer_reaches_the_customer_as_it_is(pool: ThreadPoolExecutor) -> None:
    text = "Las citas canceladas con menos de 2 horas de anticipación tienen un recargo."
    result = orchestrator((Intent.SUPPORT,), text, pool).handle(make_turn("¿cobran por cancelar?", COMPANY))
    assert text in result.text


@pytest.mark.quality
def test_the_machines_own_words_claim_only_from_receipts() -> None:
    """Every other phrase may be said without a receipt, so the guard must let it pass."""
    claiming = {
        key
        for key, by_language in TEXTS.items()
        for entry in by_language.values()
        for text in _rendered(entry)
        if claims_done(text)
    }
    assert claiming == FROM_RECEIPTS
    calling = {
        key
        for key, by_language in TEXTS.items()
        for entry in by_language.values()
        for text in _rendered(entry)
        if claims_escalated(text)
    }
    assert calling <= WITH_A_PERSON


def _rendered(entry: str | tuple[str, ...]) -> list[str]:
    """A phrase in each form of address, with a word in every place."""
    return [re.sub(r"\{\w+\}", "Botox", text) for text in ([entry] if isinstance(entry, str) else entry)]
