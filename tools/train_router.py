"""Rebuilds the router's weights from `app/agents/data/intents`: `python -m tools.train_router`.

Each line of an example file stands under a `# label+label` heading; `{t}`, `{d}`… are filled from slots.json.
Deterministic: the same examples give the same file. The labelled sets of tests/quality are never read.
"""

import argparse
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from app.agents.chat_text import chat_fold
from app.agents.intent_features import BUCKETS, features
from app.agents.intent_model import WEIGHTS
from app.agents.language import LANGUAGE_WEIGHTS
from app.agents.red_flag_packs import PACKS
from app.agents.word_repair import WORDS
from app.config.constants import LANGUAGES, Intent
from tools.typing_noise import mistype

EXAMPLES = WEIGHTS.parent / "intents"
LABELS = tuple(Intent)
FOLDS = 3
ASIDE = "_minor"  # the end of a file's name; see Example.aside
FILLINGS = 8  # variants of a line with slots
PLAIN_COPIES = 3  # variants of any other line
COMBINATIONS = 1_800  # joined pairs per language
STRENGTH = 12.0  # inverse regularisation; chosen on the dev part of tests/quality/intents
LANGUAGE_STRENGTH = 4.0
JOINERS = {
    "es": (
        " y ",
        ", ",
        " y también ",
        "? ",
        ". ",
        " y además ",
        " ",
        "\n",
        " ah y ",
        " y otra cosa ",
        ", aparte ",
    ),
    "en": (" and ", ", ", "? ", ". also ", " and also ", " ", "\n", " oh and "),
    "pt": (" e ", ", ", "? ", ". ", " e também ", " ", "\n", " ah e ", " e outra coisa "),
}
OPENINGS = {
    "es": ("hola ", "buenas ", "hola buenas tardes ", "buenos días, ", "buen día ", "disculpe ", "oye ", "hola! ",
           "una consulta ", "holaa ", "buenas noches, ", "che ", "señorita ", "hola qué tal, ", "mira "),
    "en": ("hi ", "hello, ", "hey ", "good morning ", "excuse me ", "hi there! ", "quick question "),
    "pt": ("oi ", "olá, ", "bom dia ", "boa tarde ", "oii ", "oi tudo bem? ", "boa noite, ", "moça "),
}  # fmt: skip
CLOSINGS = {
    "es": (
        " por favor",
        " gracias",
        " porfa",
        " mil gracias",
        " quedo atenta",
        " 🙏",
        " me avisas",
        " jaja",
        "?",
        "!!",
    ),
    "en": (" please", " thanks", " thank you!", " pls", "?", " 🙏"),
    "pt": (" por favor", " obrigada", " obg", " pf", "?", " 🙏", " desde já agradeço"),
}


@dataclass(frozen=True)
class Example:
    """A text, its intents and the example line it was made from."""

    text: str
    intents: frozenset[Intent]
    origin: int
    language: str
    weight: float = 1.0
    aside: bool = False  # written to tell alarms from what is none: teaches nothing of the other intents


def read_lines(language: str) -> Iterator[tuple[frozenset[Intent], str]]:
    """(intents, line) of every example file of a language: es.txt, es_more.txt…"""
    for path in _files(language):
        yield from _lines(path)


def _files(language: str) -> list[Path]:
    return sorted(EXAMPLES.glob(f"{language}*.txt"))


def _lines(path: Path) -> Iterator[tuple[frozenset[Intent], str]]:
    intents: frozenset[Intent] = frozenset()
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            intents = frozenset(Intent(name) for name in line[2:].strip().split("+"))
        elif line.strip():
            yield intents, line.strip()


def fill(line: str, slots: dict[str, list[str]], rng: random.Random) -> str:
    for name, values in slots.items():
        while f"{{{name}}}" in line:
            line = line.replace(f"{{{name}}}", rng.choice(values), 1)
    return line


def dressed(text: str, language: str, rng: random.Random, slips: float = 0.35) -> str:
    """The text with an opening, a closing and slips of the finger, each now and then; `slips`: how often those."""
    if rng.random() < 0.25:
        text = rng.choice(OPENINGS[language]) + text
    if rng.random() < 0.2:
        text += rng.choice(CLOSINGS[language])
    return mistype(text, rng, every=rng.choice((7, 9, 12, 20))) if rng.random() < slips else text


def examples_of(language: str, first_origin: int, rng: random.Random) -> list[Example]:
    slots = json.loads((EXAMPLES / "slots.json").read_text(encoding="utf-8"))[language]
    made: list[Example] = []
    lines = [(path.stem.endswith(ASIDE), *found) for path in _files(language) for found in _lines(path)]
    for origin, (aside, intents, line) in enumerate(lines, first_origin):
        urgent = Intent.EMERGENCY in intents  # written in haste
        copies = FILLINGS if "{" in line or urgent else PLAIN_COPIES
        weight = 3.0 / copies
        made.append(Example(fill(line, slots, rng), intents, origin, language, weight, aside))
        for _ in range(copies - 1):
            text = dressed(fill(line, slots, rng), language, rng, 0.6 if urgent else 0.35)
            made.append(Example(text, intents, origin, language, weight, aside))
    return made


def combined(base: Sequence[Example], language: str, count: int, rng: random.Random) -> list[Example]:
    """Pairs of ordinary examples joined as people join them; an emergency swallows whatever stands beside it."""
    made = []
    for _ in range(count):
        first, second = rng.choice(base), rng.choice(base)
        intents = first.intents | second.intents
        if Intent.EMERGENCY in intents:
            intents = frozenset({Intent.EMERGENCY})
        if len(intents) > 2 or len(first.text) + len(second.text) > 220:
            continue
        text = first.text.rstrip("?!. ") + rng.choice(JOINERS[language]) + second.text
        made.append(Example(text, intents, first.origin, language))
    return made


def matrix(texts: Sequence[str]) -> csr_matrix:
    rows, columns, values = [], [], []
    for row, text in enumerate(texts):
        buckets, weights = features(text)
        rows.append(np.full(len(buckets), row))
        columns.append(buckets)
        values.append(weights)
    parts = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    return csr_matrix(parts, shape=(len(texts), BUCKETS))


def targets(examples: Sequence[Example]) -> NDArray[np.int8]:
    return np.array([[label in e.intents for label in LABELS] for e in examples], dtype=np.int8)


def fit(
    x: csr_matrix, y: NDArray[np.int8], weights: NDArray[np.float64], *, strength: float = STRENGTH
) -> NDArray[np.float64]:
    """(buckets + 1, labels); the last row is the bias. `weights`: one per example, or (examples, labels)."""
    columns = []
    for label in range(y.shape[1]):
        own = weights if weights.ndim == 1 else weights[:, label]
        used = own > 0
        model = LogisticRegression(C=strength, solver="liblinear", random_state=7, tol=1e-3)
        model.fit(x[used], y[used, label], sample_weight=own[used])
        columns.append(np.concatenate([model.coef_[0], model.intercept_]))
    return np.stack(columns, axis=1)


def weights_of(examples: Sequence[Example]) -> NDArray[np.float64]:
    """(examples, labels): emergencies, and what was written to be told from them, teach nothing else."""
    alarms = (e.aside or Intent.EMERGENCY in e.intents for e in examples)
    plain = ([label is Intent.EMERGENCY or not alarm for label in LABELS] for alarm in alarms)
    return np.array([np.multiply(e.weight, own) for e, own in zip(examples, plain, strict=True)])


def calibrate(
    logits: NDArray[np.float64], y: NDArray[np.int8], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Platt scaling on out-of-fold logits of the examples that count: (labels, 2) slope and offset."""
    rows = []
    for label in range(len(LABELS)):
        used = weights[:, label] > 0
        model = LogisticRegression(C=100.0).fit(logits[used][:, [label]], y[used, label])
        rows.append([model.coef_[0, 0], model.intercept_[0]])
    return np.array(rows)


def write_words(output: Path) -> None:
    """The words of examples, slots and red-flag packs, most frequent first, one a line."""
    slots = json.loads((EXAMPLES / "slots.json").read_text(encoding="utf-8"))
    counts: Counter[str] = Counter()
    for language in LANGUAGES:
        for _, line in read_lines(language):
            counts.update(chat_fold(re.sub(r"\{.\}", " ", line)).split())
        counts.update(word for values in slots[language].values() for v in values for word in chat_fold(v).split())
    counts.update(chat_fold((EXAMPLES / "known_words.txt").read_text(encoding="utf-8")).split())
    for pack in PACKS.glob("*.json"):
        written = re.findall(r"([a-z]{3,})([a-z])(\??)", pack.read_text(encoding="utf-8"))
        counts.update({stem + last for stem, last, _ in written} | {stem for stem, _, may in written if may})
    words = sorted((w for w in counts if w.isalpha()), key=lambda w: (-counts[w], w))
    output.write_text("\n".join(words) + "\n", encoding="utf-8")


def build() -> list[Example]:
    """All training examples, in a fixed order."""
    rng = random.Random(20261123)
    everything: list[Example] = []
    for language in LANGUAGES:
        base = examples_of(language, len(everything) * 10, rng)
        ordinary = [e for e in base if len(e.intents) == 1 and not e.aside]
        everything += base + combined(ordinary, language, COMBINATIONS, rng)
    return everything


def save(path: Path, solution: NDArray[np.float64], more: Mapping[str, NDArray[Any]] | None = None) -> None:
    """16-bit weights with one scale per column."""
    scales = np.abs(solution).max(axis=0) / 32_000
    rounded = np.round(solution / scales).astype(np.int16)
    np.savez_compressed(path, weights=rounded, scales=scales.astype(np.float32), **dict(more or {}))


def train_language(examples: Sequence[Example], x: csr_matrix, output: Path) -> None:
    """One column of log-odds per language."""
    spoken = np.array([[e.language == language for language in LANGUAGES] for e in examples], dtype=np.int8)
    share = spoken.mean(axis=0) @ spoken.T  # every language counts the same
    save(output, fit(x, spoken, np.array([e.weight for e in examples]) / share, strength=LANGUAGE_STRENGTH))


def train(output: Path, *, calibration_folds: int = FOLDS) -> str:
    """Writes words and weights and says how large everything is."""
    write_words(WORDS)
    examples = build()
    x, y = matrix([e.text for e in examples]), targets(examples)
    weights = weights_of(examples)
    fold = np.array([e.origin % calibration_folds for e in examples])
    logits = np.zeros(y.shape)
    for part in range(calibration_folds):
        held = fold == part
        solution = fit(x[~held], y[~held], weights[~held])
        logits[held] = x[held] @ solution[:-1] + solution[-1]
    calibration = calibrate(logits, y, weights)
    solution = fit(x, y, weights)
    save(
        output,
        solution,
        {
            "calibration": calibration.astype(np.float32),
            "labels": np.array([str(label) for label in LABELS]),
        },
    )
    train_language(examples, x, LANGUAGE_WEIGHTS)
    exact = np.mean(np.all((logits * calibration[:, 0] + calibration[:, 1] > 0) == (y == 1), axis=1))
    return f"{len(examples)} examples, out-of-fold exact {exact:.3f}, {output.stat().st_size / 1e6:.2f} MB\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=WEIGHTS)
    sys.stdout.write(train(parser.parse_args().output))
