"""The Chatwoot client against a server that keeps Chatwoot's contract, traps included."""

from collections.abc import Iterator

import pytest

from app.config.config import Config
from app.models.errors import ChatwootRejectedError, ChatwootUnavailableError
from app.services.chatwoot_http import ChatwootTransport
from app.services.chatwoot_service import MARKER_KEY, ChatwootClient, ChatwootTarget, Unknown, target_of
from tests.factories import make_company
from tests.stubs.chatwoot_double import BOT_TOKEN, USER_TOKEN, ChatwootDouble, Fault
from tests.stubs.chatwoot_state import DoubleConversation

pytestmark = pytest.mark.integration

ACCOUNT = 7


@pytest.fixture
def chatwoot() -> Iterator[ChatwootDouble]:
    with ChatwootDouble(slow_s=0.1) as double:
        yield double


@pytest.fixture
def conversation(chatwoot: ChatwootDouble) -> DoubleConversation:
    return chatwoot.add_conversation(ACCOUNT, 1532)


@pytest.fixture
def client() -> Iterator[ChatwootClient]:
    client = ChatwootClient(ChatwootTransport(connect_s=0.5, read_s=0.5))
    yield client
    client.close()


@pytest.fixture
def target(chatwoot: ChatwootDouble) -> ChatwootTarget:
    return ChatwootTarget(chatwoot.base_url, str(ACCOUNT), BOT_TOKEN)


@pytest.fixture
def as_user(chatwoot: ChatwootDouble) -> ChatwootTarget:
    return ChatwootTarget(chatwoot.base_url, str(ACCOUNT), BOT_TOKEN, USER_TOKEN)


def marked(marker: str) -> dict[str, str]:
    return {MARKER_KEY: marker}


def test_a_message_arrives_with_its_marker_and_returns_its_id(
    chatwoot: ChatwootDouble, conversation: DoubleConversation, client: ChatwootClient, target: ChatwootTarget
) -> None:
    sent = client.send_message(target, 1532, "¡Hola! ☀️", content_attributes=marked("turn-1"))

    (message,) = chatwoot.sent(conversation)
    assert (message["id"], message["content"], message["private"]) == (sent, "¡Hola! ☀️", False)
    assert message["content_attributes"] == marked("turn-1")
    assert message["source_id"] is None  # with one, Chatwoot would not deliver it to the channel


def test_a_note_stays_private(
    chatwoot: ChatwootDouble, conversation: DoubleConversation, client: ChatwootClient, target: ChatwootTarget
) -> None:
    client.send_message(target, 1532, "Pide valoración de labios.", private=True)

    assert chatwoot.notes(conversation) == ["Pide valoración de labios."]
    assert chatwoot.sent(conversation) == []


def test_choices_and_templates_travel_as_given(
    chatwoot: ChatwootDouble, conversation: DoubleConversation, client: ChatwootClient, target: ChatwootTarget
) -> None:
    items = [{"title": "Jueves 17:00", "value": "slot_1"}]
    template = {"name": "recordatorio", "language": "es", "processed_params": {"body": {"1": "Ana"}}}
    client.send_message(target, 1532, "¿Cuál?", content_type="input_select", content_attributes={"items": items})
    client.send_message(target, 1532, "Hola Ana", template_params=template)

    choice, by_template = chatwoot.sent(conversation)
    assert (choice["content_type"], choice["content_attributes"]["items"]) == ("input_select", items)
    assert by_template["additional_attributes"]["template_params"] == template


def test_many_calls_share_few_connections(
    chatwoot: ChatwootDouble, conversation: DoubleConversation, client: ChatwootClient, target: ChatwootTarget
) -> None:
    for number in range(5):
        client.send_message(target, 1532, f"mensaje {number}")

    assert chatwoot.connections == 1


@pytest.mark.parametrize("fault", [Fault.ERROR_BEFORE, Fault.CUT_BEFORE, Fault.HANG, Fault.GARBAGE])
def test_a_lost_message_may_be_tried_again_after_reading_back(
    chatwoot: ChatwootDouble,
    conversation: DoubleConversation,
    client: ChatwootClient,
    target: ChatwootTarget,
    fault: Fault,
) -> None:
    chatwoot.fail(fault)
    with pytest.raises(ChatwootUnavailableError) as failure:
        client.send_message(target, 1532, "hola", content_attributes=marked("m"))

    assert failure.value.maybe_done
    assert client.find_sent(target, 1532, "m") is None


@pytest.mark.parametrize("fault", [Fault.ERROR_AFTER, Fault.CUT_AFTER])
@pytest.mark.parametrize("user_token", ["", USER_TOKEN])
def test_a_message_stored_without_an_answer_is_found(
    chatwoot: ChatwootDouble,
    conversation: DoubleConversation,
    client: ChatwootClient,
    fault: Fault,
    user_token: str,
) -> None:
    target = ChatwootTarget(chatwoot.base_url, str(ACCOUNT), BOT_TOKEN, user_token)
    chatwoot.fail(fault, method="POST")
    with pytest.raises(ChatwootUnavailableError) as failure:
        client.send_message(target, 1532, "hola", content_attributes=marked("m"))

    assert failure.value.maybe_done
    assert client.find_sent(target, 1532, "m") == chatwoot.sent(conversation)[0]["id"]


def test_a_refused_connection_and_a_rate_limit_surely_did_nothing(
    chatwoot: ChatwootDouble, conversation: DoubleConversation, client: ChatwootClient, target: ChatwootTarget
) -> None:
    chatwoot.fail(Fault.RATE_LIMIT)
    with pytest.raises(ChatwootUnavailableError) as limited:
        client.send_message(target, 1532, "hola")
    chatwoot.stop()
    client.close()
    with pytest.raises(ChatwootUnavailableError) as refused:
        client.send_message(target, 1532, "hola")

    assert not limited.value.maybe_done
    assert not refused.value.maybe_done
    assert chatwoot.sent(conversation) == []


@pytest.mark.parametrize(
    ("fault", "status"), [(Fault.UNAUTHORIZED, 401), (Fault.NOT_FOUND, 404), (Fault.UNPROCESSABLE, 422)]
)
def test_a_refusal_names_its_status_and_reason(
    chatwoot: ChatwootDouble,
    conversation: DoubleConversation,
    client: ChatwootClient,
    target: ChatwootTarget,
    fault: Fault,
    status: int,
) -> None:
    chatwoot.fail(fault)
    with pytest.raises(ChatwootRejectedError) as failure:
        client.send_message(target, 1532, "hola")

    assert failure.value.details["status"] == status
    assert failure.value.details["reason"]


def test_a_redirect_is_not_followed_with_the_token(
    chatwoot: ChatwootDouble, conversation: DoubleConversation, client: ChatwootClient
) -> None:
    elsewhere = ChatwootTarget(f"{chatwoot.base_url}/moved", str(ACCOUNT), BOT_TOKEN)
    with pytest.raises(ChatwootRejectedError) as failure:
        client.send_message(elsewhere, 1532, "hola")

    assert failure.value.details["status"] == 302
    assert chatwoot.sent(conversation) == []


def test_a_token_of_another_account_is_refused(
    chatwoot: ChatwootDouble, conversation: DoubleConversation, client: ChatwootClient
) -> None:
    chatwoot.add_conversation(8, 1532)
    chatwoot.add_token("only-seven", "bot", ACCOUNT)
    with pytest.raises(ChatwootRejectedError):
        client.send_message(ChatwootTarget(chatwoot.base_url, "8", "only-seven"), 1532, "hola")


def test_a_marker_far_back_is_found_with_a_user_token(
    chatwoot: ChatwootDouble, conversation: DoubleConversation, client: ChatwootClient, as_user: ChatwootTarget
) -> None:
    sent = client.send_message(as_user, 1532, "hola", content_attributes=marked("m"))
    for number in range(50):
        chatwoot.customer_says(conversation, f"mensaje {number}")

    assert client.find_sent(as_user, 1532, "m") == sent
    assert client.find_sent(as_user, 1532, "other") is None


def test_without_a_user_token_a_newer_message_leaves_it_unknown(
    chatwoot: ChatwootDouble, conversation: DoubleConversation, client: ChatwootClient, target: ChatwootTarget
) -> None:
    client.send_message(target, 1532, "hola", content_attributes=marked("m"))
    newest = chatwoot.customer_says(conversation, "¿están?")["id"]

    assert client.find_sent(target, 1532, "m") is Unknown.UNKNOWN
    assert client.find_sent(target, 1532, "m", known_id=newest - 5) is Unknown.UNKNOWN


def test_the_last_message_known_before_the_send_settles_it(
    chatwoot: ChatwootDouble, conversation: DoubleConversation, client: ChatwootClient, target: ChatwootTarget
) -> None:
    known = chatwoot.customer_says(conversation, "hola")["id"]

    assert client.find_sent(target, 1532, "m", known_id=known) is None


def test_a_hand_over_is_recognised_although_success_is_null(
    conversation: DoubleConversation, client: ChatwootClient, target: ChatwootTarget
) -> None:
    client.set_status(target, 1532, "open")

    assert conversation.status == "open"
    assert conversation.assignee is None  # a user's token would have assigned that user


def test_labels_are_added_to_those_that_are_there(
    chatwoot: ChatwootDouble, conversation: DoubleConversation, client: ChatwootClient, target: ChatwootTarget
) -> None:
    conversation.labels = ["vip"]

    assert client.add_labels(target, 1532, ["bot", "vip"]) == ["vip", "bot"]
    assert conversation.labels == ["vip", "bot"]
    client.add_labels(target, 1532, ["bot"])
    assert len(chatwoot.calls_to("labels", "POST")) == 1


def test_custom_attributes_keep_what_others_wrote(
    conversation: DoubleConversation, client: ChatwootClient, target: ChatwootTarget
) -> None:
    conversation.custom_attributes = {"tratamiento": "botox", "origen": "web"}

    client.set_custom_attributes(target, 1532, {"origen": "whatsapp"})

    assert conversation.custom_attributes == {"tratamiento": "botox", "origen": "whatsapp"}


def test_labels_of_an_unreadable_conversation_are_not_overwritten(
    chatwoot: ChatwootDouble, conversation: DoubleConversation, client: ChatwootClient, target: ChatwootTarget
) -> None:
    conversation.labels = ["vip"]
    chatwoot.fail(Fault.UNAUTHORIZED, path="labels", method="GET")
    with pytest.raises(ChatwootRejectedError):
        client.add_labels(target, 1532, ["bot"])

    assert conversation.labels == ["vip"]


def test_an_older_version_that_refuses_the_bot_is_asked_as_the_user(
    chatwoot: ChatwootDouble, conversation: DoubleConversation, client: ChatwootClient, as_user: ChatwootTarget
) -> None:
    chatwoot.fail(Fault.UNAUTHORIZED, path="labels", method="GET")

    assert client.add_labels(as_user, 1532, ["bot"]) == ["bot"]


def test_team_agent_priority_and_typing(
    conversation: DoubleConversation, client: ChatwootClient, target: ChatwootTarget
) -> None:
    client.assign_team(target, 1532, 3)
    client.assign_agent(target, 1532, 27)
    client.set_priority(target, 1532, "urgent")
    client.typing(target, 1532, True)
    client.typing(target, 1532, False)

    assert conversation.team is not None
    assert conversation.team["id"] == 3
    assert conversation.assignee is not None
    assert conversation.assignee["id"] == 27
    assert conversation.priority == "urgent"
    assert conversation.typing == ["on", "off"]


def test_an_unknown_agent_is_an_error_although_chatwoot_answers_200(
    conversation: DoubleConversation, client: ChatwootClient, target: ChatwootTarget
) -> None:
    with pytest.raises(ChatwootRejectedError):
        client.assign_agent(target, 1532, 999)
    with pytest.raises(ChatwootRejectedError):
        client.assign_team(target, 1532, 999)


def test_conversations_are_listed_by_page_and_status(
    chatwoot: ChatwootDouble, client: ChatwootClient, as_user: ChatwootTarget
) -> None:
    for _ in range(30):
        chatwoot.add_conversation(ACCOUNT)
    chatwoot.add_conversation(ACCOUNT, status="resolved")
    chatwoot.add_conversation(8)

    pages = [len(client.list_conversations(as_user, status="pending", page=n)) for n in (1, 2, 3)]
    assert pages == [25, 5, 0]
    assert len(client.list_conversations(as_user, status="resolved")) == 1


def test_messages_can_be_read_after_one(
    chatwoot: ChatwootDouble, conversation: DoubleConversation, client: ChatwootClient, as_user: ChatwootTarget
) -> None:
    ids = [chatwoot.customer_says(conversation, f"mensaje {n}")["id"] for n in range(3)]

    assert [m["id"] for m in client.list_messages(as_user, 1532, after=ids[0])] == ids[1:]


def test_the_installations_key_never_goes_to_a_companys_own_address() -> None:
    config = Config(chatwoot_base_url="https://chat.shared.example/", chatwoot_api_key="shared")
    plain = make_company(chatwoot_account_id="7")
    own_address = make_company(chatwoot_account_id="7", chatwoot_base_url="https://chat.own.example")
    own_token = make_company(chatwoot_account_id="7", secrets={"chatwoot_api_token": "own"})

    assert target_of(plain, config) == ChatwootTarget("https://chat.shared.example", "7", "shared")
    assert target_of(own_address, config) is None
    assert target_of(own_token, config) == ChatwootTarget("https://chat.shared.example", "7", "own")
    assert target_of(make_company(), config) is None
    assert target_of(plain, Config()) is None


def test_tokens_are_not_shown() -> None:
    target = ChatwootTarget("https://chat.example", "7", "secret-bot", "secret-user")

    assert "secret" not in repr(target)
