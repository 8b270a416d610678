"""Which sentences of the passages answer a question: by how much of what is asked they hold."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.agents.figures import read_figures
from app.agents.folding import fold
from app.agents.ports import Passage
from app.agents.question_kinds import Kind, kinds_of
from app.services.vector_backends.base import IndexedChunk
from app.services.vector_backends.questions import read_question
from app.services.vector_backends.scoring import read_words
from app.services.vector_backends.segment import Segment

MAX_CHARS = 360
MIN_COVERAGE = 0.25
NEAR_BEST = 0.7  # of the best sentence's score: the others that are said
LATER = 0.9  # of its score keeps a sentence of a passage that is not the first
WITHOUT_FIGURE = 0.6
BY_WORDS = 0.7  # of a score comes from the sentence, the rest from its passage
PASSAGES = 4
TRUSTED = 0.6  # a passage of this score answers even where it shares no word with the question
_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÁÉÍÓÚÑ¿¡0-9•*\-])|\n+")
_MARKS = re.compile(r"^[\s#>*•\-–|]+|[\s|*]+$")
_WORD = re.compile(r"[a-z0-9]{3,}")
_STEM = 5  # letters: enough to join singular and plural, verb and noun
_PAIR = re.compile(r"^([^:]{1,40}): (.+)$")  # `Precio: $400.000`, a header with its cell
_FREE = re.compile(
    r"\b(?:gratis|gratuit\w+|sin (?:costo|coste|cargo|cobro)|no (?:tiene costo|se cobra)|incluye|free)\b"
)
_RULE = re.compile(r"^[\s|:\-]+$")

_STOP = frozenset(
    fold(word)
    for word in """que como cual cuales cuando donde quien para por con sin las los una unos unas del este esta
    estos estas eso esa hay tiene tienen tengo hacer hace hacen puedo puede pueden quiero quisiera saber favor hola
    buenas buenos dias tardes noches gracias ustedes usted algun alguna sobre mas muy ser son era fue estan antes
    debo regala regalas regalan regale dame deme digame dime cuenteme cuentame porfa porfavor what which when
    where how does the and for with you your have has can are this that please hello they there about
    vocês você qual quais quando onde quem com sem uma tem têm posso pode quero olá bom dia boa
    tarde isso""".split()
)


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of a passage; `score` is how much of the question it answers, in [0, 1]."""

    sentence: str
    passage: Passage
    score: float


def best_sentences(
    question: str, passages: Sequence[Passage], *, limit: int, known: str = "", language: str = "es"
) -> tuple[list[Quote], float]:
    """Up to `limit` sentences in reading order, best passage first, and how much of the question `known` answers.

    Sentences are scored like passages, so synonyms and misspellings count; half by their own words, half with the
    title and headings they stand under. What `known` says already is left out.
    """
    said = _stems(known)
    rows = [
        (rank, position, sentence, passage)
        for rank, passage in enumerate(passages[:PASSAGES])
        for position, sentence in enumerate(_split(passage.content))
        if not _repeats(sentence, said)
    ]
    *scores, facts = _scores(question, rows, known, language)
    wanted = _wanted_figure(question)
    scored = [Row(score * _worth(row, wanted), *row) for score, row in zip(scores, rows, strict=True)]
    chosen = sorted((row for row in scored if row.score >= MIN_COVERAGE), key=lambda row: -row.score)
    chosen = [row for row in chosen if row.score >= chosen[0].score * NEAR_BEST]
    kept = _within_length(chosen[:limit]) or ([] if known else _opening(passages, said))
    in_order = sorted(kept, key=lambda row: (row.rank, row.position))
    return [Quote(row.sentence, row.passage, row.score) for row in in_order], facts


def _wanted_figure(question: str) -> str:
    """The kind of figure an answer must hold: money to a price, a length to a duration; empty when none."""
    kinds = kinds_of(question)
    return "money" if Kind.PRICE in kinds else "length" if Kind.DURATION in kinds else ""


def _worth(row: tuple[int, int, str, Passage], wanted: str) -> float:
    """Less for later passages, and for sentences without the figure that was asked for."""
    rank, _position, sentence, _passage = row
    folded = fold(sentence)
    free = wanted == "money" and _FREE.search(folded)
    holds = not wanted or free or any(figure.kind == wanted for figure in read_figures(folded))
    return (1.0 if rank == 0 else LATER) * (1.0 if holds else WITHOUT_FIGURE)


class Row(NamedTuple):
    """A sentence with its place: `rank` of its passage, `position` in it."""

    score: float
    rank: int
    position: int
    sentence: str
    passage: Passage


def _scores(
    question: str, rows: Sequence[tuple[int, int, str, Passage]], known: str, language: str
) -> list[float]:
    """One per row, and last that of `known`, which is its own passage."""
    alone = [_chunk(number, "", "", sentence, language) for number, (_r, _p, sentence, _x) in enumerate(rows)]
    placed = [_chunk(n, x.title, x.section, text, language) for n, (_r, _p, text, x) in enumerate(rows)]
    facts = _chunk(len(rows), "", "", known, language)
    both = [_coverage(question, Segment([*chunks, facts])) for chunks in (alone, placed)]
    passages = [*(passage.score for _r, _p, _text, passage in rows), both[0][-1]]
    return [
        BY_WORDS * (own + context) / 2 + (1 - BY_WORDS) * whole
        for own, context, whole in zip(*both, passages, strict=True)
    ]


def _coverage(question: str, segment: Segment) -> list[float]:
    return [float(x) for x in read_words(segment, read_question(question, [segment])).covered]


def _chunk(number: int, title: str, section: str, content: str, language: str) -> IndexedChunk:
    return IndexedChunk(str(number), 0, title, section, content, language)


def _opening(passages: Sequence[Passage], said: set[str]) -> list[Row]:
    """A passage found by meaning alone shares no word with the question: quote how it begins."""
    trusted = passages and passages[0].score >= TRUSTED
    for sentence in _split(passages[0].content)[:3] if trusted else ():
        if not _repeats(sentence, said):
            return [Row(passages[0].score, 0, 0, sentence, passages[0])]
    return []


def _within_length(rows: list[Row]) -> list[Row]:
    kept: list[Row] = []
    room = MAX_CHARS
    for row in rows:
        if len(row.sentence) <= room or not kept:
            kept.append(row)
            room -= len(row.sentence)
    return kept


def _split(content: str) -> list[str]:
    pieces = (_MARKS.sub("", piece) for piece in _SENTENCE.split(content) if not _RULE.match(piece))
    return [_row(piece) for piece in pieces if len(piece) > 15 and not piece.endswith((":", "?"))]


def _row(piece: str) -> str:
    """A table row reads as `Frente: Unidades 20, Precio $400.000`; a sentence ends with a full stop."""
    cells = [cell.strip(" *") for cell in piece.split("|")]
    text = piece.replace("**", "")
    if len(cells) > 1:
        subject, *rest = (cell for cell in cells if cell)
        values = ", ".join(_PAIR.sub(r"\1 \2", cell) for cell in rest)
        text = _PAIR.sub(r"\2", subject) + f": {values}"
    return text if text.endswith((".", "!", "…")) else f"{text}."


def _repeats(sentence: str, said: set[str]) -> bool:
    own = _stems(sentence)
    return bool(own) and len(own & said) / len(own) > 0.6


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in _WORD.findall(fold(text)) if word not in _STOP}
