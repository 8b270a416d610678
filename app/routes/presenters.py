"""From the values of the layers below to the JSON of the API."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from app.agents.ports import Appointment, BookingState, Handoff, Receipt, Slot
from app.config.company_config import CompanyConfig
from app.config.constants import Action, AgentType
from app.models.conversation import RecordedMessage, TurnTimings
from app.models.document import Document
from app.models.flat import flat
from app.models.schemas import SECRET_FIELDS
from app.services.document_service import Intake
from app.services.health_service import agent_enabled
from app.services.memory import Remembered
from app.services.multi_agent_orchestrator import TurnResult
from app.services.vector_backends.base import Hit

PREVIEW_CHARS = 200
_SHOWN_APART = frozenset(
    "secrets treatments extra version resources promotions emergency limits".split()
)  # of a company's values

_AGENTS: dict[AgentType, tuple[str, bool, str]] = {
    AgentType.ROUTER: ("Router", False, "Understands what the customer wants and chooses who answers"),
    AgentType.EMERGENCY: ("Emergencias", True, "Recognises urgent messages, gives the protocol, calls a person"),
    AgentType.SALES: ("Ventas", True, "Prices, promotions and comparisons, as the company's adviser"),
    AgentType.SUPPORT: ("Soporte", True, "Questions on policies, place, payment and care"),
    AgentType.SCHEDULE: ("Agenda", False, "Books, moves and cancels appointments"),
    AgentType.AVAILABILITY: ("Disponibilidad", False, "Shows free times without booking"),
}


def company_summary(company: CompanyConfig) -> dict[str, Any]:
    return {
        "company_id": company.company_id,
        "company_name": company.company_name,
        "business_type": company.business_type,
        "services": company.services,
        "language": company.language,
        "languages": company.languages,
        "timezone": company.timezone,
        "currency": company.currency,
        "is_active": company.is_active,
    }


def company_detail(company: CompanyConfig) -> dict[str, Any]:
    return {
        **company_summary(company),
        "sales_agent_name": company.sales_agent_name,
        "treatment_durations": company.treatment_durations,
        "treatments": [
            {
                "key": t.key,
                "name": t.name,
                "duration": t.duration_min,
                "price": None if t.price is None else str(t.price),
                "price_from": t.price_from,
                "bookable": t.bookable,
            }
            for t in company.treatments.values()
        ],
        "redis_prefix": company.redis_prefix,
        "vectorstore_index": company.vectorstore_index,
        "chatwoot_account_id": company.chatwoot_account_id,
        "working_hours": company.working_hours,
        "country": company.country,
        "address": company.address,
        "phone": company.phone,
        "schedule_integration": company.schedule_integration,
    }


def company_admin(company: CompanyConfig) -> dict[str, Any]:
    """Every configuration value; secrets only as set or not."""
    plain = {
        field.name: getattr(company, field.name) for field in fields(company) if field.name not in _SHOWN_APART
    }
    is_set = {name: bool(getattr(company.secrets, name)) for name in SECRET_FIELDS}
    return {
        **plain,
        "treatment_durations": company.treatment_durations,
        "treatments": {key: _treatment(t) for key, t in company.treatments.items()},
        "resources": [_record(item) for item in company.resources],
        "promotions": [_record(item) for item in company.promotions],
        "emergency": _record(company.emergency),
        **{name: "***" if is_set[name] else "" for name in SECRET_FIELDS},
        "secrets_set": is_set,
        "limits": _record(company.limits),
    }


def agent_list(company: CompanyConfig) -> list[dict[str, Any]]:
    return [
        {
            "type": agent.value,
            "name": company.persona if agent is AgentType.SALES else name,
            "enabled": agent_enabled(company, agent),
            "uses_rag": uses_rag,
            "description": description,
        }
        for agent, (name, uses_rag, description) in _AGENTS.items()
    ]


def document_created(company: CompanyConfig, intake: Intake) -> tuple[dict[str, Any], int]:
    """Body and status: 201 for a new one, 200 for a replaced or unchanged one, 202 while a file is being read."""
    document = intake.document
    body = {
        "company_id": company.company_id,
        "document_id": document.document_id,
        "chunk_count": document.chunk_count,
        "title": document.title,
        "status": document.status,
        "version": document.version,
        "language": document.language,
        "unchanged": intake.unchanged,
    }
    return body, 202 if document.status == "processing" else 201 if intake.created else 200


def document_summary(document: Document) -> dict[str, Any]:
    return {
        "document_id": document.document_id,
        "title": document.title,
        "chunk_count": document.chunk_count,
        "created_at": document.created_at,
        "metadata": document.metadata,
        "preview": document.content[:PREVIEW_CHARS],
        "status": document.status,
        "media_type": document.media_type,
        "language": document.language,
        "external_id": document.external_id,
        "version": document.version,
        "expires_at": document.expires_at,
        "updated_at": document.updated_at,
        "progress": round(document.progress, 3),
        "error": dict(document.error) or None,
    }


def search_hit(hit: Hit, *, debug: bool) -> dict[str, Any]:
    chunk = hit.chunk
    row = {
        "document_id": chunk.document_id,
        "title": chunk.title,
        "content": chunk.content,
        "score": round(hit.score, 4),
        "chunk_index": chunk.chunk_index,
        "section": chunk.section,
        "metadata": chunk.metadata,
    }
    return {**row, "explain": dict(hit.explain)} if debug else row


def message(item: RecordedMessage) -> dict[str, Any]:
    """`routing` and `timings_ms` are null where no agent answered."""
    details, timings = item.details, item.timings
    by_agents = item.agent is not None and "routed_by" in details
    return {
        "message_id": item.message_id,
        "role": item.role.value,
        "content": item.content,
        "agent": item.agent,
        "created_at": item.at,
        "intents": item.intents,
        "sources": [_record(source) for source in item.sources],
        "routing": {
            "intents": item.intents,
            "routed_by": details["routed_by"],
            "confidence": details.get("confidence"),
            "engine": details.get("usage", {}).get("engine"),
        }
        if by_agents
        else None,
        "timings_ms": _timings(timings) if by_agents else None,
    }


def appointment(row: Appointment) -> dict[str, Any]:
    return {**_record(row), "status": row.status.value}


def slot(item: Slot) -> dict[str, Any]:
    return _record(item)


def chat_reply(
    company: CompanyConfig, user_id: str, text: str, result: TurnResult, before: Remembered
) -> dict[str, Any]:
    """The body of the chat test."""
    usage = result.usage
    return {
        "company_id": company.company_id,
        "user_id": user_id,
        "user_message": text,
        "bot_response": result.text,
        "intents": [intent.value for intent in result.intents],
        "agents": [agent.value for agent in result.agents],
        "agent_used": result.agent_used,
        "language": result.language,
        "sources": [_record(source) for source in result.sources],
        "handoff": _handoff(result.handoff),
        "action": result.action.value,
        "booking": _booking(result.booking, result.receipts),
        "choices": result.choices,
        "context": {
            "company_id": company.company_id,
            "company_name": company.company_name,
            "conversation_id": before.conversation_id,
            "engine": usage.engine,
            "model": usage.model,
            "model_calls": usage.calls,
            "prompt_tokens": usage.prompt_tokens,
            "completion_tokens": usage.completion_tokens,
            "routed_by": result.routed_by,
            "confidence": round(result.confidence, 3),
            "known": result.known,
            "owner": before.owner,
        },
        "timings_ms": _timings(result.timings),
    }


def _timings(timings: TurnTimings) -> dict[str, float | None]:
    return {
        "total": _rounded(timings.total),
        "classification": _rounded(timings.classification),
        "retrieval": _rounded(timings.retrieval),
        "generation": _rounded(timings.generation),
    }


def _booking(state: BookingState, receipts: tuple[Receipt, ...]) -> dict[str, Any]:
    """What is known of the appointment in course, or the one just written."""
    written = next((r.appointment for r in receipts if r.action is not Action.NONE), None)
    if written is not None:
        return {
            "treatment": written.treatment,
            "date": written.start.strftime("%Y-%m-%d"),
            "time": written.start.strftime("%H:%M"),
            "name": written.name,
            "phone": written.phone,
            "appointment_id": written.appointment_id,
        }
    return {
        "treatment": state.treatment,
        "date": state.date,
        "time": state.time,
        "name": state.name,
        "phone": state.phone,
        "appointment_id": state.appointment_id,
    }


def _handoff(handoff: Handoff | None) -> dict[str, Any] | None:
    if handoff is None:
        return None
    return {"reason": handoff.reason.value, "summary": handoff.summary, "urgent": handoff.urgent}


def _treatment(treatment: Any) -> dict[str, Any]:
    record = _record(treatment)
    record["duration"] = record.pop("duration_min")
    record.pop("key")
    return record


def _record(item: Any) -> dict[str, Any]:
    return {name: dict(value) if isinstance(value, Mapping) else value for name, value in flat(item).items()}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
