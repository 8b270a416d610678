"""The meaning of one question: its vector, made when first needed, and what weighs it beside the words."""

from collections.abc import Callable
from functools import cached_property

from app.services.vector_backends.base import Vector
from app.services.vector_backends.evidence import Judge


class Sense:
    """Where words leave no doubt nobody asks for the vector: it costs more than all the rest of a search."""

    def __init__(self, read: Callable[[], Vector | None], judge: Judge | None = None) -> None:
        """`read`: the vector (dim,) of unit norm, None where passages have none to compare it with."""
        self._read, self.judge = read, judge

    @cached_property
    def vector(self) -> Vector | None:
        return self._read()
