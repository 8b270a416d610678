"""What a subscription allows: the company's own numbers win over its tier's."""

import pytest

from app.config.company_builder import build_company
from app.config.plans import TIERS, Limits, limits_of
from tests.factories import company_values


@pytest.mark.parametrize("tier", TIERS)
def test_a_tier_s_numbers_hold_where_tiers_are_in_force(tier: str) -> None:
    assert limits_of({"subscription_tier": tier}, tiers=True) == TIERS[tier]


def test_without_tiers_nothing_is_limited_unless_set() -> None:
    assert limits_of({"subscription_tier": "basic"}, tiers=False) == Limits()
    assert limits_of({"max_documents": 5}, tiers=False) == Limits(max_documents=5)


def test_an_unknown_tier_is_the_smallest() -> None:
    assert limits_of({"subscription_tier": "unheard of"}, tiers=True) == TIERS["basic"]


def test_a_company_s_own_numbers_win_even_where_they_are_more() -> None:
    own = {"max_documents": 5_000_000, "rate_limit_per_minute": 7, "model_tokens_per_day": 9}
    found = limits_of({"subscription_tier": "basic", **own}, tiers=True)
    assert (found.max_documents, found.rate_limit_per_minute, found.model_tokens_per_day) == (5_000_000, 7, 9)
    assert found.max_conversations == TIERS["basic"].max_conversations


def test_zero_is_no_limit_of_a_rate_and_nothing_at_all_of_what_is_stored() -> None:
    zero = {"max_documents": 0, "rate_limit_per_minute": 0, "model_tokens_per_day": 0, "model_calls_per_minute": 0}
    found = limits_of(zero, tiers=True)
    assert found.max_documents == 0
    assert (found.rate_limit_per_minute, found.model_tokens_per_day, found.model_calls_per_minute) == (None,) * 3


def test_a_company_carries_what_is_in_force() -> None:
    values = company_values(subscription_tier="professional", max_conversations=3)
    company = build_company("aurora", values, {}, tiers=True)
    assert (company.limits.max_conversations, company.max_documents) == (3, None)
    assert company.limits.max_documents == TIERS["professional"].max_documents
