"""A company's own answers, and the questions customers asked in vain."""

from typing import Any

from flask import g
from flask_smorest import Blueprint

from app.models.curated import CuratedAnswer, UnansweredQuestion
from app.models.knowledge_schemas import (
    CuratedAnswerChangeSchema,
    CuratedAnswerListSchema,
    CuratedAnswerRequestSchema,
    CuratedAnswerSchema,
    CuratedDeletedSchema,
    UnansweredAnswerSchema,
    UnansweredDismissedSchema,
    UnansweredListRequestSchema,
    UnansweredPageSchema,
)
from app.services.curated_service import changed_answer
from app.utils.decorators import log_company_action, require_company_context
from app.utils.helpers import services

bp = Blueprint("knowledge", __name__, url_prefix="/api/knowledge", description="Own answers and open questions")


@bp.get("/answers")
@require_company_context
@bp.response(200, CuratedAnswerListSchema)
def list_answers() -> dict[str, Any]:
    """Newest first."""
    answers = [_answer(item) for item in services().curated.list(g.company)]
    return {"company_id": g.company.company_id, "answers": answers, "total": len(answers)}


@bp.post("/answers")
@require_company_context
@log_company_action("own answer added")
@bp.arguments(CuratedAnswerRequestSchema)
@bp.response(201, CuratedAnswerSchema)
def create_answer(args: dict[str, Any]) -> dict[str, Any]:
    """From the next message on this question gets this answer, word for word."""
    new = changed_answer(CuratedAnswer("", "", "", language=g.company.language), args)
    return _answer(services().curated.save(g.company, new))


@bp.get("/answers/<answer_id>")
@require_company_context
@bp.response(200, CuratedAnswerSchema)
def get_answer(answer_id: str) -> dict[str, Any]:
    """One own answer."""
    return _answer(services().curated.get(g.company, answer_id))


@bp.put("/answers/<answer_id>")
@require_company_context
@log_company_action("own answer changed")
@bp.arguments(CuratedAnswerChangeSchema)
@bp.response(200, CuratedAnswerSchema)
def update_answer(args: dict[str, Any], answer_id: str) -> dict[str, Any]:
    """Change question, answer or variants; what is not sent stays."""
    changed = changed_answer(services().curated.get(g.company, answer_id), args)
    return _answer(services().curated.save(g.company, changed))


@bp.delete("/answers/<answer_id>")
@require_company_context
@log_company_action("own answer deleted")
@bp.response(200, CuratedDeletedSchema)
def delete_answer(answer_id: str) -> dict[str, Any]:
    """Remove an own answer."""
    services().curated.delete(g.company, answer_id)
    return {"company_id": g.company.company_id, "answer_id": answer_id, "deleted": True}


@bp.get("/unanswered")
@require_company_context
@bp.arguments(UnansweredListRequestSchema, location="query")
@bp.response(200, UnansweredPageSchema)
def list_unanswered(args: dict[str, Any]) -> dict[str, Any]:
    """Questions nothing answered, the most asked first; personal data is masked."""
    questions, total = services().curated.unanswered(g.company, args["page"], args["page_size"])
    return {
        "company_id": g.company.company_id,
        "questions": [_question(item) for item in questions],
        "total_questions": total,
        "page": args["page"],
        "page_size": args["page_size"],
    }


@bp.post("/unanswered/<question_id>/answer")
@require_company_context
@log_company_action("open question answered")
@bp.arguments(UnansweredAnswerSchema)
@bp.response(201, CuratedAnswerSchema)
def answer_unanswered(args: dict[str, Any], question_id: str) -> dict[str, Any]:
    """Make it an own answer, with every wording customers used."""
    new = changed_answer(CuratedAnswer("", "", "", language=g.company.language), args)
    return _answer(services().curated.answer(g.company, question_id, new))


@bp.delete("/unanswered/<question_id>")
@require_company_context
@log_company_action("open question dismissed")
@bp.response(200, UnansweredDismissedSchema)
def dismiss_unanswered(question_id: str) -> dict[str, Any]:
    """Hide a question for good."""
    services().curated.dismiss(g.company, question_id)
    return {"company_id": g.company.company_id, "question_id": question_id, "dismissed": True}


def _answer(item: CuratedAnswer) -> dict[str, Any]:
    return {
        "company_id": g.company.company_id,
        "answer_id": item.answer_id,
        "question": item.question,
        "answer": item.answer,
        "variants": item.variants,
        "language": item.language,
        "created_at": item.created_at,
        "updated_at": item.updated_at,
    }


def _question(item: UnansweredQuestion) -> dict[str, Any]:
    return {
        "question_id": item.question_id,
        "question": item.question,
        "examples": item.examples,
        "language": item.language,
        "count": item.count,
        "first_asked_at": item.first_asked_at,
        "last_asked_at": item.last_asked_at,
    }
