"""The cached companies: fresh when the shared version changes, kept when its sources are down."""

import pytest

from app.config.company_config import CompanyConfigCache, CompanyManager
from app.models.errors import CompanyInactiveError, CompanyNotFoundError, RecordUnavailableError
from tests.factories import make_company
from tests.fakes import FakeClock, FakeCompanySource, FakeVersion


class Fixture:
    def __init__(self) -> None:
        self.source = FakeCompanySource(make_company("uno", chatwoot_account_id="7"), make_company("dos"))
        self.version, self.clock = FakeVersion(), FakeClock()
        self.cache = CompanyConfigCache(self.source, self.version, self.clock)
        self.manager = CompanyManager(self.cache)

    def later(self) -> None:
        self.clock.advance(1)


@pytest.fixture
def known() -> Fixture:
    return Fixture()


def test_many_reads_load_once(known: Fixture) -> None:
    for _ in range(5):
        known.manager.get("uno")
        known.later()
    assert known.source.loads == 1


def test_a_change_elsewhere_is_seen_within_a_moment(known: Fixture) -> None:
    known.manager.get("uno")
    known.source.companies.append(make_company("tres"))
    known.version.bump()
    known.later()
    assert [c.company_id for c in known.manager.all()] == ["dos", "tres", "uno"]


def test_a_company_just_created_elsewhere_is_found_at_once(known: Fixture) -> None:
    known.manager.get("uno")
    known.source.companies.append(make_company("tres", chatwoot_account_id="9"))
    known.version.bump()
    assert known.manager.get("tres").company_id == "tres"
    assert known.manager.by_account("9") is not None


def test_a_change_made_here_is_seen_at_once_even_without_the_shared_version(known: Fixture) -> None:
    known.manager.get("uno")
    known.version.down = True
    known.source.companies = [make_company("uno", address="Nueva")]
    known.cache.expire()
    assert known.manager.get("uno").address == "Nueva"


def test_with_everything_down_the_last_snapshot_serves(known: Fixture) -> None:
    known.manager.get("uno")
    known.version.down = known.source.down = True
    known.later()
    assert known.manager.get("uno").company_id == "uno"


def test_a_change_is_not_lost_while_the_record_is_down(known: Fixture) -> None:
    known.manager.get("uno")
    known.version.bump()
    known.source.down = True
    known.later()
    assert known.manager.get("uno").address != "Nueva"
    known.source.companies, known.source.down = [make_company("uno", address="Nueva")], False
    known.later()
    assert known.manager.get("uno").address == "Nueva"


def test_without_any_snapshot_the_record_s_absence_is_told(known: Fixture) -> None:
    known.source.down = True
    with pytest.raises(RecordUnavailableError):
        known.manager.get("uno")


def test_an_unknown_company_is_not_found(known: Fixture) -> None:
    with pytest.raises(CompanyNotFoundError):
        known.manager.get("nadie")


def test_an_inactive_company_is_refused_but_can_be_read(known: Fixture) -> None:
    known.source.companies.append(make_company("cerrada", is_active=False, chatwoot_account_id="8"))
    with pytest.raises(CompanyInactiveError):
        known.manager.get("cerrada")
    assert known.manager.find("cerrada").company_id == "cerrada"
    assert known.manager.by_account("8") is None
    assert "cerrada" not in {c.company_id for c in known.manager.all(active_only=True)}


def test_an_account_leads_to_its_company_alone(known: Fixture) -> None:
    company = known.manager.by_account("7")
    assert company is not None
    assert company.company_id == "uno"
    assert known.manager.by_account("77") is None
    assert known.manager.by_account("") is None
