"""What a turn's model calls cost: the company's own prices, else the installation's table; unknown is None."""

import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.agents.ports import Usage
from app.config.company_config import CompanyConfig
from app.utils.logger import get_logger

log = get_logger("prices")
PER_TOKENS = 1_000_000


class PriceTable:
    """`MODEL_PRICES_FILE`: `{"<model>": {"<currency>": {"input": 0.15, "output": 0.6}}}` per million tokens.

    The product ships no prices: they change, and a wrong figure is worse than none.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._table: Mapping[str, Any] | None = None
        self._lock = threading.Lock()

    def cost(self, company: CompanyConfig, usage: Usage) -> float | None:
        """In the company's currency; 0 without a model call, None where a price is not known."""
        if not usage.calls:
            return 0.0
        price = company.model_prices.get(usage.model) or self._read().get(usage.model, {}).get(company.currency)
        if not price:
            return None
        spent = usage.prompt_tokens * price["input"] + usage.completion_tokens * price["output"]
        return float(round(spent / PER_TOKENS, 8))

    def knows(self, company: CompanyConfig, model: str) -> bool:
        return self.cost(company, Usage("openai", model, calls=1)) is not None

    def _read(self) -> Mapping[str, Any]:
        if self._table is None:
            with self._lock:
                if self._table is None:
                    self._table = _load(self._path) if self._path else {}
        return self._table


def _load(path: Path) -> Mapping[str, Any]:
    """A broken file is told of once and prices nothing."""
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        return {model: _checked(prices) for model, prices in table.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as exc:
        log.error("the price table cannot be used: %s", type(exc).__name__)
        return {}


def _checked(prices: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    return {
        currency: {"input": float(price["input"]), "output": float(price["output"])}
        for currency, price in prices.items()
    }
