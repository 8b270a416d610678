"""One orchestrator per company and configuration version; idle ones go."""

from types import SimpleNamespace
from typing import Any

import pytest

from app.config.company_config import CompanyConfig
from app.models.errors import RecordUnavailableError
from app.services import multi_agent_factory
from app.services.multi_agent_factory import IDLE_S, MultiAgentFactory
from tests.factories import make_company
from tests.fakes import FakeClock


def build(company: CompanyConfig) -> Any:
    return SimpleNamespace(company=company)


def test_the_same_version_is_built_once() -> None:
    factory = MultiAgentFactory(build)
    assert factory.orchestrator(make_company()) is factory.orchestrator(make_company())


def test_another_version_is_built_again() -> None:
    factory = MultiAgentFactory(build)
    old = factory.orchestrator(make_company())
    new = factory.orchestrator(make_company(address="Nueva"))
    assert new is not old
    assert new.company.address == "Nueva"
    assert factory.cached() == ["aurora"]


def test_a_cleared_cache_is_a_new_version_of_equal_values() -> None:
    factory = MultiAgentFactory(build)
    assert factory.orchestrator(make_company(revision=1)) is not factory.orchestrator(make_company(revision=2))


def test_idle_companies_are_dropped_and_busy_ones_stay() -> None:
    clock = FakeClock()
    factory = MultiAgentFactory(build, clock)
    factory.orchestrator(make_company("ociosa"))
    clock.advance(IDLE_S - 1)
    factory.orchestrator(make_company("activa"))
    clock.advance(2)
    factory.evict_idle()
    assert factory.cached() == ["activa"]


def test_beyond_the_limit_the_longest_unused_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multi_agent_factory, "MAX_CACHED", 2)
    clock = FakeClock()
    factory = MultiAgentFactory(build, clock)
    for company_id in ("uno", "dos", "uno", "tres"):
        clock.advance(1)
        factory.orchestrator(make_company(company_id))
    assert factory.cached() == ["tres", "uno"]


def test_warming_up_goes_on_past_a_company_that_cannot_be_loaded() -> None:
    loaded: list[str] = []

    def load(company: CompanyConfig) -> None:
        if company.company_id == "mala":
            raise RecordUnavailableError()
        loaded.append(company.company_id)

    factory = MultiAgentFactory(build)
    factory.warm_up([make_company("mala"), make_company("buena")], load)
    assert loaded == ["buena"]
    assert factory.cached() == ["buena", "mala"]
