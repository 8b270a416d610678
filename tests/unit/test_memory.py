"""A conversation in the working memory: the same after storing and reading, bounded, refilled when lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.agents.ports import Message, Source
from app.config.constants import RECENT_TURNS, Intent, KeyKind, Role
from app.models.conversation import ConversationRepository, StoredTurn
from app.models.database import Database
from app.models.errors import ConversationNotFoundError, WorkingMemoryUnavailableError
from app.services.memory import ConversationMemory, Remembered, _decode, _encode
from app.services.redis_service import RedisService
from tests.contract.test_database import add_company
from tests.factories import NOON, asked, said

MEMORY = Remembered(
    conversation_id="conv_1",
    language="pt",
    messages=(
        Message(Role.USER, '¿Cuánto?\n"ñ" 🙂', NOON),
        Message(
            Role.ASSISTANT,
            "Vale $450.000",
            NOON,
            agent="sales+availability",
            intents=(Intent.SALES, Intent.AVAILABILITY),
            sources=(Source("doc_1", "Precios", 0.81),),
        ),
    ),
    booking={"stage": "collect", "offered": ["2026-03-05T10:00:00-05:00"]},
    owner="human",
)
TURN = StoredTurn((asked("hola"), said("Hola")), "es", {"stage": "collect"})


class Fixture:
    def __init__(self, tmp_path: Path) -> None:
        self.database = Database(f"sqlite:///{tmp_path / 'record.db'}")
        add_company(self.database, "uno")
        self.redis = RedisService("")
        self.company = self.redis.company("uno:")
        self.memory = ConversationMemory(self.company, ConversationRepository(self.database.tenant("uno")))

    def load(self) -> Remembered:
        return self.memory.load("ana", language="es")

    def say(self) -> None:
        before = self.load()
        assert self.memory.save("ana", before, TURN)
        self.memory.remember("ana", before, TURN)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Fixture]:
    fixture = Fixture(tmp_path)
    yield fixture
    fixture.redis.close()
    fixture.database.dispose()


def test_what_is_remembered_survives_its_encoding() -> None:
    assert _decode(_encode(MEMORY)) == MEMORY


def test_a_turn_is_in_both_stores(kept: Fixture) -> None:
    kept.say()
    cached = kept.load()
    kept.company.clear()
    assert kept.load() == cached
    assert [m.content for m in cached.messages] == ["hola", "Hola"]
    assert cached.booking == {"stage": "collect"}


def test_the_working_memory_keeps_the_recent_turns_only(kept: Fixture) -> None:
    for _ in range(RECENT_TURNS):
        kept.say()
    assert len(kept.load().messages) == RECENT_TURNS
    kept.company.clear()
    assert len(kept.load().messages) == RECENT_TURNS


def test_a_conversation_has_a_time_to_live(kept: Fixture) -> None:
    kept.say()
    assert kept.redis.run(lambda client: client.ttl("uno:conversation:ana")) > 0


def test_an_erased_conversation_is_in_neither_store(kept: Fixture) -> None:
    kept.say()
    kept.company.set(KeyKind.BOT_STATUS, "ana", "x")
    kept.memory.forget("ana")
    assert list(kept.company.keys()) == []
    assert kept.load().messages == ()
    with pytest.raises(ConversationNotFoundError):
        kept.memory.forget("nadie")


def test_with_both_stores_down_a_conversation_starts_empty(kept: Fixture, monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlalchemy import create_engine

    kept.say()

    def down(*_args: object) -> None:
        raise WorkingMemoryUnavailableError()

    monkeypatch.setattr(kept.redis, "run", down)
    kept.database.dispose()
    monkeypatch.setattr(kept.database, "_engine", create_engine("sqlite:////nowhere/record.db"))
    assert kept.load() == Remembered(conversation_id="ana", language="es", messages=())


@pytest.mark.parametrize("rubbish", [b"{", b"[]", b'{"conversation_id": "x"}', b"\xff", b""])
def test_rubbish_in_the_working_memory_is_read_from_the_record_instead(kept: Fixture, rubbish: bytes) -> None:
    kept.say()
    kept.company.set(KeyKind.CONVERSATION, "ana", rubbish)
    assert [m.content for m in kept.load().messages] == ["hola", "Hola"]
