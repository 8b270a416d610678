"""Routing: emergencies alone, several intents in order, follow-ups by context, the model only when unsure."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.agents.booking.wishes import wishes_change
from app.agents.intent_model import IntentModel
from app.agents.ports import BookingState, ChatRequest, ChatResult, Message, Turn, Usage
from app.agents.router_agent import RouterAgent, parse_intents
from app.config.company_config import CompanyConfig, Treatment
from app.config.constants import AgentType, Intent, Role
from app.models.errors import LLMTimeoutError

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
COMPANY = CompanyConfig(
    company_id="clinica",
    company_name="Clínica",
    business_type="clinica_estetica",
    redis_prefix="clinica:",
    vectorstore_index="clinica_documents",
    sales_agent_name="María, asesora",
    services="estética",
    treatments={"botox": Treatment("botox", "Botox", 30)},
)
UNCLEAR = "lo de siempre aquello"


class ScriptedChat:
    """Answers one text, or fails; counts its calls."""

    def __init__(self, answer: str | None) -> None:
        self.answer, self.requests = answer, list[ChatRequest]()

    def complete(self, request: ChatRequest) -> ChatResult:
        self.requests.append(request)
        if self.answer is None:
            raise LLMTimeoutError
        return ChatResult(self.answer, Usage("openai", "scripted", calls=1))


class PlainPrompts:
    """Shows what a template would have been filled with."""

    def render(self, agent: AgentType, variables: Mapping[str, str]) -> str:
        return f"{agent}: {variables['question']} {variables['chat_history']}"


PROMPTS = PlainPrompts()


def turn(text: str, *, stage: str = "") -> Turn:
    return Turn(COMPANY, "user", "conversation", text, "es", NOW, booking=BookingState(stage=stage))


def exchange(question: str, answer: str, *intents: Intent) -> tuple[Message, Message]:
    return Message(Role.USER, question, NOW), Message(Role.ASSISTANT, answer, NOW, intents=intents)


@pytest.fixture(scope="module")
def router() -> RouterAgent:
    return RouterAgent(IntentModel.load())


@pytest.mark.parametrize(
    ("text", "intents"),
    [
        ("¿Cuánto cuesta un botox?", ["sales"]),
        ("¿Dónde quedan ubicados?", ["support"]),
        ("Quiero agendar una cita para el viernes", ["schedule"]),
        ("¿Qué horarios tienen disponibles mañana?", ["availability"]),
        ("¿Cuánto cuesta un botox y cuándo tienen disponible?", ["sales", "availability"]),
        ("¿Tienen cupo el sábado y cuánto vale la limpieza?", ["availability", "sales"]),
        ("how much is a facial?", ["sales"]),
        ("quero marcar uma consulta amanhã", ["schedule"]),
    ],
)
def test_intents_come_in_the_order_of_the_sentence(router: RouterAgent, text: str, intents: list[str]) -> None:
    assert list(router.classify(text).intents) == intents


def test_an_emergency_stands_alone(router: RouterAgent) -> None:
    found = router.classify("cuánto cuesta el botox? no puedo respirar y quiero una cita")
    assert found.intents == (Intent.EMERGENCY,)
    assert found.source == "rules"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hola, buenas tardes", "greeting"),
        ("muchas gracias!!", "thanks"),
        ("ok gracias", "thanks"),
        ("chao, feliz noche", "goodbye"),
        ("quién eres?", "who_are_you"),
        ("jajajaja", "laugh"),
        ("👍", "acknowledgement"),
        ("oi, tudo bem?", "greeting"),
        ("thank you so much", "thanks"),
    ],
)
def test_small_talk_goes_to_support_with_its_kind(router: RouterAgent, text: str, kind: str) -> None:
    found = router.classify(text)
    assert found.intents == (Intent.SUPPORT,)
    assert found.small_talk == kind


def test_a_greeting_before_a_question_is_not_small_talk(router: RouterAgent) -> None:
    found = router.classify("hola buenas, cuánto vale la limpieza facial?")
    assert found.intents == (Intent.SALES,)
    assert found.small_talk is None


@pytest.mark.parametrize(
    ("before", "text", "intent"),
    [
        (Intent.SALES, "¿y mañana?", Intent.AVAILABILITY),
        (Intent.SALES, "¿y el botox?", Intent.SALES),
        (Intent.AVAILABILITY, "y el martes?", Intent.AVAILABILITY),
        (Intent.AVAILABILITY, "a las 10", Intent.SCHEDULE),
        (Intent.SUPPORT, "y cuánto cuesta el láser?", Intent.SALES),
    ],
)
def test_a_follow_up_takes_its_meaning_from_the_conversation(
    router: RouterAgent, before: Intent, text: str, intent: Intent
) -> None:
    history = exchange("una pregunta", "Con gusto.", before)
    assert router.classify(text, history).intents == (intent,)


def test_a_history_without_labels_still_gives_context(router: RouterAgent) -> None:
    history = (Message(Role.USER, "cuánto cuesta el relleno de labios", NOW),)
    assert router.classify("¿y mañana?", history).intents == (Intent.AVAILABILITY,)


@pytest.mark.parametrize(
    "text",
    [
        "sí",
        "a las 3",
        "Laura Gómez",
        "Diego Mora",
        "300 123 4567",
        "mejor el jueves",
        "dale",
        "botox",
        "perdón, no era eso, es botox",
        "venga, perfecto",
        "sí así está perfecto muchas gracias",
    ],
)
def test_an_answer_inside_a_booking_goes_to_schedule(router: RouterAgent, text: str) -> None:
    assert router.classify(text, turn=turn(text, stage="collecting")).intents == (Intent.SCHEDULE,)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("me cobraron de más", Intent.SUPPORT),
        ("¿cuánto cuesta?", Intent.SALES),
        ("¿dónde quedan?", Intent.SUPPORT),
        ("no puedo respirar", Intent.EMERGENCY),
    ],
)
def test_a_digression_inside_a_booking_is_answered(router: RouterAgent, text: str, intent: Intent) -> None:
    assert router.classify(text, turn=turn(text, stage="collecting")).intents == (intent,)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("tengo que anular lo del miercoles", True),
        ("me toca anular la del viernes", True),
        ("me toca cancelar lo del jueves, que pena", True),
        ("i need to cancel the one on friday", True),
        ("voy a cancelar con tarjeta lo del lunes", False),
        ("¿hasta cuándo puedo cancelar lo del miércoles?", False),
        ("me encantó lo del miércoles", False),
    ],
)
def test_an_appointment_named_by_its_day_is_changed_not_explained(text: str, wish: bool) -> None:
    assert wishes_change(turn(text)) is wish


def test_courtesy_at_the_end_is_no_second_wish(router: RouterAgent) -> None:
    assert router.classify("hola buenas tardes, cuanto cuesta el botox? muchas gracias").intents == (Intent.SALES,)


def test_a_sure_message_costs_no_model_call() -> None:
    chat = ScriptedChat('{"intents": ["support"]}')
    text = "¿Cuánto cuesta un botox?"
    router = RouterAgent(IntentModel.load(), chat, PROMPTS)
    assert router.classify(text, turn=turn(text)).intents == (Intent.SALES,)
    assert chat.requests == []


class Unsure(IntentModel):
    """A model that is never sure."""

    def __init__(self) -> None: ...

    def probabilities(self, text: str) -> dict[Intent, float]:
        return dict.fromkeys(Intent, 0.3)


def ask(answer: str | None) -> tuple[Sequence[Intent], str, ScriptedChat]:
    chat = ScriptedChat(answer)
    found = RouterAgent(Unsure(), chat, PROMPTS).classify(UNCLEAR, turn=turn(UNCLEAR))
    return found.intents, found.source, chat


def test_an_unsure_message_asks_the_model_once() -> None:
    intents, source, chat = ask('Claro: ```{"intents": ["availability", "sales"]}```')
    assert (intents, source) == ((Intent.AVAILABILITY, Intent.SALES), "model")
    assert len(chat.requests) == 1
    assert chat.requests[0].json_object


@pytest.mark.parametrize("answer", [None, "", "no sé", '{"intents": ["weather"]}', "{"])
def test_a_failing_or_senseless_model_leaves_the_local_result(answer: str | None) -> None:
    intents, source, _ = ask(answer)
    assert source == "local"
    assert len(intents) == 1


def test_a_model_that_sees_an_emergency_makes_it_stand_alone() -> None:
    assert parse_intents('{"intents": ["sales", "emergency"]}') == (Intent.EMERGENCY,)


def test_probabilities_cover_every_label() -> None:
    chances = IntentModel.load().probabilities("hola")
    assert set(chances) == set(Intent)
    assert all(0.0 <= p <= 1.0 for p in chances.values())


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=400))
def test_no_text_makes_the_router_raise(text: str) -> None:
    assert RouterAgent(IntentModel.load()).classify(text).intents
