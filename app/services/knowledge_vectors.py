"""Vectors of a company's passages and questions: kept with model and dimension, made anew after a change."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from app.models.document import Chunk, DocumentRepository
from app.models.errors import DependencyError, DocumentNotFoundError, EmbeddingUnavailableError
from app.services.vector_backends.base import Vector
from app.services.vector_backends.evidence import Judge
from app.services.vector_backends.sense import Sense
from app.utils.logger import get_logger

log = get_logger("vectorstore")


class Embedder(Protocol):
    """Texts to unit vectors. Raises: EmbeddingUnavailableError."""

    model: str

    @property
    def judge(self) -> Judge | None:
        """What weighs this model's cosines together with the words; None where nothing learned to."""
        ...

    def embed(self, texts: Sequence[str]) -> list[Vector]: ...

    def embed_query(self, text: str) -> Vector: ...


def label_of(embedder: Embedder, vector: Vector) -> str:
    """What is kept beside a vector: vectors compare only within one model and dimension."""
    return f"{_model_prefix(embedder)}{len(vector)}"


def embedded_text(title: str, chunk: Chunk) -> str:
    """What of a passage is embedded: its headings say what it is about."""
    return f"{title}\n{chunk.section}\n{chunk.content}"


class KnowledgeVectors:
    """Without an embedder, and while vectors of another model or dimension remain, words alone answer."""

    def __init__(self, documents: DocumentRepository, embedder: Embedder | None) -> None:
        self._documents, self._embedder = documents, embedder
        self._label = ""  # model and dimension as the model last answered; empty: not asked yet
        self._foreign: bool | None = None  # whether others are in the record; None: not asked
        self._answers = True

    def adopt(self, embedder: Embedder | None) -> None:
        """Go on with another model, or none."""
        self._embedder, self._label, self._foreign = embedder, "", None

    def record_changed(self) -> None:
        """The record is another one now: what it holds is to be asked again."""
        self._foreign = None

    @property
    def state(self) -> str:
        """`none` (no model), `ready`, `reindexing` (vectors of another model remain) or `unavailable`."""
        if self._embedder is None:
            return "none"
        if self._has_foreign():
            return "reindexing"
        return "ready" if self._answers else "unavailable"

    def sense(self, text: str) -> Sense | None:
        """The meaning of a question; None without a model."""
        return Sense(lambda: self._of_question(text), self._embedder.judge) if self._embedder else None

    def _of_question(self, text: str) -> Vector | None:
        """The question's vector where it may be compared with those of the passages."""
        if self._embedder is None or not text.strip() or self._has_foreign():
            return None
        vector = self._ask(text)
        return None if self._has_foreign() else vector  # its dimension may be a new one

    def of_passages(self, texts: Sequence[str]) -> tuple[list[bytes | None], str | None]:
        """Embeddings to store beside chunks, with the model's label; none when it does not answer."""
        if self._embedder is None:
            return [None] * len(texts), None
        try:
            vectors = self._embedder.embed(texts)
        except EmbeddingUnavailableError:
            log.warning("documents are indexed without embeddings for now")
            self._answers = False
            return [None] * len(texts), None
        if not vectors:
            return [], None
        self._answers = True
        return [vector.astype("<f4").tobytes() for vector in vectors], label_of(self._embedder, vectors[0])

    def make_missing(self) -> int:
        """Embed what has no vector, or one of another model or dimension; the number of documents done.

        Raises: RecordUnavailableError.
        """
        if self._embedder is None or self._ask("dimension") is None:
            return 0
        done = sum(self._embed(id_) for id_ in self._documents.lacking_embeddings(self._label))
        if done:
            log.info("embeddings made later for %d documents", done)
        return done

    def _ask(self, text: str) -> Vector | None:
        if self._embedder is None:
            return None
        try:
            vector = self._embedder.embed_query(text)
        except EmbeddingUnavailableError:
            self._answers = False
            return None
        self._answers = True
        label = label_of(self._embedder, vector)
        if label != self._label:
            self._label, self._foreign = label, None
        return vector

    def _has_foreign(self) -> bool:
        if self._embedder is None:
            return False
        if self._foreign is None:
            try:
                self._foreign = self._documents.has_other_embeddings(self._label or _model_prefix(self._embedder))
            except DependencyError:
                return True  # asked again next time; words serve until then
        return self._foreign

    def _embed(self, document_id: str) -> bool:
        try:
            document, chunks = self._documents.get(document_id), self._documents.chunks_of(document_id)
            vectors, label = self.of_passages([embedded_text(document.title, c) for c in chunks])
            if label is None:
                return False
            pairs = zip(chunks, vectors, strict=True)
            self._documents.set_embeddings(
                document_id, [replace(c, embedding=v, embedding_model=label) for c, v in pairs]
            )
        except DocumentNotFoundError:
            return False  # deleted meanwhile
        return True


def _model_prefix(embedder: Embedder) -> str:
    return f"{embedder.model[:90]}@"
