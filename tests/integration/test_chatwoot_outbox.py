"""Sent once, whatever Chatwoot does; and when it can't be known, a person looks."""

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.services import outbox_service
from app.services.bootstrap import Services
from tests.integration.chatwoot import ACCOUNT, configured, eventually, sent_rows, settled
from tests.stubs.chatwoot_double import USER_TOKEN, ChatwootDouble, DoubleConversation, Fault
from tests.stubs.chatwoot_state import ACTIVITY

PRICE = "Hola, ¿cuánto cuesta el botox?"
SEND = "/messages"


@pytest.fixture(scope="module")
def chatwoot() -> Iterator[ChatwootDouble]:
    with ChatwootDouble(echo=False) as double:
        yield double


def say(chatwoot: ChatwootDouble, conversation: DoubleConversation, text: str = PRICE) -> None:
    assert chatwoot.webhook.deliver(chatwoot.customer_says(conversation, text)) == [200]


def done(services: Services) -> None:
    time.sleep(0.6)
    eventually(lambda: settled(services), within_s=40)


@pytest.mark.parametrize("fault", [Fault.ERROR_BEFORE, Fault.RATE_LIMIT, Fault.CUT_BEFORE, Fault.UNAUTHORIZED])
def test_what_was_not_done_is_done_again(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation, fault: Fault
) -> None:
    chatwoot.fail(fault, path=SEND, method="POST", times=1)
    say(chatwoot, conversation)
    done(services)
    assert len(chatwoot.replies(conversation)) == 1


@pytest.mark.parametrize("fault", [Fault.ERROR_AFTER, Fault.CUT_AFTER, Fault.GARBAGE])
@pytest.mark.parametrize("user_token", ["", USER_TOKEN], ids=["bot-token", "user-token"])
def test_what_was_done_without_an_answer_is_read_back_and_not_done_again(
    services: Services,
    chatwoot: ChatwootDouble,
    conversation: DoubleConversation,
    fault: Fault,
    user_token: str,
) -> None:
    chatwoot.fail(fault, path=SEND, method="POST", times=1)
    with configured(services, chatwoot_user_token=user_token):
        say(chatwoot, conversation)
        done(services)
    assert len(chatwoot.replies(conversation)) == 1
    assert [row[:2] for row in sent_rows(services, conversation.id)] == [("reply", "sent")]


def test_a_message_that_cannot_be_read_back_is_not_doubled_but_looked_after(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_service, "UNKNOWN_WAIT", timedelta(seconds=4))
    chatwoot.fail(Fault.CUT_AFTER, path=SEND, method="POST", times=1)
    say(chatwoot, conversation)
    eventually(lambda: chatwoot.replies(conversation))
    chatwoot.customer_says(conversation, "hola?")  # now the last message is another one, and its webhook is lost
    done(services)
    assert len(chatwoot.replies(conversation)) == 1
    assert conversation.status == "open"
    assert len(chatwoot.notes(conversation)) == 1


def test_an_activity_after_a_lost_post_does_not_call_a_person(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation
) -> None:
    """Activities have no webhook: the read before the send tells that they are older."""
    event = chatwoot.customer_says(conversation, PRICE)
    chatwoot.state.store(conversation, "Marta cambió la prioridad", ACTIVITY)
    chatwoot.fail(Fault.CUT_BEFORE, path=SEND, method="POST", times=1)
    assert chatwoot.webhook.deliver(event) == [200]
    done(services)
    assert len(chatwoot.replies(conversation)) == 1
    assert (conversation.status, chatwoot.notes(conversation)) == ("pending", [])


def test_an_activity_after_a_stored_message_does_not_hide_it(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation
) -> None:
    chatwoot.fail(Fault.CUT_AFTER, path=SEND, method="POST", times=1)
    say(chatwoot, conversation)
    eventually(lambda: chatwoot.replies(conversation))
    chatwoot.state.store(conversation, "Marta cambió la prioridad", ACTIVITY)
    done(services)
    assert len(chatwoot.replies(conversation)) == 1
    assert (conversation.status, chatwoot.notes(conversation)) == ("pending", [])


def test_a_version_that_shows_bots_nothing_ends_with_a_person_and_not_in_a_loop(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before 4.14.2, and the echo of our message never comes."""
    monkeypatch.setattr(outbox_service, "UNKNOWN_WAIT", timedelta(seconds=4))
    chatwoot.fail(Fault.UNAUTHORIZED, path=f"/{conversation.id}", method="GET", times=None)
    chatwoot.fail(Fault.CUT_AFTER, path=SEND, method="POST", times=1)
    say(chatwoot, conversation)
    done(services)
    assert len(chatwoot.replies(conversation)) == 1
    assert (conversation.status, len(chatwoot.notes(conversation))) == ("open", 1)


def test_with_a_bot_token_alone_cut_answers_lose_and_double_nothing(
    services: Services, chatwoot: ChatwootDouble
) -> None:
    """Every second post is cut, stored or not; customers go on writing, so ours is not the last message.

    Where our webhooks work nobody is called.
    """
    talks = [chatwoot.add_conversation(ACCOUNT) for _ in range(12)]
    chatwoot.echo = True
    try:
        for number, talk in enumerate(talks):
            if number % 2:
                fault = Fault.CUT_AFTER if number % 4 == 1 else Fault.CUT_BEFORE
                chatwoot.fail(fault, path=f"/{talk.id}/messages", method="POST", times=1)
            say(chatwoot, talk)
        eventually(lambda: all(chatwoot.replies(talk) for talk in talks[1::4]))
        for talk in talks[1::4]:
            say(chatwoot, talk, "¿y la limpieza facial?")
        done(services)
    finally:
        chatwoot.echo = False
    assert [len(chatwoot.replies(talk)) for talk in talks] == [2 if n % 4 == 1 else 1 for n in range(12)]
    assert [talk.status for talk in talks] == ["pending"] * 12


def test_our_echo_settles_a_message_in_doubt(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation
) -> None:
    chatwoot.fail(Fault.CUT_AFTER, path=SEND, method="POST", times=1)
    chatwoot.echo = True
    try:
        say(chatwoot, conversation)
        done(services)
    finally:
        chatwoot.echo = False
    assert sent_rows(services, conversation.id) == [("reply", "confirmed", "")]


def test_refused_buttons_leave_the_text(services: Services, chatwoot: ChatwootDouble) -> None:
    chatwoot.heal()
    conversation = chatwoot.add_conversation(ACCOUNT, channel="Channel::WebWidget")
    chatwoot.fail(Fault.UNPROCESSABLE, path=SEND, method="POST", times=1)
    say(chatwoot, conversation, "quiero agendar una cita de botox para mañana")
    done(services)
    assert len(chatwoot.replies(conversation)) == 1


def test_a_conversation_that_is_gone_ends_without_a_storm(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation
) -> None:
    chatwoot.fail(Fault.NOT_FOUND, path=f"/{conversation.id}/", times=None)
    say(chatwoot, conversation)
    done(services)
    chatwoot.heal()
    assert sent_rows(services, conversation.id)[0][:2] == ("reply", "failed")
    assert len(chatwoot.calls_to(f"/{conversation.id}/messages", "POST")) <= 2


def test_the_order_is_kept_while_chatwoot_is_down(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation
) -> None:
    chatwoot.fail(Fault.RATE_LIMIT, path=SEND, method="POST", times=2)
    say(chatwoot, conversation)
    time.sleep(1.5)
    say(chatwoot, conversation, "¿y cuánto cuesta la limpieza facial?")
    done(services)
    replies = chatwoot.replies(conversation)
    assert len(replies) == 2
    assert "botox" in replies[0].lower()
    assert "limpieza" in replies[1].lower()


def test_a_hand_over_survives_steps_that_are_refused(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation
) -> None:
    chatwoot.fail(Fault.ERROR_BEFORE, path="/toggle_status", times=1)
    with configured(services, handoff_team_id=999, handoff_assignee_id=27):
        say(chatwoot, conversation, "quiero hablar con una persona por favor")
        done(services)
    assert conversation.status == "open"
    assert conversation.labels == ["bot-handoff"]
    assert conversation.assignee is not None
    assert conversation.assignee["id"] == 27
    assert len(chatwoot.notes(conversation)) == 1
    assert len(chatwoot.replies(conversation)) == 1


def test_a_failed_delivery_calls_a_person_once(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation
) -> None:
    say(chatwoot, conversation)
    done(services)
    sent = chatwoot.sent(conversation)[0]
    event = chatwoot.human_says(conversation, "x")  # only its shape is used
    failed = {**event, "id": sent["id"], "event": "message_updated", "sender": sent["sender"]}
    failed["content_attributes"] = {
        **sent["content_attributes"],
        "external_error": "131047: Re-engagement message",
    }
    assert chatwoot.webhook.deliver(failed, times=2) == [200, 200]
    done(services)
    assert conversation.status == "open"
    assert conversation.priority == "high"
    assert len(chatwoot.notes(conversation)) == 1
    assert "131047" in chatwoot.notes(conversation)[0]
    assert sent_rows(services, conversation.id)[0] == ("reply", "failed", "131047: Re-engagement message")


def test_template_syntax_of_a_customer_is_not_run_by_chatwoot(
    services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation
) -> None:
    say(chatwoot, conversation, "quiero hablar con una persona {{ contact.email }} {% if true %}x{% endif %}")
    done(services)
    note = chatwoot.notes(conversation)[0]
    assert "contact.email" in note
    assert "{{" not in note
    assert "{%" not in note
