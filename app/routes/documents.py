"""A company's documents: upload, list, read, search, delete."""

from datetime import datetime
from typing import Any

from flask import g, request
from flask_smorest import Blueprint

from app.models.document import Document
from app.models.errors import InvalidRequestError, UnsupportedMediaTypeError, ValidationFailedError
from app.models.responses import (
    DocumentCreatedSchema,
    DocumentDeletedSchema,
    DocumentDetailSchema,
    DocumentPageSchema,
    SearchResultSchema,
)
from app.models.schemas import DocumentListSchema, DocumentSchema, SearchRequestSchema
from app.routes.presenters import document_created, document_summary, search_hit
from app.services.document_intake import NewDocument
from app.utils.decorators import log_company_action, require_company_context
from app.utils.helpers import services
from app.utils.moments import in_zone
from app.utils.strict_json import strict_loads

bp = Blueprint("documents", __name__, url_prefix="/api/documents", description="A company's knowledge")


@bp.post("")
@require_company_context
@log_company_action("document taken in")
@bp.doc(requestBody={"content": {"application/json": {"schema": DocumentSchema}, "multipart/form-data": {}}})
@bp.response(201, DocumentCreatedSchema)
@bp.alt_response(200, schema=DocumentCreatedSchema)
@bp.alt_response(202, schema=DocumentCreatedSchema)
def create_document() -> Any:
    """Take in a text (JSON) or a file (multipart `file`).

    The same `external_id` again replaces, the very same input changes nothing: 200. A large or slow file, or one
    sent with `background=true`, answers 202 with status `processing`; `GET` shows its progress.
    """
    intake = services().documents.add(g.company, _new_document(), background=wants_background())
    return document_created(g.company, intake)


@bp.get("")
@require_company_context
@bp.arguments(DocumentListSchema, location="query")
@bp.response(200, DocumentPageSchema)
def list_documents(args: dict[str, Any]) -> dict[str, Any]:
    """Newest first; `debug=true` adds the state of the index."""
    documents, total = services().documents.list(g.company, args["page"], args["page_size"])
    body = {
        "company_id": g.company.company_id,
        "documents": [document_summary(document) for document in documents],
        "total_documents": total,
        "page": args["page"],
        "page_size": args["page_size"],
    }
    if args["debug"]:
        body["debug"] = services().documents.index_state(g.company)
    return body


@bp.get("/<document_id>")
@require_company_context
@bp.response(200, DocumentDetailSchema)
def get_document(document_id: str) -> dict[str, Any]:
    """One document with its text."""
    return detail(services().documents.get(g.company, document_id))


@bp.post("/search")
@require_company_context
@bp.arguments(SearchRequestSchema)
@bp.response(200, SearchResultSchema)
def search_documents(args: dict[str, Any]) -> dict[str, Any]:
    """Rank this company's chunks against a query; a query that nothing answers gives no results."""
    hits = services().documents.search(g.company, args["query"], limit=args["k"], filters=args["filters"])
    body: dict[str, Any] = {
        "company_id": g.company.company_id,
        "query": args["query"],
        "results": [search_hit(hit, debug=args["debug"]) for hit in hits],
        "results_count": len(hits),
    }
    if args["debug"]:
        body["debug"] = {"embedding": services().documents.embedding_state(g.company)}
    return body


@bp.delete("/<document_id>")
@require_company_context
@log_company_action("document deleted")
@bp.response(200, DocumentDeletedSchema)
def delete_document(document_id: str) -> dict[str, Any]:
    """Remove a document and its chunks everywhere."""
    removed = services().documents.delete(g.company, document_id)
    return {
        "company_id": g.company.company_id,
        "document_id": document_id,
        "deleted": True,
        "chunks_deleted": removed,
    }


def detail(document: Document) -> dict[str, Any]:
    """A document with its text."""
    return {"company_id": g.company.company_id, **document_summary(document), "content": document.content}


def wants_background() -> bool:
    """Whether the client asks not to wait for the file to be read."""
    asked = request.args.get("background") or request.form.get("background", "")
    return asked.lower() in ("true", "1", "yes", "on")


def new_documents(*names: str) -> list[NewDocument]:
    """The files of a multipart request under any of `names`, with the form's other fields."""
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaTypeError("Send JSON, or multipart/form-data with a file")
    uploads = [upload for name in names for upload in request.files.getlist(name)]
    if not uploads:
        raise ValidationFailedError(details={names[0]: [f"Send the document as the field '{names[0]}'."]})
    metadata, expires_at = _form_metadata(), _form_moment()
    return [
        NewDocument(
            data=upload.read(),
            filename=upload.filename or "",
            media_type=upload.mimetype,
            title=request.form.get("title", "")[:300] if len(uploads) == 1 else "",
            metadata=metadata,
            external_id=request.form.get("external_id") or None if len(uploads) == 1 else None,
            expires_at=expires_at,
        )
        for upload in uploads
    ]


def _new_document() -> NewDocument:
    if request.is_json:
        data = DocumentSchema().load(request.get_json())
        return NewDocument(
            content=data["content"],
            title=data.get("title", ""),
            metadata=data.get("metadata"),
            external_id=data.get("external_id"),
            expires_at=in_zone(data.get("expires_at"), g.company.zone),
        )
    new = new_documents("file")[0]
    if not new.data:
        raise ValidationFailedError(details={"file": ["The file is empty."]})
    return new


def _form_moment() -> datetime | None:
    raw = request.form.get("expires_at", "")
    try:
        return in_zone(datetime.fromisoformat(raw) if raw else None, g.company.zone)
    except ValueError as exc:
        raise ValidationFailedError(details={"expires_at": ["Not a valid datetime."]}) from exc


def _form_metadata() -> dict[str, Any]:
    raw = request.form.get("metadata", "")
    if not raw:
        return {}
    try:
        value = strict_loads(raw)
    except InvalidRequestError as exc:
        raise ValidationFailedError(details={"metadata": ["Send a JSON object."]}) from exc
    if not isinstance(value, dict):
        raise ValidationFailedError(details={"metadata": ["Send a JSON object."]})
    return value
