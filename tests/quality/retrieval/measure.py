"""Measures an index on the labelled passages and questions of this folder."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.services.vector_backends.base import DEFAULT_MIN_SCORE, IndexedChunk, VectorIndex

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Question:
    sector: str
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


def _rows(name: str) -> Iterator[list[str]]:
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def passages(collection: str = "") -> dict[str, list[IndexedChunk]]:
    """Chunks per sector; each sector is one company.

    `collection` "regions_": other countries, written without a look at the synonyms.
    """
    found: dict[str, list[IndexedChunk]] = defaultdict(list)
    for sector, id_, title, section, content in _rows(f"{collection}passages.tsv"):
        found[sector].append(IndexedChunk(id_, 0, title, section, content, "es", {"sector": sector}))
    return found


def questions(split: str) -> list[Question]:
    """`split` is "dev" (tuned on) or "held" (never tuned on), of another collection with its name before."""
    return [
        Question(sector, kind, frozenset(filter(None, ids.split(","))), text)
        for sector, kind, ids, text in _rows(f"questions_{split}.tsv")
    ]


def measure(
    make_index: Callable[[str], VectorIndex],
    asked: Iterable[Question],
    floor: float = DEFAULT_MIN_SCORE,
    collection: str = "",
) -> dict[str, Tally]:
    """Ask every question of its sector's index; tallies per kind."""
    indexes: dict[str, VectorIndex] = {}
    for sector, chunks in passages(collection).items():
        indexes[sector] = make_index(sector)
        indexes[sector].replace_all(chunks)
    tallies: dict[str, Tally] = defaultdict(Tally)
    for question in asked:
        hits = indexes[question.sector].search(question.text, limit=10, min_score=floor)
        found = [i for i, h in enumerate(hits, 1) if h.chunk.document_id in question.answers]
        tallies[question.kind].ranks.append(found[0] if found else 0)
        tallies[question.kind].results.append(bool(hits))
    return dict(tallies)


def table(title: str, tallies: dict[str, Tally]) -> str:
    """The figures as text, one line per kind."""
    lines = [title, f"{'kind':<12}{'n':>4}{'R@1':>7}{'R@3':>7}{'R@5':>7}{'MRR@10':>8}{'answered':>10}"]
    for kind, t in tallies.items():
        if kind == "none":
            lines.append(f"{kind:<12}{len(t.ranks):>4}{'no-answer precision':>29}{1 - t.answered:>10.3f}")
        else:
            recalls = "".join(f"{t.recall_at(k):>7.3f}" for k in (1, 3, 5))
            lines.append(f"{kind:<12}{len(t.ranks):>4}{recalls}{t.mrr:>8.3f}{t.answered:>10.3f}")
    return "\n".join(lines)
