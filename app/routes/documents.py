"""A company's documents: upload, list, read, search, delete."""

from typing import Any

from flask import g, request
from flask_smorest import Blueprint

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
from app.utils.strict_json import strict_loads

bp = Blueprint("documents", __name__, url_prefix="/api/documents", description="A company's knowledge")


@bp.post("")
@require_company_context
@log_company_action("document taken in")
@bp.doc(requestBody={"content": {"application/json": {"schema": DocumentSchema}, "multipart/form-data": {}}})
@bp.response(201, DocumentCreatedSchema)
def create_document() -> Any:
    """Take in a text (JSON) or a file (multipart `file`); the same `external_id` again replaces (200)."""
    taken = services().documents.add(g.company, _new_document())
    return document_created(g.company, taken.document), 201 if taken.created else 200


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
    document = services().documents.get(g.company, document_id)
    return {"company_id": g.company.company_id, **document_summary(document), "content": document.content}


@bp.post("/search")
@require_company_context
@bp.arguments(SearchRequestSchema)
@bp.response(200, SearchResultSchema)
def search_documents(args: dict[str, Any]) -> dict[str, Any]:
    """Rank this company's chunks against a query; a query that nothing answers gives no results."""
    hits = services().documents.search(g.company, args["query"], limit=args["k"], filters=args["filters"])
    return {
        "company_id": g.company.company_id,
        "query": args["query"],
        "results": [search_hit(hit, debug=args["debug"]) for hit in hits],
        "results_count": len(hits),
    }


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


def _new_document() -> NewDocument:
    if request.is_json:
        data = DocumentSchema().load(request.get_json())
        return NewDocument(
            content=data["content"],
            title=data.get("title", ""),
            metadata=data.get("metadata"),
            external_id=data.get("external_id"),
        )
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaTypeError("Send JSON, or multipart/form-data with a file")
    return _uploaded()


def _uploaded() -> NewDocument:
    upload = request.files.get("file")
    if upload is None:
        raise ValidationFailedError(details={"file": ["Send the document as the field 'file'."]})
    data = upload.read()
    if not data:
        raise ValidationFailedError(details={"file": ["The file is empty."]})
    return NewDocument(
        data=data,
        filename=upload.filename or "",
        media_type=upload.mimetype,
        title=request.form.get("title", "")[:300],
        metadata=_form_metadata(),
        external_id=request.form.get("external_id") or None,
    )


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
