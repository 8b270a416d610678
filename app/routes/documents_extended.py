"""A company's knowledge as a whole: many files at once, web pages, versions, re-indexing, export and import."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from flask import Response, g, request
from flask_smorest import Blueprint

from app.models.errors import DocumentNotFoundError, DomainError, UnsupportedMediaTypeError, ValidationFailedError
from app.models.knowledge_schemas import (
    BulkResultSchema,
    ChunkListSchema,
    DocumentChangeSchema,
    DocumentUrlSchema,
    ImportResultSchema,
    KnowledgeStatsSchema,
    ReindexResultSchema,
    VersionListSchema,
)
from app.models.responses import DocumentCreatedSchema, DocumentDetailSchema
from app.models.schemas import CompanyScopedSchema
from app.routes.documents import detail, new_documents, wants_background
from app.routes.presenters import PREVIEW_CHARS, document_created
from app.services.document_intake import NewDocument
from app.services.document_service import describe_error
from app.utils.decorators import log_company_action, require_company_context
from app.utils.helpers import services
from app.utils.moments import in_zone

bp = Blueprint(
    "documents_extended", __name__, url_prefix="/api/documents", description="A company's knowledge as a whole"
)
JSON_LINES = "application/x-ndjson"


@bp.post("/bulk")
@require_company_context
@log_company_action("documents taken in")
@bp.doc(requestBody={"content": {"multipart/form-data": {}}})
@bp.response(200, BulkResultSchema)
def create_documents() -> dict[str, Any]:
    """Take in several files (`files`, repeated); each succeeds or fails for itself."""
    results = [_taken(new) for new in new_documents("files", "file", "files[]")]
    failed = sum(item["status"] == "failed" for item in results)
    return {
        "company_id": g.company.company_id,
        "results": results,
        "total": len(results),
        "succeeded": len(results) - failed,
        "failed": failed,
    }


@bp.post("/url")
@require_company_context
@log_company_action("document taken in from an address")
@bp.arguments(DocumentUrlSchema)
@bp.response(201, DocumentCreatedSchema)
@bp.alt_response(200, schema=DocumentCreatedSchema)
@bp.alt_response(202, schema=DocumentCreatedSchema)
def create_from_url(args: dict[str, Any]) -> Any:
    """Take in a page or file at a public address; the same address again replaces it."""
    asked = NewDocument(
        title=args.get("title", ""),
        metadata=args.get("metadata"),
        external_id=args.get("external_id"),
        expires_at=in_zone(args.get("expires_at"), g.company.zone),
    )
    new = services().web_pages.fetch(args["url"], asked)
    return document_created(g.company, services().documents.add(g.company, new, background=args["background"]))


@bp.get("/stats")
@require_company_context
@bp.response(200, KnowledgeStatsSchema)
def get_statistics() -> dict[str, Any]:
    """Figures of the whole knowledge."""
    return {"company_id": g.company.company_id, **services().library.statistics(g.company)}


@bp.get("/export")
@require_company_context
@log_company_action("knowledge exported")
@bp.doc(responses={"200": {"description": "JSON lines", "content": {JSON_LINES: {}}}})
def export_documents() -> Response:
    """Documents and own answers as JSON lines, one a line; `POST /api/documents/import` takes them."""
    day = datetime.now(UTC).date().isoformat()
    name = f"knowledge-{g.company.company_id}-{day}.jsonl"
    lines = "".join(services().library.export(g.company))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(lines, mimetype=JSON_LINES, headers=headers)


@bp.post("/import")
@require_company_context
@log_company_action("knowledge imported")
@bp.doc(requestBody={"content": {JSON_LINES: {}, "multipart/form-data": {}}})
@bp.response(200, ImportResultSchema)
def import_documents() -> dict[str, Any]:
    """Take in an export (raw JSON lines, or the file as `file`); each line stands for itself."""
    done = services().library.bring_in(g.company, _sent_lines())
    return {"company_id": g.company.company_id, **asdict(done)}


@bp.post("/reindex")
@require_company_context
@log_company_action("knowledge indexed anew")
@bp.response(200, ReindexResultSchema)
def reindex_documents() -> dict[str, Any]:
    """Embed every passage again and load the index anew; searches go on meanwhile."""
    documents, chunks = services().library.reindex(g.company)
    return {"company_id": g.company.company_id, "documents": documents, "chunks": chunks}


@bp.post("/<document_id>/reindex")
@require_company_context
@log_company_action("document indexed anew")
@bp.response(200, ReindexResultSchema)
def reindex_document(document_id: str) -> dict[str, Any]:
    """Embed one document's passages again."""
    documents, chunks = services().library.reindex(g.company, document_id)
    return {"company_id": g.company.company_id, "documents": documents, "chunks": chunks}


@bp.patch("/<document_id>")
@require_company_context
@log_company_action("document changed")
@bp.arguments(DocumentChangeSchema)
@bp.response(200, DocumentDetailSchema)
def change_document(args: dict[str, Any], document_id: str) -> dict[str, Any]:
    """Set title, metadata or expiry; the text stays."""
    values = {key: value for key, value in args.items() if key != "company_id"}
    if "expires_at" in values:
        values["expires_at"] = in_zone(values["expires_at"], g.company.zone)
    if not values:
        raise ValidationFailedError(details={"title": ["Send title, metadata or expires_at."]})
    return detail(services().documents.change(g.company, document_id, **values))


@bp.get("/<document_id>/chunks")
@require_company_context
@bp.response(200, ChunkListSchema)
def list_chunks(document_id: str) -> dict[str, Any]:
    """The passages a document was cut into, as they are searched."""
    chunks = services().library.chunks(g.company, document_id)
    rows = [
        {
            "chunk_index": c.chunk_index,
            "section": c.section,
            "content": c.content,
            "metadata": c.metadata,
            "embedded": c.embedding is not None,
        }
        for c in chunks
    ]
    return {"company_id": g.company.company_id, "document_id": document_id, "chunks": rows, "total": len(rows)}


@bp.get("/<document_id>/versions")
@require_company_context
@bp.response(200, VersionListSchema)
def list_versions(document_id: str) -> dict[str, Any]:
    """Earlier texts, newest first."""
    now = services().documents.get(g.company, document_id)
    rows = [
        {
            "version": item.version,
            "title": item.document.title,
            "chunk_count": len(item.chunks),
            "preview": item.document.content[:PREVIEW_CHARS],
            "created_at": item.created_at,
            "replaced_at": item.replaced_at,
        }
        for item in services().library.versions(g.company, document_id)
    ]
    company_id = g.company.company_id
    return {
        "company_id": company_id,
        "document_id": document_id,
        "current_version": now.version,
        "versions": rows,
    }


@bp.post("/<document_id>/versions/<version>/restore")
@require_company_context
@log_company_action("document version restored")
@bp.arguments(CompanyScopedSchema, location="query")
@bp.response(200, DocumentDetailSchema)
def restore_version(_args: dict[str, Any], document_id: str, version: str) -> dict[str, Any]:
    """Make an earlier text the present one; the present one becomes an earlier version."""
    if not version.isdecimal():
        raise DocumentNotFoundError("No such version of this document")
    return detail(services().library.restore(g.company, document_id, int(version)))


def _taken(new: NewDocument) -> dict[str, Any]:
    try:
        intake = services().documents.add(g.company, new, background=wants_background())
    except DomainError as exc:
        return {"filename": new.filename, "status": "failed", "error": describe_error(exc)}
    body, _status = document_created(g.company, intake)
    return {"filename": new.filename, **body}


def _sent_lines() -> Iterable[str]:
    upload = request.files.get("file")
    if upload is not None:
        return _lines(upload.read())
    if request.mimetype not in (JSON_LINES, "application/jsonl", "text/plain"):
        raise UnsupportedMediaTypeError(f"Send {JSON_LINES}, or multipart/form-data with a file")
    return _lines(request.get_data())


def _lines(data: bytes) -> Iterator[str]:
    try:
        yield from data.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as exc:
        raise ValidationFailedError(details={"file": ["The file is not UTF-8 text."]}) from exc
