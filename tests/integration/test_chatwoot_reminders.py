"""Reminders by Chatwoot: in the customer's conversation, once, never over a person, answered by their buttons."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from app.models.appointment import AppointmentRow
from app.models.conversation import MessageRow
from app.models.ids import new_id
from app.models.reminder import ReminderRow
from app.services import last_look, outbox_service
from app.services.bootstrap import Services
from tests.integration.chatwoot import ACCOUNT, WINDOW_S, configured, eventually, history, live, sent_rows, settled
from tests.stubs.chatwoot_double import ChatwootDouble, DoubleConversation, Fault

TEMPLATE = {"name": "recordatorio", "language": "es", "content": "Hola {name}, le esperamos {moment}."}


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory, chatwoot: ChatwootDouble) -> Iterator[Services]:
    with (
        live(tmp_path_factory.mktemp("instance"), chatwoot) as running,
        configured(running, quiet_hours=["00:00", "00:00"], reminder_hours=[24]),
    ):
        yield running


class Patient:
    """Wrote once, and has a visit in 23 hours that was booked days ago."""

    def __init__(self, services: Services, chatwoot: ChatwootDouble, **values: Any) -> None:
        self.services, self.chatwoot = services, chatwoot
        self.talk: DoubleConversation = chatwoot.add_conversation(ACCOUNT, **values)
        self.user = f"chatwoot_contact_{self.talk.contact['id']}"

    def says(self, text: str) -> list[str]:
        before = len(self.chatwoot.replies(self.talk))
        assert self.chatwoot.webhook.deliver(self.chatwoot.customer_says(self.talk, text)) == [200]
        return self.new_replies(before)

    def new_replies(self, before: int) -> list[str]:
        time.sleep(WINDOW_S + 0.3)
        eventually(lambda: settled(self.services), within_s=40)
        return self.chatwoot.replies(self.talk)[before:]

    def book(self) -> str:
        now, appointment_id = datetime.now(UTC), new_id("apt")
        start = now + timedelta(hours=23)
        row = AppointmentRow(
            company_id="benova",
            appointment_id=appointment_id,
            user_id=self.user,
            customer_key=self.user,
            treatment="botox",
            treatment_name="Botox",
            resource=appointment_id,
            starts_at=start,
            ends_at=start + timedelta(minutes=30),
            busy_until=start + timedelta(minutes=30),
            name="Carmen Ortega",
            phone="+573001234567",
            status="confirmed",
            created_at=now - timedelta(days=3),
            updated_at=now - timedelta(days=3),
        )
        with self.services.database.tenant("benova").session() as session:
            session.add(row)
        return appointment_id

    def silent_for_days(self) -> None:
        with self.services.database.tenant("benova").session() as session:
            mine = update(MessageRow).where(MessageRow.company_id == "benova", MessageRow.user_id == self.user)
            session.execute(mine.values(created_at=datetime.now(UTC) - timedelta(days=2)))

    def remind(self) -> list[str]:
        before = len(self.chatwoot.replies(self.talk))
        self.services.reminders.run()
        return self.new_replies(before)

    def outcome(self, appointment_id: str) -> tuple[str, str]:
        with self.services.database.tenant("benova").reading() as session:
            row = session.scalars(select(ReminderRow).where(ReminderRow.appointment_id == appointment_id)).one()
            return row.state, row.reason

    def status(self, appointment_id: str) -> str:
        with self.services.database.tenant("benova").reading() as session:
            found = session.scalars(select(AppointmentRow).where(AppointmentRow.appointment_id == appointment_id))
            return str(found.one().status)


def test_a_reminder_has_buttons_and_its_answer_is_understood(services: Services, chatwoot: ChatwootDouble) -> None:
    patient = Patient(services, chatwoot)
    patient.says("hola")
    visit = patient.book()
    (text,) = patient.remind()
    assert "Carmen" in text
    message = chatwoot.sent(patient.talk)[-1]
    assert message["content_type"] == "input_select"
    assert len(message["content_attributes"]["items"]) == 3
    assert patient.outcome(visit) == ("sent", "")
    assert patient.remind() == [], "each once"
    (answer,) = patient.says(message["content_attributes"]["items"][0]["title"])
    assert "sigue en pie" in answer
    assert patient.status(visit) == "confirmed"
    assert [role for role, _ in history(services, int(patient.talk.contact["id"]))][-3:] == [
        "assistant",
        "user",
        "assistant",
    ]


def test_it_can_be_cancelled_by_its_button_also_from_a_resolved_conversation(
    services: Services, chatwoot: ChatwootDouble
) -> None:
    patient = Patient(services, chatwoot)
    patient.says("hola")
    chatwoot.webhook.deliver(chatwoot.status_changes(patient.talk, "resolved"))
    visit = patient.book()
    assert len(patient.remind()) == 1
    patient.says(chatwoot.sent(patient.talk)[-1]["content_attributes"]["items"][2]["title"])
    patient.says("sí")
    assert patient.status(visit) == "cancelled"


def test_a_person_who_has_the_conversation_is_asked_to_remind(
    services: Services, chatwoot: ChatwootDouble
) -> None:
    patient = Patient(services, chatwoot)
    patient.says("hola")
    chatwoot.webhook.deliver(chatwoot.human_says(patient.talk, "Hola, soy Marta"))
    visit = patient.book()
    assert patient.remind() == []
    assert len(chatwoot.notes(patient.talk)) == 1
    assert "Botox" in chatwoot.notes(patient.talk)[0]
    assert patient.outcome(visit) == ("not_sent", "human_owner")


def test_outside_whatsapps_window_only_the_template_goes(services: Services, chatwoot: ChatwootDouble) -> None:
    patient = Patient(services, chatwoot)
    patient.says("hola")
    patient.silent_for_days()
    visit = patient.book()
    assert patient.remind() == []
    assert patient.outcome(visit) == ("not_sent", "outside_window")
    patient.book()
    with configured(services, reminder_template=TEMPLATE):
        (text,) = patient.remind()
    assert text.startswith("Hola Carmen, le esperamos ")
    assert chatwoot.sent(patient.talk)[-1]["additional_attributes"]["template_params"]["name"] == "recordatorio"


def test_the_widget_has_no_window(services: Services, chatwoot: ChatwootDouble) -> None:
    patient = Patient(services, chatwoot, channel="Channel::WebWidget")
    patient.says("hola")
    patient.silent_for_days()
    patient.book()
    assert len(patient.remind()) == 1


def test_a_window_that_has_ended_is_seen_just_before_the_send(
    services: Services, chatwoot: ChatwootDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(last_look, "FRESH_S", 0.0)  # the answer to the greeting was looked after a moment ago
    patient = Patient(services, chatwoot)
    patient.says("hola")
    patient.talk.can_reply = False
    visit = patient.book()
    assert patient.remind() == []
    assert patient.outcome(visit) == ("not_sent", "outside_window")


def test_a_reminder_that_fails_says_why_and_calls_nobody(
    services: Services, chatwoot: ChatwootDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_service, "UNKNOWN_WAIT", timedelta(seconds=2))
    patient = Patient(services, chatwoot)
    patient.says("hola")
    visit = patient.book()
    chatwoot.fail(Fault.NOT_FOUND, path=f"/{patient.talk.id}/messages", method="POST", times=1)
    assert patient.remind() == []
    assert patient.outcome(visit) == ("not_sent", "refused_404")
    assert (patient.talk.status, chatwoot.notes(patient.talk)) == ("pending", [])


def test_a_lost_answer_of_the_post_does_not_remind_twice(services: Services, chatwoot: ChatwootDouble) -> None:
    patient = Patient(services, chatwoot)
    patient.says("hola")
    visit = patient.book()
    chatwoot.fail(Fault.CUT_AFTER, path=f"/{patient.talk.id}/messages", method="POST", times=1)
    assert len(patient.remind()) == 1
    assert patient.outcome(visit) == ("sent", "")
    assert sent_rows(services, patient.talk.id)[-1][0] == "reply"


def test_without_a_chatwoot_conversation_the_reason_is_recorded(
    services: Services, chatwoot: ChatwootDouble
) -> None:
    patient = Patient(services, chatwoot)
    patient.user = "web-visitor"
    services.conversations.reply(services.companies.manager.get("benova"), patient.user, "hola")
    visit = patient.book()
    assert patient.remind() == []
    assert patient.outcome(visit) == ("not_sent", "no_channel")
