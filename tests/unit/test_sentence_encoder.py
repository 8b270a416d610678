"""Meaning: the encoder in process, the judge of its evidence, and how both learn."""

from typing import Any

import numpy as np
import pytest

from app.config.config import Config
from app.services.llm.local_engine import LocalEngine
from app.services.llm.provider import ModelProvider
from app.services.model_budget import ModelBudgets
from app.services.redis_service import RedisService
from app.services.remembered import Remembered
from app.services.sentence_encoder import MOST_CHARACTERS, WEIGHTS, load_encoder
from app.services.vector_backends.base import IndexedChunk, Vector
from app.services.vector_backends.chunk_vectors import ChunkVectors
from app.services.vector_backends.evidence import Evidence, Judge, Scores
from app.services.vector_backends.in_process import InProcessIndex
from app.services.vector_backends.judge import LearnedJudge, Weighing
from app.services.vector_backends.ranking import JUDGED
from app.services.vector_backends.sense import Sense
from tools.meaning_model import Batch, MeaningModel, weights_version

SUN = "Evite la exposición solar durante dos semanas y use protector."
PLACE = "El consultorio está en el segundo piso y tiene ascensor."
SUNBATHE = "me puedo broncear?"
PAYMENT = "Recibimos tarjetas de crédito y transferencias."


def index_of(*texts: str) -> InProcessIndex:
    index = InProcessIndex("meaning")
    vectors = load_encoder().embed(texts)
    index.replace_all(
        [
            IndexedChunk(f"d{i}", 0, "", "", t, "es", {}, v)
            for i, (t, v) in enumerate(zip(texts, vectors, strict=True))
        ]
    )
    return index


def sense(question: str, judge: Judge | None = None) -> Sense:
    encoder = load_encoder()
    return Sense(lambda: encoder.embed_query(question), judge or encoder.judge)


def ask(index: InProcessIndex, question: str, **more: Any) -> list[tuple[str, float]]:
    hits = index.search(question, limit=5, **{"min_score": 0.0, "sense": sense(question), **more})
    return [(hit.chunk.document_id, hit.score) for hit in hits]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("me puedo ir a broncear a la playa?", "d0"),
        ("mi abuela anda en silla de ruedas, puede subir?", "d1"),
        ("solo tengo plastico, sirve?", "d2"),
    ],
)
def test_a_passage_is_found_without_a_word_in_common(question: str, answer: str) -> None:
    assert ask(index_of(SUN, PLACE, PAYMENT), question)[0][0] == answer


def test_vectors_are_of_unit_length_and_passages_and_questions_have_their_own() -> None:
    encoder = load_encoder()
    (passage,) = encoder.embed([SUN])
    question = encoder.embed_query(SUN)
    assert len(passage) == len(question) == encoder.dim
    assert np.linalg.norm(passage) == pytest.approx(1, abs=1e-5)
    assert np.linalg.norm(question) == pytest.approx(1, abs=1e-5)
    assert not np.allclose(passage, question)
    assert encoder.embed([]) == []


def test_what_follows_in_a_very_long_question_is_not_read() -> None:
    start = "cuanto cuesta el botox y " * 40
    assert len(start) > MOST_CHARACTERS
    assert np.array_equal(load_encoder().embed_query(start), load_encoder().embed_query(start + "otra cosa"))


class _Watched:
    """The judge, and how many passages it was shown."""

    certain = 1.0

    def __init__(self) -> None:
        self.shown = 0

    def by_words(self, evidence: Evidence) -> Scores:
        return np.zeros_like(evidence.lexical)

    def __call__(self, evidence: Evidence, cosine: Scores) -> Scores:
        self.shown += len(cosine)
        return load_encoder().judge(evidence, cosine)


def test_a_deleted_passage_is_not_judged() -> None:
    index, watched = index_of(PAYMENT, SUN), _Watched()
    ask(index, SUNBATHE)  # so that deletion hides it in a segment
    index.delete("d1")
    ask(index, SUNBATHE, sense=sense(SUNBATHE, watched))
    assert watched.shown == 1


def test_a_filtered_passage_is_not_judged() -> None:
    index, watched = InProcessIndex("filtered"), _Watched()
    texts = {"page": SUN, "answer": PAYMENT}
    vectors = load_encoder().embed(list(texts.values()))
    pairs = zip(texts.items(), vectors, strict=True)
    index.replace_all([IndexedChunk(kind, 0, "", "", t, "es", {"kind": kind}, v) for (kind, t), v in pairs])
    found = ask(index, SUNBATHE, sense=sense(SUNBATHE, watched), filters={"kind": "answer"})
    assert [id_ for id_, _ in found] == ["answer"]
    assert watched.shown == 1


def test_of_very_many_passages_the_likely_ones_are_judged() -> None:
    watched, rng = _Watched(), np.random.default_rng(2)
    index, size = InProcessIndex("many"), 4 * JUDGED
    rows = rng.standard_normal((size, load_encoder().dim)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    texts = [f"Texto número {i}" for i in range(size - 1)] + [SUN]
    rows[-1] = load_encoder().embed([SUN])[0]
    index.replace_all([IndexedChunk(f"d{i}", 0, "", "", t, "es", {}, rows[i]) for i, t in enumerate(texts)])
    assert ask(index, SUNBATHE, sense=sense(SUNBATHE, watched))[0][0] == f"d{size - 1}"
    assert watched.shown <= 2 * JUDGED


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ([0.9, 0.2, 0.05], [0.9, 0.3733, 0.05]),  # one answers: what nearly does is lifted, in order
        ([0.3, 0.2, 0.05], [0.3, 0.2, 0.05]),  # nothing does
    ],
)
def test_a_runner_up_counts_where_one_passage_answers(own: list[float], expected: list[float]) -> None:
    none, wanted = np.zeros(3, dtype=np.float32), np.array(own, dtype=np.float32)
    features = len(Evidence._fields) + 1
    flat = np.zeros(features, dtype=np.float32)
    linear = np.append(flat, np.float32(1))  # the logit is the cosine
    none_hidden = np.zeros((features + 1, 1), np.float32)
    both = Weighing(none_hidden, np.zeros(1), np.zeros(1), linear, np.float32(0))
    judge = LearnedJudge(flat, flat + 1, both, both)
    found = judge(Evidence(*[none] * len(Evidence._fields)), np.log(wanted / (1 - wanted)))
    assert found == pytest.approx(expected, abs=1e-3)


def test_where_words_are_certain_nobody_reads_the_meaning() -> None:
    texts = (
        "El bótox cuesta $ 450.000 por zona.",
        "El bótox dura cuatro meses.",
        "La limpieza facial cuesta $ 90.000 por sesión.",
    )
    index, read = index_of(*texts), []

    def watched(question: str) -> Sense:
        encoder = load_encoder()
        return Sense(lambda: read.append(question) or encoder.embed_query(question), encoder.judge)  # type: ignore[func-returns-value]

    plain, doubtful = "cuánto cuesta el bótox por zona?", "que me sale quitarme las arrugas de la frente"
    assert ask(index, plain, sense=watched(plain))[0][0] == "d0"
    assert not read
    ask(index, doubtful, sense=watched(doubtful))
    assert read == [doubtful]


def test_what_was_added_late_counts_where_words_are_certain() -> None:
    index = index_of("La limpieza facial cuesta $ 90.000 por sesión.", PLACE, PAYMENT)
    question = "cuánto cuesta el bótox por zona?"
    ask(index, question)  # so that what comes next is a segment of its own
    index.add([IndexedChunk("late", 0, "", "", "El bótox cuesta $ 450.000 por zona.", "es", {})])
    assert ask(index, question)[0][0] == "late"


def test_chunks_without_a_vector_are_scored_by_words() -> None:
    index = index_of(SUN, PAYMENT)
    index.add([IndexedChunk("late", 0, "", "", "El parqueadero es gratuito.", "es", {})])
    assert ask(index, "parqueadero gratuito")[0][0] == "late"


def test_vectors_in_bytes_keep_the_cosine() -> None:
    rng = np.random.default_rng(1)
    rows = rng.standard_normal((20, 64)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    question: Vector = rows[3]
    kept = ChunkVectors(np.vstack([rows, np.zeros((1, 64), dtype=np.float32)]))
    assert np.abs(kept.cosines(question)[:20] - rows @ question).max() < 0.01
    assert kept.vector(20) is None
    assert not kept.known[20]


def test_other_weights_are_another_model() -> None:
    with np.load(WEIGHTS, allow_pickle=False) as stored:
        version, weights = (
            str(stored["version"]),
            {name: stored[name] for name in stored.files if name != "version"},
        )
    assert weights_version(weights) == version
    assert weights_version({**weights, "passage_map": weights["passage_map"] + 1}) != version


def test_the_encoder_can_be_switched_off() -> None:
    def provider(**settings: Any) -> ModelProvider:
        redis = RedisService("")
        return ModelProvider(Config(**settings), LocalEngine(), ModelBudgets(redis))

    company: Any = type("Company", (), {"openai_base_url": "", "openai_model": "", "secrets": _NoSecrets()})()
    assert provider().embedder(company) is load_encoder()
    assert provider(sentence_encoder=False).embedder(company) is None


class _NoSecrets:
    openai_api_key = ""


def test_the_last_results_are_remembered() -> None:
    asked: list[str] = []

    def compute(key: str) -> int:
        asked.append(key)
        return len(key)

    kept: Remembered[int] = Remembered(2)
    assert [kept.get(key, compute) for key in ("a", "bb", "a", "ccc", "bb")] == [1, 2, 1, 3, 2]
    assert asked == ["a", "bb", "ccc", "bb"]  # "bb" was the oldest when a third one came


def test_the_gradients_are_those_of_the_loss() -> None:
    rng = np.random.default_rng(5)
    batch = Batch(
        questions=_units(rng, (3, 6)),
        passages=_units(rng, (3, 4, 6)),
        present=np.array([[True] * 4, [True] * 4, [True, True, True, False]]),
        features=rng.standard_normal((3, 4, 2)),
        answers=np.array([[True, False, False, False], [False] * 4, [False, True, True, False]]),
    )
    model = MeaningModel.start(np.zeros(6), np.eye(6), (np.zeros(2), np.ones(2)), 3, rng)
    model.weights = {name: value.astype(np.float64) for name, value in model.weights.items()}
    for name, gradient in model._gradients(batch).items():
        at = tuple(0 for _ in model.weights[name].shape)
        model.weights[name] = model.weights[name].copy()
        losses = []
        for step in (1e-5, -2e-5):
            model.weights[name][at] += step
            losses.append(_loss(model, batch))
        assert (losses[0] - losses[1]) / 2e-5 == pytest.approx(float(np.asarray(gradient)[at]), rel=1e-3, abs=1e-6)
        model.weights[name][at] += 1e-5


def _loss(model: MeaningModel, batch: Batch) -> float:
    likely = np.exp(model.logits(batch))
    right = np.where(batch.answers.any(axis=1), (likely * batch.answers).sum(axis=1), 1.0)
    return float(np.mean(np.log(1 + likely.sum(axis=1)) - np.log(right)))


def _units(rng: np.random.Generator, shape: tuple[int, ...]) -> Vector:
    rows = rng.standard_normal(shape)
    return np.asarray(rows / np.linalg.norm(rows, axis=-1, keepdims=True))
