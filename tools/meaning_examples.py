"""Labelled questions to the passages of invented companies, as arrays to learn from.

`tools/meaning/NAME_passages.tsv`: company, id, title, section, content; `NAME_questions.tsv`: company, kind, ids
of the passages that answer (none: nothing does), question. The first two letters of NAME are the language. The
sets of tests/quality are never read here.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.models.document import Chunk
from app.services.knowledge_vectors import embedded_text
from app.services.sentence_encoder import encode
from app.services.vector_backends.base import IndexedChunk
from app.services.vector_backends.questions import read_question
from app.services.vector_backends.scoring import word_evidence
from app.services.vector_backends.segment import Segment

Array = NDArray[np.float32]
EXAMPLES = Path(__file__).parent / "meaning"


@dataclass(frozen=True, slots=True)
class Examples:
    """Questions by passages; companies have different numbers of passages, so rows are padded."""

    companies: NDArray[np.int32]  # (questions,) of each question: a row of `passages`
    questions: Array  # (questions, 512)
    passages: Array  # (companies, most, 512)
    present: NDArray[np.bool_]  # (companies, most)
    features: Array  # (questions, most, features)
    answers: NDArray[np.bool_]  # (questions, most)


def read_examples() -> Examples:
    """Everything in `tools/meaning`; deterministic. Takes about half a minute."""
    companies: list[Array] = []
    owners: list[int] = []
    asked: list[str] = []
    features: list[Array] = []
    answers: list[NDArray[np.bool_]] = []
    for name in sorted(path.name.removesuffix("_passages.tsv") for path in EXAMPLES.glob("*_passages.tsv")):
        questions = _questions(name)
        for company, chunks in _passages(name).items():
            segment = Segment(chunks)
            for ids, text in questions[company]:
                owners.append(len(companies))
                asked.append(text)
                features.append(word_evidence(segment, read_question(text, [segment])).features())
                answers.append(np.array([c.document_id in ids for c in chunks]))
            companies.append(encode([_text(c) for c in chunks]))
    most = max(map(len, companies))
    return Examples(
        companies=np.array(owners, dtype=np.int32),
        questions=encode(asked),
        passages=_padded(companies, most),
        present=_padded([np.ones(len(c), dtype=np.bool_) for c in companies], most),
        features=_padded(features, most),
        answers=_padded(answers, most),
    )


def _text(chunk: IndexedChunk) -> str:
    return embedded_text(chunk.title, Chunk(0, chunk.content, chunk.section))


def _passages(name: str) -> dict[str, list[IndexedChunk]]:
    found: dict[str, list[IndexedChunk]] = defaultdict(list)
    for company, id_, title, section, content in _rows(f"{name}_passages.tsv"):
        found[company].append(IndexedChunk(id_, 0, title, section, content, name[:2], {}))
    return found


def _questions(name: str) -> dict[str, list[tuple[frozenset[str], str]]]:
    found: dict[str, list[tuple[frozenset[str], str]]] = defaultdict(list)
    for company, _kind, ids, text in _rows(f"{name}_questions.tsv"):
        found[company].append((frozenset(filter(None, ids.replace(" ", "").split(","))), text))
    return found


def _rows(name: str) -> Iterator[list[str]]:
    for line in (EXAMPLES / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def _padded(rows: list[NDArray], most: int) -> NDArray:  # type: ignore[type-arg]
    out = np.zeros((len(rows), most, *rows[0].shape[1:]), dtype=rows[0].dtype)
    for i, row in enumerate(rows):
        out[i, : len(row)] = row
    return out
