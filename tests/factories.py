"""Values for tests: each with sensible defaults, so that a test names only what it is about."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from app.agents.ports import ChatMessage, ChatRequest, Grounding, Message, Passage, Turn
from app.config.company_builder import build_company
from app.config.company_config import CompanyConfig
from app.config.config import ROOT_DIR
from app.config.constants import AgentType, Intent, Role
from app.models.company import CompanyRow
from app.models.database import Database
from app.models.document import Chunk, Document
from app.models.ids import new_id
from app.services.company_files import CompanyFiles

NOON = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)  # a Wednesday; 12:00 in Bogotá


def company_values(**values: Any) -> dict[str, Any]:
    """A small clinic's configuration, as the API takes it."""
    return {
        "company_name": "Clínica Aurora",
        "sales_agent_name": "Laura, asesora de Aurora",
        "business_type": "medicina_estetica",
        "services": "medicina estética",
        "treatment_durations": {"botox": 30, "limpieza_facial": 60},
        "treatments": {
            "botox": {"name": "Botox", "price": 450000, "aliases": ["toxina botulínica"]},
            "limpieza_facial": {"name": "Limpieza facial", "price": 120000},
        },
        "address": "Calle 10 # 20-30, Bogotá",
        "phone": "+57 601 555 0100",
        "payment_methods": ["efectivo", "tarjeta"],
        **values,
    }


def make_company(
    company_id: str = "aurora", *, secrets: Mapping[str, str] | None = None, revision: int = 0, **values: Any
) -> CompanyConfig:
    return build_company(company_id, company_values(**values), secrets or {}, revision=revision)


@cache
def shipped_company(company_id: str = "benova") -> CompanyConfig:
    """One of the sample companies that come with the product."""
    files = CompanyFiles(ROOT_DIR / "companies_config.json", ROOT_DIR / "extended_companies_config.json")
    return build_company(company_id, files.read()[company_id], {})


def make_turn(text: str, company: CompanyConfig | None = None, **values: Any) -> Turn:
    company = company or make_company()
    defaults: dict[str, Any] = {
        "user_id": "user1",
        "conversation_id": "conv_1",
        "language": "es",
        "now": NOON.astimezone(company.zone),
    }
    return Turn(company=company, text=text, **{**defaults, **values})


def said(content: str, *, agent: str | None = "sales", intents: tuple[Intent, ...] = ()) -> Message:
    """A line of the assistant."""
    return Message(Role.ASSISTANT, content, NOON, agent=agent, intents=intents)


def asked(content: str) -> Message:
    """A line of the customer."""
    return Message(Role.USER, content, NOON)


def make_passage(content: str, *, title: str = "Precios", score: float = 0.8, **values: Any) -> Passage:
    return Passage(
        document_id=values.pop("document_id", "doc_1"), title=title, content=content, score=score, **values
    )


def make_request(question: str, company: CompanyConfig | None = None, **grounding: Any) -> ChatRequest:
    """A completion request as the answering agents make it."""
    defaults: dict[str, Any] = {"agent": AgentType.SALES, "language": "es", "today": NOON.date()}
    ground = Grounding(company=company or make_company(), question=question, **{**defaults, **grounding})
    return ChatRequest(
        messages=(ChatMessage("system", "Sea breve."), ChatMessage("user", question)), grounding=ground
    )


def make_document(content: str = "El botox dura cuatro meses.", **values: Any) -> tuple[Document, list[Chunk]]:
    """A document of one chunk, ready to be saved."""
    defaults: dict[str, Any] = {"document_id": new_id("doc"), "title": "Nota", "content_hash": "0" * 64}
    return Document(content=content, **{**defaults, **values}), [Chunk(0, content)]


def add_companies(database: Database, *company_ids: str) -> None:
    """Rows of companies, for records that belong to them."""
    with database.platform() as session:
        for company_id in company_ids:
            session.add(
                CompanyRow(
                    company_id=company_id,
                    company_name=company_id,
                    redis_prefix=f"{company_id}:",
                    vectorstore_index=f"{company_id}_documents",
                )
            )
