"""The walls in the record: what a session bound to one company can see and write of another's."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import delete, event, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.models import database as database_module
from app.models.agent_config import AgentConfigRow
from app.models.appointment import AppointmentRow
from app.models.conversation import ConversationRepository, ConversationRow, MessageRow, StoredTurn
from app.models.database import Base, Database, TenantLeakError, TenantMixin
from app.models.document import ChunkRow, DocumentRepository, DocumentRow
from app.models.errors import ConversationNotFoundError, DocumentNotFoundError
from app.models.turn_fact import TurnFactRow
from tests.contract.test_database import add_company
from tests.factories import NOON, asked, make_document, said

COMPANIES = ("uno", "dos")
TABLES = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, TenantMixin)]
FILLED = (AgentConfigRow, DocumentRow, ChunkRow, ConversationRow, MessageRow, TurnFactRow, AppointmentRow)


@pytest.fixture
def record(database: Database) -> Database:
    """Two companies, each with rows that say whose they are."""
    for company_id in COMPANIES:
        add_company(database, company_id)
        tenant = database.tenant(company_id)
        DocumentRepository(tenant).save(*make_document(f"Es de {company_id}.", document_id=f"doc_{company_id}"))
        ConversationRepository(tenant).append("ana", StoredTurn((asked(company_id), said(company_id)), "es", {}))
        with tenant.session() as session:
            session.add(appointment(company_id))
    return database


def appointment(company_id: str) -> AppointmentRow:
    return AppointmentRow(
        company_id=company_id,
        appointment_id=f"apt_{company_id}",
        user_id="ana",
        customer_key="ana",
        treatment="botox",
        treatment_name="Botox",
        resource="",
        starts_at=NOON,
        ends_at=NOON + timedelta(minutes=30),
        busy_until=NOON + timedelta(minutes=30),
        name="Ana",
        phone="+573105550100",
        status="confirmed",
    )


@pytest.fixture
def unfiltered(record: Database) -> Iterator[None]:
    """The record without the ORM's own filter: what remains is the database's wall."""
    event.remove(Session, "do_orm_execute", database_module._filter_by_company)
    yield
    event.listen(Session, "do_orm_execute", database_module._filter_by_company)


def need_postgresql(record: Database) -> None:
    if not record.is_postgresql:
        pytest.skip("row-level security is PostgreSQL's")


def owners(session: Session) -> dict[str, set[str]]:
    """Whose rows a session sees, by table, without naming a company in the query."""
    return {table.__tablename__: set(session.scalars(select(table.company_id))) for table in TABLES}


def test_a_query_without_any_filter_returns_own_rows_only(record: Database) -> None:
    filled = {table.__tablename__ for table in FILLED}
    for company_id in COMPANIES:
        with record.tenant(company_id).reading() as session:
            seen = owners(session)
        assert seen == {name: {company_id} if name in filled else set() for name in seen}


def test_without_a_company_every_table_is_empty(record: Database) -> None:
    with record.platform() as session:
        assert set().union(*owners(session).values()) == set()


def test_joins_aliases_and_subqueries_are_filtered_too(record: Database) -> None:
    with record.tenant("uno").reading() as session:
        joined = select(DocumentRow.document_id).join(ChunkRow, ChunkRow.document_id == DocumentRow.document_id)
        assert session.scalars(joined).all() == ["doc_uno"]
        inner = select(DocumentRow).subquery()
        assert session.scalars(select(inner.c.company_id)).all() == ["uno"]
        assert session.get(DocumentRow, ("dos", "doc_dos")) is None


def test_an_update_or_delete_of_everything_touches_own_rows_only(record: Database) -> None:
    with record.tenant("uno").session() as session:
        session.execute(update(DocumentRow).values(title="cambiado"))
        session.execute(delete(MessageRow))
    assert DocumentRepository(record.tenant("dos")).get("doc_dos").title == "Nota"
    assert len(ConversationRepository(record.tenant("dos")).recent("ana", 10)) == 2


def test_writing_another_company_s_row_is_a_defect(record: Database) -> None:
    message = {
        "message_id": "m",
        "user_id": "ana",
        "sequence": 9,
        "role": "user",
        "content": "",
        "created_at": NOON,
    }
    for row in (
        DocumentRow(company_id="dos", document_id="x", title="", content="", content_hash=""),
        ConversationRow(company_id="dos", user_id="eva", conversation_id="c"),
        MessageRow(company_id="dos", **message),
        appointment("dos"),
    ):
        with pytest.raises(TenantLeakError), record.tenant("uno").session() as session:
            session.add(row)


def test_moving_a_row_to_another_company_is_a_defect(record: Database) -> None:
    with pytest.raises(TenantLeakError), record.tenant("uno").session() as session:
        session.scalars(select(DocumentRow)).one().company_id = "dos"


def test_without_a_company_nothing_can_be_written(record: Database) -> None:
    with pytest.raises(TenantLeakError), record.platform() as session:
        session.add(DocumentRow(company_id="uno", document_id="x", title="", content="", content_hash=""))


def test_another_company_s_rows_are_not_found(record: Database) -> None:
    tenant = record.tenant("uno")
    with pytest.raises(DocumentNotFoundError):
        DocumentRepository(tenant).get("doc_dos")
    with pytest.raises(DocumentNotFoundError):
        DocumentRepository(tenant).delete("doc_dos")
    with pytest.raises(ConversationNotFoundError):
        ConversationRepository(tenant).delete("nadie")


def test_a_turn_of_one_company_leaves_the_same_person_of_another_as_it_was(record: Database) -> None:
    other = ConversationRepository(record.tenant("dos"))
    before = other.find("ana"), other.recent("ana", 10)
    ConversationRepository(record.tenant("uno")).append("ana", StoredTurn((asked("x"), said("y")), "es", {}))
    assert (other.find("ana"), other.recent("ana", 10)) == before


@pytest.mark.usefixtures("unfiltered")
def test_row_level_security_holds_without_the_orm_s_filter(record: Database) -> None:
    need_postgresql(record)
    with record.tenant("uno").reading() as session:
        assert set().union(*owners(session).values()) == {"uno"}
    with record.platform() as session:
        assert set().union(*owners(session).values()) == set()


@pytest.mark.usefixtures("unfiltered")
def test_the_filter_is_what_protects_sqlite(record: Database) -> None:
    if record.is_postgresql:
        pytest.skip("there the database has a wall of its own")
    with record.tenant("uno").reading() as session:
        assert owners(session)["documents"] == set(COMPANIES)  # so the tests above do test the filter


@pytest.mark.usefixtures("unfiltered")
def test_row_level_security_holds_for_plain_sql(record: Database) -> None:
    need_postgresql(record)
    with record.tenant("uno").session() as session:
        assert session.execute(text("SELECT company_id FROM documents")).scalars().all() == ["uno"]
        assert session.execute(text("SELECT company_id FROM companies")).scalars().all() == ["uno"]
        assert session.execute(text("UPDATE documents SET title = 'x' WHERE company_id = 'dos'")).rowcount == 0
        assert session.execute(text("DELETE FROM messages WHERE company_id = 'dos'")).rowcount == 0


def test_row_level_security_refuses_another_company_s_new_row(record: Database) -> None:
    need_postgresql(record)
    with pytest.raises(DBAPIError, match="row-level security"), record.tenant("uno").session() as session:
        session.execute(text("UPDATE documents SET company_id = 'dos'"))


def test_a_connection_of_the_pool_keeps_no_company(record: Database) -> None:
    need_postgresql(record)
    with record.tenant("uno").reading() as session:
        session.scalars(select(DocumentRow)).all()
    with record.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM documents")).scalar() == 0
        assert connection.execute(text("SELECT count(*) FROM companies")).scalar() == 0


def test_a_session_stays_bound_after_a_rollback(record: Database) -> None:
    with record.tenant("uno").session() as session:
        session.scalars(select(DocumentRow)).all()
        session.rollback()
        assert session.scalars(select(DocumentRow.company_id)).all() == ["uno"]


def test_the_application_s_role_neither_owns_nor_bypasses(record: Database) -> None:
    need_postgresql(record)
    with record.engine.connect() as connection:
        rights = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        assert connection.execute(text(rights)).scalar() is False
        owned = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user"
        assert connection.execute(text(owned)).scalar() == 0


def test_every_table_with_a_company_has_a_forced_policy(record: Database) -> None:
    need_postgresql(record)
    record.ensure_schema()
    query = (
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'company_id' "
        "WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace "
        "AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"
    )
    with record.engine.connect() as connection:
        assert connection.execute(text(query)).scalars().all() == []
