"""What every parser is given and gives back."""

from collections.abc import Callable
from dataclasses import dataclass, field

from app.services.ingestion.model import Limits, Progress, Warn
from app.services.ingestion.outline import Outline


def no_progress(done: int, total: int) -> None:
    """Progress that nobody listens to."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file to parse; `filename` only helps to find a title."""

    data: bytes
    limits: Limits
    filename: str = ""
    on_progress: Progress = no_progress


@dataclass(slots=True)
class Parsed:
    """A parser's result before the language is known."""

    outline: Outline
    title: str = ""
    pages: int | None = None
    warnings: list[Warn] = field(default_factory=list)


Parser = Callable[[Source], Parsed]
