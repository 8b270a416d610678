"""`Embedder` over an OpenAI-compatible endpoint: kept client, deadlines, batches, a breaker."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from app.models.errors import EmbeddingUnavailableError
from app.services.openai_service import Breaker, Endpoint, OpenAIClients
from app.services.remembered import Remembered
from app.services.vector_backends.base import Vector

QUERY_TIMEOUT_S = 2.0  # a customer waits
BATCH_TIMEOUT_S = 15.0
BATCH = 64  # texts per call
REMEMBERED = 256  # questions; one message is searched more than once


class OpenAIEmbedder:
    """Texts to unit vectors (dim,). Raises: EmbeddingUnavailableError."""

    judge = None  # nobody taught one for a model that may be any

    def __init__(self, clients: OpenAIClients, endpoint: Endpoint) -> None:
        self.endpoint, self.model = endpoint, endpoint.model
        self._clients = clients
        self._breaker = Breaker()
        self._remembered: Remembered[Vector] = Remembered(REMEMBERED)

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        """Vectors of passages, in order."""
        return self._call(list(texts), BATCH_TIMEOUT_S)

    def embed_query(self, text: str) -> Vector:
        """The vector of one question, within a customer's patience."""
        return self._remembered.get(text, lambda asked: self._call([asked], QUERY_TIMEOUT_S)[0])

    def _call(self, texts: list[str], timeout_s: float) -> list[Vector]:
        if not texts:
            return []
        if self._breaker.is_open:
            raise EmbeddingUnavailableError()
        try:
            vectors = self._vectors(texts, timeout_s)
        except EmbeddingUnavailableError:
            self._breaker.record(ok=False)
            raise
        self._breaker.record(ok=True)
        return vectors

    def _vectors(self, texts: list[str], timeout_s: float) -> list[Vector]:
        import openai  # heavy: 0.9 s and 49 MB, so only a process with a model pays

        try:
            rows = np.asarray(self._langchain(timeout_s).embed_documents(texts), dtype=np.float32)
        except (openai.OpenAIError, ValueError, TypeError, KeyError, AttributeError) as exc:
            # LangChain passes an answer of another shape on as whatever reading it raises
            raise EmbeddingUnavailableError() from exc
        if rows.ndim != 2 or len(rows) != len(texts) or not rows.size or not np.isfinite(rows).all():
            raise EmbeddingUnavailableError()
        norms = np.linalg.norm(rows, axis=1, keepdims=True)
        return list(rows / np.maximum(norms, 1e-12))

    def _langchain(self, timeout_s: float) -> Any:
        """The wrapper over the kept SDK client; its own length check would download a tokeniser."""
        from langchain_openai import OpenAIEmbeddings  # heavy: 1.8 s and 83 MB, see above

        api = self._clients.get(self.endpoint).with_options(timeout=timeout_s, max_retries=0).embeddings
        return OpenAIEmbeddings(
            model=self.model,
            client=api,
            async_client=api,  # never used; given, so that no second client is built
            check_embedding_ctx_length=False,
            chunk_size=BATCH,
        )
