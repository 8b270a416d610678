"""From a delivery to the reply in the customer's conversation: once, in order, and never over a person."""

import time

from app.config.company_config import WEEKDAYS
from app.config.constants import KeyKind
from app.services.bootstrap import Services
from tests.integration.chatwoot import (
    ACCOUNT,
    WINDOW_S,
    configured,
    eventually,
    history,
    outcomes,
    sent_rows,
    settled,
)
from tests.integration.inbox import (
    EMERGENCY,
    PRICE,
    answered,
    closed_now,
    contact,
    quiet,
    say,
)
from tests.stubs.chatwoot_double import ChatwootDouble, DoubleConversation
from tests.stubs.openai_stub import OpenAIStub


def test_a_message_delivered_three_times_is_answered_and_recorded_once(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation
) -> None:
    event = chatwoot.customer_says(conversation, PRICE)
    assert chatwoot.webhook.deliver(event, times=3) == [200, 200, 200]
    replies = answered(chatwoot, conversation)
    chatwoot.webhook.deliver(event)
    quiet(services)
    assert chatwoot.replies(conversation) == replies
    assert "botox" in replies[0].lower()
    assert [role for role, _ in history(services, contact(conversation))] == ["user", "assistant"]


def test_ten_deliveries_at_once_are_one_message(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation
) -> None:
    event = chatwoot.customer_says(conversation, PRICE)
    assert chatwoot.webhook.deliver_at_once([event] * 10) == [200] * 10
    quiet(services)
    assert len(chatwoot.replies(conversation)) == 1
    assert len(history(services, contact(conversation))) == 2


def test_a_burst_is_answered_once_in_the_order_in_which_it_was_written(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation
) -> None:
    lines = ["hola", "queria preguntar", "cuanto vale el botox"]
    events = [chatwoot.customer_says(conversation, line) for line in lines]
    chatwoot.webhook.deliver_disordered(events, seed=3, copies=2)
    quiet(services)
    assert len(chatwoot.replies(conversation)) == 1
    said = history(services, contact(conversation))
    assert [text for role, text in said if role == "user"] == lines
    assert [role for role, _ in said] == ["user", "user", "user", "assistant"]


def test_our_own_message_coming_back_confirms_it(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation
) -> None:
    say(chatwoot, conversation, PRICE)
    answered(chatwoot, conversation)
    eventually(lambda: sent_rows(services, conversation.id) == [("reply", "confirmed", "")])


def test_a_message_that_comes_while_an_answer_is_made_replaces_the_answer(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation
) -> None:
    with (
        OpenAIStub("Con gusto le cuento.", latency_s=2.0) as model,
        configured(services, openai_base_url=model.base_url, openai_api_key="k", openai_model="m"),
    ):
        say(chatwoot, conversation, "¿qué cuidados debo tener después de un relleno?")
        time.sleep(WINDOW_S + 0.7)
        assert not settled(services)
        say(chatwoot, conversation, "y otra cosa, ¿tienen parqueadero para clientes?")
        quiet(services)
        time.sleep(1.5)
        quiet(services)
    assert len(chatwoot.replies(conversation)) == 1
    assert [role for role, _ in history(services, contact(conversation))] == ["user", "user", "assistant"]


def test_a_persons_reply_quiets_the_bot_and_is_remembered(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation
) -> None:
    say(chatwoot, conversation, PRICE)
    answered(chatwoot, conversation)
    chatwoot.webhook.deliver(chatwoot.human_says(conversation, "Hola, soy Marta, yo le ayudo."))
    say(chatwoot, conversation, "gracias Marta, y cuanto dura?")
    quiet(services)
    assert len(chatwoot.replies(conversation)) == 1
    roles = [role for role, _ in history(services, contact(conversation))]
    assert roles == ["user", "assistant", "human_agent", "user"]
    assert outcomes(services, conversation.id)[-1] == "human"
    company = services.companies.manager.find("benova")
    status = services.redis.company(company.redis_prefix).get(KeyKind.BOT_STATUS, str(conversation.id))
    assert status == b"human"


def test_a_reply_from_the_clinics_phone_quiets_the_bot(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation
) -> None:
    chatwoot.webhook.deliver(chatwoot.human_writes_on_phone(conversation, "Hola, le llamo en 5 minutos"))
    say(chatwoot, conversation, PRICE)
    quiet(services)
    assert chatwoot.replies(conversation) == []


def test_a_person_who_takes_over_while_an_answer_is_made_is_not_talked_over(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation
) -> None:
    with (
        OpenAIStub("Con gusto.", latency_s=1.2) as model,
        configured(services, openai_base_url=model.base_url, openai_api_key="k", openai_model="m"),
    ):
        say(chatwoot, conversation, "¿qué cuidados debo tener después de un relleno?")
        time.sleep(WINDOW_S + 0.6)
        chatwoot.webhook.deliver(chatwoot.human_says(conversation, "Hola, soy Marta"))
        quiet(services)
        time.sleep(1.5)
    assert chatwoot.replies(conversation) == []


def test_a_person_assigned_whose_webhook_is_late_is_seen_in_the_last_check(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation
) -> None:
    event = chatwoot.customer_says(conversation, PRICE)
    chatwoot.assignee_changes(conversation)  # its webhook has not come yet
    chatwoot.webhook.deliver(event)
    quiet(services)
    assert chatwoot.replies(conversation) == []
    assert outcomes(services, conversation.id) == ["human"]
    assert history(services, contact(conversation)) == [("user", PRICE)], "what nobody read is no history"


def test_notes_switch_the_bot_off_and_on(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation
) -> None:
    chatwoot.webhook.deliver(chatwoot.human_says(conversation, "/bot off 2h", private=True))
    say(chatwoot, conversation, PRICE)
    quiet(services)
    assert chatwoot.replies(conversation) == []
    assert outcomes(services, conversation.id) == ["paused"]
    chatwoot.webhook.deliver(chatwoot.human_says(conversation, "/bot on", private=True))
    say(chatwoot, conversation, "¿y la limpieza facial?")
    assert len(answered(chatwoot, conversation)) == 1


def test_a_conversation_given_back_is_answered_again(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation
) -> None:
    chatwoot.webhook.deliver(chatwoot.status_changes(conversation, "open"))
    say(chatwoot, conversation, PRICE)
    quiet(services)
    assert chatwoot.replies(conversation) == []
    chatwoot.webhook.deliver(chatwoot.status_changes(conversation, "pending"))
    say(chatwoot, conversation, "¿y la limpieza facial?")
    assert len(answered(chatwoot, conversation)) == 1


def test_a_wish_for_a_person_is_a_real_hand_over(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation
) -> None:
    conversation.labels.append("vip")
    say(chatwoot, conversation, PRICE)
    answered(chatwoot, conversation)
    with configured(services, handoff_team_id=3):
        say(chatwoot, conversation, "quiero hablar con una persona por favor")
        eventually(lambda: chatwoot.notes(conversation) and conversation.status == "open")
        quiet(services)
    assert len(chatwoot.replies(conversation)) == 2
    assert conversation.labels == ["vip", "bot-handoff"]
    assert conversation.team is not None
    assert conversation.team["id"] == 3
    note = chatwoot.notes(conversation)[0]
    assert "pidió hablar con una persona" in note
    assert "Hasta ahora se habló de servicios y precios" in note
    say(chatwoot, conversation, PRICE)
    quiet(services)
    assert len(chatwoot.replies(conversation)) == 2


def test_a_customer_over_the_plan_gets_one_reply_and_a_person(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation
) -> None:
    with configured(services, max_conversations=0):
        say(chatwoot, conversation, PRICE)
        replies = answered(chatwoot, conversation)
        quiet(services)
        assert chatwoot.replies(conversation) == replies
        assert len(replies) == 1
        assert "una persona del equipo" in replies[0]
        assert conversation.status == "open"
        assert outcomes(services, conversation.id) == ["answered"]
        assert history(services, contact(conversation))[0] == ("user", PRICE)
        assert any("plan" in note for note in chatwoot.notes(conversation))


def test_an_emergency_over_the_plan_is_answered(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation
) -> None:
    with configured(services, max_conversations=0):
        say(chatwoot, conversation, EMERGENCY)
        assert "123" in answered(chatwoot, conversation)[0]
        quiet(services)
        assert conversation.status == "open"


def test_outside_the_hours_the_customer_is_told_when_a_person_will_answer(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation
) -> None:
    with configured(services, working_hours=closed_now()):
        say(chatwoot, conversation, "quiero hablar con una persona por favor")
        eventually(lambda: conversation.status == "open")
        urgent = chatwoot.add_conversation(ACCOUNT)
        say(chatwoot, urgent, EMERGENCY)
        eventually(lambda: urgent.priority == "urgent")
        quiet(services)
    assert "fuera de horario" in answered(chatwoot, conversation)[0]
    assert "fuera de horario" not in answered(chatwoot, urgent)[0], "an emergency is sent nowhere to wait"


def test_a_company_may_leave_its_own_hours_to_its_staff(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation
) -> None:
    always = {day: [["00:00", "24:00"]] for day in WEEKDAYS}
    with configured(services, bot_hours="closed", working_hours=always):
        say(chatwoot, conversation, PRICE)
        eventually(lambda: conversation.status == "open")
        urgent = chatwoot.add_conversation(ACCOUNT)
        say(chatwoot, urgent, EMERGENCY)
        eventually(lambda: urgent.priority == "urgent" and urgent.status == "open")
        quiet(services)
    assert chatwoot.replies(conversation) == []
    assert chatwoot.notes(conversation) == [], "nothing happened that a note would explain"
    assert outcomes(services, conversation.id) == ["staff_hours"]
    evening = chatwoot.add_conversation(ACCOUNT)
    with configured(services, bot_hours="closed", working_hours=closed_now()):
        say(chatwoot, evening, PRICE)
        assert len(answered(chatwoot, evening)) == 1


def test_an_emergency_is_answered_at_once_marked_urgent_and_left_to_people(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation
) -> None:
    say(chatwoot, conversation, EMERGENCY)
    replies = answered(chatwoot, conversation)
    assert "123" in replies[0]
    eventually(lambda: conversation.priority == "urgent" and conversation.status == "open")
    say(chatwoot, conversation, PRICE)
    quiet(services)
    assert len(chatwoot.replies(conversation)) == 1


def test_an_emergency_in_a_persons_conversation_alerts_the_person(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation
) -> None:
    chatwoot.webhook.deliver(chatwoot.human_says(conversation, "Hola, soy Marta"))
    say(chatwoot, conversation, EMERGENCY)
    eventually(lambda: conversation.priority == "urgent")
    quiet(services)
    assert chatwoot.replies(conversation) == []
    assert "URGENCIA" in chatwoot.notes(conversation)[0]
