"""Search times, build times and memory of the in-process index: `python -m benchmarks.bench_retrieval`.

Searches use vectors and judge, as the program does; encoding a question is counted apart.

Texts are the labelled passages with as many words of everyday Spanish, drawn so that the vocabulary grows
with the square root of the text, as real ones do (Heaps' law).
"""

import random
import statistics
import time
import tracemalloc
from collections.abc import Iterator

import numpy as np

from app.services.sentence_encoder import load_encoder
from app.services.vector_backends.base import IndexedChunk, Vector
from app.services.vector_backends.in_process import InProcessIndex
from app.services.vector_backends.lexicon import load_lexicon
from app.services.vector_backends.sense import Sense
from tests.quality.retrieval.measure import passages, questions

SIZES = (1, 100, 1_000, 20_000)
WORDS_PER_CHUNK = 80
SEARCHES = 200


def corpus(size: int, rng: random.Random) -> Iterator[IndexedChunk]:
    """Chunks of Zipf-like text around the real passages."""
    real = [c for chunks in passages("clinics").values() for c in chunks]
    vocabulary = load_lexicon("es").words
    for i in range(size):
        base = real[i % len(real)]
        drawn = (int(len(vocabulary) * rng.random() ** 6) for _ in range(WORDS_PER_CHUNK // 2))
        text = f"{base.content} {' '.join(vocabulary.word(at) for at in drawn)}"
        yield IndexedChunk(f"d{i}", 0, base.title, base.section, text, "es", {}, _vector(i))


def _vector(i: int) -> Vector:
    """Any direction will do: only its size and its arithmetic are measured."""
    row = np.random.default_rng(i).standard_normal(load_encoder().dim).astype(np.float32)
    return np.asarray(row / np.linalg.norm(row), dtype=np.float32)


def encoding() -> str:
    """CPU time of encoding one question that was not asked before."""
    asked = [f"{q.text} {i}" for i, q in enumerate(questions("clinics", "dev"))]
    load_encoder().embed_query("hola")
    started = time.thread_time()
    for text in asked:
        load_encoder().embed_query(text)
    return f"encoding a question: {(time.thread_time() - started) * 1000 / len(asked):.2f} ms CPU"


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[int(len(values) * share)]


def measure(size: int) -> str:
    rng = random.Random(size)
    chunks = list(corpus(size, rng))
    text_bytes = sum(len(c.content) + len(c.title) + len(c.section) for c in chunks)
    started = time.perf_counter()
    first = InProcessIndex("first")
    first.add(chunks)
    first.search("vottoxx trannqilo", limit=5)  # fills what all companies share, so it is not counted below
    build_ms = (time.perf_counter() - started) * 1000
    index = InProcessIndex("bench")
    tracemalloc.start()
    index.add(chunks)
    index.search("botox", limit=5)
    index.search("vottoxx trannqilo", limit=5)
    memory = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    asked = [q.text for split in ("dev", "held") for q in questions("clinics", split)]
    vectors = {text: load_encoder().embed_query(text) for text in asked}
    times = []
    for text in rng.choices(asked, k=SEARCHES):
        started = time.perf_counter()
        index.search(text, limit=5, sense=Sense(vectors[text].copy, load_encoder().judge))
        times.append((time.perf_counter() - started) * 1000)
    index.add([IndexedChunk("new", 0, "", "", "Un documento recién agregado", "es", {})])
    started = time.perf_counter()
    index.search("documento agregado", limit=5)
    after_add = (time.perf_counter() - started) * 1000
    # the chunks' own text exists before the trace starts, so it is counted in
    ratio = (memory + text_bytes) / text_bytes
    return (
        f"{size:>8}{statistics.median(times):>10.2f}{percentile(times, 0.95):>10.2f}{build_ms:>12.0f}"
        f"{after_add:>14.1f}{text_bytes / 1e6:>10.2f}{ratio:>14.2f}"
    )


def main() -> None:
    # lexicons and caches are shared by all companies: they are filled before anything is measured
    warm = InProcessIndex("warm")
    warm.add(list(corpus(1_000, random.Random(0))))
    for question in questions("clinics", "dev"):
        warm.search(question.text, limit=1)
    heads = ("chunks", "p50 ms", "p95 ms", "build ms", "after add ms", "text MB", "memory/text")
    print("".join(h.rjust(w) for h, w in zip(heads, (8, 10, 10, 12, 14, 10, 14), strict=True)))
    for size in SIZES:
        print(measure(size))
    print(encoding())


if __name__ == "__main__":
    main()
