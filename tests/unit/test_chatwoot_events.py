"""Every payload of the contract is understood as its index says, and nothing else can break the parser."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.services.chatwoot_events import EventKind, InboundEvent, account_of, parse_event

FOLDER = Path(__file__).parents[1] / "fixtures" / "chatwoot"
INDEX = {entry["file"]: entry for entry in json.loads((FOLDER / "index.json").read_text(encoding="utf-8"))}

KIND_OF_ACTION = {
    "process": EventKind.CUSTOMER_MESSAGE,
    "process (coalesce)": EventKind.CUSTOMER_MESSAGE,
    "process (transcribe)": EventKind.CUSTOMER_MESSAGE,
    "process (image: clinical photo, do not diagnose)": EventKind.CUSTOMER_MESSAGE,
    "process (file)": EventKind.CUSTOMER_MESSAGE,
    "process (acknowledge)": EventKind.CUSTOMER_MESSAGE,
    "process (customer chose an option)": EventKind.CUSTOMER_CHOICE,
    "pause bot (human took over)": EventKind.HUMAN_REPLY,
    "pause bot (handoff done)": EventKind.STATUS,
    "pause bot (assigned to a human)": EventKind.STATUS,
    "resume bot": EventKind.STATUS,
    "close bot session": EventKind.STATUS,
    "start bot (read messages[0])": EventKind.BOT_ASSIGNED,
    "optional (use Chatwoot's transcript)": EventKind.EDITED,
    "alert / handoff (message not delivered)": EventKind.DELIVERY_FAILED,
    "forget the message text": EventKind.DELETED,
    "ignore": EventKind.IGNORED,
    "ignore (own message)": EventKind.IGNORED,
    "ignore (never show to customer)": EventKind.IGNORED,
    "ignore (wait for message_created)": EventKind.IGNORED,
    "resolve the account from configuration": EventKind.IGNORED,
}


def payload(name: str) -> dict[str, Any]:
    return dict(json.loads((FOLDER / name).read_text(encoding="utf-8")))


def parsed(name: str) -> InboundEvent:
    return parse_event(payload(name))


@pytest.mark.parametrize("name", sorted(INDEX))
def test_a_payload_asks_for_what_its_index_states(name: str) -> None:
    assert parsed(name).kind is KIND_OF_ACTION[INDEX[name]["suggested_bot_action"]]


@pytest.mark.parametrize("name", sorted(set(INDEX) - {"legacy/v4_13_conversation_created_without_account.json"}))
def test_the_account_of_every_payload_is_found(name: str) -> None:
    assert parsed(name).account_id == "3"


def test_an_old_conversation_event_without_messages_names_no_account() -> None:
    assert parsed("legacy/v4_13_conversation_created_without_account.json").account_id is None


def test_a_customers_message_keeps_who_where_and_what() -> None:
    event = parsed("message_created_incoming_text_whatsapp.json")
    assert (event.conversation_id, event.message_id, event.contact_id) == ("1533", 88120, "4398")
    assert (event.contact_name, event.contact_phone) == ("Carmen Ortega", "+34600000123")
    assert event.channel == "Channel::Whatsapp"
    assert event.can_reply
    assert event.text.startswith("Buenas tardes, quería pedir cita")
    assert event.snapshot.status == "pending"
    assert event.snapshot.updated_at == 1781774073.481236
    assert event.at_ms == 1781774073481


def test_a_visitors_made_up_name_is_no_name() -> None:
    assert parsed("message_created_incoming_text_webwidget.json").contact_name == ""


def test_a_voice_note_has_no_text_but_an_attachment() -> None:
    event = parsed("message_created_incoming_audio_whatsapp.json")
    assert event.text == ""
    assert event.has_voice
    assert event.attachments[0]["data_url"].startswith("http")


def test_what_is_kept_of_an_event_has_no_channel_credential() -> None:
    for name in INDEX:
        assert "pubsub_token" not in repr(parsed(name))
        assert "Xk3vN1tYw8QpR5sLz7HdJ2cB" not in repr(parsed(name))


def test_the_widgets_choice_is_the_title_that_was_picked() -> None:
    event = parsed("message_updated_input_select_submitted.json")
    assert event.text == "Jueves 25, 17:00"
    assert event.at_ms == 0
    assert event.key.startswith("choice:88105:")


def test_another_choice_on_the_same_question_is_another_fact() -> None:
    first, second = (
        payload("message_updated_input_select_submitted.json"),
        payload("message_updated_input_select_submitted.json"),
    )
    second["content_attributes"]["submitted_values"] = [{"title": "Viernes 26, 10:30", "value": "x"}]
    assert parse_event(first).key != parse_event(second).key


def test_a_bot_assigned_to_a_conversation_reads_its_last_message_under_the_messages_own_key() -> None:
    event = parsed("conversation_updated_agent_bot_assigned.json")
    assert (event.key, event.text) == ("message:88150", "¿Tenéis financiación para el láser?")


def test_a_person_assigned_is_seen_and_a_bot_assigned_is_not_a_person() -> None:
    assert parsed("conversation_updated_assignee_changed.json").snapshot.human_id == 27
    assert parsed("conversation_updated_agent_bot_assigned.json").snapshot.human_id is None


def test_a_change_of_status_says_so() -> None:
    assert parsed("conversation_status_changed_to_pending.json").status_signal
    updated = parsed("conversation_updated_assignee_changed.json")
    assert updated.status_signal
    assert updated.snapshot.was_status == "pending"


def test_a_reply_from_the_clinics_phone_is_a_persons() -> None:
    event = payload("message_created_outgoing_automation_rule.json")
    event["content_attributes"] = {"external_echo": True}
    assert parse_event(event).kind is EventKind.HUMAN_REPLY


def test_a_campaign_is_no_takeover() -> None:
    event = payload("message_created_outgoing_human_agent.json")
    event["additional_attributes"] = {"campaign_id": 4}
    assert parse_event(event).kind is EventKind.IGNORED


def test_our_own_message_is_known_by_its_marker_even_under_a_users_token() -> None:
    event = payload("message_created_outgoing_human_agent.json")
    event["content_attributes"] = {"receptionist_marker": "out_1"}
    found = parse_event(event)
    assert (found.kind, found.marker) == (EventKind.OWN_MESSAGE, "out_1")


def test_an_automatic_reply_by_mail_is_not_answered() -> None:
    event = payload("message_created_incoming_text_whatsapp.json")
    event["content_attributes"] = {"email": {"auto_reply": True, "subject": "Fuera de la oficina"}}
    found = parse_event(event)
    assert (found.kind, found.reason) == (EventKind.IGNORED, "automatic_reply")


def test_a_blocked_contact_is_not_answered() -> None:
    event = payload("message_created_incoming_text_whatsapp.json")
    event["sender"]["blocked"] = True
    assert parse_event(event).kind is EventKind.IGNORED


@pytest.mark.parametrize(
    ("note", "on", "seconds"),
    [
        ("/bot off 2h", False, 7200),
        ("/bot off", False, None),
        ("  /BOT OFF 30 min ", False, 1800),
        ("/bot off 1d", False, 86400),
        ("/bot off 3", False, 10800),
        ("/bot on", True, None),
    ],
)
def test_a_private_note_commands_the_bot(note: str, on: bool, seconds: int | None) -> None:
    event = payload("message_created_private_note.json")
    event["content"] = note
    command = parse_event(event).command
    assert command is not None
    assert (command.on, command.duration_s) == (on, seconds)


@pytest.mark.parametrize(
    "note", ["bot off", "/bot", "/bot offline", "usa /bot off si molesta", "/bot off 2 semanas"]
)
def test_other_notes_command_nothing(note: str) -> None:
    event = payload("message_created_private_note.json")
    event["content"] = note
    assert parse_event(event).kind is EventKind.IGNORED


def test_a_customer_cannot_command_the_bot() -> None:
    event = payload("message_created_incoming_text_whatsapp.json")
    event["content"] = "/bot off"
    assert parse_event(event).kind is EventKind.CUSTOMER_MESSAGE


@pytest.mark.parametrize(
    "junk",
    [None, [], "x", 7, True, {"id": []}, {"a": {"b": 1}}],
    ids=repr,
)
@pytest.mark.parametrize(
    "field",
    ["conversation", "sender", "content", "content_attributes", "attachments", "created_at", "id", "messages"],
)
@pytest.mark.parametrize("name", ["message_created", "message_updated", "conversation_updated"])
def test_a_field_of_the_wrong_kind_breaks_nothing(name: str, field: str, junk: object) -> None:
    base = payload("message_created_incoming_audio_whatsapp.json")
    event = parse_event({**base, "event": name, field: junk})
    assert event.kind in set(EventKind)


@pytest.mark.parametrize("value", [True, "", None, [], {}])
def test_what_is_no_account_id_names_none(value: object) -> None:
    assert account_of({"account": {"id": value}}) is None
