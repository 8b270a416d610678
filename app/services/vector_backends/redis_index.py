"""A company's index in Redis with the query engine, through redisvl: shared by every process.

Redis keeps our own analysed terms (so any language's stemming works) and proposes candidates with its BM25,
its fuzzy and prefix matches on sounds and words, and its vector search; the candidates get the same score as in
process, with this corpus's own term frequencies.
"""

import json
import re
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha1
from typing import Any, TypeVar

import numpy as np

from app.models.errors import VectorStoreUnavailableError
from app.services.text_analysis import sound_key, tokenise
from app.services.vector_backends.base import DEFAULT_MIN_SCORE, Hit, IndexedChunk, Vector
from app.services.vector_backends.lexicon import reading_version
from app.services.vector_backends.questions import Corpus, Question, joined_words, read_question
from app.services.vector_backends.ranking import Searched, Wanted, best_hits
from app.services.vector_backends.redis_replies import flatten, is_indexing, recorded_dim, text, total
from app.services.vector_backends.segment import Segment
from app.services.vector_backends.sense import Sense
from app.services.vector_backends.understanding import chunk_terms

T = TypeVar("T")

CANDIDATES = 60
INDEXING_WAIT_S = 30.0
_COMMON_ZIPF = 6.6  # words this common bring no candidates
_PLAIN = re.compile(r"[a-z0-9_]+")
_BATCH = 500
_MANY = 10_000  # chunks of one document at most
_COUNTING = (
    *("LOAD", 1, "@document_id", "GROUPBY", 0),
    *("REDUCE", "COUNT_DISTINCT", 1, "@document_id", "AS", "documents"),
    *("REDUCE", "COUNT", 0, "AS", "chunks"),
)


@dataclass(frozen=True, slots=True)
class RedisPlace:
    """Where a company's chunks are: keys `{prefix}chunk:{document}:{n}`."""

    company_id: str
    index_name: str
    prefix: str

    @property
    def keys(self) -> str:
        return f"{self.prefix}chunk:"


class RedisVectorIndex:
    """`client`: a redis-py client that returns bytes; every call may raise VectorStoreUnavailableError."""

    backend = "redisvl"

    def __init__(self, client: Any, place: RedisPlace) -> None:
        self.name = place.index_name
        self._client, self._place = client, place
        self._dim = 0  # of the vectors in the index that this process made or saw
        self._ready = False

    def present(self) -> bool:
        """Whether Redis has the index at all."""
        return self._guard(self._exists)

    def add(self, chunks: Sequence[IndexedChunk]) -> None:
        self._guard(lambda: self._write(chunks))

    def delete(self, document_id: str) -> int:
        def run() -> int:
            return self._remove(self._document_keys(document_id)) if self._exists() else 0

        return self._guard(run)

    def update(self, gone: Collection[str], chunks: Sequence[IndexedChunk]) -> None:
        def run() -> None:
            old = {key for id_ in gone for key in self._document_keys(id_)} if self._exists() else set()
            self._write(chunks)
            self._remove(old - {self._key(c) for c in chunks})

        self._guard(run)

    def _document_keys(self, document_id: str) -> set[str]:
        scope = _scope(self._place.company_id, None)
        return self._keys_of(f"{scope} @document_id:{{{_escaped(document_id)}}}", _MANY)

    def replace_all(self, chunks: Sequence[IndexedChunk]) -> None:
        self._guard(lambda: self._replace(chunks))

    def count(self) -> tuple[int, int]:
        return self._guard(self._count)

    def drop(self) -> None:
        def run() -> None:
            if self._exists():
                self._client.execute_command("FT.DROPINDEX", self.name)
            self._remove(self._all_keys())
            self._ready = False

        self._guard(run)

    def search(
        self,
        query: str,
        *,
        limit: int,
        sense: Sense | None = None,
        filters: Mapping[str, Any] | None = None,
        min_score: float | None = None,
    ) -> list[Hit]:
        floor = DEFAULT_MIN_SCORE if min_score is None else min_score
        wanted = Wanted(limit, sense, filters, floor)
        return self._guard(lambda: self._search(query, wanted))

    def _search(self, query: str, wanted: Wanted) -> list[Hit]:
        if not self._exists():
            return []
        scope = _scope(self._place.company_id, wanted.filters)
        keys = self._candidates(query, scope)
        vector = wanted.sense.vector if wanted.sense and self._dim else None
        if vector is not None and len(vector) == self._dim:
            keys |= self._neighbours(vector, scope)
        chunks = self._read(sorted(keys))
        if not chunks:
            return []
        segment = Segment(chunks)
        question = read_question(query, [segment])
        return best_hits([Searched(segment)], replace(question, corpus=self._corpus(question)), wanted)

    def _candidates(self, query: str, scope: str) -> set[str]:
        words = [w for w in tokenise(query) if _PLAIN.fullmatch(w)]
        rough = read_question(query, [])
        terms = {t for u in rough.units if u.zipf < _COMMON_ZIPF for t in u.alternatives}
        clauses = [f"@terms:({'|'.join(_encoded(terms))})"] if terms else []
        if words:
            clauses.append(f"@words:({'|'.join([*words, *joined_words(words), *_roots(words)])})")
            clauses.append(f"@sounds:({'|'.join(_fuzzy(w) for w in words)})")
        return self._keys_of(f"{scope} ({' | '.join(clauses)})") if clauses else set()

    def _keys_of(self, query: str, limit: int = CANDIDATES) -> set[str]:
        from redis.commands.search.query import Query  # with the client, when first needed

        found = self._index().search(Query(query).no_content().scorer("BM25").paging(0, limit).dialect(2))
        return {doc.id for doc in found.docs}

    def _count(self) -> tuple[int, int]:
        if not self._exists():
            return 0, 0
        scope = _scope(self._place.company_id, None)
        reply = self._client.execute_command("FT.AGGREGATE", self.name, scope, *_COUNTING, "DIALECT", 2)
        flat = [text(value) for value in flatten(reply)]
        found = {name: int(flat[flat.index(name) + 1]) for name in ("documents", "chunks") if name in flat}
        return found.get("documents", 0), found.get("chunks", 0)

    def _neighbours(self, embedding: Vector, scope: str) -> set[str]:
        from redisvl.query import VectorQuery  # heavy; wanted only where vectors exist

        near = VectorQuery(
            vector=embedding.astype("<f4").tobytes(),
            vector_field_name=_vector_field(self._dim),
            return_fields=["document_id"],
            filter_expression=scope,
            num_results=CANDIDATES // 2,
            dtype="float32",
        )
        return {row["id"] for row in self._index().query(near)}

    def _corpus(self, question: Question) -> Corpus:
        """The question's term frequencies over the whole index, in one round trip."""
        terms = sorted(t for u in question.units for t in u.alternatives if _PLAIN.fullmatch(_encode(t)))
        pipe = self._client.pipeline(transaction=False)
        scope = _scope(self._place.company_id, None)
        for wanted in [scope, *(f"{scope} @terms:({_encode(t)})" for t in terms)]:
            pipe.execute_command("FT.SEARCH", self.name, wanted, "LIMIT", 0, 0, "DIALECT", 2)
        chunks, *counts = (total(reply) for reply in pipe.execute())
        return Corpus(chunks, question.corpus.mean_length, dict(zip(terms, counts, strict=True)))

    def _read(self, keys: Sequence[str]) -> list[IndexedChunk]:
        pipe = self._client.pipeline(transaction=False)
        for key in keys:
            pipe.hgetall(key)
        return [_chunk(row) for row in pipe.execute() if row]

    def _replace(self, chunks: Sequence[IndexedChunk]) -> None:
        dim = _dim(chunks)
        if dim and self._exists() and dim != self._dim:
            self._client.execute_command("FT.DROPINDEX", self.name)  # the chunks stay and are indexed anew
            self._ready = False
        self._write(chunks)
        self._await_indexing()
        current = {self._key(c) for c in chunks}
        self._remove(key for key in self._all_keys() if key.decode() not in current)

    def _await_indexing(self) -> None:
        """A new index takes up the chunks that were there in the background."""
        deadline = time.monotonic() + INDEXING_WAIT_S
        while is_indexing(self._client.execute_command("FT.INFO", self.name)) and time.monotonic() < deadline:
            time.sleep(0.02)

    def _write(self, chunks: Sequence[IndexedChunk]) -> None:
        self._create(_dim(chunks))
        for start in range(0, len(chunks), _BATCH):
            batch = chunks[start : start + _BATCH]
            pipe = self._client.pipeline(transaction=False)
            for chunk in batch:
                pipe.hget(self._key(chunk), "digest")
            for chunk, digest in zip(batch, pipe.execute(), strict=True):
                if digest != _digest(chunk):  # what is there already is left alone
                    pipe.delete(self._key(chunk))
                    pipe.hset(self._key(chunk), mapping=_row(chunk, self._place.company_id))
            pipe.execute()

    def _create(self, dim: int) -> None:
        if self._exists():
            return
        self._dim = dim
        self._index().create(overwrite=False)
        self._ready = True

    def _exists(self) -> bool:
        """Whether Redis has the index; its vector size is read along the way."""
        names = {text(n) for n in self._client.execute_command("FT._LIST")}
        if self.name not in names:
            self._ready = False
            return False
        if not self._ready:
            self._dim = recorded_dim(self._client.execute_command("FT.INFO", self.name))
            self._ready = True
        return True

    def _index(self) -> Any:
        from redisvl.index import SearchIndex  # 0.4 s and 43 MB, wanted only with this backend

        return SearchIndex.from_dict(_schema(self._place, self._dim), redis_client=self._client)

    def _all_keys(self) -> Iterable[bytes]:
        return self._client.scan_iter(match=f"{_glob(self._place.keys)}*", count=_BATCH)  # type: ignore[no-any-return]

    def _remove(self, keys: Iterable[bytes | str]) -> int:
        found = list(keys)
        for start in range(0, len(found), _BATCH):
            self._client.unlink(*found[start : start + _BATCH])
        return len(found)

    def _key(self, chunk: IndexedChunk) -> str:
        return f"{self._place.keys}{chunk.document_id}:{chunk.chunk_index}"

    def _guard(self, run: Callable[[], T]) -> T:
        from redis.exceptions import RedisError
        from redisvl.exceptions import RedisVLError

        try:
            return run()
        except (RedisError, RedisVLError) as exc:
            raise VectorStoreUnavailableError() from exc


def _schema(place: RedisPlace, dim: int) -> dict[str, Any]:
    fields: list[dict[str, Any]] = [
        {"name": "company", "type": "tag"},
        {"name": "document_id", "type": "tag"},
        {"name": "meta", "type": "tag", "attrs": {"separator": "|"}},
        *({"name": name, "type": "text", "attrs": {"no_stem": True}} for name in ("terms", "words", "sounds")),
    ]
    if dim:
        flat = {"dims": dim, "algorithm": "flat", "distance_metric": "cosine", "datatype": "float32"}
        fields.append({"name": _vector_field(dim), "type": "vector", "attrs": flat})
    head = {"name": place.index_name, "prefix": place.keys.rstrip(":"), "storage_type": "hash", "stopwords": []}
    return {"index": head, "fields": fields}


def _vector_field(dim: int) -> str:
    """One per dimension: Redis leaves a chunk out whose vector has another size than the field."""
    return f"embedding_{dim}"


def _row(chunk: IndexedChunk, company_id: str) -> dict[str, Any]:
    terms, words = chunk_terms(chunk.title, chunk.section, chunk.content, chunk.language)
    row: dict[str, Any] = {
        "company": company_id,
        "document_id": chunk.document_id,
        "chunk_index": chunk.chunk_index,
        "title": chunk.title,
        "section": chunk.section,
        "content": chunk.content,
        "language": chunk.language,
        "metadata": json.dumps(dict(chunk.metadata), ensure_ascii=False, default=str),
        "meta": "|".join(_tags(chunk.metadata)),
        "terms": " ".join(_encoded(terms)),
        "words": " ".join(w for w in words if _PLAIN.fullmatch(w)),
        "sounds": " ".join(sorted({sound_key(w) for w in words if w.isalpha()})),
        "digest": _digest(chunk),
    }
    if chunk.embedding is not None:
        row[_vector_field(len(chunk.embedding))] = chunk.embedding.astype("<f4").tobytes()
    return row


def _chunk(row: Mapping[bytes, bytes]) -> IndexedChunk:
    vector = next((value for name, value in row.items() if name.startswith(b"embedding_")), None)
    return IndexedChunk(
        document_id=row[b"document_id"].decode(),
        chunk_index=int(row[b"chunk_index"]),
        title=row[b"title"].decode(),
        section=row[b"section"].decode(),
        content=row[b"content"].decode(),
        language=row[b"language"].decode(),
        metadata=json.loads(row[b"metadata"]),
        embedding=np.frombuffer(vector, dtype="<f4") if vector else None,
    )


def _digest(chunk: IndexedChunk) -> bytes:
    vector = b"" if chunk.embedding is None else chunk.embedding.astype("<f4").tobytes()
    texts = (
        reading_version(),
        chunk.title,
        chunk.section,
        chunk.content,
        chunk.language,
        json.dumps(dict(chunk.metadata), default=str),
    )
    return sha1("\0".join(texts).encode() + vector, usedforsecurity=False).hexdigest().encode()


def _tags(values: Mapping[str, Any]) -> list[str]:
    """One token per (key, value), safe in any query."""
    pairs = [(k, v) for k, vs in values.items() for v in (vs if isinstance(vs, list | tuple | set) else [vs])]
    return [sha1(f"{k}={v}".encode(), usedforsecurity=False).hexdigest()[:16] for k, v in pairs]


def _scope(company_id: str, filters: Mapping[str, Any] | None) -> str:
    """The company's own chunks that pass the filters, in query syntax."""
    clauses = [f"@meta:{{{'|'.join(_tags({key: value}))}}}" for key, value in (filters or {}).items()]
    return " ".join([f"@company:{{{_escaped(company_id)}}}", *clauses])


def _escaped(tag: str) -> str:
    return re.sub(r"([^A-Za-z0-9_])", r"\\\1", tag)


def _encode(term: str) -> str:
    return term.replace("#", "c_").replace("^", "k_")


def _encoded(terms: Iterable[str]) -> list[str]:
    return [t for t in map(_encode, terms) if _PLAIN.fullmatch(t)]


def _fuzzy(word: str) -> str:
    sound = sound_key(word)
    if not sound.isalpha() or len(sound) < 4:
        return sound or word
    return f"%%{sound}%%" if len(sound) >= 7 else f"%{sound}%"


def _roots(words: Sequence[str]) -> list[str]:
    return [f"{w[: max(5, round(0.7 * len(w)))]}*" for w in words if len(w) >= 6 and w.isalpha()]


def _dim(chunks: Sequence[IndexedChunk]) -> int:
    return next((len(c.embedding) for c in chunks if c.embedding is not None), 0)


def _glob(text: str) -> str:
    return re.sub(r"([*?\[\]\\^])", r"\\\1", text)
