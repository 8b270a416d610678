"""Deliveries first, and few at a time: how turns share one interpreter with acknowledgements and each other.

Threads of a process compute one after the other, and handing over costs: where cores are free, sixteen that answer
at once spend a quarter more CPU on the same answers than two do. When many answers become ready in one moment (the
time-outs of a dead model end together, say) they would also leave a delivery one turn in seventeen, and Chatwoot
asks only once. So whoever answers a customer sits at one of a few desks while computing, leaves it while waiting
for something outside, and leaves it for a delivery.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

DESKS = 2  # one computes, one waits for a store nearby
PATIENCE_S = 2.0  # whoever waited this long goes on without a desk: no lock elsewhere can bring work to a stop


class RightOfWay:
    """Counts deliveries in hand and threads at work."""

    def __init__(self, desks: int = DESKS, patience_s: float = PATIENCE_S) -> None:
        self._desks, self._patience_s = desks, patience_s
        self._deliveries = self._seated = 0
        self._changed = threading.Condition()
        self._mine = threading.local()

    @contextmanager
    def first(self) -> Iterator[None]:
        """Around a delivery."""
        with self._changed:
            self._deliveries += 1
        try:
            yield
        finally:
            with self._changed:
                self._deliveries -= 1
                if not self._deliveries:
                    self._changed.notify(self._desks)

    @contextmanager
    def at_a_desk(self) -> Iterator[None]:
        """Around a turn, not inside another: it waits for a desk, and for deliveries."""
        self._sit()
        try:
            yield
        finally:
            self._stand()

    def alike(self, work: Callable[P, T]) -> Callable[P, T]:
        """`work` for another thread under this thread's rule."""
        return self._seated_at(work) if self._is_seated() else work

    def give(self) -> None:
        """Between two steps of a turn: stand aside while a delivery is in hand. Elsewhere nothing."""
        if self._deliveries and self._is_seated():
            self._stand()
            self._sit()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Around a wait for something outside; in a turn somebody else has the desk meanwhile."""
        if not self._is_seated():
            yield
            return
        self._stand()
        try:
            yield
        finally:
            self._sit()

    def _seated_at(self, work: Callable[P, T]) -> Callable[P, T]:
        def seated(*args: P.args, **values: P.kwargs) -> T:
            with self.at_a_desk():
                return work(*args, **values)

        return seated

    def _is_seated(self) -> bool:
        return bool(getattr(self._mine, "seated", False))

    def _sit(self) -> None:
        with self._changed:
            self._changed.wait_for(self._is_free, self._patience_s)
            self._seated += 1
        self._mine.seated = True

    def _stand(self) -> None:
        self._mine.seated = False
        with self._changed:
            self._seated -= 1
            self._changed.notify()

    def _is_free(self) -> bool:
        return not self._deliveries and self._seated < self._desks


RIGHT_OF_WAY = RightOfWay()  # one per process, like the interpreter it shares out
