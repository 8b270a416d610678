"""What every vector index must do, in process and on a Redis with the query engine."""

import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from app.models.errors import VectorStoreUnavailableError
from app.services.vector_backends.base import IndexedChunk, VectorIndex
from app.services.vector_backends.in_process import InProcessIndex
from app.services.vector_backends.redis_index import RedisPlace, RedisVectorIndex
from app.services.vector_backends.sense import Sense
from tests.quality.retrieval.engine import query_engine

MakeIndex = Callable[[str], VectorIndex]


@pytest.fixture(scope="module")
def engine_port() -> Iterator[int]:
    with query_engine() as port:
        yield port


@pytest.fixture(params=["in_process", pytest.param("redisvl", marks=pytest.mark.integration)])
def make_index(request: pytest.FixtureRequest) -> Iterator[MakeIndex]:
    if request.param == "in_process":
        yield lambda company: InProcessIndex(f"{company}_documents")
        return
    import redis

    client = redis.Redis(port=request.getfixturevalue("engine_port"))
    client.flushall()
    yield lambda company: RedisVectorIndex(client, RedisPlace(company, f"{company}_documents", f"{company}:"))
    client.close()


@pytest.fixture
def index(make_index: MakeIndex) -> VectorIndex:
    return make_index("benova")


def chunk(document_id: str, content: str, n: int = 0, **given: object) -> IndexedChunk:
    fields: dict[str, object] = {"title": "", "section": "", "language": "es", **given}
    return IndexedChunk(document_id=document_id, chunk_index=n, content=content, **fields)  # type: ignore[arg-type]


BOTOX = chunk("botox", "El botox cuesta $350.000 por zona y dura entre 4 y 6 meses.", title="Toxina botulínica")
PARKING = chunk("sede", "Hay parqueadero gratuito para visitantes en el sótano.", title="Ubicación")
CARE = chunk("botox", "Después de la aplicación no haga ejercicio ni tome licor por 24 horas.", 1, title="Toxina")


def found(index: VectorIndex, query: str, **given: object) -> list[tuple[str, int]]:
    return [hit.chunk.key for hit in index.search(query, limit=5, **given)]  # type: ignore[arg-type]


def test_an_index_nothing_was_added_to_finds_nothing(index: VectorIndex) -> None:
    assert index.search("botox", limit=5) == []
    assert index.count() == (0, 0)


def test_a_single_tiny_document_is_found(index: VectorIndex) -> None:
    index.add([chunk("secreto", "Datos confidenciales Benova")])
    assert found(index, "confidenciales Benova") == [("secreto", 0)]


@pytest.mark.parametrize(
    "query", ["confidenciales Benova", "¿venden repuestos para carros?", "zzzz", "", "???", "de la"]
)
def test_what_the_documents_do_not_answer_gives_no_result(index: VectorIndex, query: str) -> None:
    index.add([BOTOX, CARE])
    assert found(index, query) == []


@pytest.mark.parametrize(
    ("query", "document"),
    [
        ("¿Cuánto cuesta el botox?", "botox"),
        ("kuanto bale el vottox", "botox"),
        ("¿Dónde puedo estacionar?", "sede"),
        ("PARQUEADERO", "sede"),
        ("how much is botox", "botox"),
        ("quanto custa o botox", "botox"),
        ("toxina botulinica precio", "botox"),
    ],
)
def test_the_passage_is_found_however_it_is_asked(index: VectorIndex, query: str, document: str) -> None:
    index.add([BOTOX, CARE, PARKING])
    assert found(index, query)[0][0] == document


def test_scores_are_calibrated_and_in_order(index: VectorIndex) -> None:
    index.add([BOTOX, CARE, PARKING])
    hits = index.search("precio del botox", limit=5, min_score=0.0)
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
    assert all(0 <= h.score <= 1 for h in hits)
    assert hits[0].chunk == BOTOX
    assert hits[0].explain["lexical"] > 0


def test_the_limit_and_the_threshold_are_kept(index: VectorIndex) -> None:
    index.add([chunk(f"d{i}", f"Botox y rellenos, parte {i}") for i in range(8)])
    assert len(index.search("botox", limit=3)) == 3
    assert index.search("botox", limit=3, min_score=0.999) == []


def test_a_deleted_document_is_not_found_again(index: VectorIndex) -> None:
    index.add([BOTOX, CARE, PARKING])
    assert index.delete("botox") == 2
    assert found(index, "botox") == []
    assert index.count() == (1, 1)
    assert index.delete("botox") == 0


def test_deleting_one_document_leaves_those_whose_id_begins_alike(index: VectorIndex) -> None:
    index.add([chunk("a", "botox"), chunk("a:1", "botox"), chunk("ab", "botox"), chunk("*", "botox")])
    index.delete("*")
    assert index.count() == (3, 3)


def test_the_same_chunk_again_replaces(index: VectorIndex) -> None:
    index.add([BOTOX])
    index.add([chunk("botox", "Ahora hablamos de hilos tensores.")])
    assert found(index, "hilos tensores") == [("botox", 0)]
    assert found(index, "botox cuesta") == []
    assert index.count() == (1, 1)


def test_additions_after_a_search_are_seen_by_the_next(index: VectorIndex) -> None:
    index.add([PARKING])
    assert found(index, "botox") == []
    index.add([BOTOX])
    assert found(index, "botox") == [("botox", 0)]


def test_replace_all_keeps_exactly_the_given_chunks(index: VectorIndex) -> None:
    index.add([BOTOX, CARE])
    index.replace_all([PARKING])
    assert index.count() == (1, 1)
    assert found(index, "botox") == []
    assert found(index, "parqueadero") == [("sede", 0)]


def test_a_dropped_index_is_empty_and_can_be_filled_again(index: VectorIndex) -> None:
    index.add([BOTOX])
    index.drop()
    assert (index.count(), found(index, "botox")) == ((0, 0), [])
    index.add([BOTOX])
    assert found(index, "botox") == [("botox", 0)]


@pytest.mark.parametrize(
    ("filters", "documents"),
    [
        ({"category": "precios"}, {"a"}),
        ({"category": ["precios", "cuidados"]}, {"a", "b"}),
        ({"category": "precios", "year": 2025}, set()),
        ({"tags": "nuevo"}, {"b"}),
        ({"absent": "x"}, set()),
    ],
)
def test_filters_keep_matching_metadata(
    index: VectorIndex, filters: dict[str, object], documents: set[str]
) -> None:
    index.add(
        [
            chunk("a", "botox en la frente", metadata={"category": "precios", "year": 2026}),
            chunk("b", "botox en el entrecejo", metadata={"category": "cuidados", "tags": ["nuevo", "cara"]}),
        ]
    )
    assert {document for document, _ in found(index, "botox", filters=filters)} == documents


def test_what_was_stored_comes_back_whole(index: VectorIndex) -> None:
    stored = chunk(
        "ñ/1 x", "Láser: 50 %, «bikini»", title="T: a|b", section="A > B", metadata={"k": [1, "ñ"], "n": None}
    )
    index.add([stored])
    assert index.search("laser", limit=1)[0].chunk == stored


def test_title_and_section_are_searched_too(index: VectorIndex) -> None:
    index.add([chunk("x", "Dura una hora.", title="Hidrafacial", section="Duración"), PARKING])
    assert found(index, "hidra facial") == [("x", 0)]


def test_vectors_find_what_words_do_not(index: VectorIndex) -> None:
    near, far = np.eye(4, dtype=np.float32)[:2]
    index.add(
        [chunk("near", "Texto sin relación léxica", embedding=near), chunk("far", "Otro texto", embedding=far)]
    )
    hits = index.search("zzyzx", limit=5, sense=Sense(lambda: near))
    assert [h.chunk.document_id for h in hits] == ["near"]
    assert hits[0].explain["dense"] == pytest.approx(1.0)


def test_a_vector_of_another_size_is_ignored(index: VectorIndex) -> None:
    index.add([chunk("a", "botox", embedding=np.eye(4, dtype=np.float32)[0])])
    assert found(index, "botox", sense=Sense(lambda: np.ones(3, dtype=np.float32))) == [("a", 0)]


def test_another_embedding_size_takes_over_on_replace_all(index: VectorIndex) -> None:
    index.add([chunk("a", "uno", embedding=np.eye(4, dtype=np.float32)[0])])
    vector = np.eye(3, dtype=np.float32)[0]
    index.replace_all([chunk("a", "uno", embedding=vector)])
    deadline = time.monotonic() + 5
    while (
        not (hits := index.search("zzyzx", limit=1, sense=Sense(lambda: vector))) and time.monotonic() < deadline
    ):
        time.sleep(0.05)  # a store may index in the background
    assert hits[0].chunk.document_id == "a"


def test_companies_do_not_see_each_other(make_index: MakeIndex) -> None:
    benova, medispa = make_index("benova"), make_index("medispa")
    benova.add([chunk("secreto", "Datos confidenciales Benova")])
    medispa.add([chunk("propio", "Datos confidenciales MediSpa")])
    assert found(benova, "datos confidenciales") == [("secreto", 0)]
    assert found(medispa, "datos confidenciales") == [("propio", 0)]
    medispa.drop()
    assert benova.count() == (1, 1)


@pytest.mark.parametrize(
    "query", ["@company:{medispa}", "* => [KNN 5]", "(botox", "a|b-c", '"', "%%%", "botox\x00", "ñandú 🙂 $5"]
)
def test_query_syntax_in_a_question_is_only_text(index: VectorIndex, query: str) -> None:
    index.add([BOTOX])
    assert isinstance(index.search(query, limit=5), list)


@pytest.mark.integration
def test_an_unreachable_server_is_a_domain_error() -> None:
    import redis

    client = redis.Redis(port=1, socket_connect_timeout=0.2)
    index = RedisVectorIndex(client, RedisPlace("benova", "benova_documents", "benova:"))
    with pytest.raises(VectorStoreUnavailableError):
        index.search("botox", limit=1)
    client.close()
