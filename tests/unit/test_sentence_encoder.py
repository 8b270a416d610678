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
from app.services.sentence_encoder import MOST_CHARACTERS, load_encoder
from app.services.vector_backends.base import IndexedChunk, Vector
from app.services.vector_backends.chunk_vectors import ChunkVectors
from app.services.vector_backends.in_process import InProcessIndex
from tools.meaning_model import Batch, MeaningModel

SUN = "Evite la exposición solar durante dos semanas y use protector."
PLACE = "El consultorio está en el segundo piso y tiene ascensor."
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


def ask(index: InProcessIndex, question: str, **more: Any) -> list[tuple[str, float]]:
    encoder = load_encoder()
    sense = {"embedding": encoder.embed_query(question), "judge": encoder.judge}
    hits = index.search(question, limit=5, **{"min_score": 0.0, **sense, **more})
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


def test_a_deleted_passage_has_no_say_in_the_scores_of_others() -> None:
    both = index_of(PAYMENT, SUN)
    question = "puedo tomar el sol?"
    ask(both, question)  # so that deletion hides it in a segment
    both.delete("d1")
    (_, left), (_, with_it) = ask(both, question)[0], ask(index_of(PAYMENT, SUN), question)[1]
    assert left < with_it


def test_a_filtered_passage_has_no_say_either() -> None:
    index = InProcessIndex("filtered")
    vectors = load_encoder().embed([SUN, PAYMENT])
    index.replace_all(
        [
            IndexedChunk("sun", 0, "", "", SUN, "es", {"kind": "page"}, vectors[0]),
            IndexedChunk("pay", 0, "", "", PAYMENT, "es", {"kind": "answer"}, vectors[1]),
        ]
    )
    question = "puedo tomar el sol?"
    everything = dict(ask(index, question))
    ((_, filtered),) = ask(index, question, filters={"kind": "answer"})
    assert filtered < everything["pay"]  # the runner-up's gain came from the best one


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
