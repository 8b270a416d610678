"""What only the in-process index promises: immutable snapshots, incremental segments, threads."""

import threading

import pytest

from app.services.vector_backends.base import IndexedChunk, matches
from app.services.vector_backends.in_process import InProcessIndex


def chunk(document_id: str, content: str) -> IndexedChunk:
    return IndexedChunk(document_id, 0, "", "", content, "es")


def found(index: InProcessIndex, query: str) -> set[str]:
    return {h.chunk.document_id for h in index.search(query, limit=50)}


def test_many_small_additions_and_deletions_keep_the_index_right() -> None:
    index = InProcessIndex("x")
    for i in range(30):
        index.add([chunk(f"d{i}", "botox en la frente" if i % 2 else "parqueadero gratuito")])
        if i % 3 == 0:
            found(index, "botox")
        if i % 5 == 4:
            index.delete(f"d{i - 1}")
    expected = {f"d{i}" for i in range(30) if i not in {3, 8, 13, 18, 23, 28}}
    assert found(index, "botox") | found(index, "parqueadero") == expected
    assert index.count() == (24, 24)


def test_a_chunk_deleted_before_the_first_search_never_appears() -> None:
    index = InProcessIndex("x")
    index.add([chunk("a", "botox"), chunk("b", "botox")])
    index.delete("a")
    assert found(index, "botox") == {"b"}


def test_searches_run_while_documents_come_and_go() -> None:
    index = InProcessIndex("x")
    index.add([chunk("stay", "botox en la frente")])
    stop, misses = threading.Event(), []

    def search() -> None:
        while not stop.is_set():
            if "stay" not in found(index, "botox"):
                misses.append("stay")

    searchers = [threading.Thread(target=search) for _ in range(3)]
    for thread in searchers:
        thread.start()
    for i in range(40):
        index.add([chunk(f"d{i}", "rellenos de labios")])
        if i % 2:
            index.delete(f"d{i}")
    stop.set()
    for thread in searchers:
        thread.join()
    assert misses == []
    assert index.count() == (21, 21)


def test_the_same_answer_scores_alike_in_small_and_large_indexes() -> None:
    small, large = InProcessIndex("small"), InProcessIndex("large")
    answer = chunk("answer", "El blanqueamiento dental dura 60 minutos.")
    small.add([answer])
    large.add([answer, *(chunk(f"d{i}", f"Nota {i} sobre masajes y uñas") for i in range(300))])
    scores = [index.search("blanqueamiento dental", limit=1)[0].score for index in (small, large)]
    assert abs(scores[0] - scores[1]) < 0.2


@pytest.mark.parametrize(
    ("metadata", "filters", "expected"),
    [
        ({"a": 1}, None, True),
        ({"a": 1}, {"a": 1}, True),
        ({"a": 1}, {"a": "1"}, True),
        ({"a": [1, 2]}, {"a": 2}, True),
        ({"a": 3}, {"a": [1, 2]}, False),
        ({}, {"a": None}, False),
    ],
)
def test_filters_compare_values_as_text(
    metadata: dict[str, object], filters: dict[str, object] | None, expected: bool
) -> None:
    assert matches(metadata, filters) is expected
