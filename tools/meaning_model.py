"""The maps and the judge while they learn: scores, gradients by hand, Adam (Kingma & Ba 2015)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha1
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
HIDDEN = 48
HOLD = 0.004  # strength by which weights are held near where they began
HELD = ("question_map", "passage_map", "hidden", "output", "linear")
JUDGES = ("hidden", "hidden_bias", "output", "linear", "bias")
SLOW, STEADY = 0.9, 0.999  # Adam's averages
_FAR = -30.0  # logit of what is not there


@dataclass(frozen=True, slots=True)
class Batch:
    """Some questions (b) with all passages (n) of their companies."""

    questions: Array  # (b, components), unit vectors
    passages: Array  # (b, n, components)
    present: NDArray[np.bool_]  # (b, n)
    features: Array  # (b, n, features)
    answers: NDArray[np.bool_]  # (b, n)


@dataclass(slots=True)
class MeaningModel:
    """`weights` as `LearnedJudge` and `SentenceEncoder` read them; the maps apply after `components`."""

    centre: Array
    components: Array
    mean: Array
    spread: Array
    weights: dict[str, Array]
    began: dict[str, Array]
    moments: dict[str, tuple[Array, Array]] = field(default_factory=dict)
    steps: int = 0

    @classmethod
    def start(
        cls,
        centre: Array,
        components: Array,
        standard: tuple[Array, Array],
        dimensions: int,
        rng: np.random.Generator,
    ) -> "MeaningModel":
        size, inputs = components.shape[1], len(standard[0]) + 1
        first = np.eye(size)[:, :dimensions]
        linear = np.zeros(inputs)
        linear[0] = 1.0  # the words' own score
        weights = {
            "question_map": first + 0.05 * rng.standard_normal(first.shape),
            "passage_map": first + 0.05 * rng.standard_normal(first.shape),
            "hidden": 0.2 * rng.standard_normal((inputs, HIDDEN)),
            "hidden_bias": np.zeros(HIDDEN),
            "output": 0.2 * rng.standard_normal(HIDDEN),
            "linear": linear,
            "bias": np.array(-2.0),
        }
        weights = {name: np.asarray(value, dtype=np.float32) for name, value in weights.items()}
        return cls(centre, components, *standard, weights, dict(weights))

    def reduced(self, encoded: Array) -> Array:
        """(…, 512) of the encoder as (…, components) unit vectors."""
        return np.asarray(_unit((encoded - self.centre) @ self.components), dtype=np.float32)

    def logits(self, batch: Batch) -> Array:
        """(b, n): how much each passage answers; what is not there is far below."""
        return self._forward(batch).logits

    def learn(self, batch: Batch, rate: float) -> None:
        """One step of Adam on a batch."""
        self.steps += 1
        for name, gradient in self._gradients(batch).items():
            if name in HELD:
                gradient = gradient + 2 * HOLD * (self.weights[name] - self.began[name])
            first, second = self.moments.get(name, (np.zeros_like(gradient), np.zeros_like(gradient)))
            first = SLOW * first + (1 - SLOW) * gradient
            second = STEADY * second + (1 - STEADY) * gradient**2
            self.moments[name] = (first, second)
            step = (first / (1 - SLOW**self.steps)) / (np.sqrt(second / (1 - STEADY**self.steps)) + 1e-8)
            self.weights[name] = self.weights[name] - rate * step

    def save(self, path: Path, words: "MeaningModel", *, shift: float) -> None:
        """Write what the program reads; `shift` moves all logits so that the threshold is the usual one.

        `words`: one that learned from the same questions without their meaning.
        """
        weights = {**self.weights, **words.without_meaning()}
        weights["bias"] = weights["bias"] + shift
        for name in ("question_map", "passage_map"):
            weights[name] = self.components @ weights[name]
        small = {name: np.asarray(value, dtype=np.float16) for name, value in weights.items()}
        exact = {"centre": self.centre, "mean": self.mean, "spread": self.spread}
        stored = small | {name: np.asarray(value, dtype=np.float32) for name, value in exact.items()}
        with path.open("wb") as out:
            np.savez_compressed(out, version=weights_version(stored), **stored)

    def without_meaning(self) -> dict[str, Array]:
        """The judge's weights without those of the cosine."""
        weights = {f"words_{name}": self.weights[name] for name in JUDGES}
        for name in ("words_hidden", "words_linear"):
            weights[name] = weights[name][:-1]
        return weights

    def _forward(self, batch: Batch) -> "_Pass":
        w = self.weights
        question, passage = batch.questions @ w["question_map"], batch.passages @ w["passage_map"]
        cosine = np.einsum("bd,bnd->bn", _unit(question), _unit(passage))
        rows = np.concatenate([(batch.features - self.mean) / self.spread, cosine[:, :, None]], axis=2)
        bent = np.tanh(rows @ w["hidden"] + w["hidden_bias"])
        logits = bent @ w["output"] + rows @ w["linear"] + w["bias"]
        return _Pass(question, passage, rows, bent, np.where(batch.present, logits, _FAR))

    def _gradients(self, batch: Batch) -> dict[str, Array]:
        """Of the mean of -log(share of the right passages, or of none of them)."""
        w, at = self.weights, self._forward(batch)
        likely = np.exp(at.logits)
        right = likely * batch.answers
        wrong = likely / (1 + likely.sum(axis=1, keepdims=True))
        off = (wrong - right / np.maximum(right.sum(axis=1, keepdims=True), 1e-30)) * batch.present / len(wrong)
        back = off[:, :, None] * w["output"] * (1 - at.bent**2)
        cosine = back @ w["hidden"][-1] + off * w["linear"][-1]
        question, passage = _unit(at.question), _unit(at.passage)
        to_question = _through_unit(np.einsum("bn,bnd->bd", cosine, passage), at.question)
        to_passage = _through_unit(cosine[:, :, None] * question[:, None, :], at.passage)
        return {
            "question_map": batch.questions.T @ to_question,
            "passage_map": _over_all(batch.passages, to_passage),
            "hidden": _over_all(at.rows, back),
            "hidden_bias": back.sum(axis=(0, 1)),
            "output": np.einsum("bn,bnh->h", off, at.bent, optimize=True),
            "linear": np.einsum("bn,bnf->f", off, at.rows, optimize=True),
            "bias": off.sum(),
        }


@dataclass(frozen=True, slots=True)
class _Pass:
    """What one pass computed, for the way back."""

    question: Array  # (b, dimensions), before they are made unit vectors
    passage: Array  # (b, n, dimensions)
    rows: Array  # (b, n, features + 1)
    bent: Array  # (b, n, HIDDEN)
    logits: Array  # (b, n)


def weights_version(stored: Mapping[str, NDArray[np.floating[Any]]]) -> str:
    """Of the weights: vectors made with others do not compare with theirs."""
    digest = sha1(usedforsecurity=False)
    for name in sorted(stored):
        digest.update(np.ascontiguousarray(stored[name]).tobytes())
    return digest.hexdigest()[:8]


def _over_all(left: Array, right: Array) -> Array:
    """Sum over questions and passages of the outer products of their rows."""
    return np.asarray(left.reshape(-1, left.shape[-1]).T @ right.reshape(-1, right.shape[-1]))


def _unit(rows: Array) -> Array:
    return np.asarray(rows / np.sqrt((rows**2).sum(axis=-1, keepdims=True) + 1e-8))


def _through_unit(gradient: Array, rows: Array) -> Array:
    """The gradient of a unit vector, as one of the row that it was made from."""
    unit = _unit(rows)
    length = np.sqrt((rows**2).sum(axis=-1, keepdims=True) + 1e-8)
    return np.asarray((gradient - unit * (unit * gradient).sum(axis=-1, keepdims=True)) / length)
