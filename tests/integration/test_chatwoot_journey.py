"""One customer's whole conversation: burst, voice, picture, booking, a person, back, closed, open again."""

import time
from pathlib import Path

from app.services.bootstrap import Services
from tests.integration.chatwoot import ACCOUNT, WINDOW_S, configured, eventually, history, live, settled
from tests.stubs.chatwoot_double import ChatwootDouble, DoubleConversation
from tests.stubs.openai_stub import OpenAIStub

OGG = b"OggS\x00\x02" + bytes(22) + b"\x01\x13OpusHead" + bytes(200)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(200)


class Customer:
    """Writes, and reads what comes back."""

    def __init__(self, services: Services, chatwoot: ChatwootDouble, conversation: DoubleConversation) -> None:
        self._services, self._chatwoot, self._conversation = services, chatwoot, conversation

    def says(self, *texts: str, **attachment: str) -> list[str]:
        """The new replies to a burst."""
        before = len(self._chatwoot.replies(self._conversation))
        for text in texts:
            self._deliver(self._chatwoot.customer_says(self._conversation, text))
        if attachment:
            item = self._chatwoot.attachment(attachment["kind"], attachment["url"])
            self._deliver(self._chatwoot.customer_says(self._conversation, None, [item]))
        time.sleep(WINDOW_S * 2 + 0.3)
        eventually(lambda: settled(self._services), within_s=40)
        return self._chatwoot.replies(self._conversation)[before:]

    def _deliver(self, event: dict[str, object]) -> None:
        assert self._chatwoot.webhook.deliver(event) == [200]


def test_a_customers_whole_conversation(tmp_path: Path) -> None:
    with (
        ChatwootDouble(echo=True) as chatwoot,
        OpenAIStub("Se ve una zona del rostro con buena luz.") as model,
        live(tmp_path / "instance", chatwoot) as services,
    ):
        conversation = chatwoot.add_conversation(ACCOUNT)
        customer = Customer(services, chatwoot, conversation)

        replies = customer.says("hola buenas", "cuanto vale el botox??", "y que dura")
        assert len(replies) == 1
        assert "botox" in replies[0].lower()

        voice = chatwoot.add_file(OGG, "nota.ogg", missing=1)
        assert len(customer.says(kind="audio", url=voice)) == 1, "without speech: a kind request to write"

        with configured(services, openai_base_url=model.base_url, openai_api_key="k", openai_model="m"):
            heard = customer.says(kind="audio", url=voice)
            assert len(heard) == 1
            picture = chatwoot.add_file(PNG, "foto.png", content_type="image/png")
            assert len(customer.says(kind="image", url=picture)) == 1

        replies = customer.says("quiero agendar una limpieza facial para mañana en la mañana")
        assert len(replies) == 1
        replies = customer.says("a la primera hora que tenga, soy Carmen Ortega")
        assert len(replies) == 1

        chatwoot.webhook.deliver(chatwoot.human_says(conversation, "Hola Carmen, soy Marta. ¿Le confirmo yo?"))
        assert customer.says("sí, gracias Marta") == [], "a person is answering"

        chatwoot.webhook.deliver(chatwoot.human_says(conversation, "/bot on", private=True))
        assert len(customer.says("¿dónde están ubicados?")) == 1

        chatwoot.webhook.deliver(chatwoot.status_changes(conversation, "resolved"))
        assert len(customer.says("hola de nuevo, ¿cuánto cuesta el botox?")) == 1

        said = history(services, int(conversation.contact["id"]))
    roles = [role for role, _ in said]
    assert roles.count("human_agent") == 1
    assert roles.count("assistant") == len(chatwoot.replies(conversation))
    assert any("cuánto cuesta el botox" in text for role, text in said if role == "user"), "the voice note's words"
