"""Turns of a process stand aside for deliveries, and compute a few at a time."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from app.services.right_of_way import RightOfWay

SOON_S, LONG_S = 0.05, 5.0


class Crowd:
    """How many are inside at once, at most."""

    def __init__(self) -> None:
        self.now = self.most = 0
        self._lock = threading.Lock()

    @contextmanager
    def one(self) -> Iterator[None]:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(0.01)
        yield
        with self._lock:
            self.now -= 1


def test_no_more_than_the_desks_compute_at_once() -> None:
    way, crowd = RightOfWay(desks=2, patience_s=LONG_S), Crowd()

    def work(_number: int) -> None:
        with way.at_a_desk(), crowd.one():
            pass

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(16)))
    assert crowd.most == 2


def test_whoever_waits_for_something_outside_leaves_the_desk() -> None:
    way, both = RightOfWay(desks=1, patience_s=LONG_S), threading.Barrier(2, timeout=LONG_S)

    def work() -> None:
        with way.at_a_desk(), way.away():
            both.wait()  # broken unless both are here at once

    with ThreadPoolExecutor(2) as pool:
        for job in [pool.submit(work) for _ in range(2)]:
            job.result()


def test_background_work_waits_while_a_delivery_is_in_hand() -> None:
    way, steps = RightOfWay(patience_s=LONG_S), []
    begun, delivered = threading.Event(), threading.Event()

    def work() -> None:
        with way.at_a_desk():
            begun.set()
            delivered.wait(LONG_S)
            way.give()
            steps.append("work")

    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(work)
        begun.wait(LONG_S)
        with way.first():
            delivered.set()
            time.sleep(SOON_S)
            steps.append("delivery")
        job.result()
    assert steps == ["delivery", "work"]


def test_under_deliveries_without_end_the_work_goes_on_all_the_same() -> None:
    way = RightOfWay(patience_s=SOON_S)
    with way.first(), ThreadPoolExecutor(1) as pool:

        def work() -> str:
            with way.at_a_desk():
                way.give()
                with way.away():
                    return "done"

        assert pool.submit(work).result(LONG_S) == "done"


def test_a_helper_thread_of_background_work_keeps_its_rule() -> None:
    way, crowd = RightOfWay(desks=1, patience_s=LONG_S), Crowd()

    def help_out(_number: int) -> None:
        with crowd.one():
            pass

    with ThreadPoolExecutor(4) as pool, way.at_a_desk():
        work = way.alike(help_out)
        with way.away():
            list(pool.map(work, range(4)))
    assert crowd.most == 1


def test_a_request_is_never_held_up() -> None:
    way = RightOfWay(patience_s=LONG_S)
    started = time.monotonic()
    with way.first(), way.away():
        way.give()
    assert way.alike(len) is len
    assert time.monotonic() - started < 1.0


def test_a_desk_is_free_again_after_a_failure() -> None:
    way = RightOfWay(desks=1, patience_s=LONG_S)
    for _ in range(3):
        try:
            with way.at_a_desk(), way.away():
                raise ValueError
        except ValueError:
            pass
    started = time.monotonic()
    with way.at_a_desk():
        assert time.monotonic() - started < 1.0
