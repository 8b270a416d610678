"""One turn: the agents in the order asked, side by side, one message, nothing promised without a receipt."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.agents.ports import (
    AgentReply,
    Appointment,
    AppointmentStatus,
    BookingState,
    Handoff,
    HandoffReason,
    Receipt,
    Source,
    Usage,
)
from app.config.constants import Action, AgentType, Intent
from app.models.errors import CalendarUnavailableError
from app.services.multi_agent_orchestrator import MultiAgentOrchestrator
from tests.factories import NOON, make_company, make_turn
from tests.fakes import FakeAgent, FakeRouter

SALES, AVAILABILITY, SCHEDULE = AgentType.SALES, AgentType.AVAILABILITY, AgentType.SCHEDULE


def orchestrator(router: FakeRouter, *agents: FakeAgent) -> MultiAgentOrchestrator:
    by_intent = {Intent(agent.type.value): agent for agent in agents}
    return MultiAgentOrchestrator(make_company(), router, by_intent, ThreadPoolExecutor(4))  # type: ignore[arg-type]


def reply(agent: AgentType, text: str, **values: object) -> FakeAgent:
    return FakeAgent(agent, AgentReply(agent, text, **values))  # type: ignore[arg-type]


BOTH = FakeRouter(Intent.SALES, Intent.AVAILABILITY)


def test_answers_come_in_the_order_asked() -> None:
    result = orchestrator(BOTH, reply(AVAILABILITY, "Hay cupo."), reply(SALES, "Vale 450.")).handle(make_turn("x"))
    assert result.text == "Vale 450.\n\nHay cupo."
    assert result.agents == (SALES, AVAILABILITY)
    assert result.agent_used == "sales"


def test_two_agents_work_at_the_same_time() -> None:
    meeting = threading.Barrier(2, timeout=5)
    agents = [FakeAgent(kind, f"Soy {kind}.", on_reply=meeting.wait) for kind in (SALES, AVAILABILITY)]
    assert orchestrator(BOTH, *agents).handle(make_turn("x")).text == "Soy sales.\n\nSoy availability."


def test_only_the_last_next_question_is_asked_and_the_signature_closes() -> None:
    result = orchestrator(
        BOTH,
        reply(SALES, "Vale 450.", closing="¿Le agendo?", signature="— Laura"),
        reply(AVAILABILITY, "Hay cupo.", closing="¿Cuál hora prefiere?"),
    ).handle(make_turn("x"))
    assert result.text == "Vale 450.\n\nHay cupo. ¿Cuál hora prefiere?\n— Laura"


def test_the_same_text_is_said_once() -> None:
    result = orchestrator(BOTH, reply(SALES, "No lo sé."), reply(AVAILABILITY, "No lo sé.")).handle(make_turn("x"))
    assert result.text == "No lo sé."


def test_at_most_two_agents_answer() -> None:
    router = FakeRouter(Intent.SALES, Intent.AVAILABILITY, Intent.SCHEDULE)
    agents = [reply(kind, f"Soy {kind}.") for kind in (SALES, AVAILABILITY, SCHEDULE)]
    assert orchestrator(router, *agents).handle(make_turn("x")).agents == (SALES, AVAILABILITY)


def test_a_failing_agent_hands_over_and_the_other_still_answers(logs: pytest.LogCaptureFixture) -> None:
    failing = FakeAgent(AVAILABILITY, CalendarUnavailableError())
    result = orchestrator(BOTH, reply(SALES, "Vale 450."), failing).handle(make_turn("mi pregunta"))
    assert result.text.startswith("Vale 450.")
    assert result.handoff is not None
    assert (result.handoff.reason, result.handoff.summary) == (HandoffReason.FAILURE, "mi pregunta")
    assert result.action is Action.HANDOFF
    assert "calendar_unavailable" in logs.text


def test_an_intent_whose_agent_is_switched_off_goes_to_support() -> None:
    result = orchestrator(FakeRouter(Intent.SALES), reply(AgentType.SUPPORT, "Le ayudo.")).handle(make_turn("x"))
    assert (result.agents, result.text) == ((AgentType.SUPPORT,), "Le ayudo.")


def test_with_no_agent_left_a_person_takes_over() -> None:
    assert orchestrator(FakeRouter(Intent.SALES)).handle(make_turn("x")).action is Action.HANDOFF


def test_a_claim_without_a_receipt_does_not_leave() -> None:
    agent = reply(SCHEDULE, "Su cita quedó agendada para el martes a las 10:00.")
    result = orchestrator(FakeRouter(Intent.SCHEDULE), agent).handle(make_turn("x"))
    assert "quedó agendada" not in result.text
    assert "Todavía no he registrado" in result.text
    assert result.action is Action.NONE


def test_a_claim_with_its_receipt_leaves_as_it_is() -> None:
    booked = Appointment("apt_1", "botox", "Botox", NOON, NOON, "Ana", "+57310", AppointmentStatus.CONFIRMED)
    text = "Su cita quedó agendada para el miércoles a las 12:00."
    agent = reply(
        SCHEDULE,
        text,
        receipts=(Receipt(Action.APPOINTMENT_BOOKED, booked),),
        action=Action.APPOINTMENT_BOOKED,
        booking=BookingState(stage="booked"),
    )
    result = orchestrator(FakeRouter(Intent.SCHEDULE), agent).handle(make_turn("x"))
    assert (result.text, result.action, result.booking.stage) == (text, Action.APPOINTMENT_BOOKED, "booked")


def test_one_agent_s_receipt_does_not_vouch_for_another_s_claim() -> None:
    booked = Appointment("apt_1", "botox", "Botox", NOON, NOON, "Ana", "+57310", AppointmentStatus.CONFIRMED)
    result = orchestrator(
        FakeRouter(Intent.SCHEDULE, Intent.SALES),
        reply(SCHEDULE, "Listo.", receipts=(Receipt(Action.APPOINTMENT_BOOKED, booked),)),
        reply(SALES, "También quedó agendada su limpieza."),
    ).handle(make_turn("x"))
    assert "limpieza" not in result.text


def test_template_syntax_markup_and_foreign_links_do_not_leave() -> None:
    agent = reply(SALES, "Vea {{ secret }} <b>aquí</b> https://evil.example/x ![x](http://a/b)")
    assert orchestrator(FakeRouter(Intent.SALES), agent).handle(make_turn("x")).text == "Vea aquí"


def test_a_booking_in_course_stays_when_no_agent_touches_it() -> None:
    booking = BookingState(stage="collect", treatment="botox")
    result = orchestrator(FakeRouter(Intent.SALES), reply(SALES, "Vale 450.")).handle(
        make_turn("x", booking=booking)
    )
    assert result.booking == booking


def test_costs_are_summed_and_sources_are_named_once() -> None:
    usage = Usage("openai", "m", calls=1, prompt_tokens=10, completion_tokens=2)
    source = Source("doc_1", "Precios", 0.9)
    result = orchestrator(
        FakeRouter(Intent.SALES, Intent.AVAILABILITY, usage=usage),
        reply(SALES, "a", usages=(usage,), sources=(source,)),
        reply(AVAILABILITY, "b", usages=(usage, Usage("local", "")), sources=(source,)),
    ).handle(make_turn("x"))
    assert (result.usage.calls, result.usage.prompt_tokens, result.usage.engine) == (3, 30, "openai")
    assert result.sources == (source,)


def test_the_weightier_action_is_told() -> None:
    handoff = Handoff(HandoffReason.COMPLAINT)
    result = orchestrator(
        BOTH,
        reply(SALES, "a", action=Action.HANDOFF, handoff=handoff),
        reply(AVAILABILITY, "b", action=Action.AVAILABILITY_SHOWN),
    ).handle(make_turn("x"))
    assert (result.action, result.handoff) == (Action.HANDOFF, handoff)


def test_small_talk_is_answered_without_search_or_model() -> None:
    from app.agents.support_agent import SupportAgent
    from tests.fakes import FakePrompts, FakeRetriever, ScriptedModel

    support = SupportAgent(make_company(), ScriptedModel(), FakePrompts())
    retriever = FakeRetriever()
    support.set_vectorstore_service(retriever)
    router = FakeRouter(Intent.SUPPORT, small_talk="greeting")
    made = MultiAgentOrchestrator(make_company(), router, {Intent.SUPPORT: support}, ThreadPoolExecutor(1))  # type: ignore[arg-type]
    assert "Clínica Aurora" in made.handle(make_turn("hola")).text
    assert retriever.queries == []
