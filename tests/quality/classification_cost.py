"""What reading a message for the first time costs: `python -m tests.quality.classification_cost`, a new process.

Every text is read once. Others were answered before, so that common words are known as they are in a server; the
measured ones are new to every cache. Milliseconds are of the reading thread and of a machine at rest: what a piece
of plain work takes between the messages tells how much neighbours slow both down.
"""

import gc
import json
import random
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from app.agents.intent_model import IntentModel
from app.agents.router_agent import RouterAgent
from tests.quality.intents import (
    Labelled,
    emergencies,
    later_emergencies,
    later_look_alikes,
    later_utterances,
    look_alikes,
    utterances,
    wide_emergencies,
    wide_look_alikes,
    wide_utterances,
)
from tools.typing_noise import mistype

LATER = ("third", "fourth", "fifth")
LONG = 1_200  # characters; a longer message is cut to these
LONG_MESSAGES = 60
SYLLABLES = tuple(consonant + vowel for consonant in "bcdfglmnprstv" for vowel in "aeiou")


PLAIN_WORK_MS = 0.75  # what `_plain_work` takes on the machine of the limits, at rest
EVERY = 10  # messages between two pieces of plain work


@dataclass(frozen=True)
class Cost:
    """Milliseconds of one classification; `slowed`: by which factor the machine was slower than at rest."""

    messages: int
    p50: float
    p99: float
    most: float
    slowed: float


def main() -> None:
    """Prints the costs as JSON."""
    slowed = max(1.0, median(_plain_work() for _ in range(20)) / PLAIN_WORK_MS)
    began, before = time.thread_time(), _memory_mb()
    router = RouterAgent(IntentModel.load())
    router.classify("hola")
    found: dict[str, object] = {"load_s": (time.thread_time() - began) / slowed, "load_mb": _memory_mb() - before}
    gc.freeze()  # as gunicorn.conf.py does
    known = [i.text for i in (*utterances(), *emergencies(), *look_alikes())]
    cost(router, known)
    new = sorted({i.text for i in _others()} - set(known))
    found["first"] = asdict(cost(router, new))
    rng = random.Random(5)
    found["misspelt"] = asdict(cost(router, sorted({mistype(text, rng, every=8) for text in new} - set(new))))
    found["long"] = asdict(cost(router, [_nonsense(rng) for _ in range(LONG_MESSAGES)]))
    found["long_misspelt"] = asdict(cost(router, [_misspelt(new, rng) for _ in range(LONG_MESSAGES)]))
    print(json.dumps(found))


def cost(router: RouterAgent, texts: Sequence[str]) -> Cost:
    times, plain = [], []
    for number, text in enumerate(texts):
        if number % EVERY == 0:
            plain.append(_plain_work())
        start = time.thread_time()
        router.classify(text)
        times.append((time.thread_time() - start) * 1000)
    slowed = max(1.0, median(plain) / PLAIN_WORK_MS)
    times = sorted(taken / slowed for taken in times)
    return Cost(len(times), times[len(times) // 2], times[int(len(times) * 0.99)], times[-1], slowed)


def _others() -> Iterable[Labelled]:
    yield from (*wide_utterances(), *wide_emergencies(), *wide_look_alikes())
    for name in LATER:
        yield from (*later_utterances(name), *later_emergencies(name), *later_look_alikes(name))


def _nonsense(rng: random.Random) -> str:
    """Words nobody knows, of letters or of syllables."""
    made = ""
    while len(made) < LONG:
        parts, count = rng.choice(
            (("abcdefghijklmnopqrstuvwxyz", rng.randint(2, 12)), (SYLLABLES, rng.randint(2, 5)))
        )
        made += "".join(rng.choice(parts) for _ in range(count)) + " "
    return made[:LONG]


def _misspelt(texts: Sequence[str], rng: random.Random) -> str:
    """Words people say, a slip every three letters: most can be repaired."""
    made = ""
    while len(made) < LONG:
        made += mistype(rng.choice(rng.choice(texts).split()), rng, every=3) + " "
    return made[:LONG]


def _plain_work() -> float:
    start = time.thread_time()
    words = [str(number * 7_919) for number in range(1_200)]
    sorted({word[:length]: word for word in words for length in range(1, 4)})
    return (time.thread_time() - start) * 1000


def _memory_mb() -> float:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4_096 / 1e6


if __name__ == "__main__":
    main()
