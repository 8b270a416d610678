"""What a subscription allows: a company's own numbers, else its tier's."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class Limits:
    """What a company may use; None = no limit."""

    max_documents: int | None = None
    max_conversations: int | None = None
    rate_limit_per_minute: int | None = None  # requests of the API
    model_tokens_per_day: int | None = None
    model_calls_per_minute: int | None = None


# Against what runs away, not against a busy clinic.
TIERS: Mapping[str, Limits] = {
    "basic": Limits(1_000, 10_000, 3_000, 2_000_000, 60),
    "professional": Limits(10_000, 100_000, 12_000, 20_000_000, 300),
    "enterprise": Limits(100_000, 10_000_000),
}
_STORED = ("max_documents", "max_conversations")  # 0 of these is none at all; 0 of a rate is no limit


def tier_limits(tier: str) -> Limits:
    """An unknown tier is the smallest."""
    return TIERS.get(tier, TIERS["basic"])


def limits_of(values: Mapping[str, Any], *, tiers: bool) -> Limits:
    """`values`: a company's configuration. `tiers`: whether the tier counts where the company says nothing."""
    preset = tier_limits(values.get("subscription_tier", "basic")) if tiers else Limits()
    return Limits(**{field.name: _limit(field.name, values, preset) for field in fields(Limits)})


def _limit(name: str, values: Mapping[str, Any], preset: Limits) -> int | None:
    own: int | None = values.get(name)
    if own is None:
        return getattr(preset, name)  # type: ignore[no-any-return]
    return own if own or name in _STORED else None
