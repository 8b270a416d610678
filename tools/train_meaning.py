"""Rebuilds the encoder's maps and the judge of passages from `tools/meaning`: `python -m tools.train_meaning`.

Two linear maps and a small judge are learned together, so that among all passages of a company and "none of
them" the right one is the most likely (a softmax over them all, as in Karpukhin et al. 2020, with nothing as one
choice). The maps begin as the principal components of the examples and are held near them, the judge near the
words' own score, so that what the examples do not speak of keeps its general meaning.
"""

import sys
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.services.sentence_encoder import WEIGHTS
from app.services.vector_backends.base import DEFAULT_MIN_SCORE
from app.services.vector_backends.judge import CERTAIN
from tools.meaning_examples import Array, Examples, read_examples
from tools.meaning_model import Batch, MeaningModel

Rows = NDArray[np.int_]  # positions of questions

COMPONENTS, DIMENSIONS = 128, 64
WHITENING = 0.25  # exponent by which strong components are held back
EPOCHS, BATCH, RATE = 20, 64, 3e-3
LEFT_OUT = 4  # one company in as many is kept from the fit that sets the threshold
ANSWERED = 0.95  # share of the left-out companies' answerable questions that get a result


def fit(examples: Examples, rows: Rows, *, meaning: bool = True) -> MeaningModel:
    """Learn from the questions at `rows`; without `meaning` every cosine is zero."""
    rng = np.random.default_rng(0)
    model = MeaningModel.start(*_components(examples, rows), _standard(examples, rows), DIMENSIONS, rng)
    examples = _reduced(examples, model) if meaning else _without_meaning(examples, model)
    steps, step = EPOCHS * (len(rows) // BATCH), 0
    for _ in range(EPOCHS):
        order = rng.permutation(rows)
        for at in range(0, len(rows) - BATCH + 1, BATCH):
            model.learn(_batch(examples, order[at : at + BATCH]), RATE * (1 - step / steps) + 1e-5)
            step += 1
    return model


def _reduced(examples: Examples, model: MeaningModel) -> Examples:
    """With texts as their components, which stay as they are while the maps learn."""
    questions, passages = model.reduced(examples.questions), model.reduced(examples.passages)
    return replace(examples, questions=questions, passages=passages)


def _without_meaning(examples: Examples, model: MeaningModel) -> Examples:
    size = model.components.shape[1]
    questions = np.zeros((len(examples.questions), size), dtype=np.float32)
    passages = np.zeros((*examples.passages.shape[:2], size), dtype=np.float32)
    return replace(examples, questions=questions, passages=passages)


def _components(examples: Examples, rows: Rows) -> tuple[Array, Array]:
    """(512,) centre and (512, COMPONENTS) of questions and passages."""
    owners = np.unique(examples.companies[rows])
    texts = np.concatenate([examples.passages[owners][examples.present[owners]], examples.questions[rows]])
    centre = texts.mean(axis=0)
    _, sizes, directions = np.linalg.svd(texts - centre, full_matrices=False)
    scale = (sizes[:COMPONENTS].mean() / sizes[:COMPONENTS]) ** WHITENING
    return centre, (directions[:COMPONENTS] * scale[:, None]).T


def _standard(examples: Examples, rows: Rows) -> tuple[Array, Array]:
    """(features,) mean and spread over all pairs of a question and a passage."""
    pairs = examples.features[rows][examples.present[examples.companies[rows]]]
    return pairs.mean(axis=0), pairs.std(axis=0) + 1e-6


def _batch(examples: Examples, rows: Rows) -> Batch:
    owners = examples.companies[rows]
    return Batch(
        questions=examples.questions[rows],
        passages=examples.passages[owners],
        present=examples.present[owners],
        features=examples.features[rows],
        answers=examples.answers[rows],
    )


def best_scores(model: MeaningModel, examples: Examples, rows: Rows, *, meaning: bool = True) -> Array:
    """(rows,) the logit of each question's best passage."""
    examples = _reduced(examples, model) if meaning else _without_meaning(examples, model)
    parts = [model.logits(_batch(examples, rows[at : at + 256])).max(axis=1) for at in range(0, len(rows), 256)]
    return np.concatenate(parts)


def train() -> str:
    """Writes the weights and says what they do on companies left out."""
    examples = read_examples()
    everything = np.arange(len(examples.questions))
    left_out = examples.companies // 2 % LEFT_OUT == 0  # a company's two forms are beside each other
    answerable = examples.answers.any(axis=1)[left_out]
    learned, asked = everything[~left_out], everything[left_out]
    scores = best_scores(fit(examples, learned), examples, asked)
    threshold = float(np.quantile(scores[answerable], 1 - ANSWERED))
    by_words = best_scores(fit(examples, learned, meaning=False), examples, asked, meaning=False)
    certain = by_words >= _logit(CERTAIN)
    fit(examples, everything).save(
        WEIGHTS,
        fit(examples, everything, meaning=False),
        shift=_logit(DEFAULT_MIN_SCORE) - threshold,
    )
    refused, wrongly = (scores < threshold)[~answerable].mean(), (scores < threshold)[certain & ~answerable].sum()
    return (
        f"{len(everything)} questions of {len(examples.passages)} companies; of companies left out {ANSWERED:.2f} "
        f"of what is known gets a result, {refused:.2f} of the rest none; {certain[answerable].mean():.2f} and "
        f"{certain[~answerable].mean():.2f} are certain by words, {wrongly} of {(~answerable).sum()} against the "
        f"meaning; {WEIGHTS.stat().st_size / 1e3:.0f} KB\n"
    )


def _logit(share: float) -> float:
    return float(np.log(share / (1 - share)))


if __name__ == "__main__":
    sys.stdout.write(train())
