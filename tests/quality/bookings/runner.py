"""Plays a booking dialogue against the real router, booking agents and appointment book, by a fixed clock."""

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from app.agents.availability_agent import AvailabilityAgent
from app.agents.booking.state import from_dict, to_dict
from app.agents.guard import claims_done
from app.agents.intent_model import IntentModel
from app.agents.ports import AgentReply, Appointment, BookingState, Contact, Message, Turn
from app.agents.router_agent import RouterAgent
from app.agents.schedule_agent import ScheduleAgent
from app.config.company_config import CompanyConfig
from app.config.constants import Action, AgentType, Intent, Role
from app.models.appointment import LIVE
from app.models.company import CompanyRow
from app.models.database import Database
from app.services.calendars.book import Customer
from app.services.calendars.builtin import BuiltinCalendar
from app.services.multi_agent_orchestrator import MultiAgentOrchestrator, TurnResult
from tests.factories import shipped_company
from tests.fakes import FakeAgent, FakePrompts

FOLDER = Path(__file__).parent
USER = "customer"
FIELDS = ("treatment", "date", "time", "name", "phone")


@dataclass(slots=True)
class Played:
    """What a dialogue led to."""

    appointments: list[Appointment]
    replies: list[TurnResult] = field(default_factory=list)
    false_claims: list[str] = field(default_factory=list)

    @property
    def booking(self) -> BookingState:
        return self.replies[-1].booking

    @property
    def missing(self) -> list[str]:
        return [name for name in FIELDS if not getattr(self.booking, name)]


def load(name: str) -> list[dict[str, Any]]:
    """The dialogues of `dev.json` or `held_back.json`."""
    dialogues: list[dict[str, Any]] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return dialogues


def play(dialogue: Mapping[str, Any], folder: Path) -> Played:
    """Run every turn in order, each a minute after the one before."""
    company = replace(shipped_company(dialogue.get("company", "benova")), **dialogue.get("settings", {}))
    now = datetime.fromisoformat(dialogue["clock"]).replace(tzinfo=company.zone)
    database = Database(f"sqlite:///{folder / dialogue['name']}.db")
    calendar = _calendar(database, company)
    _prepare(calendar, company, dialogue, now)
    with ThreadPoolExecutor(2) as pool:
        orchestrator = _orchestrator(company, calendar, pool)
        played = _converse(orchestrator, dialogue, now)
    first, last = now - timedelta(days=1), now + timedelta(days=200)
    played.appointments = [a for a in calendar.between(first, last) if a.status in LIVE and a.user_id == USER]
    database.dispose()
    return played


def verdict(dialogue: Mapping[str, Any], played: Played) -> list[str]:
    """What differs from what the dialogue expects; empty = right."""
    expected, wrong = dialogue["expect"], []
    got = [(a.treatment, a.start.strftime("%Y-%m-%dT%H:%M")) for a in played.appointments]
    want = [(a["treatment"], a["start"]) for a in expected.get("appointments", [])]
    if sorted(got) != sorted(want):
        wrong.append(f"appointments {got}, not {want}")
    for appointment, wished in zip(
        sorted(played.appointments, key=lambda a: a.start), _by_start(expected), strict=False
    ):
        wrong += [
            f"{key} {getattr(appointment, key)!r}, not {wished[key]!r}"
            for key in ("name", "phone")
            if key in wished and getattr(appointment, key) != wished[key]
        ]
    if "missing" in expected and played.missing != expected["missing"]:
        wrong.append(f"missing {played.missing}, not {expected['missing']}")
    if "handoff" in expected and bool(played.replies[-1].handoff) != expected["handoff"]:
        wrong.append(f"handoff {played.replies[-1].handoff}")
    if "action" in expected and played.replies[-1].action.value != expected["action"]:
        wrong.append(f"action {played.replies[-1].action.value}, not {expected['action']}")
    if "offered" in expected and bool(played.booking.offered) != expected["offered"]:
        wrong.append("times offered" if played.booking.offered else "no times offered")
    return wrong


def unwanted(dialogue: Mapping[str, Any], played: Played) -> list[str]:
    """Appointments nobody asked for; one that should have been moved and was not is wrong, but not unwanted."""
    known = (*dialogue["expect"].get("appointments", []), *dialogue.get("before", []))
    want = {(a["treatment"], a["start"]) for a in known}
    return [
        f"{a.treatment} {a.start:%Y-%m-%dT%H:%M}"
        for a in played.appointments
        if (a.treatment, a.start.strftime("%Y-%m-%dT%H:%M")) not in want
    ]


def _by_start(expected: Mapping[str, Any]) -> Sequence[Mapping[str, str]]:
    return sorted(expected.get("appointments", []), key=lambda a: a["start"])


def _calendar(database: Database, company: CompanyConfig) -> BuiltinCalendar:
    with database.platform() as session:
        session.add(
            CompanyRow(
                company_id=company.company_id,
                company_name=company.company_name,
                redis_prefix=company.redis_prefix,
                vectorstore_index=company.vectorstore_index,
            )
        )
    return BuiltinCalendar(database.tenant(company.company_id), company)


def _prepare(
    calendar: BuiltinCalendar, company: CompanyConfig, dialogue: Mapping[str, Any], now: datetime
) -> None:
    """Appointments made before the dialogue, the customer's and others'."""
    for number, given in enumerate(dialogue.get("before", [])):
        start = datetime.fromisoformat(given["start"]).replace(tzinfo=company.zone)
        who = Customer(
            given.get("name", "Otra Persona"), given.get("phone", "+573000000000"), given.get("user", USER)
        )
        customer = who if "user" not in given else Customer(who.name, who.phone, f"{who.user_id}{number}")
        calendar.book_by_staff(company.treatments[given["treatment"]], start, customer, now=now)


def _orchestrator(
    company: CompanyConfig, calendar: BuiltinCalendar, pool: ThreadPoolExecutor
) -> MultiAgentOrchestrator:
    prompts = FakePrompts()
    return MultiAgentOrchestrator(
        company,
        RouterAgent(IntentModel.load()),
        {
            Intent.EMERGENCY: FakeAgent(AgentType.EMERGENCY, "(emergency)"),
            Intent.SALES: FakeAgent(AgentType.SALES, "(sales)"),
            Intent.SUPPORT: FakeAgent(AgentType.SUPPORT, AgentReply(AgentType.SUPPORT, "(support)")),
            Intent.SCHEDULE: ScheduleAgent(company, None, prompts, calendar),
            Intent.AVAILABILITY: AvailabilityAgent(company, None, prompts, calendar),
        },
        pool,
    )


def _converse(orchestrator: MultiAgentOrchestrator, dialogue: Mapping[str, Any], now: datetime) -> Played:
    played, history, booking = Played([]), list[Message](), BookingState()
    contact = Contact(**dialogue.get("contact", {}))
    for minute, text in enumerate(dialogue["turns"]):
        moment = now + timedelta(minutes=minute)
        turn = Turn(
            company=orchestrator.company,
            user_id=USER,
            conversation_id="conversation",
            text=text,
            language=dialogue.get("language", "es"),
            now=moment,
            history=tuple(history),
            booking=from_dict(json.loads(json.dumps(to_dict(booking)))),
            contact=contact,
        )
        result = orchestrator.handle(turn)
        booking = result.booking
        history += [
            Message(Role.USER, text, moment),
            Message(Role.ASSISTANT, result.text, moment, agent=result.agent_used, intents=result.intents),
        ]
        played.replies.append(result)
        if claims_done(result.text) and not any(r.action is not Action.NONE for r in result.receipts):
            played.false_claims.append(result.text)
    return played
