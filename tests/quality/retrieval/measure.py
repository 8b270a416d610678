"""Measures an index on the labelled passages and questions of this folder."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.models.document import Chunk
from app.services.knowledge_vectors import embedded_text
from app.services.sentence_encoder import SentenceEncoder
from app.services.vector_backends.base import DEFAULT_MIN_SCORE, IndexedChunk, VectorIndex
from app.services.vector_backends.sense import Sense

HERE = Path(__file__).parent
KINDS = ("same", "paraphrase", "colloquial", "none")
COLLECTIONS = ("clinics", "regions", "services", "shops", "late", "trades", "english", "portuguese")
SEALED = ("sealed_es", "sealed_en", "sealed_pt")  # harder: most of the unanswerable are near misses
UNSEEN = ("unseen_es", "unseen_en", "unseen_pt", *SEALED)  # their misses were never studied
LANGUAGES = {"english": "en", "portuguese": "pt"}  # of those that do not end in a language: Spanish
Ranker = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Question:
    company: str
    kind: str  # same, paraphrase, colloquial, none
    answers: frozenset[str]
    text: str


@dataclass(slots=True)
class Tally:
    """Sums over questions of one kind; ranks are 1-based, 0 = not found above the threshold."""

    ranks: list[int] = field(default_factory=list)
    results: list[bool] = field(default_factory=list)

    def recall_at(self, k: int) -> float:
        return sum(0 < r <= k for r in self.ranks) / len(self.ranks)

    @property
    def mrr(self) -> float:
        return sum(1 / r for r in self.ranks if 0 < r <= 10) / len(self.ranks)

    @property
    def answered(self) -> float:
        return sum(self.results) / len(self.results)


Tallies = dict[str, Tally]


def _rows(name: str) -> Iterator[list[str]]:
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def passages(collection: str) -> dict[str, list[IndexedChunk]]:
    """Chunks per company of one of COLLECTIONS."""
    found: dict[str, list[IndexedChunk]] = defaultdict(list)
    ending = collection.rpartition("_")[2]
    language = LANGUAGES.get(collection) or (ending if ending in ("en", "pt") else "es")
    for company, id_, title, section, content in _rows(f"{collection}_passages.tsv"):
        found[company].append(IndexedChunk(id_, 0, title, section, content, language, {"company": company}))
    return found


def questions(collection: str, split: str) -> list[Question]:
    """`split` is "dev" (tuned on) or "held" (never tuned on)."""
    return [
        Question(company, kind, frozenset(filter(None, ids.split(","))), text)
        for company, kind, ids, text in _rows(f"{collection}_{split}.tsv")
    ]


def encoded(chunks: Sequence[IndexedChunk], encoder: SentenceEncoder) -> list[IndexedChunk]:
    """The passages with their vectors, as documents are taken in."""
    texts = [embedded_text(c.title, Chunk(0, c.content, c.section)) for c in chunks]
    vectors = encoder.embed(texts)
    return [replace(chunk, embedding=vector) for chunk, vector in zip(chunks, vectors, strict=True)]


def meaning_of(text: str, encoder: SentenceEncoder | None) -> Sense | None:
    """The meaning of a question as a search asks for it."""
    return None if encoder is None else Sense(lambda: encoder.embed_query(text), encoder.judge)


def has(collection: str, split: str) -> bool:
    return (HERE / f"{collection}_{split}.tsv").exists()


def measure(
    make_index: Callable[[str], VectorIndex],
    collection: str,
    split: str,
    encoder: SentenceEncoder | None = None,
) -> Tallies:
    """Ask every question of its company's index; tallies per kind. Without an encoder words alone answer."""
    indexes: dict[str, VectorIndex] = {}
    for company, chunks in passages(collection).items():
        indexes[company] = make_index(company)
        indexes[company].replace_all(encoded(chunks, encoder) if encoder else chunks)

    def ask(question: Question) -> list[str]:
        index, sense = indexes[question.company], meaning_of(question.text, encoder)
        found = index.search(question.text, limit=10, min_score=DEFAULT_MIN_SCORE, sense=sense)
        return [hit.chunk.document_id for hit in found]

    return _tally(questions(collection, split), ask)


def measure_baseline(make: Callable[[Sequence[IndexedChunk]], Ranker], collection: str, split: str) -> Tallies:
    """As `measure`, for a method that ranks everything and refuses nothing."""
    rankers = {company: make(chunks) for company, chunks in passages(collection).items()}
    answerable = [q for q in questions(collection, split) if q.kind != "none"]
    return _tally(answerable, lambda q: rankers[q.company](q.text)[:10])


def pooled(tallies: Iterable[Tallies]) -> Tallies:
    """All questions of several sets together."""
    found: Tallies = defaultdict(Tally)
    for one in tallies:
        for kind, tally in one.items():
            found[kind].ranks += tally.ranks
            found[kind].results += tally.results
    return dict(found)


def answerable_with_result(tallies: Tallies) -> float:
    given = [result for kind, t in tallies.items() if kind != "none" for result in t.results]
    return sum(given) / len(given)


def table(title: str, tallies: Tallies, baselines: Mapping[str, Tallies] | None = None) -> str:
    """The figures as text, one line per kind; baselines as the ratio of our MRR to theirs."""
    names = list(baselines or {})
    heads = "".join(f"{f'MRR / {name}':>26}" for name in names)
    lines = [title, f"{'kind':<12}{'n':>4}{'R@1':>7}{'R@3':>7}{'R@5':>7}{'MRR@10':>8}{'answered':>10}{heads}"]
    for kind in filter(tallies.__contains__, KINDS):
        t = tallies[kind]
        if kind == "none":
            lines.append(f"{kind:<12}{len(t.ranks):>4}{'no-answer precision':>29}{1 - t.answered:>10.3f}")
        else:
            recalls = "".join(f"{t.recall_at(k):>7.3f}" for k in (1, 3, 5))
            ratios = "".join(f"{t.mrr / b[kind].mrr:>26.2f}" for b in (baselines or {}).values())
            lines.append(f"{kind:<12}{len(t.ranks):>4}{recalls}{t.mrr:>8.3f}{t.answered:>10.3f}{ratios}")
    return "\n".join([*lines, f"answerable with a result: {answerable_with_result(tallies):.3f}"])


def _tally(asked: Iterable[Question], ask: Callable[[Question], list[str]]) -> Tallies:
    tallies: Tallies = defaultdict(Tally)
    for question in asked:
        ids = ask(question)
        found = [i for i, id_ in enumerate(ids, 1) if id_ in question.answers]
        tallies[question.kind].ranks.append(found[0] if found else 0)
        tallies[question.kind].results.append(bool(ids))
    return dict(tallies)
