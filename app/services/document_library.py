"""A company's knowledge as a whole: versions, passages, figures, re-indexing, taking it out and in."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from app.config.company_config import CompanyConfig
from app.models.curated import CuratedAnswer
from app.models.database import Database
from app.models.document import Chunk, Document, DocumentRepository
from app.models.document_version import DocumentVersion, VersionRepository
from app.models.errors import DomainError, InvalidRequestError, ValidationFailedError
from app.services.curated_service import CuratedService
from app.services.document_intake import NewDocument
from app.services.document_service import DocumentService, describe_error, with_embeddings
from app.services.knowledge_registry import KnowledgeRegistry
from app.utils.logger import get_logger
from app.utils.validators import validate_document_data

log = get_logger("documents")
FORMAT = "knowledge/1"
MAX_LINE_CHARS = 10_000_000


@dataclass(slots=True)
class Imported:
    """What an import did; `errors` name the line, from 1."""

    documents: int = 0
    answers: int = 0
    unchanged: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)


class DocumentLibrary:
    """Use cases over a company's documents together; each call names its company."""

    def __init__(
        self, database: Database, documents: DocumentService, curated: CuratedService, knowledge: KnowledgeRegistry
    ) -> None:
        self._database, self._documents = database, documents
        self._curated, self._knowledge = curated, knowledge

    def chunks(self, company: CompanyConfig, document_id: str) -> list[Chunk]:
        """A document's passages in order. Raises: DocumentNotFoundError."""
        return self._repository(company).chunks_of(document_id)

    def versions(self, company: CompanyConfig, document_id: str) -> list[DocumentVersion]:
        """Earlier texts, newest first. Raises: DocumentNotFoundError."""
        self._documents.get(company, document_id)
        return self._versions(company).list(document_id)

    def restore(self, company: CompanyConfig, document_id: str, version: int) -> Document:
        """Make an earlier text the present one, as a new version. Raises: DocumentNotFoundError."""
        now = self._documents.get(company, document_id)
        earlier = self._versions(company).get(document_id, version)
        document = replace(earlier.document, external_id=now.external_id, expires_at=now.expires_at)
        return self._documents.put(company, document, earlier.chunks)

    def statistics(self, company: CompanyConfig) -> dict[str, Any]:
        return {
            **self._repository(company).statistics(),
            "answers": len(self._curated.list(company)),
            "unanswered": self._curated.unanswered(company, 1, 1)[1],
            "max_documents": company.limits.max_documents,
            "index": self._documents.index_state(company),
        }

    def reindex(self, company: CompanyConfig, document_id: str | None = None) -> tuple[int, int]:
        """Embed passages again where a model is configured, and load the index anew.

        Searches go on with the old content meanwhile. Returns (documents, chunks).
        Raises: DocumentNotFoundError, DependencyError.
        """
        repository, knowledge = self._repository(company), self._knowledge.get(company)
        ids = [document_id] if document_id else [live.document_id for live in repository.live()]
        count = 0
        for id_ in ids:
            document, chunks = repository.get(id_), repository.chunks_of(id_)
            count += len(chunks)
            repository.set_embeddings(id_, with_embeddings(chunks, document.title, knowledge))
        knowledge.changed()
        if document_id is None:
            knowledge.rebuild()
        return len(ids), count

    def export(self, company: CompanyConfig) -> Iterator[str]:
        """The company's documents and own answers as JSON lines."""
        yield _line({"format": FORMAT, "company_id": company.company_id})
        repository, page = self._repository(company), 1
        while documents := repository.page(page, 100)[0]:
            for document in documents:
                yield _line(_document_record(document, repository.chunks_of(document.document_id)))
            page += 1
        for answer in reversed(self._curated.list(company)):
            yield _line(_answer_record(answer))

    def bring_in(self, company: CompanyConfig, lines: Iterable[str]) -> Imported:
        """Take in what `export` gave, from this or another installation; each line stands for itself.

        A document whose `external_id` is known is replaced; the same text again changes nothing.
        Raises: InvalidRequestError when it is not such a file.
        """
        done = Imported()
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            record = _read_line(line, number)
            if number == 1 and record.get("format") == FORMAT:
                continue
            try:
                self._take(company, record, done)
            except DomainError as exc:
                done.errors.append({"line": number, **describe_error(exc)})
        return done

    def _take(self, company: CompanyConfig, record: Mapping[str, Any], done: Imported) -> None:
        kind = record.get("type")
        if kind == "answer":
            self._take_answer(company, record, done)
        elif kind == "document":
            intake = self._documents.add(company, _new_document(record))
            done.unchanged += intake.unchanged
            done.documents += not intake.unchanged
        else:
            raise ValidationFailedError(details={"type": ["Use 'document' or 'answer'."]})

    def _take_answer(self, company: CompanyConfig, record: Mapping[str, Any], done: Imported) -> None:
        question, answer = _text(record, "question", 500), _text(record, "answer", 4000)
        known = {a.question: a for a in self._curated.list(company)}.get(question)
        if known is not None and known.answer == answer:
            done.unchanged += 1
            return
        variants = tuple(str(v)[:500] for v in record.get("variants") or () if v)
        self._curated.save(
            company,
            CuratedAnswer(known.answer_id if known else "", question, answer, variants, company.language),
        )
        done.answers += 1

    def _repository(self, company: CompanyConfig) -> DocumentRepository:
        return DocumentRepository(self._database.tenant(company.company_id))

    def _versions(self, company: CompanyConfig) -> VersionRepository:
        return VersionRepository(self._database.tenant(company.company_id))


def _line(record: Mapping[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False) + "\n"


def _document_record(document: Document, chunks: Sequence[Chunk]) -> dict[str, Any]:
    return {
        "type": "document",
        "title": document.title,
        "content": document.content,
        "metadata": dict(document.metadata),
        "external_id": document.external_id,
        "media_type": document.media_type,
        "language": document.language,
        "expires_at": document.expires_at.isoformat() if document.expires_at else None,
        "chunks": [{"content": c.content, "section": c.section, "metadata": dict(c.metadata)} for c in chunks],
    }


def _answer_record(answer: CuratedAnswer) -> dict[str, Any]:
    return {
        "type": "answer",
        "question": answer.question,
        "variants": list(answer.variants),
        "answer": answer.answer,
        "language": answer.language,
    }


def _read_line(line: str, number: int) -> dict[str, Any]:
    try:
        if len(line) > MAX_LINE_CHARS:
            raise ValueError("too long")
        record = json.loads(line)
    except (ValueError, RecursionError) as exc:
        raise InvalidRequestError(f"Line {number} is not JSON") from exc
    if not isinstance(record, dict):
        raise InvalidRequestError(f"Line {number} is not a JSON object")
    return record


def _new_document(record: Mapping[str, Any]) -> NewDocument:
    metadata = record.get("metadata") or {}
    if not isinstance(metadata, dict):
        raise ValidationFailedError(details={"metadata": ["Send a JSON object."]})
    validate_document_data({"content": record.get("content"), "metadata": metadata})
    external_id = record.get("external_id")
    return NewDocument(
        content=str(record["content"]),
        title=str(record.get("title") or "")[:300],
        metadata=metadata,
        external_id=str(external_id)[:200] if external_id else None,
        expires_at=_moment(record.get("expires_at")),
        cut=tuple(_chunks(record.get("chunks"))),
    )


def _chunks(raw: object) -> Iterator[Chunk]:
    """Passages as they were cut from the original file; its rows and tables are not in the text alone."""
    for number, item in enumerate(raw if isinstance(raw, list) else ()):
        if not isinstance(item, dict) or not isinstance(item.get("content"), str):
            raise ValidationFailedError(details={"chunks": ["Each chunk has a content."]})
        metadata = item.get("metadata")
        section = str(item.get("section") or "")[:500]
        yield Chunk(number, item["content"], section, metadata if isinstance(metadata, dict) else {})


def _moment(value: object) -> datetime | None:
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError as exc:
        raise ValidationFailedError(details={"expires_at": ["Use ISO 8601."]}) from exc
    if moment.tzinfo is None:
        raise ValidationFailedError(details={"expires_at": ["Add the offset from UTC."]})
    return moment


def _text(record: Mapping[str, Any], name: str, longest: int) -> str:
    value = record.get(name)
    if not isinstance(value, str) or not 1 <= len(value.strip()) <= longest:
        raise ValidationFailedError(details={name: [f"Write 1 to {longest} characters."]})
    return value.strip()
