"""The record on SQLite and on PostgreSQL: one contract for sessions, times, uniqueness and errors."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError

from app.agents.ports import Message
from app.config.constants import Intent, Role
from app.models.company import CompanyRecord, CompanyRepository, CompanyRow
from app.models.conversation import ConversationRepository, StoredTurn
from app.models.database import Database
from app.models.document import DocumentRepository, DocumentRow
from app.models.errors import (
    CompanyExistsError,
    CompanyNotFoundError,
    ConversationNotFoundError,
    DocumentNotFoundError,
    RecordUnavailableError,
)
from app.models.postgresql import SCHEMA_FILE, render_schema
from app.models.setting import SettingRepository
from app.models.turn_fact import TurnFact, TurnFactRow
from tests.factories import NOON, asked, company_values, make_company, make_document, said


def add_company(database: Database, company_id: str, **values: object) -> None:
    company = make_company(company_id, **values)
    record = CompanyRecord(company_id, company_values(), {}, {}, in_file=False, samples_loaded=True, revision=1)
    names = [column.key for column in CompanyRow.__mapper__.columns if column.key]
    columns = {name: getattr(company, name) for name in names if hasattr(company, name)}
    CompanyRepository(database).put(record, columns)


@pytest.fixture
def documents(database: Database) -> DocumentRepository:
    add_company(database, "uno")
    return DocumentRepository(database.tenant("uno"))


@pytest.fixture
def conversations(database: Database) -> ConversationRepository:
    add_company(database, "uno")
    return ConversationRepository(database.tenant("uno"))


def test_the_schema_is_made_once_and_again_harmlessly(database: Database) -> None:
    database.ensure_schema()
    Database(database.url, migration_url=database._migration_url).ensure_schema()
    assert CompanyRepository(database).count() == 0


def test_a_document_comes_back_as_it_was_stored(documents: DocumentRepository) -> None:
    document, chunks = make_document("Ñandú 🙂\nlínea", title="Título", metadata={"a": [1, {"b": None}]})
    stored, created = documents.save(document, chunks)
    again = documents.get(stored.document_id)
    assert created
    assert (again.content, again.title, again.metadata) == ("Ñandú 🙂\nlínea", "Título", {"a": [1, {"b": None}]})
    assert again.chunk_count == 1
    assert again.created_at.tzinfo is not None


def test_numbers_and_texts_of_every_size_come_back_in_json(documents: DocumentRepository) -> None:
    metadata = {"large": 10**30, "small": 1e-9, "text": "ñ🙂\u2028", "list": [], "none": None, "true": True}
    stored, _ = documents.save(*make_document("uno", metadata=metadata))
    assert documents.get(stored.document_id).metadata == metadata


def test_the_same_external_id_replaces_document_and_chunks(documents: DocumentRepository) -> None:
    first, _ = documents.save(*make_document("uno", external_id="web:1"))
    second, created = documents.save(*make_document("dos", external_id="web:1"))
    assert not created
    assert (second.document_id, second.version) == (first.document_id, 2)
    assert [chunk.content for _document, chunk in documents.chunks()] == ["dos"]


def test_deleting_a_document_removes_its_chunks(documents: DocumentRepository) -> None:
    stored, _ = documents.save(*make_document())
    assert documents.delete(stored.document_id) == 1
    assert list(documents.chunks()) == []
    with pytest.raises(DocumentNotFoundError):
        documents.delete(stored.document_id)


def test_an_expired_document_is_kept_but_not_indexed(documents: DocumentRepository) -> None:
    documents.save(*make_document(expires_at=datetime.now(UTC) - timedelta(seconds=1)))
    documents.save(*make_document(expires_at=datetime.now(UTC) + timedelta(hours=1)))
    assert documents.count() == 2
    assert [live.chunk_count for live in documents.live()] == [1]
    assert len(list(documents.chunks())) == 1


def test_pages_are_newest_first_without_gap_or_overlap(documents: DocumentRepository) -> None:
    ids = [documents.save(*make_document(f"texto {n}"))[0].document_id for n in range(7)]
    pages = [documents.page(number, 3) for number in (1, 2, 3, 4)]
    assert [total for _rows, total in pages] == [7] * 4
    assert [row.document_id for rows, _total in pages for row in rows] == ids[::-1]


def test_a_conversation_keeps_the_order_of_its_messages(conversations: ConversationRepository) -> None:
    for number in range(3):
        turn = (asked(f"p{number}"), said(f"r{number}", intents=(Intent.SALES,)))
        conversations.append("ana", StoredTurn(messages=turn, language="es", booking={"stage": "collect"}))
    assert [m.content for m in conversations.recent("ana", 4)] == ["p1", "r1", "p2", "r2"]
    head = conversations.find("ana")
    assert head is not None
    assert (head.message_count, head.last_message, head.booking) == (6, "r2", {"stage": "collect"})


def test_a_later_turn_keeps_what_the_conversation_began_with(conversations: ConversationRepository) -> None:
    turn = StoredTurn((asked("hola"), said("hola")), "es", {})
    conversations.append("ana", turn, start=("conv_1", "api"))
    first = conversations.find("ana")
    conversations.append("ana", turn, start=("conv_2", "chatwoot"))
    again = conversations.find("ana")
    assert first is not None
    assert again is not None
    assert (again.conversation_id, again.channel) == (first.conversation_id, first.channel) == ("conv_1", "api")


def take(conversations: ConversationRepository, owner: str, until: datetime | None = None) -> None:
    with conversations._tenant.session() as session:
        conversations.set_owner(session, "ana", owner, until)


@pytest.mark.parametrize(
    ("owner", "until", "stored"),
    [
        ("bot", None, True),
        ("human", None, False),
        ("paused", None, False),
        ("human", NOON + timedelta(minutes=1), False),
        ("human", NOON, True),
    ],
)
def test_a_turn_leaves_nothing_where_a_person_has_the_conversation(
    conversations: ConversationRepository, owner: str, until: datetime | None, stored: bool
) -> None:
    turn = StoredTurn((asked("hola"), said("hola")), "es", {})
    assert conversations.append("ana", turn, unless_a_persons=NOON)
    take(conversations, owner, until)
    assert conversations.append("ana", turn, unless_a_persons=NOON) is stored
    head = conversations.find("ana")
    assert head is not None
    assert head.message_count == len(conversations.history("ana", 10)) == (4 if stored else 2)
    assert conversations.append("ana", turn)


def test_a_burst_is_numbered_in_order_with_its_fact(conversations: ConversationRepository) -> None:
    lines = (asked("hola"), asked("precio?"), asked("porfa"), said("Con gusto"))
    for _ in range(2):
        conversations.append(
            "ana", StoredTurn(lines, "es", {"stage": "collect"}, fact=TurnFact(cost=0.5, known=False))
        )
    assert [m.content for m in conversations.history("ana", 10)] == [line.content for line in lines] * 2
    with conversations._tenant.reading() as session:
        facts = session.scalars(select(TurnFactRow)).all()
        head = conversations.find("ana")
        assert head is not None
        assert [(f.conversation_id, f.channel, f.messages, f.cost, f.known) for f in facts] == [
            (head.conversation_id, "api", 4, 0.5, False)
        ] * 2


def test_head_and_messages_are_recalled_together(conversations: ConversationRepository) -> None:
    assert conversations.recall("ana", 10) == (None, [])
    conversations.append("ana", StoredTurn((asked("hola"), said("buenas")), "es", {}))
    head, messages = conversations.recall("ana", 1)
    assert head == conversations.find("ana")
    assert [m.content for m in messages] == ["buenas"]


def test_a_person_may_be_named_in_any_script(conversations: ConversationRepository) -> None:
    name = "客户:*?[]'\"% José 🙂"
    conversations.append(name, StoredTurn((asked("hola"), said("hola")), "es", {}))
    assert conversations.find(name) is not None
    assert conversations.page(1, 10, text="客户:*?")[1] == 1
    assert conversations.page(1, 10, text="%'")[1] == 0


def test_erasing_a_conversation_erases_its_messages(conversations: ConversationRepository) -> None:
    conversations.append("ana", StoredTurn((asked("hola"), said("hola")), "es", {}))
    conversations.delete("ana")
    assert conversations.find("ana") is None
    assert conversations.recent("ana", 10) == []
    with pytest.raises(ConversationNotFoundError):
        conversations.delete("ana")


def test_turns_at_the_same_time_get_numbers_of_their_own(conversations: ConversationRepository) -> None:
    turn = StoredTurn((asked("hola"), said("hola")), "es", {})
    threads = [threading.Thread(target=conversations.append, args=("ana", turn)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    head = conversations.find("ana")
    assert head is not None
    assert (
        head.message_count == len(conversations.recent("ana", 100)) == len(conversations.history("ana", 100)) == 16
    )


def test_times_are_kept_in_utc_whatever_zone_they_came_in(conversations: ConversationRepository) -> None:
    bogota = timezone(timedelta(hours=-5))
    local = NOON.astimezone(bogota)
    turn = StoredTurn((asked("x"), Message(Role.ASSISTANT, "y", local, agent="sales")), "es", {})
    conversations.append("ana", turn)
    stored = conversations.recent("ana", 1)[0].at
    assert stored == NOON
    assert stored.utcoffset() == timedelta(0)


def test_a_time_without_a_zone_is_refused(documents: DocumentRepository) -> None:
    with pytest.raises(StatementError, match="naive"):
        documents.save(*make_document(expires_at=datetime(2026, 1, 1)))


def test_a_failed_transaction_leaves_nothing(documents: DocumentRepository) -> None:
    document, chunks = make_document()

    def write_and_fail() -> None:
        with documents._tenant.session() as session:
            session.add(DocumentRow(company_id="uno", document_id="d", title="", content="", content_hash=""))
            session.flush()
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        write_and_fail()
    assert documents.count() == 0
    documents.save(document, chunks)
    assert documents.count() == 1


@pytest.mark.parametrize("name", ["redis_prefix", "vectorstore_index", "chatwoot_account_id"])
def test_what_separates_companies_is_unique(database: Database, name: str) -> None:
    value = {"redis_prefix": "shared:", "vectorstore_index": "shared", "chatwoot_account_id": "5"}[name]
    add_company(database, "uno", **{name: value})
    with pytest.raises(CompanyExistsError):
        add_company(database, "dos", **{name: value})
    with pytest.raises(CompanyNotFoundError):
        CompanyRepository(database).get("dos")


def test_removing_a_company_removes_everything_it_owns(database: Database) -> None:
    add_company(database, "uno")
    add_company(database, "dos")
    for company_id in ("uno", "dos"):
        tenant = database.tenant(company_id)
        DocumentRepository(tenant).save(*make_document())
        ConversationRepository(tenant).append("ana", StoredTurn((asked("hola"), said("hola")), "es", {}))
    CompanyRepository(database).delete("uno")
    assert DocumentRepository(database.tenant("uno")).count() == 0
    assert ConversationRepository(database.tenant("uno")).find("ana") is None
    assert DocumentRepository(database.tenant("dos")).count() == 1


def test_the_first_value_of_a_setting_wins(database: Database) -> None:
    settings = SettingRepository(database)
    assert settings.get_or_create("secret_key", "uno") == "uno"
    assert settings.get_or_create("secret_key", "dos") == "uno"


@pytest.mark.integration
@pytest.mark.parametrize("url", ["postgresql+psycopg2://u@127.0.0.1:1/none", "sqlite:////nowhere/record.db"])
def test_a_database_out_of_reach_is_a_domain_error(url: str) -> None:
    database = Database(url)
    database._ready = True
    with pytest.raises(RecordUnavailableError):
        database.ping()
    with pytest.raises(RecordUnavailableError), database.tenant("uno").reading() as session:
        session.scalar(select(text("1")))
    database.dispose()


def test_the_published_schema_is_the_orm_s() -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == render_schema(), "run `make schema`"
