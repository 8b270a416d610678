"""Whom the sweep asks: everybody at first and after a failure, then every company in its turn."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from app.models.errors import RecordUnavailableError
from app.services.sweep import AT_LEAST, AT_MOST, ROUNDS, Sweep


class Installation:
    """Companies, and a record that has nothing to do and notes who is asked."""

    def __init__(self, count: int) -> None:
        self.count, self.asked, self.is_down = count, list[str](), False
        stands_for_both: Any = self
        self.sweep = Sweep(stands_for_both, stands_for_both, lambda _key: None, lambda _company: None, threads=1)

    def all(self, *, active_only: bool = False) -> list[Any]:
        assert active_only
        return [SimpleNamespace(company_id=f"c{number}") for number in range(self.count)]

    @contextmanager
    def in_turn(self) -> Iterator[Callable[[str], Any]]:
        if self.is_down:
            raise RecordUnavailableError
        yield self._bind

    def _bind(self, company_id: str) -> Any:
        self.asked.append(company_id)
        return SimpleNamespace(execute=lambda *_: [])

    def round(self) -> list[str]:
        """Who is asked in the next round."""
        self.asked.clear()
        assert self.sweep.round() == []
        return list(self.asked)


@pytest.mark.parametrize("count", [1, 4, AT_LEAST, 100, 1000, ROUNDS * AT_MOST])
def test_after_a_whole_round_every_company_has_its_turn_within_three(count: int) -> None:
    installation = Installation(count)
    assert len(installation.round()) == count
    rounds = [installation.round() for _ in range(ROUNDS)]
    assert len({company_id for asked in rounds for company_id in asked}) == count
    assert max(len(asked) for asked in rounds) <= max(AT_LEAST, count // ROUNDS + 1)


def test_few_companies_are_all_asked_every_time() -> None:
    installation = Installation(AT_LEAST)
    assert all(len(set(installation.round())) == AT_LEAST for _ in range(4))


def test_with_more_companies_a_round_does_not_grow() -> None:
    installation = Installation(5 * AT_MOST)
    installation.round()
    rounds = [installation.round() for _ in range(5)]
    assert [len(asked) for asked in rounds] == [AT_MOST] * 5
    assert len({company_id for asked in rounds for company_id in asked}) == 5 * AT_MOST


def test_companies_that_come_and_go_do_not_confuse_the_turn() -> None:
    installation = Installation(90)
    for count in (90, 60, 5, 0, 200, 31):
        installation.count = count
        asked = {company_id for _ in range(2 * ROUNDS) for company_id in installation.round()}
        assert len(asked) == count


def test_after_a_failure_everything_is_asked_again() -> None:
    installation = Installation(100)
    installation.round()
    installation.is_down = True
    for _ in range(2):
        with pytest.raises(RecordUnavailableError):
            installation.round()
    installation.is_down = False
    assert len(installation.round()) == 100
    assert len(installation.round()) == 34
