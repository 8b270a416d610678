"""Every kind of message and moment: edited, deleted, very long, wordless, late, out of the window, a button."""

import time
from pathlib import Path

import pytest

from app.services.bootstrap import Services
from tests.integration.chatwoot import (
    ACCOUNT,
    configured,
    eventually,
    history,
    live,
    outcomes,
    sent_rows,
)
from tests.integration.inbox import (
    PRICE,
    answered,
    contact,
    quiet,
    say,
)
from tests.stubs.chatwoot_double import ChatwootDouble, DoubleConversation
from tests.stubs.openai_stub import OpenAIStub


def test_a_reopened_conversation_starts_from_a_summary(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation
) -> None:
    say(chatwoot, conversation, "quiero hablar con una persona por favor, es por el caso zafiro")
    eventually(lambda: conversation.status == "open")
    chatwoot.webhook.deliver(chatwoot.status_changes(conversation, "resolved"))
    quiet(services)
    with (
        OpenAIStub("Con gusto.") as model,
        configured(services, openai_base_url=model.base_url, openai_api_key="k", openai_model="m"),
    ):
        say(chatwoot, conversation, "hola, una pregunta: ¿qué cuidados hay después de un relleno?")
        answered(chatwoot, conversation, 2)
        quiet(services)
        told = repr([call.body for call in model.calls])
    assert "después de un relleno" in told
    assert "zafiro" not in told
    assert "Conversación anterior" in told
    assert conversation.status == "pending"


def test_a_deleted_message_is_forgotten(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation
) -> None:
    secret = "mi cedula es 1020304050, cuanto vale el botox"
    event = chatwoot.customer_says(conversation, secret)
    chatwoot.webhook.deliver(event)
    answered(chatwoot, conversation)
    gone = {**event, "event": "message_updated", "content": "Este mensaje se ha eliminado"}
    chatwoot.webhook.deliver({**gone, "content_attributes": {"deleted": True}})
    eventually(lambda: "1020304050" not in repr(history(services, contact(conversation))))
    quiet(services)
    assert len(chatwoot.replies(conversation)) == 1


def test_a_message_deleted_while_it_waits_is_not_answered(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation
) -> None:
    with configured(services, burst_window_seconds=1.0):
        event = chatwoot.customer_says(conversation, "mi cedula es 1020304050")
        chatwoot.webhook.deliver(event)
        gone = {**event, "event": "message_updated", "content": "Este mensaje se ha eliminado"}
        chatwoot.webhook.deliver({**gone, "content_attributes": {"deleted": True}})
        time.sleep(1.0)
        quiet(services)
    assert chatwoot.replies(conversation) == []
    assert set(outcomes(services, conversation.id)) == {"deleted", "recorded"}
    assert "1020304050" not in repr(history(services, contact(conversation)))


def test_a_message_edited_while_it_waits_is_answered_as_it_reads_now(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation
) -> None:
    with configured(services, burst_window_seconds=1.0):
        event = chatwoot.customer_says(conversation, "cuanto vale el botux")
        chatwoot.webhook.deliver(event)
        chatwoot.webhook.deliver(
            {**event, "event": "message_updated", "content": "cuanto vale la limpieza facial"}
        )
        time.sleep(1.0)
        quiet(services)
    assert len(chatwoot.replies(conversation)) == 1
    assert "limpieza" in chatwoot.replies(conversation)[0].lower()
    assert history(services, contact(conversation))[0] == ("user", "cuanto vale la limpieza facial")


def test_a_customer_who_answers_what_a_person_wrote_in_a_closed_conversation_is_that_persons(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation
) -> None:
    chatwoot.webhook.deliver(chatwoot.status_changes(conversation, "resolved"))
    chatwoot.webhook.deliver(chatwoot.human_says(conversation, "Hola Carmen, ¿cómo sigue?"))
    say(chatwoot, conversation, "bien gracias, ¿cuánto cuesta el botox?")
    quiet(services)
    assert conversation.status == "pending"
    assert chatwoot.replies(conversation) == []
    assert outcomes(services, conversation.id)[-1] == "human"


def test_a_very_long_message_gets_one_answer(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation
) -> None:
    say(chatwoot, conversation, "¿Cuánto cuesta el botox? " + "Le cuento mi historia. " * 6000)
    quiet(services)
    assert len(chatwoot.replies(conversation)) == 1


@pytest.mark.parametrize(
    "values",
    [
        {"content_type": "sticker", "content": "![sticker-52002734](https://stickershop.example/52002734.png)"},
        {"content": None, "content_attributes": {"is_unsupported": True}},
        {"content": None},
        {"content": "   "},
        {"content": "👍"},
    ],
    ids=["sticker", "unsupported", "empty", "blank", "thumb"],
)
def test_what_says_nothing_in_words_gets_one_friendly_answer(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation, values: dict[str, object]
) -> None:
    event = chatwoot.customer_says(conversation, "x")
    assert chatwoot.webhook.deliver({**event, **values}) == [200]
    quiet(services)
    replies = chatwoot.replies(conversation)
    assert len(replies) == 1
    assert "sticker" not in replies[0]
    assert conversation.status == "pending", "nobody is called for that"


def test_a_survey_answered_after_the_end_wakes_nobody(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation
) -> None:
    say(chatwoot, conversation, PRICE)
    answered(chatwoot, conversation)
    chatwoot.webhook.deliver(chatwoot.status_changes(conversation, "resolved"))
    event = chatwoot.human_says(conversation, "¿Cómo nos califica?")
    survey = {**event, "sender": None, "message_type": "template", "content_type": "input_csat"}
    rating = {"submitted_values": {"csat_survey_response": {"rating": 5, "feedback_message": "Gracias"}}}
    chatwoot.webhook.deliver(survey)
    chatwoot.webhook.deliver({**survey, "event": "message_updated", "content_attributes": rating})
    quiet(services)
    assert len(chatwoot.replies(conversation)) == 1
    assert conversation.status == "resolved"


def test_outside_the_window_nothing_is_sent_and_the_row_says_so(
    services: Services, chatwoot: ChatwootDouble
) -> None:
    conversation = chatwoot.add_conversation(ACCOUNT, can_reply=False)
    say(chatwoot, conversation, PRICE)
    quiet(services)
    assert chatwoot.replies(conversation) == []
    assert sent_rows(services, conversation.id) == [("reply", "skipped", "outside_window")]


def test_outside_the_window_a_configured_template_is_sent(services: Services, chatwoot: ChatwootDouble) -> None:
    conversation = chatwoot.add_conversation(ACCOUNT, can_reply=False)
    template = {"name": "retomar", "language": "es", "category": "UTILITY", "content": "¿Seguimos?"}
    with configured(services, whatsapp_template=template):
        say(chatwoot, conversation, PRICE)
        answered(chatwoot, conversation)
    message = chatwoot.sent(conversation)[0]
    assert message["content"] == "¿Seguimos?"
    assert message["additional_attributes"]["template_params"]["name"] == "retomar"


def test_free_times_come_as_buttons_and_the_widgets_choice_is_an_answer(
    services: Services, chatwoot: ChatwootDouble
) -> None:
    conversation = chatwoot.add_conversation(ACCOUNT, channel="Channel::WebWidget")
    say(chatwoot, conversation, "quiero agendar una cita de botox para mañana")
    answered(chatwoot, conversation)
    quiet(services)
    offered = [m for m in chatwoot.sent(conversation) if m["content_type"] == "input_select"]
    if not offered:
        pytest.fail(f"no buttons with: {chatwoot.replies(conversation)}")
    item = offered[-1]["content_attributes"]["items"][0]
    before = len(chatwoot.replies(conversation))
    choice = chatwoot.chooses(conversation, offered[-1]["id"], item["title"], item["value"])
    chatwoot.webhook.deliver(choice, times=2)
    answered(chatwoot, conversation, before + 1)
    quiet(services)
    assert len(chatwoot.replies(conversation)) == before + 1
    assert ("user", item["title"]) in history(services, contact(conversation))
    assert conversation.typing[0] == "on"


def test_a_company_on_open_answers_open_conversations(services: Services, chatwoot: ChatwootDouble) -> None:
    conversation = chatwoot.add_conversation(ACCOUNT, status="open")
    with configured(services, bot_on="open"):
        say(chatwoot, conversation, PRICE)
        assert len(answered(chatwoot, conversation)) == 1
        chatwoot.webhook.deliver(chatwoot.assignee_changes(conversation))
        say(chatwoot, conversation, "¿y cuánto dura?")
        quiet(services)
    assert len(chatwoot.replies(conversation)) == 1


def test_a_message_of_the_downtime_is_answered_after_the_start(tmp_path: Path, chatwoot: ChatwootDouble) -> None:
    url = chatwoot.webhook.url
    conversation = chatwoot.add_conversation(ACCOUNT)
    event = chatwoot.customer_says(conversation, PRICE)
    try:
        with live(tmp_path / "instance", chatwoot, work=False):
            assert chatwoot.webhook.deliver(event) == [200]
            time.sleep(1)
        assert chatwoot.replies(conversation) == []
        with live(tmp_path / "instance", chatwoot) as again:
            answered(chatwoot, conversation)
            assert chatwoot.webhook.deliver(event, times=2) == [200, 200]
            quiet(again)
            assert len(chatwoot.replies(conversation)) == 1
            assert len(history(again, contact(conversation))) == 2
    finally:
        chatwoot.webhook.url = url
