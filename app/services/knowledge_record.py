"""What an index of one company must hold, as SQL has it: documents' passages and the company's own answers."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import numpy as np

from app.models.curated import CuratedAnswer, CuratedRepository
from app.models.database import TenantDatabase
from app.models.document import Chunk, Document, DocumentRepository
from app.services.vector_backends.base import IndexedChunk

CURATED = "curated"  # `metadata.kind` of an own answer, whose `content` is given word for word
_SOME = 200  # items read by name; beyond it everything is read


@dataclass(frozen=True)
class RecordState:
    """The items that count now: id → stamp, which changes with the item's content."""

    stamps: Mapping[str, str]
    documents: int
    chunks: int  # of documents and answers
    answers: int
    next_expiry: datetime | None = None

    @cached_property
    def fingerprint(self) -> str:
        text = "\n".join(f"{id_}={stamp}" for id_, stamp in sorted(self.stamps.items()))
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def has_expired(self) -> bool:
        return self.next_expiry is not None and self.next_expiry <= datetime.now(UTC)


class KnowledgeRecord:
    """One company's record. Every method may raise RecordUnavailableError."""

    def __init__(self, tenant: TenantDatabase) -> None:
        self.documents, self.answers = DocumentRepository(tenant), CuratedRepository(tenant)

    def state(self) -> RecordState:
        live, answers = self.documents.live(), self.answers.all()
        stamps = {item.document_id: item.stamp for item in live}
        return RecordState(
            stamps=stamps | {a.answer_id: str(a.updated_at.timestamp()) for a in answers},
            documents=len(live),
            chunks=sum(item.chunk_count for item in live) + len(answers),
            answers=len(answers),
            next_expiry=min((item.expires_at for item in live if item.expires_at), default=None),
        )

    def chunks(self, ids: Sequence[str] | None = None) -> Iterator[IndexedChunk]:
        """Passages of all items, or of the named ones."""
        few = ids if ids is not None and len(ids) <= _SOME else None
        wanted = None if ids is None else set(ids)
        for document, chunk in self.documents.chunks(few):
            if wanted is None or document.document_id in wanted:
                yield indexed(document, chunk)
        yield from (indexed_answer(a) for a in self.answers.all(few) if wanted is None or a.answer_id in wanted)


def indexed(document: Document, chunk: Chunk) -> IndexedChunk:
    return IndexedChunk(
        document_id=document.document_id,
        chunk_index=chunk.chunk_index,
        title=document.title,
        section=chunk.section,
        content=chunk.content,
        language=document.language,
        metadata={**document.metadata, **chunk.metadata} if document.metadata else chunk.metadata,
        embedding=np.frombuffer(chunk.embedding, dtype="<f4") if chunk.embedding else None,
    )


def indexed_answer(answer: CuratedAnswer) -> IndexedChunk:
    """An own answer as a passage: its wordings are the section, so that they count like headings."""
    return IndexedChunk(
        document_id=answer.answer_id,
        chunk_index=0,
        title=answer.question,
        section=" > ".join(answer.variants),
        content=answer.answer,
        language=answer.language,
        metadata={"kind": CURATED},
    )
