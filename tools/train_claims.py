"""Rebuilds the second reader of claims from `app/agents/data/claims`: `python -m tools.train_claims`.

`told.txt` and `harmless.txt` hold `language|sentence` lines; `{d}`, `{h}`… are filled from slots.json.
Deterministic: the same examples give the same file. The labelled sets of tests/quality are never read.
"""

import json
import random
import sys
from collections.abc import Iterator

import numpy as np

from app.agents.claim_model import WEIGHTS
from tools.train_router import fill, fit, matrix, save
from tools.typing_noise import mistype

EXAMPLES = WEIGHTS.parent / "claims"
FILLINGS = 6  # variants of a line with slots
STRENGTH = 20.0  # inverse regularisation


def read(name: str) -> Iterator[tuple[str, float]]:
    """Sentences with their weight: as written, and once with slips of the finger."""
    rng = random.Random(20261129)
    slots = json.loads((EXAMPLES / "slots.json").read_text(encoding="utf-8"))
    for row in (EXAMPLES / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        language, line = row.split("|", 1)
        copies = FILLINGS if "{" in line else 1
        for _ in range(copies):
            text = fill(line, slots[language], rng)
            yield text, 1.0 / copies
            yield mistype(text, rng, every=12), 0.5 / copies


def train() -> str:
    """Writes the weights and says how large everything is."""
    told, harmless = list(read("told")), list(read("harmless"))
    rows = told + harmless
    y = np.array([[1]] * len(told) + [[0]] * len(harmless), dtype=np.int8)
    weights = np.array([weight for _, weight in rows])
    weights[: len(told)] *= weights[len(told) :].sum() / weights[: len(told)].sum()
    save(WEIGHTS, fit(matrix([text for text, _ in rows]), y, weights, strength=STRENGTH))
    return f"{len(told)} told, {len(harmless)} harmless, {WEIGHTS.stat().st_size / 1e3:.0f} KB\n"


if __name__ == "__main__":
    sys.stdout.write(train())
