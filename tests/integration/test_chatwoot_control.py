"""Staff in the panel and Chatwoot: who takes a conversation there is seen here, and the bot keeps quiet."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from app.models.channel_conversation import ChannelConversationRow
from app.services.bootstrap import Services
from tests.integration.chatwoot import ACCOUNT, WINDOW_S, configured, eventually, live, settled
from tests.stubs.chatwoot_double import ChatwootDouble, DoubleConversation

PRICE = "Hola, ¿cuánto cuesta el botox?"


class Desk:
    """One conversation, its customer and its staff."""

    def __init__(self, services: Services, chatwoot: ChatwootDouble, talk: DoubleConversation) -> None:
        self.services, self.chatwoot, self.talk = services, chatwoot, talk
        self.user = f"chatwoot_contact_{talk.contact['id']}"

    @property
    def replies(self) -> int:
        return len(self.chatwoot.replies(self.talk))

    def customer_says(self, text: str = PRICE) -> None:
        assert self.chatwoot.webhook.deliver(self.chatwoot.customer_says(self.talk, text)) == [200]
        time.sleep(WINDOW_S + 0.3)
        eventually(lambda: settled(self.services))

    def take(self, hours: float | None = None) -> None:
        company = self.services.companies.manager.get("benova")
        taken = self.services.control.take_over(company, self.user, hours, "Marta")
        assert taken.owner == "human"
        self.done()

    def release(self) -> None:
        company = self.services.companies.manager.get("benova")
        assert self.services.control.release(company, self.user, "Marta").owner == "bot"
        self.done()

    def done(self) -> None:
        eventually(lambda: settled(self.services))
        time.sleep(0.3)


@pytest.fixture
def desk(services: Services, chatwoot: ChatwootDouble) -> Desk:
    chatwoot.heal()
    found = Desk(services, chatwoot, chatwoot.add_conversation(ACCOUNT, labels=["vip"]))
    found.customer_says()
    assert found.replies == 1
    return found


def test_taking_and_giving_back_is_seen_in_chatwoot(desk: Desk) -> None:
    desk.take()
    assert (desk.talk.status, desk.talk.labels) == ("open", ["vip", "bot-handoff"])
    assert "Marta" in desk.chatwoot.notes(desk.talk)[0]
    desk.customer_says()
    assert desk.replies == 1
    desk.release()
    assert (desk.talk.status, desk.talk.labels) == ("pending", ["vip"])
    desk.customer_says("¿y la limpieza facial?")
    assert desk.replies == 2


def test_whoever_takes_it_is_not_replaced_by_the_configured_team(desk: Desk, services: Services) -> None:
    with configured(services, handoff_team_id=3, handoff_assignee_id=27):
        desk.take()
    assert (desk.talk.team, desk.talk.assignee) == (None, None)


def test_after_the_hours_the_bot_answers_and_chatwoot_shows_it(desk: Desk, services: Services) -> None:
    desk.take(2)
    desk.customer_says()
    assert desk.replies == 1
    with services.database.tenant("benova").session() as session:
        ended = update(ChannelConversationRow).where(
            ChannelConversationRow.company_id == "benova",
            ChannelConversationRow.conversation_id == str(desk.talk.id),
        )
        session.execute(ended.values(until=datetime.now(UTC) - timedelta(minutes=1)))
    desk.customer_says("¿y la limpieza facial?")
    assert (desk.replies, desk.talk.status) == (2, "pending")


def test_a_company_on_open_keeps_its_status(chatwoot: ChatwootDouble, services: Services) -> None:
    with configured(services, bot_on="open"):
        desk = Desk(services, chatwoot, chatwoot.add_conversation(ACCOUNT, status="open"))
        desk.customer_says()
        desk.take()
        desk.customer_says()
        assert (desk.replies, desk.talk.status) == (1, "open")
        desk.release()
        desk.customer_says("¿y la limpieza facial?")
        assert (desk.replies, desk.talk.status, desk.talk.labels) == (2, "open", [])


def test_a_note_is_private_in_chatwoot(desk: Desk, services: Services) -> None:
    company = services.companies.manager.get("benova")
    services.control.note(company, desk.user, "Prefiere {{ contact.email }} las mañanas", "Marta")
    desk.done()
    assert desk.chatwoot.notes(desk.talk) == ["Marta: Prefiere { { contact.email }} las mañanas"]
    assert desk.replies == 1


def test_a_person_erased_while_an_answer_is_made_is_not_written_again(tmp_path: Path) -> None:
    with ChatwootDouble(echo=True) as chatwoot, live(tmp_path / "i", chatwoot) as services:
        desk = Desk(services, chatwoot, chatwoot.add_conversation(ACCOUNT))
        assert chatwoot.webhook.deliver(chatwoot.customer_says(desk.talk, PRICE)) == [200]
        company = services.companies.manager.get("benova")
        services.conversations.erase(company, desk.user)
        time.sleep(WINDOW_S + 1.0)
        assert desk.replies == 0
        assert services.conversations.record(company).find(desk.user) is None
