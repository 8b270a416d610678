"""Which sentences of the passages answer a question: by how much of the question's own words they hold."""

import re
from collections.abc import Sequence

from app.agents.folding import fold
from app.agents.ports import Passage

MAX_CHARS = 360
MIN_COVERAGE = 0.2
TRUSTED = 0.6  # a passage of this score answers even where it shares no word with the question
_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÁÉÍÓÚÑ¿¡0-9•*\-])|\n+")
_MARKS = re.compile(r"^[\s#>*•\-–|]+|[\s|*]+$")
_WORD = re.compile(r"[a-z0-9]{3,}")
_STEM = 5  # letters: enough to join singular and plural, verb and noun
_PAIR = re.compile(r"^([^:]{1,40}): (.+)$")  # `Precio: $400.000`, a header with its cell
_RULE = re.compile(r"^[\s|:\-]+$")

_STOP = frozenset(
    fold(word)
    for word in """que como cual cuales cuando donde quien para por con sin las los una unos unas del este esta
    estos estas eso esa hay tiene tienen tengo hacer hace hacen puedo puede pueden quiero quisiera saber favor hola
    buenas buenos dias tardes noches gracias ustedes usted algun alguna sobre mas muy ser son era fue estan antes debo
    regala regalas regalan regale dame deme digame dime cuenteme cuentame porfa porfavor what which when where how
    does the and for with you your have has can are this that please hello they there about vocês você qual quais
    quando onde quem com sem uma tem têm posso pode quero olá bom dia boa tarde isso""".split()
)


def best_sentences(
    question: str, passages: Sequence[Passage], *, limit: int, known: str = "", least: float = MIN_COVERAGE
) -> list[tuple[str, Passage]]:
    """Up to `limit` sentences in reading order, best passage first; what `known` already says is left out.

    `least`: share of the question a sentence must cover, in [0, 1].
    """
    wanted = _stems(question)
    said = _stems(known)
    scored = [
        (_score(sentence, passage, rank, wanted), rank, position, sentence, passage)
        for rank, passage in enumerate(passages[:4])
        for position, sentence in enumerate(_split(passage.content))
        if not _repeats(sentence, said)
    ]
    chosen = sorted((row for row in scored if row[0] >= least), key=lambda row: -row[0])
    chosen = [row for row in chosen if row[0] >= chosen[0][0] / 2]
    kept = _within_length(chosen[:limit]) or ([] if known else _opening(passages, said))
    return [(row[3], row[4]) for row in sorted(kept, key=lambda row: (row[1], row[2]))]


Row = tuple[float, int, int, str, Passage]


def _score(sentence: str, passage: Passage, rank: int, wanted: set[str]) -> float:
    """Coverage of the question by the sentence, a little by its section, less for later passages."""
    if not wanted:
        return passage.score if rank == 0 else 0.0
    own = _stems(sentence)
    context = _stems(f"{passage.title} {passage.section}")
    covered = len(wanted & own) + 0.35 * len((wanted & context) - own)
    return covered / len(wanted) * (0.6 + 0.4 * passage.score) * (1.0 if rank == 0 else 0.8)


def _opening(passages: Sequence[Passage], said: set[str]) -> list[Row]:
    """A passage found by meaning alone shares no word with the question: quote how it begins."""
    trusted = passages and passages[0].score >= TRUSTED
    for sentence in _split(passages[0].content)[:3] if trusted else ():
        if not _repeats(sentence, said):
            return [(passages[0].score, 0, 0, sentence, passages[0])]
    return []


def _within_length(rows: list[Row]) -> list[Row]:
    kept: list[Row] = []
    room = MAX_CHARS
    for row in rows:
        if len(row[3]) <= room or not kept:
            kept.append(row)
            room -= len(row[3])
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
