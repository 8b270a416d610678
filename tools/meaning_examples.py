"""Labelled questions to the passages of invented companies, as arrays to learn from.

`tools/meaning/NAME_passages.tsv`: company, id, title, section, content; `NAME_questions.tsv`: company, kind, ids
of the passages that answer (none: nothing does), question. The first two letters of NAME are the language. The
sets of tests/quality are never read here. `anything.txt` holds what asks for nothing.

Each company is seen twice: whole, and with a few of its passages, so that a question whose passage is away is
answered by nothing and a company that has just begun is judged as well as one with everything written down.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.config.constants import LANGUAGES
from app.models.document import Chunk
from app.services.knowledge_vectors import embedded_text
from app.services.sentence_encoder import encode
from app.services.text_analysis import stem_words, tokenise
from app.services.vector_backends.base import IndexedChunk
from app.services.vector_backends.questions import read_question
from app.services.vector_backends.scoring import word_evidence
from app.services.vector_backends.segment import Segment

Array = NDArray[np.float32]
Asked = tuple[frozenset[str], str]  # ids that answer, question
EXAMPLES = Path(__file__).parent / "meaning"
_NOTHING: frozenset[str] = frozenset()
FEW = (1, 2, 4, 8, 12, 16, 20)  # passages of a company seen in part
ASKED_OF_FEW = 12  # questions
FOREIGN, IDLE = 10, 5  # titles of others, and texts that ask for nothing, put to each company


@dataclass(frozen=True, slots=True)
class Examples:
    """Questions by passages; companies have different numbers of passages, so rows are padded."""

    companies: NDArray[np.int32]  # (questions,) of each question: a row of `passages`
    questions: Array  # (questions, 512)
    passages: Array  # (companies, most, 512)
    present: NDArray[np.bool_]  # (companies, most)
    features: Array  # (questions, most, features)
    answers: NDArray[np.bool_]  # (questions, most)


@dataclass(frozen=True, slots=True)
class _Company:
    language: str
    chunks: list[IndexedChunk]
    asked: list[Asked]


def read_examples() -> Examples:
    """Everything in `tools/meaning`, each company whole and then in part; deterministic. Takes a minute."""
    companies = [seen for company in _companies() for seen in company]
    owners: list[int] = []
    features: list[Array] = []
    answers: list[NDArray[np.bool_]] = []
    for number, company in enumerate(companies):
        segment = Segment(company.chunks)
        for ids, text in company.asked:
            owners.append(number)
            features.append(word_evidence(segment, read_question(text, [segment])).features())
            answers.append(np.array([c.document_id in ids for c in company.chunks]))
    most = max(len(c.chunks) for c in companies)
    return Examples(
        companies=np.array(owners, dtype=np.int32),
        questions=encode([text for company in companies for _, text in company.asked]),
        passages=_padded([encode([_text(c) for c in company.chunks]) for company in companies], most),
        present=_padded([np.ones(len(c.chunks), dtype=np.bool_) for c in companies], most),
        features=_padded(features, most),
        answers=_padded(answers, most),
    )


def _companies() -> Iterator[tuple[_Company, _Company]]:
    """Each whole and in part, with what is added to its questions."""
    rng = random.Random(20261129)
    known = list(_written())
    titles = {
        language: sorted({chunk.title for one in known if one.language == language for chunk in one.chunks})
        for language in LANGUAGES
    }
    idle = [line.split("|", 1) for line in _lines("anything.txt")]
    for company in known:
        nothing = [(_NOTHING, text) for language, text in idle if language == company.language]
        others = [*_foreign_titles(company, titles[company.language], rng), *rng.sample(nothing, IDLE)]
        asked = [*company.asked, *_own_titles(company), *others]
        yield _Company(company.language, company.chunks, asked), _in_part(company, others, rng)


def _in_part(company: _Company, nothing: Sequence[Asked], rng: random.Random) -> _Company:
    chunks = rng.sample(company.chunks, min(rng.choice(FEW), len(company.chunks)))
    asked = rng.sample(company.asked, min(ASKED_OF_FEW, len(company.asked)))
    return _Company(company.language, chunks, [*asked, *nothing])


def _own_titles(company: _Company) -> Iterator[Asked]:
    """A title alone is asked too ("botox")."""
    for title in sorted({c.title for c in company.chunks}):
        yield frozenset(c.document_id for c in company.chunks if c.title == title), title


def _foreign_titles(company: _Company, titles: Sequence[str], rng: random.Random) -> Iterator[Asked]:
    """Titles of which this company's passages hold no word."""
    words = {stem for c in company.chunks for stem in _stems(f"{c.title} {c.section} {c.content}", company)}
    foreign = [title for title in titles if not words & set(_stems(title, company))]
    yield from ((_NOTHING, title.lower()) for title in rng.sample(foreign, min(FOREIGN, len(foreign))))


def _stems(text: str, company: _Company) -> list[str]:
    return stem_words([word for word in tokenise(text) if len(word) > 3], company.language)


def _written() -> Iterator[_Company]:
    for name in sorted(path.name.removesuffix("_passages.tsv") for path in EXAMPLES.glob("*_passages.tsv")):
        found: dict[str, _Company] = {}
        for company, id_, title, section, content in _rows(f"{name}_passages.tsv"):
            chunk = IndexedChunk(id_, 0, title, section, content, name[:2], {})
            found.setdefault(company, _Company(name[:2], [], [])).chunks.append(chunk)
        for company, _kind, ids, text in _rows(f"{name}_questions.tsv"):
            found[company].asked.append((frozenset(filter(None, ids.replace(" ", "").split(","))), text))
        yield from found.values()


def _rows(name: str) -> Iterator[list[str]]:
    return (line.split("\t") for line in _lines(name))


def _lines(name: str) -> Iterator[str]:
    for line in (EXAMPLES / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


def _text(chunk: IndexedChunk) -> str:
    return embedded_text(chunk.title, Chunk(0, chunk.content, chunk.section))


def _padded(rows: list[NDArray], most: int) -> NDArray:  # type: ignore[type-arg]
    out = np.zeros((len(rows), most, *rows[0].shape[1:]), dtype=rows[0].dtype)
    for i, row in enumerate(rows):
        out[i, : len(row)] = row
    return out
