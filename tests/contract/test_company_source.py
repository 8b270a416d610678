"""`CompanySource`: companies as stored, from SQL on both databases, plain and seeded at the first read."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from app.config.company_config import CompanySource
from app.models.company import CompanyRecord, CompanyRepository
from app.models.database import Database
from app.models.errors import RecordUnavailableError
from app.services.company_config_service import CompanySqlSource
from app.services.secret_box import SecretBox
from app.services.seeding import SeededSource
from tests.factories import company_values, make_company

BOX = SecretBox("una clave de prueba")
Make = Callable[[Database], CompanySource]


def plain(database: Database) -> CompanySource:
    return CompanySqlSource(CompanyRepository(database), lambda: BOX)


def seeded(database: Database) -> CompanySource:
    return SeededSource(plain(database), lambda: None)


@pytest.fixture(params=[plain, seeded])
def make(request: pytest.FixtureRequest) -> Make:
    return request.param  # type: ignore[no-any-return]


def store(database: Database, company_id: str, **parts: object) -> None:
    """A company whose file and panel values and sealed secrets are given."""
    given = {"file_config": company_values(), "panel_config": {}, "secrets": {}, **parts}
    record = CompanyRecord(company_id, in_file=True, samples_loaded=True, revision=1, **given)  # type: ignore[arg-type]
    company = make_company(company_id, max_documents=1000, max_conversations=1000)
    names = (
        "company_name",
        "business_type",
        "subscription_tier",
        "max_documents",
        "max_conversations",
        "is_active",
    )
    more = ("redis_prefix", "vectorstore_index", "chatwoot_account_id")
    CompanyRepository(database).put(record, {name: getattr(company, name) for name in (*names, *more)})


def test_an_empty_record_has_no_companies(database: Database, make: Make) -> None:
    assert make(database).load_all() == {}


def test_every_company_comes_whole(database: Database, make: Make) -> None:
    store(database, "uno")
    store(database, "dos")
    companies = make(database).load_all()
    assert set(companies) == {"uno", "dos"}
    assert companies["uno"].treatments["botox"].price == Decimal(450000)
    assert companies["dos"].redis_prefix == "dos:"


def test_what_people_changed_stands_over_the_file(database: Database, make: Make) -> None:
    store(database, "uno", panel_config={"address": "La del panel"})
    company = make(database).load_all()["uno"]
    assert (company.address, company.company_name) == ("La del panel", "Clínica Aurora")


def test_secrets_are_opened_and_unreadable_ones_left_out(database: Database, make: Make) -> None:
    sealed = {"openai_api_key": BOX.seal("sk-1"), "chatwoot_api_token": SecretBox("otra").seal("x")}
    store(database, "uno", secrets=sealed)
    secrets = make(database).load_all()["uno"].secrets
    assert (secrets.openai_api_key, secrets.chatwoot_api_token) == ("sk-1", "")


def test_reading_twice_gives_equal_companies_of_one_version(database: Database, make: Make) -> None:
    store(database, "uno")
    source = make(database)
    assert source.load_all() == source.load_all()


def test_a_record_out_of_reach_is_told_and_asked_again(tmp_path_factory: pytest.TempPathFactory) -> None:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('record') / 'record.db'}")
    down = [True]

    def seed() -> None:
        if down[0]:
            raise RecordUnavailableError()

    source = SeededSource(plain(database), seed)
    with pytest.raises(RecordUnavailableError):
        source.load_all()
    down[0] = False
    assert source.load_all() == {}
    database.dispose()


def test_seeding_runs_once(database: Database) -> None:
    runs: list[int] = []
    source = SeededSource(plain(database), lambda: runs.append(1))
    source.load_all()
    source.load_all()
    assert runs == [1]
